"""Paths to documents, each under a key that stays the same wherever the files are checked out.

The key of a file is the name of the folder it was found in and its path inside that folder (`seeds/faq.md`); a file
named by itself gets its parent folder's name (`seeds/faq.md` too). A file whose path ends in a key that is already
known keeps that key, so `docs/team/faq.md` is the same source whether `docs`, `docs/team` or the file is named.
Hidden files are passed over, and links that lead out of the folder are not followed.
"""

import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from ingest.errors import UnreadableSource

_BINARY_PROBE = 8192


@dataclass(frozen=True, slots=True)
class Limits:
    """What an input may cost. `max_bytes` is for one file."""

    max_bytes: int = 20_000_000


@dataclass(frozen=True)
class Document:
    """The bytes of one input. `modified` is aware (UTC)."""

    path: str
    data: bytes
    modified: datetime | None = None

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def suffix(self) -> str:
        """Lower-case with its dot, `.md`; empty where the name has none."""
        return Path(self.path).suffix.lower()

    @cached_property
    def text(self) -> str:
        """Lines end in `\\n`. Raises UnreadableSource where the bytes are no UTF-8, and no UTF-16 with a mark."""
        if self.data.startswith((b"\xff\xfe", b"\xfe\xff")):
            encoding = "utf-16"
        elif b"\0" in self.data[:_BINARY_PROBE]:
            raise UnreadableSource(f"{self.path} is a binary file, not text; export it as text and ingest that.")
        else:
            encoding = "utf-8-sig"
        try:
            text = self.data.decode(encoding)
        except UnicodeDecodeError as problem:
            line = self.data[: problem.start].count(b"\n") + 1
            raise UnreadableSource(
                f"{self.path} is not in UTF-8: line {line} holds the byte 0x{self.data[problem.start]:02X}; "
                "save it as UTF-8 and ingest it again."
            ) from problem
        return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True)
class Located:
    """A file that is there, not yet read."""

    path: str
    file: Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One input that stays out, and why: a sentence for the operator."""

    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Found:
    """`roots` are the keys of the folders named: what was known below one and is not in `files` has been deleted."""

    files: tuple[Located, ...]
    roots: tuple[str, ...]
    problems: tuple[Problem, ...]


def find(paths: Sequence[Path], known: Collection[str] = (), suffixes: Collection[str] = ()) -> Found:
    """Every file at and below the paths, in order, each once. `known` are the keys of earlier ingests.

    In a folder only files with one of the `suffixes` count, where any are given; a file named by itself always counts.
    """
    files: dict[Path, str] = {}
    roots: list[str] = []
    problems: list[Problem] = []
    for path in paths:
        if path.is_dir():
            root = path.resolve()
            roots.append(root.name)
            before = len(files) + len(problems)
            for inside in _below(path, problems):
                if not suffixes or inside.suffix.lower() in suffixes:
                    _add(files, inside, f"{root.name}/{inside.relative_to(path).as_posix()}", known)
            if len(files) + len(problems) == before:
                problems.append(Problem(str(path), f"{path} holds no file in a format that can be read."))
        elif path.is_file():
            _add(files, path, f"{path.resolve().parent.name}/{path.name}".lstrip("/"), known)
        elif path.exists():
            problems.append(Problem(str(path), f"{path} is neither a file nor a folder; name one of these."))
        else:
            problems.append(Problem(str(path), f"{path} does not exist; check the path."))
    return Found(tuple(Located(key, file) for file, key in files.items()), tuple(roots), tuple(problems))


def read(located: Located, limits: Limits) -> Document:
    """Raises UnreadableSource where the file may not be read, is empty or larger than the limit."""
    try:
        status = located.file.stat()
        if status.st_size > limits.max_bytes:
            raise UnreadableSource(
                f"{located.path} has {status.st_size:,} bytes, more than the limit of {limits.max_bytes:,}; "
                "split it, or raise the limit in the settings."
            )
        data = located.file.read_bytes()
    except OSError as problem:
        raise UnreadableSource(f"{located.path} cannot be read: {problem.strerror}.") from problem
    if not data.strip():
        raise UnreadableSource(f"{located.path} is empty.")
    return Document(located.path, data, datetime.fromtimestamp(status.st_mtime, UTC))


def _add(files: dict[Path, str], file: Path, key: str, known: Collection[str]) -> None:
    """The longest known key that the file's path ends in, or else the given one, made longer while it is taken."""
    resolved = file.resolve()
    if resolved in files:
        return
    parts = file.absolute().parts[1:]
    endings = ["/".join(parts[at:]) for at in range(len(parts) - 1)]
    taken = set(files.values())
    wanted = next((ending for ending in endings if ending in known), key)
    longer = [ending for ending in reversed(endings) if len(ending) > len(wanted)]
    files[resolved] = next((choice for choice in (wanted, *longer) if choice not in taken), str(resolved))


def _below(root: Path, problems: list[Problem]) -> Iterator[Path]:
    """Files below a folder in the order of their names; hidden ones and links that lead out are left alone."""
    inside = root.resolve()

    def unreadable(problem: OSError) -> None:
        problems.append(Problem(str(problem.filename), f"{problem.filename} cannot be read: {problem.strerror}."))

    for folder, names, files in os.walk(root, onerror=unreadable):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            file = Path(folder, name)
            if name.startswith(".") or not file.is_file():
                continue
            if not file.resolve().is_relative_to(inside):
                problems.append(Problem(str(file), f"{file} is a link that leads out of {root}; ingest its target."))
            else:
                yield file
