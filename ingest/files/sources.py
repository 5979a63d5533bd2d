"""Paths to documents, each under a key that stays the same wherever the files are checked out.

The key of a file is the name of the folder it was found in and its path inside that folder (`seeds/faq.md`); a file
named by itself gets its parent folder's name (`seeds/faq.md` too). A file whose path ends in a key that is already
known keeps that key, so `docs/team/faq.md` is the same source whether `docs`, `docs/team` or the file is named. What is
in an archive has the archive's key before its own path (`seeds/faq.zip/team/faq.md`).
Hidden files are passed over, and links that lead out of the folder are not followed.
"""

import hashlib
import os
import stat
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path, PurePosixPath

from ingest.blocks import Flaw
from ingest.errors import UnreadableSource
from ingest.files.encodings import Decoded, decoded
from ingest.files.shown import shown


@dataclass(frozen=True, slots=True)
class Limits:
    """What an input may cost. `max_bytes` is for one file, `max_files` for all files of a run."""

    max_bytes: int = 20_000_000
    max_files: int = 200_000


@dataclass(frozen=True)
class Document:
    """The bytes of one input. `modified` is aware (UTC); `kind` is the suffix by which it is read, where its name does
    not say what it is; `companion` holds the answers to its questions, where these are in a file of their own."""

    path: str
    data: bytes
    modified: datetime | None = None
    kind: str = field(default="", kw_only=True)
    companion: "Document | None" = field(default=None, kw_only=True)

    @cached_property
    def digest(self) -> str:
        """Of both files, where there are two."""
        whole = hashlib.sha256(self.data)
        if self.companion is not None:
            whole.update(self.companion.digest.encode())
        return whole.hexdigest()

    @property
    def suffix(self) -> str:
        """Lower-case with its dot, `.md`; empty where the name has none."""
        return self.kind or Path(self.path).suffix.lower()

    @property
    def text(self) -> str:
        """Lines end in `\\n`; control characters are gone. Raises UnreadableSource where the bytes are no text."""
        return self._decoded.text

    @property
    def notes(self) -> tuple[Flaw, ...]:
        """What was assumed and left out to make a text of the bytes; nothing where no reader asked for the text."""
        return self._decoded.notes if "_decoded" in self.__dict__ else ()

    @cached_property
    def _decoded(self) -> Decoded:
        return decoded(self.path, self.data)


@dataclass(frozen=True, slots=True)
class Located:
    """A file that is there, not yet read. `companion` is the file with the answers to its questions."""

    path: str
    file: Path
    companion: Path | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One input that stays out, and why: a sentence for the operator."""

    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What an archive holds: the members that may be read, what is wrong with others, and how many, by suffix, are in
    formats that nobody reads."""

    files: tuple[Located, ...] = ()
    problems: tuple[Problem, ...] = ()
    passed: Mapping[str, int] = field(default_factory=dict)


Unpack = Callable[[Located], Unpacked]


@dataclass(frozen=True, slots=True)
class Found:
    """`roots` are the keys of the folders named: what was known below one and is not in `files` has been deleted,
    except for `kept`, known keys at places that could not be looked at on this run. `passed` counts, by suffix, the
    files in folders whose formats nobody reads."""

    files: tuple[Located, ...]
    roots: tuple[str, ...]
    problems: tuple[Problem, ...]
    kept: tuple[str, ...] = ()
    passed: Mapping[str, int] = field(default_factory=dict)


def read(located: Located, limits: Limits) -> Document:
    """Raises UnreadableSource where the file may not be read, is empty or larger than the limit."""
    try:
        data, modified = _whole(located, limits)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise UnreadableSource(f"{located.path} cannot be read: {reason}; see to it and ingest it again.") from problem
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableSource(f"{located.path} is empty: there is nothing in it to ingest.")
    if located.companion is None:
        return Document(located.path, data, modified)
    beside = PurePosixPath(located.path).with_name(located.companion.name)
    companion = read(Located(str(beside), located.companion), limits)
    return Document(located.path, data, max(modified, companion.modified or modified), companion=companion)


def _whole(located: Located, limits: Limits) -> tuple[bytes, datetime]:
    """The bytes of an ordinary file, all of one moment. Nothing waits for what only looks like a file."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(located.file, flags), "rb") as file:  # noqa: PTH123
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise UnreadableSource(f"{located.path} is no ordinary file: leave it out.")
        if before.st_size > limits.max_bytes:
            raise UnreadableSource(
                f"{located.path} has {before.st_size:,} bytes, more than the limit of {limits.max_bytes:,}; "
                "split it, or raise COACH_LARGEST_SOURCE_MB."
            )
        data = file.read(limits.max_bytes + 1)
        after = os.fstat(file.fileno())
    if len(data) != before.st_size or after.st_mtime_ns != before.st_mtime_ns:
        raise UnreadableSource(f"{located.path} was being written while it was read; ingest it again.")
    return data, datetime.fromtimestamp(before.st_mtime, UTC)


def known_below(keys: Collection[str], place: str) -> tuple[str, ...]:
    """Of these keys, the place's own and those below it."""
    return tuple(key for key in keys if key == place or key.startswith(f"{place}/"))


def printable(path: Path | str) -> str:
    """A path for a sentence."""
    return shown(os.fspath(path))
