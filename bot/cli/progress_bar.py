"""A progress bar that appears only when work takes longer than a second."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Task
    from rich.text import Text

Progress = Callable[[str, int, int], None]

# Embedding goes on by some hundred passages at a time: over less than this its rate would jump about.
_RATE_OVER_SECONDS = 60.0


@contextmanager
def progress_bar(*, shown: bool) -> Iterator[Progress]:
    """Gives a callable (what is being done, done, total), to be called as often as one likes; steps may overlap, and
    a total may be a guess that gets better."""
    if not shown:
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class RateColumn(ProgressColumn):
        def render(self, task: "Task") -> "Text":
            speed = task.finished_speed or task.speed
            return Text(
                f"{rate_in_words(speed)} {unit(task.description)}" if speed else "", style="progress.data.speed"
            )

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        speed_estimate_period=_RATE_OVER_SECONDS,
    )
    tasks: dict[str, Task] = {}
    began = time.monotonic()

    def update(what: str, done: int, total: int) -> None:
        if time.monotonic() - began > 1 and not bar.live.is_started:
            bar.start()
        if what not in tasks:
            number = bar.add_task(what, total=total)
            tasks[what] = next(task for task in bar.tasks if task.id == number)
        # Said to the bar itself, another total would make it forget how fast it was.
        tasks[what].total = total
        bar.update(tasks[what].id, completed=done)

    try:
        yield update
    finally:
        bar.stop()


def unit(step: str) -> str:
    """What a step of an ingest counts, by the second; other work counts no units."""
    from ingest.progress import UNITS

    return f"{UNITS[step]}/s" if step in UNITS else "/s"


def rate_in_words(speed: float) -> str:
    return f"{speed:,.0f}" if speed >= 10 else f"{speed:.1f}"
