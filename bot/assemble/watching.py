"""Documents ingested again whenever they change, or at set times, for whoever keeps a folder and has no time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.assemble.ingest_process import IngestProcess
from bot.errors import IngestFailed, SettingsError, UnusableInput
from bot.settings import Settings
from bot.turns.ingesting import Finished

if TYPE_CHECKING:
    from apscheduler.triggers.base import BaseTrigger

log = logging.getLogger(__name__)

# An editor writes a file in several steps, and a copied folder comes file by file: wait until it has been quiet.
_QUIET_MS = 2000
# How often a folder is looked for that is not there (any more): a share that is mounted later.
_LOOK_SECONDS = 5.0
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def times(every: str) -> "BaseTrigger":
    """`30m`, `6h`, `1d`, or five fields as cron has them, in UTC: `0 3 * * *`. Raises UnusableInput."""
    from apscheduler.triggers.cron import CronTrigger
    from apscheduler.triggers.interval import IntervalTrigger

    number, unit = every.strip()[:-1], every.strip()[-1:]
    try:
        if unit in _UNITS and number.isdigit():
            if int(number) < 1:
                raise ValueError("nothing happens every 0 minutes")
            return IntervalTrigger(**{_UNITS[unit]: int(number)}, timezone=UTC)
        return CronTrigger.from_crontab(every, timezone=UTC)
    except ValueError as problem:
        raise UnusableInput(
            f"{every!r} is no time to ingest at ({problem}): write `30m`, `6h`, `1d`, or cron's five fields, as "
            '"0 3 * * *" for three in the morning, UTC.'
        ) from problem


async def whenever(
    changed: Sequence[Path], trigger: "BaseTrigger | None", stop: asyncio.Event, now: Callable[[], datetime]
) -> AsyncIterator[str]:
    """Says why to ingest now: `start` as soon as no change can be missed any more, `change` after a file at or below
    one of the paths has changed, `time` at each time of the trigger. Ends when `stop` is set. What happens while the
    caller is at work is told once, afterwards."""
    due: asyncio.Queue[str] = asyncio.Queue(maxsize=1)
    armed = asyncio.Event()
    tasks: list[asyncio.Task[Any]] = [asyncio.create_task(_changes(changed, due, stop, armed))] if changed else []
    if trigger is not None:
        tasks.append(asyncio.create_task(_ticks(trigger, due, now)))
    tasks.append(asyncio.create_task(stop.wait()))
    try:
        if changed:
            await armed.wait()
        yield "start"
        while not stop.is_set():
            getting = asyncio.create_task(due.get())
            await asyncio.wait([getting, *tasks], return_when=asyncio.FIRST_COMPLETED)
            for task in tasks[:-1]:
                if task.done():
                    task.result()
            if getting.done() and not stop.is_set():
                yield getting.result()
            getting.cancel()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _changes(paths: Sequence[Path], due: "asyncio.Queue[str]", stop: asyncio.Event, armed: asyncio.Event) -> None:
    from watchfiles import awatch

    there: list[Path] | None = None
    while not stop.is_set():
        before, there = there, [path for path in paths if path.exists()]
        if before is not None and there != before:
            _ring(due, "change")
        try:
            watching = awatch(
                *there, debounce=_QUIET_MS, watch_filter=_counts, stop_event=stop, rust_timeout=500,
                yield_on_timeout=True,
            )  # fmt: skip
            async for changes in watching:
                armed.set()
                if changes:
                    _ring(due, "change")
                # What has gone is no longer watched, and what has come is not yet.
                if [path for path in paths if path.exists()] != there:
                    break
        except FileNotFoundError:
            pass  # Gone between the look and the watch; it is looked for again.
        armed.set()
        await asyncio.sleep(_LOOK_SECONDS)


def _counts(_change: object, path: str) -> bool:
    """Hidden files are never ingested; editors keep their own there."""
    return not Path(path).name.startswith(".") and not path.endswith("~")


async def _ticks(trigger: "BaseTrigger", due: "asyncio.Queue[str]", now: Callable[[], datetime]) -> None:
    last = now()
    while True:
        at = trigger.get_next_fire_time(last, now())
        if at is None:
            return
        await asyncio.sleep(max(0.0, (at - now()) / timedelta(seconds=1)))
        # Times that passed while the machine slept are one.
        last = max(at, now())
        _ring(due, "time")


def _ring(due: "asyncio.Queue[str]", why: str) -> None:
    if not due.full():
        due.put_nowait(why)


def regularly(settings: Settings, now: Callable[[], datetime]) -> Callable[[asyncio.Event], Awaitable[None]] | None:
    """For a coach that serves: the sources of the settings, ingested again at the times of the settings until it is
    told to stop; None where there are none. Raises SettingsError."""
    if not settings.ingest_schedule:
        return None
    if not settings.ingest_sources:
        raise SettingsError("COACH_INGEST_SCHEDULE is set, but COACH_INGEST_SOURCES names nothing to ingest: set both.")
    try:
        trigger = times(settings.ingest_schedule)
    except UnusableInput as problem:
        raise SettingsError(f"COACH_INGEST_SCHEDULE: {problem}") from problem
    process = IngestProcess(settings)

    async def run(stop: asyncio.Event) -> None:
        async for why in whenever((), trigger, stop, now):
            if why == "start":
                continue  # A service that starts is not slowed down; the next time comes.
            try:
                await _once(process, settings.ingest_sources)
            except IngestFailed as problem:
                log.warning("The sources of the settings were not ingested, and are tried again: %s", problem)

    return run


async def _once(process: IngestProcess, sources: Sequence[str]) -> None:
    async for step in process.run(sources, hold=False):
        if isinstance(step, Finished):
            done = step.outcome
            log.info(
                "Ingested %s: %d added, %d changed, %d removed, %d unchanged.",
                ", ".join(sources), done.added, done.changed, done.removed, done.unchanged,
            )  # fmt: skip
            for sentence in done.errors:
                log.warning("Left out: %s", sentence)
