"""What arrives from a platform's host into a file, no more of it than is allowed."""

import asyncio
import os
from pathlib import Path
from tempfile import mkstemp

import aiohttp

from bot.errors import NotFetched
from bot.messages import Attachment

_CHUNK = 1024 * 1024


def check_size(attachment: Attachment, most_bytes: int) -> None:
    """Raises NotFetched."""
    if attachment.size > most_bytes:
        raise _too_large(attachment, most_bytes)


async def written(answer: aiohttp.ClientResponse, attachment: Attachment, folder: Path, most_bytes: int) -> Path:
    """A file of the folder, under a name of its own. Raises NotFetched, whatever size was stated."""
    size = 0
    handle, name = await asyncio.to_thread(mkstemp, dir=folder)
    try:
        async for chunk in answer.content.iter_chunked(_CHUNK):
            size += len(chunk)
            if size > most_bytes:
                raise _too_large(attachment, most_bytes)
            await asyncio.to_thread(os.write, handle, chunk)
    finally:
        os.close(handle)
    return Path(name)


def _too_large(attachment: Attachment, most_bytes: int) -> NotFetched:
    return NotFetched(f"{attachment.name} is larger than the {most_bytes // 1_000_000} MB that a source may have.")
