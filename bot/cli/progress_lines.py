"""What `coach ingest` tells a program that runs it: JSON lines on standard error, and an end with its parent."""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Somebody who watches needs no more, and a corpus of small files would write thousands.
_EVERY = 0.2


def progress_line(clock: Callable[[], float] = time.monotonic) -> Callable[[str, int, int], None]:
    """Writes `{"step": "reading", "done": 3, "total": 40, "rate": 1.5, "left": 25}`, a few a second of each step, and
    always its last; `rate` is by the second since the step began, `left` in seconds, both null while nobody can say."""
    told: dict[str, float] = {}
    began: dict[str, tuple[float, int]] = {}

    def write(step: str, done: int, total: int) -> None:
        now = clock()
        since, before = began.setdefault(step, (now, done))
        if done < total and now - told.get(step, -_EVERY) < _EVERY:
            return
        told[step] = now
        rate = (done - before) / (now - since) if done > before and now > since else None
        left = round((total - done) / rate) if rate else None
        _write({"step": step, "done": done, "total": total, "rate": round(rate, 1) if rate else None, "left": left})

    return write


@contextmanager
def explained(as_line: bool) -> Iterator[None]:
    """Where it is for a program, a problem with a known mend is one more line: its kind and its sentence."""
    from bot.errors import CoachError
    from ingest.errors import IngestError
    from knowledge.errors import IndexProblem

    try:
        yield
    except (CoachError, IngestError, IndexProblem) as problem:
        if as_line:
            _write({"problem": type(problem).__name__, "sentence": str(problem)})
        raise


def end_with_parent() -> None:
    """Ends this process when its standard input is closed, as it is when its parent dies, however it dies; and lets
    everything else on the machine go first. What was half built is cleaned up by the next build."""
    os.nice(10)
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(3)


def _write(line: dict[str, object]) -> None:
    print(json.dumps(line), file=sys.stderr, flush=True)
