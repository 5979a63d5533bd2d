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


def progress_line() -> Callable[[str, int, int], None]:
    """Writes `{"step": "reading", "done": 3, "total": 40}`, a few a second, and always the last of a step."""
    last = 0.0

    def write(step: str, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done >= total or now - last >= _EVERY:
            last = now
            _write({"step": step, "done": done, "total": total})

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
