"""What every store keeps its word on: the same tests on SQLite and on PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.errors import UnknownThing
from bot.records import Approval, Asked, Attempt, AttemptPoint, Card, Gap, Rating
from bot.storage.store import Store
from bot.storage.tables import metadata

NOON = datetime(2026, 3, 4, 12, 0, 0, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)

ACCEPTED = Attempt("a1", "ana", "c1", "q1", "serving", "g1", "It warms the cache.", NOON, hints=1, confidence=0.8)
GRADED = replace(
    ACCEPTED,
    score=0.75,
    verdict="partially correct",
    points=(AttemptPoint("k1", "covered", 1.0, "warms the cache"), AttemptPoint("k2", "missed", 0.0)),
    flags=("restates the question",),
    passages=("p1", "p2"),
    grader="features-1",
)
CARD = Card("ana", "k1", "q1", "serving", NOON + HOUR, '{"stability": 2.3}')
ASKED = Asked("s1", "ana", "c1", "What is drift?", "A change.", False, 0.9, "g1", ("p3",), NOON, "extract-1")
VOTE = Rating("r1", "ana", "grade", "a1", -1, NOON, "unfair grade", "I said so", ("p1",), "g1", "features-1")


async def keep(store: Store, at: datetime = NOON, learner: str = "ana", **turn: object) -> None:
    await store.record(learner=learner, at=at, **turn)  # type: ignore[arg-type]


async def test_a_whole_turn_comes_back_as_it_was(store: Store) -> None:
    await keep(
        store, conversation="c1", session='{"n": 1}', attempts=[GRADED], cards=[CARD], asked=[ASKED], rating=VOTE
    )
    assert await store.load_session("c1") == '{"n": 1}'
    assert await store.attempts("ana") == (GRADED,)
    assert await store.attempt("a1") == GRADED
    assert await store.cards("ana") == (CARD,)
    assert await store.asked("ana") == (ASKED,)
    assert await store.ratings() == (VOTE,)


async def test_nothing_is_known_of_a_stranger(store: Store) -> None:
    await keep(store, attempts=[GRADED], cards=[CARD], asked=[ASKED], rating=VOTE)
    assert not await store.attempts("ben")
    assert not await store.cards("ben")
    assert not await store.asked("ben")
    assert await store.ratings("ben") == ()
    assert await store.load_session("c2") is None
    assert await store.attempt("a2") is None


async def test_times_are_stored_in_utc_and_come_back_aware(store: Store) -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=-7)))
    await keep(store, attempts=[replace(ACCEPTED, at=elsewhere)])
    (attempt,) = await store.attempts("ana", since=elsewhere)
    assert attempt.at == NOON
    assert attempt.at.utcoffset() == timedelta(0)


async def test_a_time_without_a_zone_is_refused_and_nothing_is_kept(store: Store) -> None:
    with pytest.raises(Exception, match="no time zone"):
        await keep(store, attempts=[ACCEPTED], cards=[replace(CARD, due=NOON.replace(tzinfo=None))])
    assert await store.attempts("ana") == ()


async def test_a_turn_is_kept_whole_or_not_at_all(store: Store) -> None:
    broken = replace(CARD, topic=None)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="topic"):
        await keep(store, conversation="c1", session="{}", attempts=[GRADED], cards=[broken], gap="What is a gap?")
    assert await store.attempts("ana") == ()
    assert await store.load_session("c1") is None
    assert await store.gaps() == ()


async def test_a_repeated_turn_changes_nothing_even_after_later_ones(store: Store) -> None:
    async def first() -> None:
        await keep(store, conversation="c1", session="one", asked=[ASKED], cards=[CARD], rating=VOTE, gap="Why?")

    await first()
    later = replace(CARD, state="later", due=NOON + 5 * HOUR)
    await keep(store, conversation="c1", session="two", attempts=[GRADED], cards=[later])
    await first()
    assert await store.load_session("c1") == "two"
    assert await store.cards("ana") == (later,)
    assert [gap.times for gap in await store.gaps()] == [1]
    assert await store.ratings(history=True) == (VOTE,)


async def test_an_answer_accepted_first_gains_its_grade_later_and_keeps_it(store: Store) -> None:
    await keep(store, attempts=[ACCEPTED])
    assert await store.ungraded_attempts() == (ACCEPTED,)
    await keep(store, attempts=[GRADED], cards=[CARD])
    assert await store.ungraded_attempts() == ()
    await keep(store, attempts=[ACCEPTED])
    await keep(store, attempts=[replace(GRADED, score=0.1, points=())])
    assert await store.attempts("ana") == (GRADED,)


async def test_attempts_come_oldest_first_from_a_time_on(store: Store) -> None:
    new, old = replace(GRADED, id="new", at=NOON + HOUR), replace(GRADED, id="old", at=NOON - HOUR)
    await keep(store, attempts=[new, GRADED, old])
    assert [attempt.id for attempt in await store.attempts("ana")] == ["old", "a1", "new"]
    assert [attempt.id for attempt in await store.attempts("ana", since=NOON)] == ["a1", "new"]


async def test_cards_are_replaced_and_found_by_topic_and_when_due(store: Store) -> None:
    other = replace(CARD, key_point_id="k2", topic="rag", due=NOON - HOUR)
    await keep(store, cards=[CARD, other])
    await keep(store, cards=[replace(CARD, due=NOON - 2 * HOUR)])
    assert [card.key_point_id for card in await store.due("ana", NOON)] == ["k1", "k2"]
    assert [card.key_point_id for card in await store.due("ana", NOON, limit=1)] == ["k1"]
    assert [card.key_point_id for card in await store.cards("ana", topic="rag")] == ["k2"]
    assert await store.due("ana", NOON - 3 * HOUR) == ()


async def test_a_session_is_replaced_kept_and_cleared(store: Store) -> None:
    await keep(store, conversation="c1", session="one")
    await keep(store, conversation="c1", session="two")
    await keep(store, conversation="c1")
    assert await store.load_session("c1") == "two"
    await keep(store, conversation="c1", session="")
    assert await store.load_session("c1") is None


async def test_a_session_without_a_conversation_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="conversation"):
        await keep(store, session="{}")


async def test_the_latest_vote_counts_and_the_earlier_ones_stay_as_history(store: Store) -> None:
    better = replace(VOTE, id="r2", vote=1, reason=None, comment="")  # at the same moment, but said later
    on_another = replace(VOTE, id="r3", target="answer", target_id="s1", at=NOON + HOUR)
    of_ben = replace(VOTE, id="r4", learner="ben", at=NOON + 2 * HOUR)
    for rating in (VOTE, better, on_another, of_ben):
        await keep(store, rating=rating)
    assert await store.ratings() == (better, on_another, of_ben)
    assert await store.ratings("ana") == (better, on_another)
    assert await store.ratings(history=True) == (VOTE, better, on_another, of_ben)


async def test_the_same_gap_in_other_words_of_case_and_punctuation_counts_up(store: Store) -> None:
    await keep(store, gap="How do I cook rice?")
    await keep(store, gap="  how do I   cook RICE", at=NOON + HOUR)
    await keep(store, gap="What is a lakehouse?")
    cooking, lakehouse = await store.gaps()
    assert cooking == Gap(cooking.id, "How do I cook rice?", 2, NOON, NOON + HOUR)
    assert (lakehouse.times, lakehouse.status) == (1, "open")


async def test_a_closed_gap_stays_closed_and_still_counts(store: Store) -> None:
    await keep(store, gap="How do I cook rice?")
    (gap,) = await store.gaps("open")
    await store.close_gap(gap.id)
    await keep(store, gap="how do I cook rice?")
    assert await store.gaps("open") == ()
    assert [(closed.id, closed.times) for closed in await store.gaps("closed")] == [(gap.id, 2)]


async def test_closing_a_gap_that_is_none_says_how_to_find_one(store: Store) -> None:
    with pytest.raises(UnknownThing, match="coach gaps"):
        await store.close_gap("gap-nowhere")


async def test_a_later_approval_replaces_the_earlier_one(store: Store) -> None:
    first = Approval("q7", "A draft.", "root", NOON)
    second = Approval("q7", "A better draft.", "eve", NOON + HOUR)
    for approval in (first, second, Approval("q8", "Another.", "eve", NOON)):
        await store.approve(approval)
    approvals = await store.approvals()
    assert approvals["q7"] == second
    assert set(approvals) == {"q7", "q8"}


async def test_words_that_no_database_can_hold_are_kept_as_well_as_can_be(store: Store) -> None:
    await keep(
        store, attempts=[replace(ACCEPTED, text="nul \x00, half a pair \ud800, a whole one 😀, 模型, ' OR 1=1; --")]
    )
    (attempt,) = await store.attempts("ana")
    assert attempt.text == "nul \ufffd, half a pair \ufffd, a whole one 😀, 模型, ' OR 1=1; --"


async def test_many_tasks_may_record_at_once(store: Store) -> None:
    async def answer(n: int) -> None:
        name = f"ana{n % 5}"
        attempt = replace(GRADED, id=f"a{n}", learner=name)
        cards = [replace(CARD, learner=name, key_point_id=f"k{k}") for k in range(4)]
        await keep(store, learner=name, attempts=[attempt], cards=cards[:: (-1) ** n], gap="How do I cook rice?")

    await asyncio.gather(*(answer(n) for n in range(40)))
    assert sum([len(await store.attempts(f"ana{n}")) for n in range(5)]) == 40
    assert [gap.times for gap in await store.gaps()] == [40]


async def test_forgetting_erases_one_learner_from_every_table_and_no_one_else(store: Store) -> None:
    for learner in ("ana", "ben"):
        await keep(
            store,
            learner=learner,
            conversation=f"c-{learner}",
            session="{}",
            attempts=[replace(GRADED, id=f"a-{learner}", learner=learner)],
            cards=[replace(CARD, learner=learner)],
            asked=[replace(ASKED, id=f"s-{learner}", learner=learner)],
            rating=replace(VOTE, id=f"r-{learner}", learner=learner),
        )
    erased = await store.forget("ana")
    gone = {table: rows for table, rows in erased.items() if rows}
    assert gone == {"attempts": 1, "attempt_points": 2, "cards": 1, "asked": 1, "ratings": 1, "sessions": 1}
    # What was audited stays, without the name.
    assert {name for name, table in metadata.tables.items() if "learner" in table.columns} - {"audit"} <= set(erased)
    assert not await store.attempts("ana")
    assert not await store.cards("ana")
    assert not await store.asked("ana")
    assert await store.ratings("ana", history=True) == ()
    assert await store.load_session("c-ana") is None
    assert len(await store.attempts("ben")) == len(await store.ratings("ben")) == 1
    assert set((await store.forget("ana")).values()) == {0}


async def test_a_forgotten_learner_is_no_longer_named_as_approver(store: Store) -> None:
    await store.approve(Approval("q7", "A draft.", "ana", NOON))
    await store.forget("ana")
    assert (await store.approvals())["q7"].by == "(forgotten)"
