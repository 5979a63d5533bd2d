"""Links to files on disk, each where a later ingest finds it again; what has not changed is not fetched again."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from bot.assemble.known_links import KnownLinks
from bot.assemble.uploads import arriving, keep
from bot.errors import NotFetched
from bot.fetching.links import Links, Rules
from bot.settings import Settings


class LinkIntake:
    """`links` are the rules by which anything is fetched at all."""

    def __init__(self, folder: Path, links: Links) -> None:
        self._folder = folder
        self._links = links
        self._known = KnownLinks(folder)

    async def take(self, link: str) -> Path:
        """The document of the link. Raises NotFetched."""
        known = await asyncio.to_thread(self._known.get, link)
        with arriving(self._folder) as folder:
            fetched = await self._links.fetch(link, folder, known.validators if known else None)
            if fetched.file is None:
                assert known is not None
                return await asyncio.to_thread(_wanted_again, self._folder / known.path)
            if fetched.modified is not None:
                os.utime(fetched.file, (fetched.modified.timestamp(),) * 2)
            kept = await asyncio.to_thread(keep, self._folder, fetched.file, fetched.host, fetched.name)
        await asyncio.to_thread(self._known.put, link, kept, fetched.validators)
        return kept


def _wanted_again(path: Path) -> Path:
    """Uploads that nobody has touched for long are swept away by the folder's time."""
    os.utime(path.parents[1])
    return path


def operators_links(settings: Settings) -> LinkIntake:
    """What the operator types in a terminal: any public host, and those of the own network that the settings name."""
    rules = Rules.of(settings.largest_source_mb * 1_000_000, None, settings.ingest_internal_hosts)
    return LinkIntake(settings.uploads_folder, Links(rules))


def chat_links(settings: Settings) -> LinkIntake:
    """What an admin types in chat: only hosts that the settings name, none by default."""
    hosts = (*settings.ingest_hosts, *settings.ingest_internal_hosts)
    rules = Rules.of(settings.largest_source_mb * 1_000_000, hosts, settings.ingest_internal_hosts)
    return LinkIntake(settings.uploads_folder, Links(rules))


async def take_links(intake: LinkIntake, links: Sequence[str]) -> tuple[list[Path], list[tuple[str, str]]]:
    """The documents that came, and (link, sentence) of those that did not: one bad link does not stop the others."""
    paths: list[Path] = []
    refused: list[tuple[str, str]] = []
    for link in links:
        try:
            paths.append(await intake.take(link))
        except NotFetched as problem:
            refused.append((link, str(problem)))
    return paths, refused
