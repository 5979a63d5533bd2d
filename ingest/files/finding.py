"""Files at and below the paths that are named, each with its key; nothing is passed over without being counted."""

import os
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from ingest.files.companions import is_half, with_companions
from ingest.files.formats import REFUSED_SUFFIXES
from ingest.files.members import archive_kind
from ingest.files.shown import shown
from ingest.files.sources import Found, Limits, Located, Problem, Unpack, known_below, printable


class _TooMany(Exception):
    """More files than one run takes."""


def find(
    paths: Sequence[Path],
    known: Collection[str] = (),
    suffixes: Collection[str] = (),
    unpack: Unpack | None = None,
    limits: Limits | None = None,
) -> Found:
    """Every file at and below the paths, in order, each once. `known` are the keys of earlier ingests.

    In a folder only files with one of the `suffixes` count, where any are given; a file named by itself always counts.
    With `unpack` the members of an archive are files, too, and the archive is a root of them.
    """
    finder = _Finder(known, suffixes, unpack, (limits or Limits()).max_files)
    for path in paths:
        try:
            finder.look_at(path)
        except OSError as problem:
            finder.refuse(printable(path), f"{printable(path)} cannot be read: {problem.strerror}; see to it.")
        except _TooMany:
            most = f"{finder.most:,}"
            finder.cut_short(
                path,
                f"{printable(path)} brings the run to more than {most} files, and the rest is left out; "
                "ingest its folders one at a time, or raise COACH_MOST_FILES.",
            )
            break
    return finder.found()


