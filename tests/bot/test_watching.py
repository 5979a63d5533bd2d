"""Folders that are ingested again when they change, and sources that are ingested again at set times."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.assemble.watching import regularly, times, whenever
from bot.errors import SettingsError, UnusableInput
from bot.settings import Settings

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "then"),
    [
        ("30m", NOON + timedelta(minutes=30)),
        ("6h", NOON + timedelta(hours=6)),
        ("1d", NOON + timedelta(days=1)),
        ("0 3 * * *", datetime(2026, 3, 3, 3, 0, tzinfo=UTC)),
    ],
)
def test_times_are_a_span_or_cron_in_utc(every: str, then: datetime) -> None:
    assert times(every).get_next_fire_time(NOON, NOON) == then


@pytest.mark.parametrize("every", ["", "soon", "0h", "-1h", "61 * * * *", "* * *", "1w"])
def test_what_is_no_time_says_what_one_looks_like(every: str) -> None:
    with pytest.raises(UnusableInput, match="0 3"):
        times(every)


async def test_a_changed_file_rings_once_it_has_been_quiet(tmp_path: Path) -> None:
    stop = asyncio.Event()
    async with ringing([tmp_path], stop) as rings:
        assert await asyncio.wait_for(rings.get(), 30) == "start"
        for text in ("a", "b", "c"):
            (tmp_path / "faq.md").write_text(text)
        assert await asyncio.wait_for(rings.get(), 30) == "change"
        assert rings.empty()
        (tmp_path / ".faq.md.swp").write_text("an editor's own")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(rings.get(), 4)


async def test_a_folder_that_comes_later_is_watched_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.assemble.watching._LOOK_SECONDS", 0.1)
    stop = asyncio.Event()
    later = tmp_path / "share"
    async with ringing([later], stop) as rings:
        assert await asyncio.wait_for(rings.get(), 30) == "start"
        later.mkdir()
        (later / "faq.md").write_text("What is drift?")
        assert await asyncio.wait_for(rings.get(), 30) == "change"


async def test_each_time_rings_and_a_time_missed_while_at_work_rings_once(tmp_path: Path) -> None:
    stop = asyncio.Event()
    hours = count()
    seen = []
    async for why in whenever((), times("1m"), stop, lambda: NOON + timedelta(hours=next(hours))):
        seen.append(why)
        await asyncio.sleep(0.05)
        if len(seen) == 4:
            stop.set()
    assert seen == ["start", "time", "time", "time"]


def test_a_schedule_without_sources_and_a_wrong_one_are_told_at_the_start(tmp_path: Path) -> None:
    assert regularly(Settings(home=tmp_path), lambda: NOON) is None
    with pytest.raises(SettingsError, match="COACH_INGEST_SOURCES"):
        regularly(Settings(home=tmp_path, ingest_schedule="6h"), lambda: NOON)
    with pytest.raises(SettingsError, match="COACH_INGEST_SCHEDULE"):
        regularly(Settings(home=tmp_path, ingest_schedule="often", ingest_sources=("/srv/docs",)), lambda: NOON)
    assert regularly(Settings(home=tmp_path, ingest_schedule="6h", ingest_sources=("/srv/docs",)), lambda: NOON)


@asynccontextmanager
async def ringing(paths: list[Path], stop: asyncio.Event) -> AsyncIterator["asyncio.Queue[str]"]:
    rings: asyncio.Queue[str] = asyncio.Queue()

    async def listen() -> None:
        async for why in whenever(paths, None, stop, lambda: NOON):
            rings.put_nowait(why)

    listening = asyncio.create_task(listen())
    try:
        yield rings
    finally:
        stop.set()
        await asyncio.wait_for(listening, 30)
