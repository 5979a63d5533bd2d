"""Whatever an endpoint does, a call ends in text or in one sentence with a reason, and in time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import stamina.instrumentation as instrumentation

from bot.errors import ModelUnavailable
from bot.models.client import ChatClient
from bot.models.endpoint import Phases, Retries
from bot.models.failures import CallFailed
from bot.models.values import ModelMessage, Parameters, Usage
from tests.models.scripted_server import ScriptedServer, scripted
from tests.models.steps import Cuts, Floods, Refuses, Says, Sends, Stalls, Step

Make = Callable[..., ChatClient]
ASK = (ModelMessage("user", "Name three registries."),)


async def fails(client: ChatClient) -> CallFailed:
    with pytest.raises(ModelUnavailable) as caught:
        await client.complete(ASK, Parameters())
    assert isinstance(caught.value, CallFailed)
    return caught.value


NO_EVENT = Sends(b"\xff\xfe\x00\x01 no event at all")


@pytest.mark.parametrize("trouble", [Refuses(429), Refuses(500), Refuses(503, retry_after="0"), Cuts(), NO_EVENT])
async def test_what_may_pass_is_tried_again(client_for: Make, trouble: Step) -> None:
    async with scripted(trouble, trouble, Says("Three.")) as server:
        assert (await client_for(server.url).complete(ASK, Parameters())).text == "Three."
        assert len(server.requests) == 3


async def test_tries_end(client_for: Make) -> None:
    async with scripted(always=Refuses(500)) as server:
        assert (await fails(client_for(server.url))).reason == "down"
        assert len(server.requests) == 3


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 422])
async def test_what_will_not_pass_is_not_tried_again(client_for: Make, status: int) -> None:
    async with scripted(always=Refuses(status)) as server:
        assert (await fails(client_for(server.url))).reason == "down"
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "mend"), [(401, "COACH_MODEL_KEY"), (403, "COACH_MODEL_KEY"), (404, "COACH_MODEL_")]
)
async def test_the_log_names_the_mend(
    client_for: Make, status: int, mend: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with scripted(always=Refuses(status)) as server:
        await fails(client_for(server.url))
    assert str(status) in caplog.text
    assert mend in caplog.text


@contextmanager
def waits() -> Iterator[list[float]]:
    seen: list[float] = []
    before = instrumentation.get_on_retry_hooks()
    instrumentation.set_on_retry_hooks([lambda details: seen.append(details.wait_for)])
    try:
        yield seen
    finally:
        instrumentation.set_on_retry_hooks(before)


@pytest.mark.parametrize("asked", ["0.07", "Sat, 01 Jan 2000 00:00:00 GMT"])
async def test_the_server_says_how_long_to_wait(client_for: Make, asked: str) -> None:
    with waits() as seen:
        async with scripted(Refuses(429, retry_after=asked), Says("Three.")) as server:
            await client_for(server.url).complete(ASK, Parameters())
    assert seen == [0.07 if asked == "0.07" else 0.0]


async def test_pauses_have_jitter(client_for: Make) -> None:
    with waits() as seen:
        async with scripted(always=Refuses(500)) as server:
            retries = Retries(tries=4, first_wait=0.001, longest_wait=0.01, jitter=0.005)
            await fails(client_for(server.url, retries=retries))
    assert len(set(seen)) == 3
    assert max(seen) <= 0.01


async def test_a_wait_longer_than_the_learners_patience_is_not_begun(client_for: Make) -> None:
    async with scripted(Refuses(429, retry_after="3600"), Says("Three.")) as server:
        assert (await fails(client_for(server.url))).reason == "down"
        assert len(server.requests) == 1


@pytest.mark.parametrize("step", [Stalls(), Stalls("Three"), Says("Three.", first_after=60), Says("Three.", pause=60)])
async def test_slowness_ends_with_the_learners_patience(client_for: Make, step: Step) -> None:
    async with scripted(always=step) as server:
        assert (await fails(client_for(server.url, patience=0.3))).reason == "slow"
        assert len(server.requests) == 1


@pytest.mark.parametrize("step", [Stalls(), Stalls("Three")])
async def test_each_phase_has_its_own_limit(client_for: Make, step: Step) -> None:
    async with scripted(always=step) as server:
        client = client_for(server.url, patience=300, phases=Phases(first=0.3, between=0.3))
        assert (await fails(client)).reason == "slow"


async def test_tokens_that_were_read_and_written_count_though_the_call_failed(client_for: Make) -> None:
    async with scripted(always=Stalls("Three registries")) as server:
        failure = await fails(client_for(server.url, patience=0.3))
    assert failure.spent == Usage(6, 4, estimated=True)
    assert failure.first_s is not None
    assert failure.total_s >= failure.first_s


@pytest.mark.parametrize("step", [Cuts("Three", politely=True), Cuts("Three")])
async def test_a_reply_that_breaks_off_is_never_begun_again(client_for: Make, step: Step) -> None:
    pieces: list[str] = []

    async def read(client: ChatClient) -> None:
        async with client.stream(ASK, Parameters()) as reply:
            async for piece in reply:
                pieces.append(piece)

    async with scripted(step) as server:
        with pytest.raises(ModelUnavailable) as caught:
            await read(client_for(server.url))
        assert (caught.value.reason, pieces, len(server.requests)) == ("down", ["Three"], 1)


@pytest.mark.parametrize(
    "step",
    [
        Sends(b"data: {broken\n\n"),
        Sends(b"data: [1, 2]\n\n"),
        Sends(b'data: {"choices": [7]}\n\n'),
        Sends(b'data: {"choices": [{"delta": "text"}]}\n\n'),
        Sends(b"data: " + b"[" * 100_000 + b"\n\n"),
        Sends(b"<html>Welcome to the proxy</html>", "text/html"),
        Sends(b"{broken", "application/json"),
        Sends(b"[]", "application/json"),
        Sends(b"9" * 5_000, "application/json"),
        Sends(b'{"choices": []}', "application/json"),
        Sends(b"\xff\xfe\xfd", "application/json"),
    ],
)
async def test_what_is_not_the_protocol_is_refused(client_for: Make, step: Step) -> None:
    async with scripted(always=step) as server:
        assert (await fails(client_for(server.url))).reason == "unreadable"


@pytest.mark.parametrize("text", ["", "   \n", "<think>and nothing else", "<think>thought</think>"])
async def test_an_empty_reply_cannot_be_used(client_for: Make, text: str) -> None:
    async with scripted(always=Says(text)) as server:
        assert (await fails(client_for(server.url))).reason == "unreadable"


async def test_an_error_in_the_stream_is_an_error(client_for: Make) -> None:
    error = Sends(b'data: {"error": {"code": 503, "message": "overloaded"}}\n\n')
    async with scripted(error, Says("Three.")) as server:
        assert (await client_for(server.url).complete(ASK, Parameters())).text == "Three."


@pytest.mark.parametrize("flood", [Floods(), Floods(whole=True), Floods(one_line=True)])
async def test_ten_megabytes_are_cut_off_while_they_are_read(client_for: Make, flood: Floods) -> None:
    async with scripted(always=flood) as server:
        assert (await fails(client_for(server.url, largest_reply=100_000))).reason == "unreadable"
        if not flood.whole:
            assert server.requests[0].sent < flood.size


async def test_nothing_listens_there(client_for: Make) -> None:
    server = ScriptedServer()
    await server.start()
    await server.stop()
    assert (await fails(client_for(server.url))).reason == "down"


async def test_a_restarted_server_is_found_again(client_for: Make) -> None:
    server = ScriptedServer(always=Says("Three."))
    await server.start()
    client = client_for(server.url)
    await client.complete(ASK, Parameters())
    await server.stop()
    await server.start()
    assert (await client.complete(ASK, Parameters())).text == "Three."
    await server.stop()
