"""The gate: what leaves, what is recorded, and how a call may end."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import ModelUnavailable
from bot.models.values import Models, Usage, Wanted
from tests.models.gates import NOON, Log, Opener, asks
from tests.models.scripted_server import scripted
from tests.models.steps import Cuts, Refuses, Says, Sends, Stalls, Step

TEXT = "Because a cache keeps what was asked before."
PRICES = {"scripted": (10_000.0, 100_000.0)}


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    return Opener(tmp_path / "prompts")


async def listened(gate: Models, wanted: Wanted) -> str:
    async with gate.stream(wanted) as reply:
        return "".join([piece async for piece in reply])


async def test_a_stream_is_recorded_before_it_begins_and_completed_when_it_is_over(opened: Opener) -> None:
    log = Log()
    async with scripted(Says(TEXT)) as server, opened(server.url, log, prices=PRICES) as gate:
        async with gate.stream(asks()) as reply:
            begun = log.last
            assert (begun.outcome, begun.usage.output_tokens, begun.about) == ("", 50, "answer:of ana")
            assert begun.cost >= 5.0
            pieces = [piece async for piece in reply]
        assert "".join(pieces) == TEXT
        assert len(pieces) > 2
        assert reply.call_id == begun.id
        ended = log.last
        assert reply.template == ended.template == f"talk/v2 {ended.digest[:8]} scripted"
        read = ended.usage.input_tokens
        assert ended.usage == Usage(read, 8)
        assert ended.cost == pytest.approx(read * 0.01 + 0.8)
        assert (ended.outcome, ended.role, ended.output, ended.at) == ("done", "shown", "", NOON)
        assert ended.parameters == {"temperature": 0.2, "max_tokens": 50, "stop": (), "seed": 1}
        assert ended.first_s is not None
        assert 0 <= ended.first_s <= ended.total_s


async def test_data_is_read_in_the_form_of_the_prompt(opened: Opener) -> None:
    log = Log()
    async with scripted(Says('{"said": "Yes."}')) as server, opened(server.url, log) as gate:
        read = await gate.data(asks(prompt="fill"))
    assert read.data == {"said": "Yes."}
    assert read.call == log.last
    assert read.call.outcome == "done"


async def test_what_is_personal_stays_here_and_what_is_ours_goes_as_it_is(opened: Opener) -> None:
    async with scripted() as server, opened(server.url, Log()) as gate:
        wanted = asks("Mail ben@example.org, p99 was 1200 ms.")
        await listened(gate, wanted)
        (system, user) = server.requests[0].body["messages"]
    assert "ben@example.org" not in user["content"]
    assert "Mail [mail address], p99 was 1200 ms." in user["content"]
    assert "You are version v2." in system["content"]


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (Refuses(500), "down"),
        (Refuses(401), "down"),
        (Cuts("Because"), "down"),
        (Sends(b"data: nonsense\n\n"), "unreadable"),
    ],
)
async def test_a_failed_call_is_recorded_with_its_reason(opened: Opener, step: Step, reason: str) -> None:
    log = Log()
    async with scripted(always=step) as server, opened(server.url, log) as gate:
        with pytest.raises(ModelUnavailable) as raised:
            await listened(gate, asks())
    assert raised.value.reason == log.last.outcome == reason


async def test_a_failure_that_the_listener_caught_is_recorded_as_one(opened: Opener) -> None:
    log = Log()
    async with scripted(Cuts("Because")) as server, opened(server.url, log) as gate, gate.stream(asks()) as reply:
        with pytest.raises(ModelUnavailable):
            [piece async for piece in reply]
    assert log.last.outcome == "down"


async def test_data_that_never_fits_is_recorded_with_what_both_tries_took(opened: Opener) -> None:
    log = Log()
    async with scripted(always=Says("No form at all.")) as server, opened(server.url, log) as gate:
        with pytest.raises(ModelUnavailable):
            await gate.data(asks(prompt="fill"))
        assert len(server.requests) == 2
    assert (log.last.outcome, log.last.usage.output_tokens) == ("unreadable", 8)


async def test_who_stops_listening_stops_the_server_and_pays_for_what_came(opened: Opener) -> None:
    log = Log()
    async with scripted(Stalls(TEXT)) as server, opened(server.url, log) as gate:
        async with gate.stream(asks()) as reply:
            await anext(aiter(reply))
        await server.requests[0].gone.wait()
    assert log.last.outcome == "stopped"
    assert log.last.usage.output_tokens > 0


async def test_a_cancelled_call_is_recorded_too(opened: Opener) -> None:
    log = Log()
    async with scripted(Stalls()) as server, opened(server.url, log, prices=PRICES) as gate:
        task = asyncio.create_task(listened(gate, asks()))
        async with asyncio.timeout(10):
            while not server.requests:  # noqa: ASYNC110  the server tells nobody
                await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert log.last.outcome == "stopped"
        # It was sent, so it was read perhaps.
        assert log.last.usage.input_tokens > 0


async def test_who_gives_up_when_patience_is_over_found_it_slow(opened: Opener) -> None:
    log = Log()
    async with scripted(Stalls(TEXT)) as server, opened(server.url, log, patience=1.0) as gate, gate.stream(asks()):
        await asyncio.sleep(1.0)
    assert log.last.outcome == "slow"


async def test_what_is_too_long_is_cut_and_what_is_much_too_long_refused(opened: Opener) -> None:
    async with scripted() as server, opened(server.url, Log()) as gate:
        await listened(gate, asks("word " * 5_000))
        assert 8_000 < len(server.requests[0].body["messages"][1]["content"]) < 8_200
        with pytest.raises(ModelUnavailable, match="too long"):
            await listened(gate, asks(["word " * 5_000] * 20))
        assert len(server.requests) == 1


async def test_a_prompt_that_cannot_be_used_is_the_operators_to_read(
    opened: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    async with scripted() as server, opened(server.url, Log()) as gate:
        with pytest.raises(ModelUnavailable) as raised:
            await listened(gate, Wanted("talk", {"question": "Why?"}, "answer:1", "ana", ""))
    assert raised.value.reason == "off"
    assert "'answer' is missing" not in str(raised.value)
    assert "'answer' is missing" in caplog.text


async def test_what_cannot_be_kept_is_not_asked(opened: Opener) -> None:
    for broken in ("person", "begin"):
        async with scripted() as server, opened(server.url, Log(broken={broken})) as gate:
            with pytest.raises(ModelUnavailable) as raised:
                await listened(gate, asks())
            assert raised.value.reason == "down"
            assert not server.requests


async def test_a_reply_is_shown_although_its_end_cannot_be_kept_and_then_counts_with_its_most(opened: Opener) -> None:
    log = Log(broken={"end"})
    async with scripted(Says(TEXT)) as server, opened(server.url, log) as gate:
        assert await listened(gate, asks()) == TEXT
    assert log.outcomes == ["shown "]


async def test_figures_are_noted_beside_a_call(opened: Opener) -> None:
    log = Log()
    async with scripted() as server, opened(server.url, log) as gate:
        await listened(gate, asks())
        await gate.note(log.last.id, {"dropped": 0.5})
    assert log.last.figures == {"dropped": 0.5}
