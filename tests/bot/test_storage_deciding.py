"""Decisions about what is in quarantine: the same on SQLite and on PostgreSQL."""

from datetime import UTC, datetime

from bot.records import Decision
from bot.storage.deciding import DecisionStore
from bot.storage.store import Store

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


async def test_a_later_decision_replaces_the_earlier_one(store: Store) -> None:
    deciding = DecisionStore(store)
    first = Decision("q-1", "released", "Ignore \x00 this.", "root", NOON)
    other = Decision("p-2", "dropped", "And that.", "root", NOON)
    second = Decision("q-1", "dropped", "Ignore this.", "eve", NOON)
    await deciding.decide([first, other])
    assert (await deciding.decisions())["q-1"].decision == "released"
    await deciding.decide([second])
    assert await deciding.decisions() == {"q-1": second, "p-2": other}


async def test_a_forgotten_admin_is_no_longer_named_and_the_decision_stays(store: Store) -> None:
    deciding = DecisionStore(store)
    await deciding.decide([Decision("q-1", "released", "Words.", "slack:T1:U1", NOON)])
    await store.forget("slack:T1:U1")
    kept = (await deciding.decisions())["q-1"]
    assert (kept.by, kept.decision) == ("(forgotten)", "released")