class _Finder:
    def __init__(self, known: Collection[str], suffixes: Collection[str], unpack: Unpack | None, most: int) -> None:
        self.most = most
        self._known = known
        self._known_archives = _archives_of(known)
        self._suffixes = suffixes
        self._unpack = unpack
        self._seen: set[str] = set()
        self._keys: set[str] = set()
        self._files: list[Located] = []
        self._roots: list[str] = []
        self._problems: list[Problem] = []
        self._kept: list[str] = []
        self._passed: Counter[str] = Counter()

    def found(self) -> Found:
        return Found(
            with_companions(self._files),
            tuple(self._roots),
            tuple(self._problems),
            tuple(self._kept),
            dict(self._passed),
        )

    def refuse(self, path: str, sentence: str) -> None:
        self._problems.append(Problem(path, sentence))

    def cut_short(self, path: Path, sentence: str) -> None:
        """What was not looked at has not been deleted."""
        self.refuse(printable(path), sentence)
        self._kept.extend(key for key in self._known if key not in self._keys)

    def look_at(self, path: Path) -> None:
        if path.is_dir():
            root = path.resolve()
            key = shown(root.name)
            self._roots.append(key)
            before = len(self._files) + len(self._problems)
            self._below(path, str(root), key)
            if len(self._files) + len(self._problems) == before:
                self.refuse(printable(path), f"{printable(path)} holds no file in a format that can be read.")
        elif path.is_file():
            self._file(path, str(path.resolve()), f"{path.resolve().parent.name}/{path.name}".lstrip("/"), alone=True)
        elif os.path.lexists(path):
            self.refuse(printable(path), f"{printable(path)} is neither a file nor a folder; name one of these.")
        else:
            self.refuse(printable(path), f"{printable(path)} does not exist; check the path.")

    def _below(self, folder: Path, resolved: str, key: str) -> None:
        """Files in the order of their names, then folders, without the hidden ones; `resolved` is free of links."""
        waiting = [(folder, resolved, key)]
        while waiting:
            folder, resolved, key = waiting.pop()
            try:
                with os.scandir(folder) as listing:
                    entries = sorted((entry for entry in listing if not entry.name.startswith(".")), key=_name)
            except OSError as problem:
                self.refuse(key, f"{printable(folder)} cannot be read: {problem.strerror}; see to it.")
                self._kept.extend(known_below(self._known, key))
                continue
            inner: list[tuple[Path, str, str]] = []
            for entry in entries:
                below = f"{key}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    inner.append((folder / entry.name, f"{resolved}/{entry.name}", below))
                elif entry.is_file(follow_symlinks=False):
                    self._file(folder / entry.name, f"{resolved}/{entry.name}", below)
                else:
                    self._odd(folder / entry.name, below, entry.is_symlink())
            waiting.extend(reversed(inner))

    def _odd(self, path: Path, key: str, is_link: bool) -> None:
        """Neither file nor folder by itself: a link to one, or something that no document is kept in."""
        target: Path | None = None
        with suppress(OSError, RuntimeError):
            target = path.resolve(strict=True)
        if not is_link:
            if self._counts(path.name):
                self.refuse(shown(key), f"{printable(path)} is no ordinary file; leave it out.")
        elif target is None:
            self.refuse(shown(key), f"{printable(path)} is a link that leads nowhere; mend or remove it.")
        elif not self._within_a_root(target, path, key):
            if target.is_dir() or self._counts(path.name):
                root = key.split("/", 1)[0]
                self.refuse(
                    shown(key), f"{printable(path)} is a link that leads out of {shown(root)}; ingest its target."
                )
        elif target.is_file():
            self._file(path, str(target), key)

    @staticmethod
    def _within_a_root(target: Path, path: Path, key: str) -> bool:
        """Whether a link's target lies in the folder that was named, which is as far up as the key is long."""
        return target.is_relative_to(path.parents[key.count("/") - 1].resolve())

    def _counts(self, name: str) -> bool:
        return not self._suffixes or Path(name).suffix.lower() in self._suffixes or bool(archive_kind(name))

    def _file(self, path: Path, resolved: str, key: str, alone: bool = False) -> None:
        if resolved in self._seen:
            return
        kind = archive_kind(path.name) if self._unpack else ""
        suffix = path.suffix.lower()
        if not (alone or kind or not self._suffixes or suffix in self._suffixes or is_half(path)):
            if (refusal := REFUSED_SUFFIXES.get(suffix)) is not None:
                self.refuse(shown(key), f"{shown(key)} {refusal}.")
            else:
                self._passed[suffix] += 1
            return
        if len(self._files) >= self.most:
            raise _TooMany
        self._seen.add(resolved)
        located = Located(self._key(path, resolved, key, self._known_archives if kind else self._known), path)
        if kind and self._unpack is not None:
            self._archive(located, self._unpack)
        else:
            self._add(located)

    def _add(self, located: Located) -> None:
        self._keys.add(located.path)
        self._files.append(located)

    def _archive(self, archive: Located, unpack: Unpack) -> None:
        unpacked = unpack(archive)
        self._keys.add(archive.path)
        self._roots.append(archive.path)
        for located in unpacked.files:
            if len(self._files) >= self.most:
                raise _TooMany
            self._add(located)
        self._passed.update(unpacked.passed)
        for problem in unpacked.problems:
            self._problems.append(problem)
            # What cannot be read now stays as it was.
            self._kept.extend(known_below(self._known, problem.path))

    def _key(self, path: Path, resolved: str, key: str, known: Collection[str]) -> str:
        """The longest known key that the file's path ends in, or else the given one, made longer while it is taken."""
        parts = [shown(part) for part in path.absolute().parts[1:]]
        endings = ["/".join(parts[at:]) for at in range(len(parts) - 1)]
        wanted = next((ending for ending in endings if ending in known), shown(key))
        if wanted not in self._keys:
            return wanted
        longer = (ending for ending in reversed(endings) if len(ending) > len(wanted))
        return next((choice for choice in longer if choice not in self._keys), shown(resolved))


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _archives_of(known: Collection[str]) -> frozenset[str]:
    """The keys of archives whose members are known."""
    found: set[str] = set()
    for key in known:
        at = key.find("/")
        while at >= 0:
            if archive_kind(key[:at]):
                found.add(key[:at])
            at = key.find("/", at + 1)
    return frozenset(found)
