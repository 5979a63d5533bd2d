"""Candidates: shown to the same share of learners, or run unseen, in nobody's way."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import ModelUnavailable
from bot.models.trials import Arm, Trials
from bot.models.values import Models, Wanted
from bot.settings import Candidate
from tests.models.gates import Log, Opener, asks
from tests.models.scripted_server import ScriptedServer, scripted
from tests.models.steps import Refuses, Says, Stalls

SHOWN = "Because it keeps what was asked."
LEARNERS = [f"slack:T1:U{number}" for number in range(2_000)]
SHADOW = Candidate(version="v1", shadow=1.0)


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    return Opener(tmp_path / "prompts")


async def listened(gate: Models, wanted: Wanted) -> str:
    async with gate.stream(wanted) as reply:
        return "".join([piece async for piece in reply])


async def until(log: Log, *outcomes: str) -> None:
    async with asyncio.timeout(10):
        while log.outcomes != list(outcomes):  # noqa: ASYNC110  what is waited for tells nobody
            await asyncio.sleep(0.01)


def shown_to(candidate: Candidate, prompt: str = "answer") -> set[str]:
    trials = Trials({prompt: candidate}, Arm(model="small"))
    return {learner for learner in LEARNERS if trials.shown(prompt, learner) != Arm(model="small")}


def test_a_share_of_learners_gets_the_candidate_always_the_same() -> None:
    tenth = shown_to(Candidate(version="v2", shown=0.1))
    assert 150 <= len(tenth) <= 250
    assert tenth == shown_to(Candidate(version="v2", shown=0.1))
    assert tenth < shown_to(Candidate(version="v2", shown=0.3))
    assert shown_to(Candidate(version="v2", shown=0.0)) == set()
    assert shown_to(Candidate(version="v2", shown=1.0)) == set(LEARNERS)


def test_another_candidate_or_prompt_draws_other_learners() -> None:
    one = shown_to(Candidate(version="v2", shown=0.5))
    for other in (shown_to(Candidate(version="v3", shown=0.5)), shown_to(Candidate(version="v2", shown=0.5), "hint")):
        assert 0.4 < len(one & other) / len(one) < 0.6


def test_a_candidate_is_not_run_beside_itself() -> None:
    trials = Trials({"answer": Candidate(version="v2", model="large", shadow=0.5, shown=0.5)}, Arm(model="small"))
    tried = Arm("v2", "large")
    assert trials.shadow("answer", Arm(model="small"), 0.49) == tried
    assert trials.shadow("answer", Arm(model="small"), 0.5) is None
    assert trials.shadow("answer", tried, 0.0) is None
    assert trials.shadow("hint", Arm(model="small"), 0.0) is None


async def test_a_candidate_that_is_shown_is_what_is_asked_and_recorded(opened: Opener) -> None:
    log, candidate = Log(), Candidate(version="v1", model="large", shown=1.0)
    async with scripted() as server, opened(server.url, log, model="small", talk=candidate) as gate:
        await listened(gate, asks())
        body = server.requests[0].body
    assert (body["model"], body["messages"][0]["content"].splitlines()[0]) == ("large", "You are version v1.")
    assert (log.last.version, log.last.model, log.last.role) == ("v1", "large", "shown")


async def test_a_shadow_runs_after_what_is_shown_and_both_are_kept_side_by_side(opened: Opener) -> None:
    log = Log()

    def measure(text: str) -> dict[str, float]:
        return {"letters": float(len(text))}

    async with scripted(Says(SHOWN), Says("It does.")) as server, opened(server.url, log, talk=SHADOW) as gate:
        assert await listened(gate, asks(measure=measure)) == SHOWN
        await until(log, "shown done", "shadow done")
        async with asyncio.timeout(10):
            while log.last.figures is None:  # noqa: ASYNC110  what is waited for tells nobody
                await asyncio.sleep(0.01)
    shown, shadow = log.calls.values()
    assert (shown.version, shown.output, shown.figures) == ("v2", SHOWN, {"letters": float(len(SHOWN))})
    assert (shadow.version, shadow.output, shadow.figures) == ("v1", "It does.", {"letters": 8.0})
    assert shadow.beside == shown.id
    assert shadow.about == shown.about
    nonces = [request.body["messages"][1]["content"].split(">")[0] for request in server.requests]
    assert len(set(nonces)) == 2


async def test_a_shadow_may_have_the_form_of_a_schema(opened: Opener) -> None:
    log, candidate = Log(), Candidate(model="large", shadow=1.0)
    async with (
        scripted(Says('{"said": "A"}'), Says('{"said": "B"}')) as server,
        opened(server.url, log, fill=candidate) as gate,
    ):
        assert (await gate.data(asks(prompt="fill"))).data == {"said": "A"}
        await until(log, "shown done", "shadow done")
    assert [call.output for call in log.calls.values()] == ['{"said": "A"}', '{"said": "B"}']


async def test_a_shadow_that_fails_again_and_again_is_not_felt(opened: Opener) -> None:
    log = Log()
    async with (
        scripted(always=Says(SHOWN)) as server,
        scripted(always=Refuses(500)) as other,
        opened(server.url, log, unseen=other.url, talk=SHADOW) as gate,
    ):
        for _ in range(6):
            assert await listened(gate, asks()) == SHOWN
            await until(log, *["shown done", "shadow down"] * (len(log.calls) // 2 + len(log.calls) % 2))


async def begun(server: ScriptedServer, requests: int) -> None:
    async with asyncio.timeout(10):
        while len(server.requests) < requests:  # noqa: ASYNC110  the server tells nobody
            await asyncio.sleep(0.01)


async def test_a_shadow_gives_its_place_to_whoever_is_waited_for(opened: Opener) -> None:
    log = Log()
    async with (
        scripted(always=Says(SHOWN)) as server,
        scripted(always=Stalls("It")) as other,
        opened(server.url, log, places=1, unseen=other.url, talk=SHADOW) as gate,
    ):
        await listened(gate, asks())
        await begun(other, 1)
        assert await listened(gate, asks()) == SHOWN
        await other.requests[0].gone.wait()
        await begun(other, 2)
    assert log.outcomes == ["shown done", "shadow stopped", "shown done", "shadow stopped"]


async def test_a_shadow_waits_while_every_place_is_taken(opened: Opener) -> None:
    log = Log()
    async with (
        scripted(Says(SHOWN), Stalls("It")) as server,
        scripted(always=Says("Later.")) as other,
        opened(server.url, log, places=1, unseen=other.url, talk=SHADOW) as gate,
    ):
        async with gate.stream(asks()) as reply:
            waiting = asyncio.create_task(listened(gate, asks()))
            async with asyncio.timeout(10):
                while len(log.calls) < 2:  # noqa: ASYNC110  the log tells nobody
                    await asyncio.sleep(0.01)
            assert "".join([piece async for piece in reply]) == SHOWN
        await begun(server, 2)
        assert not other.requests
        waiting.cancel()
        await begun(other, 1)


async def test_closing_cancels_a_shadow_and_records_it(opened: Opener) -> None:
    log = Log()
    async with scripted(Says(SHOWN)) as server, scripted(always=Stalls("It")) as other:
        async with opened(server.url, log, unseen=other.url, talk=SHADOW) as gate:
            await listened(gate, asks())
            await begun(other, 1)
        await other.requests[0].gone.wait()
    assert log.outcomes == ["shown done", "shadow stopped"]


async def test_a_shadow_costs_the_workspace_and_the_budget_but_never_the_learner(opened: Opener) -> None:
    log, prices = Log(), {"small": (0.0, 10_000.0)}
    limits = {"learner": 430, "workspace": 860, "prices": prices, "cap": 0.9, "model": "small"}
    async with (
        scripted(Says("One."), Says("word " * 50), Says("Two.")) as server,
        opened(server.url, log, talk=SHADOW, **limits) as gate,
    ):
        await listened(gate, asks())
        await until(log, "shown done", "shadow done")
        # 0.51 is spent, and no more than 0.39 is left: too little for any call.
        with pytest.raises(ModelUnavailable, match="budget"):
            await listened(gate, asks())


async def test_only_what_was_shown_whole_gets_a_shadow(opened: Opener) -> None:
    log = Log()
    async with scripted(Stalls("It"), Refuses(401)) as server, opened(server.url, log, talk=SHADOW) as gate:
        async with gate.stream(asks()):
            pass
        with pytest.raises(ModelUnavailable):
            await listened(gate, asks())
    assert log.outcomes == ["shown stopped", "shown down"]


async def test_a_shadow_whose_prompt_cannot_be_used_is_the_operators_to_read(
    opened: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    async with scripted() as server, opened(server.url, Log(), talk=Candidate(version="v9", shadow=1.0)) as gate:
        await listened(gate, asks())
        async with asyncio.timeout(10):
            while "v9" not in caplog.text:  # noqa: ASYNC110  the log tells nobody
                await asyncio.sleep(0.01)
