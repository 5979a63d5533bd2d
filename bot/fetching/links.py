"""Fetching a document from a link that somebody gave, without becoming a way into the network that the coach is in.

Addresses are looked up here and must be public ones, and the connection goes to the very address that was checked; a
redirect is a new link with the same rules. What the site's robots.txt keeps to itself is left alone.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from bot.errors import NotFetched
from bot.fetching.addresses import Resolve, is_public, resolve
from bot.fetching.media_types import document_name, is_document, plain_type
from bot.fetching.robots import AGENT, MOST_BYTES, Robots

_REDIRECTS = 5
_SECONDS = 60.0
_STEP = "Attach the file instead, or ingest it from a folder."


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave with a document, to ask it next time whether there is a newer one (RFC 9110, 13.1)."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document. `file` is None where the server says that it is the one that the validators belong to; `host` and
    `name` are those at the end of the redirects; `modified` is when the server says that it was changed."""

    file: Path | None
    host: str
    name: str
    validators: Validators = Validators()
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """`hosts` are the only ones to ask, None allows any; `internal` ones may be at private addresses, for they are the
    operator's own. `max_bytes` is for one document, unpacked."""

    max_bytes: int
    hosts: frozenset[str] | None = None
    internal: frozenset[str] = frozenset()

    @classmethod
    def of(cls, max_bytes: int, hosts: Collection[str] | None, internal: Collection[str] = ()) -> "Rules":
        lower = None if hosts is None else frozenset(host.lower() for host in hosts)
        return cls(max_bytes, lower, frozenset(host.lower() for host in internal))


class Links:
    """May be used for any number of links; each site's robots.txt is read once."""

    def __init__(self, rules: Rules, resolve: Resolve = resolve, is_public: Callable[[str], bool] = is_public) -> None:
        self._rules = rules
        self._resolve = resolve
        self._is_public = is_public
        self._robots = Robots(self._robots_text)

    async def fetch(self, link: str, folder: Path, known: Validators | None = None) -> Fetched:
        """The document, saved in the folder; nothing is saved where it is the one that `known` belongs to. Raises
        NotFetched."""
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._follow(httpx.URL(link), folder, known or Validators())
        except TimeoutError:
            raise NotFetched(f"{link} did not come within {_SECONDS:.0f} seconds. {_STEP}") from None
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            reason = str(problem) or type(problem).__name__
            raise NotFetched(f"{link} could not be fetched ({reason}): check it. {_STEP}") from problem

    async def _follow(self, url: httpx.URL, folder: Path, known: Validators) -> Fetched:
        for _ in range(_REDIRECTS):
            await self._check(url)
            if not await self._robots.allow(url):
                raise NotFetched(f"{url} is not for programs: the site's robots.txt says so. {_STEP}")
            async with self._asked(url, known.headers()) as answer:
                if answer.has_redirect_location:
                    url = _next(url, answer.headers["Location"])
                elif answer.status_code == httpx.codes.NOT_MODIFIED and known.headers():
                    return Fetched(None, url.host, "", known)
                elif not answer.is_success:
                    raise NotFetched(f"{url} answers {answer.status_code}: check the link. {_STEP}")
                else:
                    return await self._saved(answer, url, folder / "document")
        raise NotFetched(f"{url} leads on and on: give the link at the end of it.")

    async def _check(self, url: httpx.URL) -> None:
        if url.scheme not in ("http", "https") or url.userinfo:
            raise NotFetched(f"{url.copy_with(userinfo=b'')} is no plain http or https link.")
        hosts = self._rules.hosts
        if hosts is not None and url.host.lower() not in hosts:
            raise NotFetched(
                f"Documents are not fetched from {url.host}: the setting COACH_INGEST_HOSTS names the hosts that are "
                f"({', '.join(sorted(hosts)) or 'none'}). {_STEP}"
            )

    async def _address(self, url: httpx.URL) -> str:
        """The address to connect to, looked up once: what was checked is what is asked."""
        try:
            addresses = await self._resolve(url.host, url.port or (443 if url.scheme == "https" else 80))
        except OSError:
            addresses = []
        if not addresses:
            raise NotFetched(f"There is no host {url.host}: check the link.")
        internal = url.host.lower() in self._rules.internal
        if not internal and not all(self._is_public(address) for address in addresses):
            raise NotFetched(
                f"{url.host} is not a public address; the setting COACH_INGEST_INTERNAL_HOSTS names those of your own "
                f"network that may be asked. {_STEP}"
            )
        return addresses[0]

    @asynccontextmanager
    async def _asked(self, url: httpx.URL, headers: dict[str, str]) -> AsyncGenerator[httpx.Response, None]:
        address = await self._address(url)
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            request = client.build_request(
                "GET",
                url.copy_with(host=address),
                headers={
                    "Host": url.netloc.decode("ascii"),
                    "User-Agent": AGENT,
                    # A document that unpacks to far more than was sent would be held in memory, piece by piece.
                    "Accept-Encoding": "identity",
                    **headers,
                },
                extensions={"sni_hostname": url.host},
            )
            answer = await client.send(request, stream=True)
            try:
                yield answer
            finally:
                await answer.aclose()

    async def _robots_text(self, url: httpx.URL) -> tuple[int, str]:
        for _ in range(_REDIRECTS):
            async with self._asked(url, {}) as answer:
                if not answer.has_redirect_location:
                    text = bytearray()
                    async for piece in answer.aiter_bytes():
                        text += piece
                        if len(text) > MOST_BYTES:
                            break
                    return answer.status_code, text[:MOST_BYTES].decode("utf-8", "replace")
                url = _next(url, answer.headers["Location"])
                await self._check(url)
        return httpx.codes.NOT_FOUND, ""

    async def _saved(self, answer: httpx.Response, url: httpx.URL, file: Path) -> Fetched:
        kind = answer.headers.get("Content-Type", "")
        if not is_document(url, kind):
            raise NotFetched(f"{url} is {plain_type(kind) or 'of no known kind'}, which is no document to read.")
        size = 0
        with file.open("wb") as out:
            async for piece in answer.aiter_bytes():
                size += len(piece)
                if size > self._rules.max_bytes:
                    raise NotFetched(
                        f"{url} has more than {self._rules.max_bytes // 1_000_000} MB, the setting "
                        "COACH_LARGEST_SOURCE_MB."
                    )
                out.write(piece)
        validators = Validators(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))
        return Fetched(file, url.host, document_name(url, kind), validators, _date(validators.last_modified))


def _next(url: httpx.URL, location: str) -> httpx.URL:
    to = url.join(location)
    if url.scheme == "https" and to.scheme == "http":
        raise NotFetched(f"{url} leads from https to {to}, which is not safe from others: check it. {_STEP}")
    return to


def _date(text: str) -> datetime | None:
    try:
        said = parsedate_to_datetime(text)
    except ValueError:
        return None
    return said if said.tzinfo else None
