"""Files and links from chat to files on disk, each where a later ingest finds it again."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx

from bot.assemble.library import Library
from bot.assemble.link_intake import LinkIntake, chat_links
from bot.assemble.uploads import arriving, keep, sweep_uploads
from bot.errors import NotFetched
from bot.messages import Attachment
from bot.settings import Settings
from bot.turns.ingesting import Fetching

log = logging.getLogger(__name__)

# Under which folder's name a document that somebody uploaded is cited: `uploaded/faq.md`.
UPLOADED = "uploaded"


class ChatIntake:
    """`fetching` gets files, by the platform they are on; it may be filled later, when the platforms are connected."""

    def __init__(
        self, settings: Settings, library: Library, fetching: Mapping[str, Fetching], links: LinkIntake | None = None
    ) -> None:
        self._folder = settings.uploads_folder
        self._library = library
        self._fetching = fetching
        self._max_bytes = settings.largest_source_mb * 1_000_000
        self._links = links or chat_links(settings)

    async def take(self, platform: str, files: Sequence[Attachment], links: Sequence[str]) -> tuple[Path, ...]:
        with arriving(self._folder) as folder:
            fetched = [
                (await self._file(platform, one, _inner(folder, n)), UPLOADED, one.name) for n, one in enumerate(files)
            ]
            kept = [await asyncio.to_thread(keep, self._folder, *one) for one in fetched]
        return (*kept, *[await self._links.take(link) for link in links])

    async def release(self, paths: Sequence[Path]) -> None:
        digests = {path.relative_to(self._folder).parts[0] for path in paths}
        await asyncio.to_thread(sweep_uploads, self._folder, digests, self._library.generations)

    async def _file(self, platform: str, attachment: Attachment, folder: Path) -> Path:
        if attachment.size > self._max_bytes:
            raise self._too_large(attachment)
        fetching = self._fetching.get(platform)
        if fetching is None:
            raise NotFetched(f"Files cannot be sent here: have {attachment.name} ingested with `coach ingest`.")
        try:
            file = await fetching.fetch(attachment, folder)
        except (httpx.HTTPError, OSError, TimeoutError) as problem:
            log.warning("The file %s could not be fetched from its platform: %s", attachment.id, problem)
            raise NotFetched(f"{attachment.name} could not be fetched: send it again.") from problem
        if file.stat().st_size > self._max_bytes:
            raise self._too_large(attachment)
        return file

    def _too_large(self, attachment: Attachment) -> NotFetched:
        megabytes = self._max_bytes // 1_000_000
        return NotFetched(f"{attachment.name} has more than {megabytes} MB, the setting COACH_LARGEST_SOURCE_MB.")


def _inner(folder: Path, number: int) -> Path:
    """Two files of one message may have the same name."""
    inner = folder / str(number)
    inner.mkdir()
    return inner
