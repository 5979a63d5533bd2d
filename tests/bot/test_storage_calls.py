"""The log of calls to language models: what a crash leaves, what forgetting leaves, what joins bring together."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.models.values import Call, Usage
from bot.storage.calls import ModelCalls
from bot.storage.store import Store
from tests.bot.two_platforms import ANA, BEN, linked

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def begun(name: str, learner: str = "ana", cost: float = 0.5, at: datetime = NOON) -> Call:
    return Call(
        id=name,
        about=f"answer:{name}",
        learner=learner,
        prompt="answer",
        version="v1",
        digest="d1g35t",
        model="small",
        parameters={"temperature": 0.0, "stop": ["\n"]},
        usage=Usage(120, 400, estimated=True),
        cost=cost,
        first_s=None,
        total_s=0.0,
        at=at,
        outcome="",
    )


def ended(call: Call, output: str = "") -> Call:
    return replace(call, usage=Usage(118, 40), cost=0.05, first_s=0.2, total_s=1.5, outcome="done", output=output)


async def test_a_call_is_kept_before_it_is_made_and_completed_after_it(store: Store) -> None:
    calls = ModelCalls(store)
    await calls.begin(begun("c1"))
    assert await calls.since(NOON) == (begun("c1"),)
    await calls.end(ended(begun("c1")))
    assert await calls.since(NOON) == (ended(begun("c1")),)


async def test_a_call_that_never_ended_counts_with_its_most(store: Store, elsewhere: Store) -> None:
    calls = ModelCalls(store)
    for name in ("c1", "c2"):
        await calls.begin(begun(name))
    await calls.end(ended(begun("c2")))
    await calls.begin(begun("of yesterday", at=NOON - timedelta(days=1)))
    assert await ModelCalls(elsewhere).spent(NOON) == pytest.approx(0.55)
    assert await calls.spent(NOON + timedelta(hours=1)) == 0.0


async def test_two_processes_that_begin_at_once_see_each_other(store: Store, elsewhere: Store) -> None:
    async def spend(process: Store, name: str) -> float:
        calls = ModelCalls(process)
        await calls.begin(begun(name, cost=1.0))
        return await calls.spent(NOON)

    names = [f"c{number}" for number in range(10)]
    seen = await asyncio.gather(*(spend((store, elsewhere)[n % 2], name) for n, name in enumerate(names)))
    # Never two that both think themselves the only one: as many as see at most three are at most three.
    assert max(seen) == 10.0
    assert all(sum(one <= most for one in seen) <= most for most in range(1, 11))


async def test_figures_are_added_to_those_there_are(store: Store) -> None:
    calls = ModelCalls(store)
    await calls.begin(begun("c1"))
    await calls.note("c1", {"dropped": 0.25})
    await calls.end(ended(begun("c1")))
    await calls.note("c1", {"sentences": 4.0})
    await calls.note("nothing", {"dropped": 1.0})
    assert [call.figures for call in await calls.since(NOON)] == [{"dropped": 0.25, "sentences": 4.0}]


async def test_shadows_stand_beside_what_was_shown_the_newest_first(store: Store) -> None:
    calls = ModelCalls(store)
    for hour in (0, 1):
        shown = begun(f"shown {hour}", at=NOON + timedelta(hours=hour))
        shadow = replace(shown, id=f"shadow {hour}", version="v2", role="shadow", beside=shown.id)
        for call in (shown, shadow):
            await calls.begin(call)
            await calls.end(ended(call, f"words of {call.id}"))
    found = await calls.shadows()
    assert [(one.shadow.output, one.shown.output if one.shown else None) for one in found] == [
        ("words of shadow 1", "words of shown 1"),
        ("words of shadow 0", "words of shown 0"),
    ]
    assert len(await calls.shadows(limit=1)) == 1


async def test_calls_of_either_identity_are_the_persons(store: Store) -> None:
    calls = ModelCalls(store)
    await calls.begin(begun("before", BEN))
    await linked(store, ANA, BEN)
    await calls.begin(begun("after", BEN))
    assert {call.learner for call in await calls.since(NOON)} == {ANA}


async def test_forgetting_leaves_what_was_spent_without_a_name_or_a_word(store: Store) -> None:
    calls = ModelCalls(store)
    await linked(store, ANA, BEN)
    for name, learner in (("c1", ANA), ("under way", BEN), ("other", "eve")):
        await calls.begin(begun(name, learner))
    await calls.end(ended(begun("c1"), "private words"))
    shadow = replace(begun("s1", ANA), role="shadow", beside="c1")
    await calls.begin(shadow)
    await calls.end(ended(shadow, "private words"))
    before = await calls.spent(NOON)
    assert (await store.forget(BEN))["model_calls"] == 3
    await calls.end(ended(begun("under way", BEN), "late words"))
    found = {call.id: call for call in await calls.since(NOON)}
    assert {name: (call.learner, call.about) for name, call in found.items()} == {
        "c1": ("(forgotten)", ""),
        "under way": ("(forgotten)", ""),
        "s1": ("(forgotten)", ""),
        "other": ("eve", "answer:other"),
    }
    ((kept),) = await calls.shadows()
    assert kept.shadow.output == ""
    assert kept.shown is not None
    assert kept.shown.output == ""
    assert await calls.spent(NOON) == pytest.approx(before - 0.45)
