"""Fetching a document from a link that somebody typed, without becoming a way into the network that the coach is in.

Only hosts that the operator has named are asked at all. Their addresses are looked up here and must be public ones, and
the connection goes to the very address that was checked; a redirect is a new link with the same rules.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path

import httpx

from bot.errors import NotFetched

Resolve = Callable[[str, int], Awaitable[list[str]]]

_REDIRECTS = 5
_SECONDS = 60.0
# How a document without a suffix of its own is read.
_SUFFIXES = {
    "text/html": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "application/json": ".json",
    "application/pdf": ".pdf",
}


async def resolve(host: str, port: int) -> list[str]:
    """The host's addresses, as the system knows them. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def is_public(address: str) -> bool:
    """Whether it belongs to the internet at large: not private, loopback, link-local, shared, reserved or multicast.

    IPv6 addresses that carry an IPv4 one (mapped, 6to4, Teredo, NAT64) are none: they lead where that one leads.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and (
        ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in ipaddress.ip_network("64:ff9b::/96")
    ):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


class Links:
    """`hosts` are those of the setting `ingest_hosts`; `max_bytes` is for one document, unpacked."""

    def __init__(
        self,
        hosts: Collection[str],
        max_bytes: int,
        resolve: Resolve = resolve,
        is_public: Callable[[str], bool] = is_public,
    ) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._max_bytes = max_bytes
        self._resolve = resolve
        self._is_public = is_public

    async def fetch(self, link: str, folder: Path) -> tuple[Path, str, str]:
        """(the file, the host it came from, a name made of the link). Raises NotFetched."""
        try:
            async with asyncio.timeout(_SECONDS), httpx.AsyncClient(trust_env=False, timeout=10) as client:
                return await self._follow(client, httpx.URL(link), folder)
        except TimeoutError:
            raise NotFetched(f"{link} did not come within {_SECONDS:.0f} seconds: attach the file instead.") from None
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            reason = str(problem) or type(problem).__name__
            raise NotFetched(f"{link} could not be fetched ({reason}): check it, or attach the file.") from problem

    async def _follow(self, client: httpx.AsyncClient, url: httpx.URL, folder: Path) -> tuple[Path, str, str]:
        for _ in range(_REDIRECTS):
            request = client.build_request(
                "GET",
                url.copy_with(host=await self._checked(url)),
                headers={"Host": url.netloc.decode("ascii"), "Accept-Encoding": "identity"},
                extensions={"sni_hostname": url.host},
            )
            answer = await client.send(request, stream=True)
            try:
                if answer.has_redirect_location:
                    url = url.join(answer.headers["Location"])
                    continue
                if not answer.is_success:
                    raise NotFetched(f"{url} answers {answer.status_code}: check the link, or attach the file.")
                file = folder / "document"
                await self._save(answer, url, file)
                return file, url.host, _name(url, answer.headers.get("Content-Type", ""))
            finally:
                await answer.aclose()
        raise NotFetched(f"{url} leads on and on: give the link at the end of it.")

    async def _checked(self, url: httpx.URL) -> str:
        """The address to connect to."""
        if url.scheme not in ("http", "https") or url.userinfo:
            raise NotFetched(f"{url.copy_with(userinfo=b'')} is no plain http or https link.")
        host = url.host.lower()
        if host not in self._hosts:
            named = ", ".join(sorted(self._hosts)) or "none"
            raise NotFetched(
                f"Documents are not fetched from {host}: the setting COACH_INGEST_HOSTS names the hosts that are "
                f"({named}). Attach the file instead."
            )
        try:
            addresses = await self._resolve(host, url.port or (443 if url.scheme == "https" else 80))
        except OSError:
            addresses = []
        if not addresses:
            raise NotFetched(f"There is no host {host}: check the link.")
        if not all(self._is_public(address) for address in addresses):
            raise NotFetched(f"{host} is not a public address: attach the file instead.")
        return addresses[0]

    async def _save(self, answer: httpx.Response, url: httpx.URL, file: Path) -> None:
        size = 0
        with file.open("wb") as out:
            async for piece in answer.aiter_bytes():
                size += len(piece)
                if size > self._max_bytes:
                    raise NotFetched(
                        f"{url} has more than {self._max_bytes // 1_000_000} MB, the setting COACH_LARGEST_SOURCE_MB."
                    )
                out.write(piece)


def _name(url: httpx.URL, content_type: str) -> str:
    """Of the whole path, for the last part alone is often `index.html`."""
    name = "-".join(part for part in url.path.split("/") if part) or "index"
    known = _SUFFIXES.get(content_type.partition(";")[0].strip().lower(), "")
    return name if Path(name).suffix else name + known
