"""Work done in confined processes: one that hangs, crashes or eats memory is replaced, and the others go on."""

import logging
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable
from concurrent.futures import wait
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from ingest.files.confined import OUT_OF_MEMORY, OUT_OF_MEMORY_WHEN_FRESH, Cell, Returned, Trouble, confine, perform

log = logging.getLogger(__name__)

# A process is replaced after this many pieces of work, which bounds what libraries leak.
_WORK_FOR_ONE = 500
# Work that was lost with its process is done again this often: the process may have died of something else.
_MOST_TRIES = 3
# Seconds beyond a piece of work's own after which processes that say nothing are taken to be lost.
_GRACE = 15.0
# Seconds between two looks at whether the processes are still there.
_LOOK = 1.0
# Imported once by the server from which all processes are forked.
_IMPORTED_ONCE = ["ingest.files.confined", "ingest.reading"]


@dataclass(eq=False, slots=True)
class Task:
    """Work that is being done or waits for a free process."""

    work: Callable[..., Any]
    arguments: tuple[Any, ...]
    tries: int = 0
    future: ProcessFuture[bytes] = field(default_factory=ProcessFuture)


class Cells:
    """Confined processes, started when the first work comes. For one thread at a time."""

    def __init__(self, workers: int, cell: Cell) -> None:
        self._workers = max(1, workers)
        self._cell = cell
        self._pool: ProcessPool | None = None
        self._open: list[Task] = []
        self.peak_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends all processes, whatever they are doing."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
        self._pool = None

    def begin(self, work: Callable[..., Any], *arguments: Any) -> Task:
        """Work for the next process that is free; `work` is a function of a module, and all of it can be pickled."""
        task = Task(work, arguments)
        self._open.append(task)
        self._submit(task)
        return task

    def finish(self, task: Task) -> Any | Trouble:
        """What came of the work, once it has."""
        while True:
            self._wait(task)
            outcome = self._outcome(task)
            if outcome is None:
                continue
            self._open.remove(task)
            if isinstance(outcome, Trouble):
                return outcome
            self.peak_bytes = max(self.peak_bytes, outcome.peak_bytes)
            return outcome.value

    def abandon(self, task: Task) -> None:
        """Nobody wants the outcome any more."""
        task.future.cancel()
        self._open.remove(task)

    def _submit(self, task: Task) -> None:
        if self._pool is None:
            self._pool = ProcessPool(self._workers, _WORK_FOR_ONE, confine, (self._cell,), _start_method())
        task.tries += 1
        task.future = self._pool.schedule(perform, (self._cell, task.work, task.arguments), timeout=self._cell.seconds)

    def _wait(self, task: Task) -> None:
        """Until the work is done, or has been lost too often. Each piece of work ends in its time; where none does, the
        processes cannot be heard, or do not even start."""
        silent = 0.0
        while not task.future.done():
            before = self._done()
            wait([task.future], timeout=_LOOK)
            silent = silent + _LOOK if self._done() == before else 0.0
            if self._pool is None or not self._pool.active or silent > self._cell.seconds + _GRACE:
                if task.tries >= _MOST_TRIES:
                    return
                self._start_anew()
                silent = 0.0

    def _done(self) -> int:
        return sum(task.future.done() for task in self._open)

    def _outcome(self, task: Task) -> Returned | Trouble | None:
        """None where the work has to be done again."""
        if not task.future.done():
            task.future.cancel()
            return Trouble("crash", "its process did not come back")
        problem = task.future.exception()
        if problem is None:
            found: Returned | Trouble = pickle.loads(task.future.result())
            return found
        if isinstance(problem, TimeoutError):
            return Trouble("time")
        if isinstance(problem, ProcessExpired):
            if problem.exitcode == OUT_OF_MEMORY_WHEN_FRESH:
                return Trouble("memory")
            if task.tries >= _MOST_TRIES:
                return _expired(problem.exitcode)
            self._submit(task)
            return None
        log.warning("The processes that read documents are started anew: %r", problem)
        if task.tries >= _MOST_TRIES:
            return Trouble("crash", repr(problem))
        self._start_anew()
        return None

    def _start_anew(self) -> None:
        """Other processes for all work that is not done, or was lost together with the processes."""
        self.close()
        for task in self._open:
            lost = not task.future.done() or not isinstance(
                task.future.exception(), ProcessExpired | TimeoutError | None
            )
            if lost:
                self._submit(task)


def _expired(status: int) -> Trouble:
    if status == OUT_OF_MEMORY:
        return Trouble("memory")
    if sys.platform != "win32" and status == -signal.SIGXCPU:
        return Trouble("time")
    name = signal.Signals(-status).name if status < 0 else f"status {status}"
    return Trouble("crash", name)


def _start_method() -> Any:
    """No thread of this process, and nothing that it has loaded, gets into the others."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", *_IMPORTED_ONCE])
    return context


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
