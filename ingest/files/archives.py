"""Archives unpacked into a folder of numbered files: no name of a member is ever the name of a file.

Runs in a confined process. The members of `faq.zip` are known as `faq.zip/inner/path.md`, those of an archive within
as `faq.zip/more.zip/path.md`. What is hidden, and what systems add by themselves, is passed over as in folders.
"""

import os
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO

from ingest.files.members import BROKEN, Member, TooMuch, archive_kind, members, reason
from ingest.files.shown import shown
from ingest.files.sources import Located, Problem, Unpacked

_PIECE = 1 << 20
# What is packed this tightly is refused, once it is larger than a page of repeated lines can be.
_UNSUSPICIOUS = 20_000_000
# Beyond these, members that are refused for the same reason are only counted.
_TOLD_OF_A_KIND = 20
# Characters of a path in a sentence.
_SHOWN = 160
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Caps:
    """What one archive, with those within it, may come to. `ratio` is bytes unpacked for a byte packed, `depth` how
    deep archives may lie in archives, `name` a member's path in characters."""

    member_bytes: int
    bytes: int = 2_000_000_000
    members: int = 50_000
    ratio: int = 200
    depth: int = 2
    name: int = 500


def unpack(archive: Located, folder: Path, suffixes: Collection[str], caps: Caps) -> Unpacked:
    """Writes the members with one of the suffixes into the folder, each with the time at which it was changed."""
    return _Unpacking(folder, suffixes, caps, archive.file.stat().st_size).all_of(archive)


class _Unpacking:
    def __init__(self, folder: Path, suffixes: Collection[str], caps: Caps, packed: int) -> None:
        self._folder = folder
        self._suffixes = suffixes
        self._caps = caps
        self._packed = packed
        self._written = 0
        self._streamed = 0
        self._members = 0
        self._number = count(1)
        self._files: dict[str, Path] = {}
        self._problems: list[Problem] = []
        self._refused: Counter[str] = Counter()
        self._passed: Counter[str] = Counter()

    def all_of(self, archive: Located) -> Unpacked:
        self._open(archive.path, archive.file, archive.path, 1)
        for refusal, times in self._refused.items():
            if times > _TOLD_OF_A_KIND:
                more = (
                    f"{times - _TOLD_OF_A_KIND:,} more members of {archive.path} are left out, each of which {refusal}."
                )
                self._problems.append(Problem(archive.path, more))
        if not (self._files or self._problems):
            empty = f"{archive.path} holds no file in a format that can be read: put the documents themselves into it."
            self._problems.append(Problem(archive.path, empty))
        files = tuple(Located(path, file) for path, file in self._files.items())
        return Unpacked(files, tuple(self._problems), dict(self._passed))

    def _open(self, path: str, file: Path, name: str, depth: int) -> None:
        last = ""
        try:
            for member in members(file, name, self._count_stream):
                self._members += 1
                if self._members > self._caps.members:
                    raise TooMuch(f"holds more than {self._caps.members:,} members")
                last = member.name
                self._take(path, member, depth)
        except TooMuch as problem:
            rest = "the rest of it is" if self._files else "it is"
            self._problems.append(Problem(path, f"{path} {problem}; {rest} left out: unpack it and ingest the files."))
        except BROKEN as problem:
            where = f"damaged at {_short(shown(last))}" if last else "no archive that can be unpacked"
            told = f"{path} is {where} ({reason(problem)}); make it anew and ingest it again."
            self._problems.append(Problem(path, told))

    def _take(self, archive: str, member: Member, depth: int) -> None:
        name = member.name.replace("\\", "/")
        parts = [part for part in name.split("/") if part not in ("", ".")]
        path = f"{archive}/{shown('/'.join(parts))[: self._caps.name]}"
        if _is_hidden(parts):
            return
        inner = archive_kind(name)
        suffix = Path(parts[-1]).suffix.lower() if parts else ""
        refusal = member.refusal or self._name_refusal(name, parts)
        if not refusal and not inner and suffix not in self._suffixes:
            self._passed[suffix] += 1
            return
        if inner and depth >= self._caps.depth:
            refusal = refusal or "is an archive too deep within archives: unpack it and ingest its files"
        if not refusal and member.size > self._caps.member_bytes:
            refusal = f"has {member.size:,} bytes, more than the limit of {self._caps.member_bytes:,}: split it"
        if refusal:
            self._refuse(path, refusal)
            return
        file = self._folder / f"{next(self._number):06d}{suffix}"
        try:
            with member.open() as data, file.open("wb") as out:
                refusal = self._copy(member, data, out)
        except BROKEN as problem:
            if member.streamed:
                file.unlink(missing_ok=True)
                raise
            refusal = f"cannot be unpacked ({reason(problem)}): make the archive anew"
        except TooMuch:
            file.unlink()
            raise
        if refusal:
            file.unlink(missing_ok=True)
            self._refuse(path, refusal)
            return
        if member.modified is not None:
            os.utime(file, (member.modified.timestamp(),) * 2)
        if inner:
            self._open(path, file, name, depth + 1)
            file.unlink()
        elif (before := self._files.get(path)) is not None:
            before.unlink()
            self._files[path] = file
            self._refuse(path, "is in its archive twice: the last one was taken, remove the other")
        else:
            self._files[path] = file

    def _copy(self, member: Member, data: IO[bytes], out: IO[bytes]) -> str:
        """Why the member is not taken after all, if so. Raises TooMuch where nothing more may be taken."""
        size = 0
        while piece := data.read(_PIECE):
            size += len(piece)
            self._written += len(piece)
            if size > self._caps.member_bytes:
                return f"has more than the limit of {self._caps.member_bytes:,} bytes: split it"
            if member.packed and size > max(_UNSUSPICIOUS, self._caps.ratio * member.packed):
                return f"unpacks to more than {self._caps.ratio} times its size: leave it out of the archive"
            if self._written > self._caps.bytes:
                raise TooMuch(f"unpacks to more than {self._caps.bytes:,} bytes")
            out.write(piece)
        return ""

    def _count_stream(self, size: int) -> None:
        """What a compressed stream yields is counted whether or not it is written."""
        self._streamed += size
        if self._streamed > 2 * self._caps.bytes:
            raise TooMuch(f"unpacks to more than {self._caps.bytes:,} bytes")
        if self._streamed > max(_UNSUSPICIOUS, self._caps.ratio * self._packed):
            raise TooMuch(f"unpacks to more than {self._caps.ratio} times its size")

    def _name_refusal(self, name: str, parts: list[str]) -> str:
        if "\0" in name:
            return "has a NUL in its name: rename it"
        if name.startswith("/") or _DRIVE.match(name) or ".." in parts or not parts:
            return "has a name that leads out of the archive: rename it"
        if len(name) > self._caps.name:
            return f"has a name of more than {self._caps.name} characters: shorten it"
        return ""

    def _refuse(self, path: str, refusal: str) -> None:
        self._refused[refusal] += 1
        if self._refused[refusal] <= _TOLD_OF_A_KIND:
            self._problems.append(Problem(path, f"{_short(path)} {refusal}."))


def _is_hidden(parts: list[str]) -> bool:
    return any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts)


def _short(path: str) -> str:
    """A path for a sentence: its two ends, where it is very long."""
    return path if len(path) <= _SHOWN else f"{path[: _SHOWN // 2]}…{path[-_SHOWN // 2 :]}"
