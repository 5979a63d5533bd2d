"""Files in Discord: what learners attach is fetched from Discord's own hosts."""

from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.chat.downloads import check_size, written
from bot.errors import NotFetched
from bot.messages import Attachment

_HOSTS = ("cdn.discordapp.com", "media.discordapp.net")


class DiscordFiles:
    """`api_url` is where the API is: a Discord elsewhere keeps its files there too."""

    def __init__(self, api_url: str, *, most_bytes: int = 200_000_000) -> None:
        self._hosts = {*_HOSTS, urlsplit(api_url).hostname}
        self._most_bytes = most_bytes

    async def fetch(self, attachment: Attachment, folder: Path) -> Path:
        """Writes the file into the folder, under a name of its own. Raises NotFetched."""
        if urlsplit(attachment.url).hostname not in self._hosts:
            raise NotFetched(f"{attachment.name} is kept outside Discord: download it and attach the file itself.")
        check_size(attachment, self._most_bytes)
        timeout = aiohttp.ClientTimeout(total=300, sock_read=30)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(attachment.url, allow_redirects=False) as answer,
            ):
                if answer.status != 200:
                    raise NotFetched(
                        f"Discord did not hand out {attachment.name} (status {answer.status}): attach it again."
                    )
                return await written(answer, attachment, folder, self._most_bytes)
        except (aiohttp.ClientError, ConnectionError, TimeoutError) as problem:
            raise NotFetched(f"{attachment.name} could not be read from Discord: try again.") from problem
