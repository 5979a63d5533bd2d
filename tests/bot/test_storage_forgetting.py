"""After `forget`, a learner's words are in no file of the SQLite database."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import StorageError
from bot.records import Asked, Attempt, AttemptPoint, Card, Rating
from bot.storage import forgetting
from bot.storage.database import open_database
from bot.storage.store import Store

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


async def live(store: Store, learner: str, secret: str, days: int = 60) -> None:
    """A learner's history with `secret` in every text: answers of all lengths, so that rows move between pages."""
    for day in range(days):
        at, name = NOON + timedelta(days=day), f"{learner}-{day}"
        point = AttemptPoint("k1", "covered", 1.0, f"quote of {secret}")
        answer = f"{secret} says the cache. " * (1 + day * 7 % 400)
        await store.record(
            learner=learner,
            at=at,
            conversation=f"c-{learner}",
            session=f'{{"draft": "{secret} {day}"}}' * (1 + day % 50),
            attempts=[Attempt(name, learner, "c", "q", "t", "g", answer, at, score=0.5, points=(point,))],
            cards=[Card(learner, f"k{day % 9}", "q", "t", at, f"{secret} {day}")],
            asked=[Asked(name, learner, "c", f"{secret}?", answer, False, 0.5, "g", (), at)],
            rating=Rating(name, learner, "grade", name, -1, at, "other", f"{secret} is cross"),
        )


def holding(folder: Path, secret: str) -> list[str]:
    return [path.name for path in sorted(folder.iterdir()) if secret.encode() in path.read_bytes()]


async def test_the_words_of_a_forgotten_learner_are_in_no_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'coach.sqlite'}"
    store, idle = await Store.open(url), await Store.open(url)
    await asyncio.gather(live(store, "ana-of-nowhere", "zanzibar"), live(store, "ben", "capybara"))
    assert await idle.load_session("c-ben")  # a second opener, with a connection that rests
    assert holding(tmp_path, "zanzibar")
    await store.forget("ana-of-nowhere")
    assert holding(tmp_path, "zanzibar") == holding(tmp_path, "ana-of-nowhere") == []
    assert holding(tmp_path, "capybara")
    assert len(await store.attempts("ben")) == 60
    await store.close()
    await idle.close()
    assert holding(tmp_path, "zanzibar") == []


async def test_a_reader_in_the_way_is_named_and_forgetting_again_finishes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'coach.sqlite'}"
    store, other = await Store.open(url), await open_database(url)
    await live(store, "ana", "zanzibar", days=5)
    async with other.connect() as reader:
        await reader.execute(text("SELECT * FROM attempts"))
        impatient = await open_database(url)
        async with impatient.connect() as connection:
            await connection.exec_driver_sql("PRAGMA busy_timeout=50")
        with pytest.raises(StorageError, match="again"):
            await forgetting.forget_learner(impatient, impatient.execution_options(writes=True), "ana")
        await impatient.dispose()
    await store.forget("ana")
    assert holding(tmp_path, "zanzibar") == []
    await other.dispose()
    await store.close()
