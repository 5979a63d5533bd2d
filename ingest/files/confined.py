"""The inside of a reader's process: it gives up what no reader needs, then does one piece of work after another.

Limits are those of the operating system. Linux enforces all of them; macOS does not enforce the limit on address space;
Windows has none of them, and only the time that the parent allows holds there.
"""

import multiprocessing
import os
import pickle
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

# With these a process ends itself when memory ran out, so that a fresh one takes over.
OUT_OF_MEMORY = 86
OUT_OF_MEMORY_WHEN_FRESH = 87

# A library that starts a thread for each core reserves address space for each.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")

_jobs_done = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """What one process may use: megabytes of address space, seconds for one piece of work, bytes in any file that it
    writes."""

    memory_mb: int
    seconds: float
    file_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Returned:
    """What a piece of work came to, and the most memory that its process has held until then, in bytes."""

    value: Any
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a piece of work came to nothing; `detail` is for the log."""

    kind: Literal["memory", "time", "depth", "crash", "bug"]
    detail: str = ""


def confine(cell: Cell) -> None:
    """Called once in a new process, before any document."""
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    # Libraries print; what stands on standard output is the report of the ingest.
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    if sys.platform == "win32":
        return
    import resource

    if sys.platform == "linux":
        _die_with_parent()
    _cap(resource.RLIMIT_AS, cell.memory_mb << 20)
    _cap(resource.RLIMIT_CORE, 0)
    _cap(resource.RLIMIT_FSIZE, cell.file_bytes)


def perform(cell: Cell, work: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
    """Does one piece of work; a pickled Returned or Trouble. Pickled here, where running out of memory does no harm."""
    global _jobs_done
    _jobs_done += 1
    _limit_time(cell.seconds)
    try:
        return pickle.dumps(Returned(work(*arguments), _peak_bytes()), protocol=5)
    except MemoryError:
        # Nothing can be trusted to be whole after this. The first document is to blame by itself, a later one perhaps
        # not.
        os._exit(OUT_OF_MEMORY_WHEN_FRESH if _jobs_done == 1 else OUT_OF_MEMORY)
    except RecursionError:
        return pickle.dumps(Trouble("depth"))
    except Exception:  # Whatever a library raises over a broken document, or a reader that has a bug: it stays in here.
        return pickle.dumps(Trouble("bug", traceback.format_exc(limit=-12)[-4000:]))


def _peak_bytes() -> int:
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _limit_time(seconds: float) -> None:
    """The parent watches the clock; this ends a process whose parent is gone."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(time.process_time() + seconds) + 10
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _cap(which: int, value: int) -> None:
    import resource

    _, hard = resource.getrlimit(which)
    wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with suppress(ValueError, OSError):  # macOS refuses some of them.
        resource.setrlimit(which, (wanted, wanted))


def _die_with_parent() -> None:
    """However the parent dies, the kernel tells at the pipe that it held, and the signal for that ends this process."""
    import fcntl

    parent = multiprocessing.parent_process()
    if parent is None:
        return
    pipe = int(parent.sentinel)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    if not parent.is_alive():
        os._exit(1)
