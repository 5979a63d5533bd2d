"""What a site's robots.txt (RFC 9309) asks of programs: a document that it keeps to itself is not fetched."""

from collections.abc import Awaitable, Callable

import httpx
from protego import Protego

# What the coach calls itself to servers.
AGENT = "interview-coach"
# RFC 9309, 2.5: no more than the first 500 kibibytes need be read.
MOST_BYTES = 500 * 1024

# The site's robots.txt as (status, text); raises httpx.HTTPError or OSError where the site cannot be reached.
GetRobots = Callable[[httpx.URL], Awaitable[tuple[int, str]]]


class Robots:
    """Asks each site once."""

    def __init__(self, get: GetRobots) -> None:
        self._get = get
        self._rules: dict[str, Protego | None] = {}

    async def allow(self, url: httpx.URL) -> bool:
        """RFC 9309, 2.3.1: without a robots.txt all is allowed; a site that fails to say is left alone."""
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if site not in self._rules:
            self._rules[site] = await self._read(url)
        rules = self._rules[site]
        return rules is not None and bool(rules.can_fetch(str(url), AGENT))

    async def _read(self, url: httpx.URL) -> Protego | None:
        try:
            status, text = await self._get(url.join("/robots.txt"))
        except (httpx.HTTPError, OSError):
            return None
        if status >= 500 or status == 429:
            return None
        return Protego.parse(text if status < 400 else "")
