"""Who has used up a share, and what happens when a day's budget is spent, also by a process that died."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import ModelUnavailable
from bot.models.values import Models, Wanted
from bot.storage.calls import ModelCalls
from bot.storage.store import Store
from tests.models.gates import NOON, Log, Opener, asks
from tests.models.scripted_server import scripted
from tests.models.steps import Refuses, Says, Stalls

PRICES = {"small": (0.0, 10_000.0)}  # One for a hundred tokens written: a call costs 0.5 at most.


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    return Opener(tmp_path / "prompts")


async def listened(gate: Models, wanted: Wanted) -> str:
    async with gate.stream(wanted) as reply:
        return "".join([piece async for piece in reply])


async def refused(gate: Models, wanted: Wanted) -> ModelUnavailable:
    with pytest.raises(ModelUnavailable) as raised:
        await listened(gate, wanted)
    return raised.value


async def test_a_learner_who_used_their_share_is_told_until_when_and_others_go_on(opened: Opener) -> None:
    log = Log(persons={"discord:ana": "ana"})
    long = Says("word " * 400)
    async with scripted(long) as server, opened(server.url, log, learner=600, timezone="Europe/Berlin") as gate:
        await listened(gate, asks())
        problem = await refused(gate, asks(learner="discord:ana"))
        await listened(gate, asks(learner="ben"))
        assert len(server.requests) == 2
    assert problem.reason == "limit"
    said, _, until = str(problem).partition(" until ")
    assert said == "You have used your share of the language model for this hour, so the coach goes on without it"
    moment = datetime.strptime(until, "%H:%M (Europe/Berlin).").time()  # noqa: DTZ007  the zone is named in the text
    assert datetime.strptime("13:00", "%H:%M").time() < moment  # noqa: DTZ007
    assert moment <= datetime.strptime("14:00", "%H:%M").time()  # noqa: DTZ007
    assert log.outcomes == ["shown done", "shown limit", "shown done"]
    assert list(log.calls.values())[1].cost == 0


async def test_a_workspace_has_a_share_of_its_own(opened: Opener) -> None:
    async with scripted(Says("word " * 400)) as server, opened(server.url, Log(), workspace=600) as gate:
        await listened(gate, asks(learner="ana"))
        assert str(await refused(gate, asks(learner="ben"))).startswith("This workspace has used its share")
        await listened(gate, asks(learner="ben", workspace="T2"))


async def test_calls_at_the_same_time_share_what_there_is(opened: Opener) -> None:
    async with scripted(always=Stalls("Well")) as server, opened(server.url, Log(), learner=300) as gate:
        async with gate.stream(asks()):
            assert (await refused(gate, asks())).reason == "limit"
        # Little was taken in the end, and the rest is there again.
        async with gate.stream(asks()):
            pass


async def test_a_call_that_failed_before_it_was_answered_takes_nothing(opened: Opener) -> None:
    async with (
        scripted(Refuses(401), Refuses(401), Refuses(401)) as server,
        opened(server.url, Log(), learner=400) as gate,
    ):
        for _ in range(3):
            assert (await refused(gate, asks())).reason == "down"
        await listened(gate, asks())


async def test_what_is_longer_than_a_whole_share_is_said_to_be_too_long(opened: Opener) -> None:
    async with scripted() as server, opened(server.url, Log(), learner=400) as gate:
        assert "too long" in str(await refused(gate, asks("word " * 400)))


async def test_a_days_budget_ends_at_midnight_and_begins_anew(opened: Opener) -> None:
    log = Log()
    budget = {"prices": PRICES, "cap": 1.0, "model": "small", "timezone": "Europe/Berlin"}
    async with scripted(always=Says("word " * 40)) as server, opened(server.url, log, **budget) as gate:
        await listened(gate, asks())
        assert log.last.cost == pytest.approx(0.4)
        await listened(gate, asks())
        problem = await refused(gate, asks())
        assert problem.reason == "budget"
        assert str(problem) == (
            "Today's budget for the language model is spent, so the coach goes on without it until "
            "00:00 (Europe/Berlin)."
        )
        assert log.outcomes == ["shown done", "shown done", "shown budget"]
        assert await log.spent(NOON) == pytest.approx(0.8)
        opened.now = NOON + timedelta(hours=12)
        await listened(gate, asks())


async def test_a_call_that_a_crash_cut_off_stays_spent(opened: Opener, tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'coach.sqlite'}")
    budget = {"prices": PRICES, "cap": 1.2, "model": "small"}
    async with scripted(always=Stalls("word")) as server, opened(server.url, ModelCalls(store), **budget) as dead:
        stream = dead.stream(asks())
        await stream.__aenter__()
        # As after kill -9: nothing of what follows a call has happened.
        async with opened(server.url, ModelCalls(store), **budget, ids="other") as gate:
            async with gate.stream(asks()):
                assert (await refused(gate, asks())).reason == "budget"
            async with gate.stream(asks()):
                pass
        await stream.__aexit__(None, None, None)
    await store.close()


async def test_several_processes_together_never_spend_more_than_the_cap(opened: Opener, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'coach.sqlite'}"
    stores = [await Store.open(url), await Store.open(url)]
    budget = {"prices": PRICES, "cap": 2.2, "model": "small", "places": 20}
    async with scripted(always=Says("word " * 50)) as server:

        async def spend(process: int) -> list[bool]:
            async with opened(server.url, ModelCalls(stores[process]), ids=f"p{process}-", **budget) as gate:
                tried = (listened(gate, asks()) for _ in range(8))
                return [isinstance(one, str) for one in await asyncio.gather(*tried, return_exceptions=True)]

        went = sum(map(sum, await asyncio.gather(spend(0), spend(1))))
        assert went == len(server.requests) <= 4
    assert await ModelCalls(stores[0]).spent(NOON) == pytest.approx(went * 0.5)
    for store in stores:
        await store.close()
