"""The documents that came in through chat: kept, so that they can be read again, for as long as a generation has them.

uploads/
  3fa2b8.../uploaded/faq.md            SHA-256 of the bytes, and the name under which the source is known
  90de11.../docs.example.org/faq.html  what a link led to
"""

import hashlib
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.index import Generations

_LONGEST_NAME = 100
_ARRIVING = ".arriving-"
_OLD = timedelta(days=1)


@contextmanager
def arriving(folder: Path) -> Iterator[Path]:
    """A folder for what is still being fetched; gone at the end with all that was not kept."""
    folder.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=_ARRIVING, dir=folder))
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def keep(folder: Path, file: Path, group: str, name: str) -> Path:
    """Moves a fetched file to its place. `group` and `name` together are what the source is called from now on, so that
    a newer version of a document takes the place of the older."""
    with file.open("rb") as data:
        digest = hashlib.file_digest(data, "sha256").hexdigest()
    place = folder / digest / safe_name(group) / safe_name(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    file.replace(place)
    # Wanted again, however old it is.
    os.utime(folder / digest)
    return place


def safe_name(name: str) -> str:
    """A file name without folders, hidden files or control characters; the suffix says how it is read, so it stays."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    plain = re.sub(r"[^\w.-]+", "-", plain).strip(".-") or "document"
    stem, dot, suffix = plain.rpartition(".")
    if len(plain.encode()) <= _LONGEST_NAME:
        return plain
    kept = f".{suffix}" if dot and len(suffix) <= 10 else ""
    short = (stem if kept else plain).encode()[: _LONGEST_NAME - len(kept.encode())]
    return short.decode(errors="ignore") + kept


def sweep_uploads(folder: Path, digests: Collection[str], generations: "Generations") -> None:
    """Removes those of these uploads that no generation holds any more."""
    from ingest.files.members import archive_kind

    sources = [source for manifest in generations.list() for source in manifest.sources]
    held = {source.digest for source in sources}
    # What came out of an archive has a digest of its own, and the archive's name before its own.
    names = {"/".join(source.path.split("/")[:2]) for source in sources}
    for digest in set(digests) - held:
        kept = [file.relative_to(folder / digest).as_posix() for file in (folder / digest).glob("*/*")]
        if not any(archive_kind(name) and name in names for name in kept):
            shutil.rmtree(folder / digest, ignore_errors=True)


def sweep_old_uploads(folder: Path, generations: "Generations", now: datetime) -> None:
    """Removes what no generation holds and nobody has touched for a day: of ingests that were pruned or broken off."""
    if not folder.is_dir():
        return
    old = [entry.name for entry in folder.iterdir() if now.timestamp() - entry.stat().st_mtime > _OLD.total_seconds()]
    sweep_uploads(folder, old, generations)
