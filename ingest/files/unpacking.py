"""Where archives are unpacked: a folder that goes with the run, also with one that was killed, once the next begins."""

import logging
import secrets
import shutil
import tempfile
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from ingest.files.archives import Caps, unpack
from ingest.files.cells import Cells
from ingest.files.confined import Cell, Trouble
from ingest.files.sources import Located, Problem, Unpacked

log = logging.getLogger(__name__)

_LOCK = ".lock"
_MEGABYTE = 1 << 20

_SENTENCES = {
    "memory": "takes too much memory to unpack: unpack it and ingest its files",
    "time": "takes longer than {seconds:g} seconds to unpack: unpack it and ingest its files, or raise "
    "COACH_READER_SECONDS",
    "depth": "is nested too deeply: unpack it and ingest its files",
    "crash": "broke the program that unpacks it: unpack it and ingest its files",
    "bug": "cannot be unpacked here: unpack it and ingest its files",
}


class Unpacker:
    """Unpacks in a confined process, below `folder`; the files are there until the end of the `with`."""

    def __init__(
        self, folder: Path, suffixes: Collection[str], caps: Caps, memory_mb: int = 1024, seconds: float = 120.0
    ) -> None:
        self._folder = folder
        self._suffixes = frozenset(suffixes)
        self._caps = caps
        self._seconds = seconds
        self._cells = Cells(1, Cell(memory_mb, seconds, caps.member_bytes + _MEGABYTE))
        self._run: Path | None = None
        self._lock: FileLock | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, where: TracebackType | None
    ) -> None:
        self._cells.close()
        if self._run is not None and self._lock is not None:
            shutil.rmtree(self._run, ignore_errors=True)
            _unlock(self._lock)
        self._run = None

    def unpack(self, archive: Located) -> Unpacked:
        """The members, or the sentences that say why there are none."""
        place = Path(tempfile.mkdtemp(dir=self._begun()))
        # However large an archive, the machine keeps half of what it has left.
        free = shutil.disk_usage(place).free // 2
        caps = replace(self._caps, bytes=min(self._caps.bytes, free))
        outcome = self._cells.finish(self._cells.begin(unpack, archive, place, self._suffixes, caps))
        if isinstance(outcome, Trouble):
            log.warning("%s could not be unpacked (%s): %s", archive.path, outcome.kind, outcome.detail)
            shutil.rmtree(place, ignore_errors=True)
            sentence = _SENTENCES[outcome.kind].format(seconds=self._seconds)
            return Unpacked(problems=(Problem(archive.path, f"{archive.path} {sentence}."),))
        assert isinstance(outcome, Unpacked)
        return outcome

    def _begun(self) -> Path:
        """The folder of this run. Its lock is held before it is there, so that nobody else takes it for a leftover."""
        if self._run is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            _sweep(self._folder)
            name = secrets.token_hex(8)
            self._lock = FileLock(self._folder / f"{name}{_LOCK}")
            self._lock.acquire()
            self._run = self._folder / name
            self._run.mkdir()
        return self._run


def _sweep(folder: Path) -> None:
    """Removes what runs have left that are no more."""
    for left in folder.glob(f"*{_LOCK}"):
        lock = FileLock(left)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue
        shutil.rmtree(left.with_suffix(""), ignore_errors=True)
        _unlock(lock)


def _unlock(lock: FileLock) -> None:
    Path(lock.lock_file).unlink(missing_ok=True)
    lock.release()
