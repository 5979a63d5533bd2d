"""Somebody on two platforms, and what a store keeps of them."""

from datetime import UTC, datetime, timedelta

from fsrs import Rating as Remembered
from sqlalchemy import select

from bot.practice.schedule import review, reviewed_at
from bot.records import Asked, Attempt, AttemptPoint, Card, Rating
from bot.storage.store import Store
from bot.storage.tables import metadata

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANA, BEN = "slack:T1:ANA", "discord:BEN"
CODE = "ABCD-2345"


def answer(name: str, learner: str, at: datetime = NOON) -> Attempt:
    point = AttemptPoint("k1", "covered", 1.0, "the cache")
    return Attempt(name, learner, "c", "q1", "serving", "g1", "The cache.", at, score=0.5, points=(point,))


def card(learner: str, point: str, reviewed: datetime) -> Card:
    state, due = review(None, Remembered.Good, reviewed)
    return Card(learner, point, "q1", "serving", due, state)


def question(name: str, learner: str) -> Asked:
    return Asked(name, learner, "c", "What is drift?", "A change.", False, 0.9, "g1", (), NOON)


def vote(name: str, learner: str, way: int, at: datetime = NOON) -> Rating:
    return Rating(name, learner, "grade", "shared", way, at)  # type: ignore[arg-type]


async def keep(store: Store, learner: str, at: datetime = NOON, **turn: object) -> None:
    await store.record(learner=learner, at=at, **turn)  # type: ignore[arg-type]


async def join(store: Store, learner: str, *, code: str = CODE, at: datetime = NOON, message: str = "m1") -> str:
    return await store.join(learner, code, at, message, reviewed_at)


async def linked(store: Store, owner: str, other: str, code: str = CODE) -> None:
    assert await store.offer_code(owner, code, NOON)
    assert await join(store, other, code=code, message=f"message of {code}") == "joined"


async def kept_under(store: Store, learner: str) -> dict[str, int]:
    """How many rows each table has under exactly this id, besides conversations, which stay with who spoke."""
    found = {}
    async with store.reading() as connection:
        for table in metadata.sorted_tables:
            if "learner" in table.columns and table.name not in ("sessions", "inbox", "outbox", "link_codes"):
                rows = await connection.execute(select(table).where(table.c.learner == learner))
                found[table.name] = len(rows.all())
    return {name: count for name, count in found.items() if count}
