"""Where the model is, and the key for it, which goes into one header and nowhere else."""

import re
from collections.abc import AsyncIterator, Generator

import httpx

from bot.errors import SettingsError
from bot.models.failures import TooLarge

_VERSION = re.compile(r"v\d+\w*")


def base_url(given: str) -> str:
    """`given` without a slash at its end and with a version in its path: `http://host:8000` is `http://host:8000/v1`.

    Raises SettingsError for what is no http address, or holds a password or a query, which would end up in logs.
    """
    try:
        url = httpx.URL(given.strip())
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query or url.fragment:
        raise SettingsError(
            "The setting COACH_MODEL_URL must be an address without a password or a query (a key belongs in "
            "COACH_MODEL_KEY). For example: COACH_MODEL_URL=http://localhost:8000/v1"
        )
    path = url.path.rstrip("/").removesuffix("/chat/completions")
    if not any(_VERSION.fullmatch(part) for part in path.split("/")):
        path += "/v1"
    return str(url.copy_with(path=path))


class Bearer(httpx.Auth):
    """The key is checked here because the HTTP library names a header it cannot send, value and all."""

    def __init__(self, key: str) -> None:
        key = key.strip()
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise SettingsError("The setting COACH_MODEL_KEY holds characters that no key has; paste it again.")
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        yield request

    def taken_out_of(self, text: str) -> str:
        return text.replace(self._key, "[key]") if self._key else text

    def __repr__(self) -> str:
        return "Bearer(...)" if self._key else "Bearer()"


class Measured(httpx.AsyncByteStream):
    """A reply's bytes, cut off at the limit while they are read."""

    def __init__(self, stream: httpx.AsyncByteStream, limit: int) -> None:
        self._stream = stream
        self._left = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            self._left -= len(part)
            if self._left < 0:
                raise TooLarge
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


def http_client(largest: int, connect_s: float, write_s: float) -> httpx.AsyncClient:
    """One for the whole process. Every reply ends at `largest` bytes, errors and lists of models too. Reading has no
    timeout here: the client times each phase itself.

    Compression is not asked for: a small packed reply could unpack to any size. A transport of our own would do for
    measuring, but then proxies of the environment would not be used.
    """

    async def measure(response: httpx.Response) -> None:
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = Measured(response.stream, largest)

    return httpx.AsyncClient(
        event_hooks={"response": [measure]},
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=8, keepalive_expiry=30.0),
        timeout=httpx.Timeout(connect=connect_s, write=write_s, read=None, pool=None),
        headers={"Accept-Encoding": "identity"},
    )
