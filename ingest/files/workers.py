"""Readers in confined processes: whatever a document does to its reader, it costs one sentence and nothing else."""

import logging
from collections import deque
from collections.abc import Generator, Iterable
from types import TracebackType
from typing import Self

from ingest.content import STARTER
from ingest.files.cells import Cells, Task
from ingest.files.confined import Cell, Trouble
from ingest.files.sources import Limits, Problem
from ingest.reading import Done, Job, read_job

log = logging.getLogger(__name__)

# Documents that are being read or wait to be yielded, for each process: enough that none waits for another's turn.
_AHEAD = 4

_SENTENCES = {
    "memory": "{path} takes more than {memory} MB of memory to read; split it, or raise COACH_READER_MEMORY_MB.",
    "time": "{path} takes longer than {seconds:g} seconds to read; split it, or raise COACH_READER_SECONDS.",
    "depth": "{path} is nested too deeply to be read; flatten it and ingest it again.",
    "crash": "{path} broke the program that reads it; save it anew, or in another format, and ingest that.",
    "bug": "{path} holds something that its reader cannot cope with; save it in another format and ingest that.",
}


class Workers:
    """Reads in several processes at once, each with `memory_mb` of address space and `seconds` for a document."""

    def __init__(self, limits: Limits, workers: int, memory_mb: int = 1024, seconds: float = 120.0) -> None:
        self._limits = limits
        self._memory_mb = memory_mb
        self._seconds = seconds
        self._ahead = _AHEAD * max(1, workers)
        self._cells = Cells(workers, Cell(memory_mb, seconds))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, where: TracebackType | None
    ) -> None:
        self._cells.close()

    @property
    def peak_bytes(self) -> int:
        """The most memory that one process has held, of those whose documents were read."""
        return self._cells.peak_bytes

    def read(self, jobs: Iterable[Job]) -> Generator[Done, None, None]:
        """In the order of the jobs; no more of them are taken than can be worked on soon."""
        window: deque[tuple[Job, Done | Task]] = deque()
        try:
            for job in jobs:
                window.append((job, self._begin(job)))
                if len(window) >= self._ahead:
                    yield self._finish(*window.popleft())
            while window:
                yield self._finish(*window.popleft())
        finally:
            for _, begun in window:
                if isinstance(begun, Task):
                    self._cells.abandon(begun)

    def _begin(self, job: Job) -> Done | Task:
        """Our own corpus needs no other process."""
        if job.located.path.startswith(STARTER):
            return Done(job.located, read_job(job, self._limits))
        return self._cells.begin(read_job, job, self._limits)

    def _finish(self, job: Job, begun: Done | Task) -> Done:
        if isinstance(begun, Done):
            return begun
        outcome = self._cells.finish(begun)
        if isinstance(outcome, Trouble):
            path = job.located.path
            log.warning("%s could not be read (%s): %s", path, outcome.kind, outcome.detail)
            sentence = _SENTENCES[outcome.kind].format(path=path, memory=self._memory_mb, seconds=self._seconds)
            return Done(job.located, Problem(path, sentence))
        return Done(job.located, outcome)
