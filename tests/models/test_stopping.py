"""A stop reaches the server at once, and frees the place of the call."""

import asyncio
from collections.abc import Callable

import pytest

from bot.errors import ModelUnavailable
from bot.models.client import ChatClient
from bot.models.values import ModelMessage, Parameters
from tests.models.scripted_server import scripted
from tests.models.steps import Says, Stalls

Make = Callable[..., ChatClient]
ASK = (ModelMessage("user", "Name three registries."),)
LONG = Says("word " * 1_000, piece=5, pause=0.01)
# Seconds after which a test is given up.
SAFE = 30.0


async def test_leaving_a_stream_ends_it_on_the_server(client_for: Make) -> None:
    async with scripted(LONG, Says("Three.")) as server:
        client = client_for(server.url, calls_at_once=1)
        async with client.stream(ASK, Parameters()) as reply:
            async for _ in reply:
                break
        await asyncio.wait_for(server.requests[0].gone.wait(), SAFE)
        assert server.requests[0].sent < 1_000
        assert reply.usage.estimated
        assert (await client.complete(ASK, Parameters())).text == "Three."


@pytest.mark.parametrize("step", [Stalls(), Stalls("Three"), LONG])
async def test_cancelling_the_task_ends_it_on_the_server(client_for: Make, step: Says | Stalls) -> None:
    async with scripted(step, Says("Three.")) as server:
        client = client_for(server.url, calls_at_once=1, patience=SAFE)
        task = asyncio.create_task(client.complete(ASK, Parameters()))
        await asyncio.wait_for(server.asked.wait(), SAFE)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.requests[0].gone.wait(), SAFE)
        assert (await client.complete(ASK, Parameters())).text == "Three."


async def test_an_error_of_whoever_reads_ends_it_on_the_server_and_is_theirs(client_for: Make) -> None:
    async with scripted(LONG) as server:
        with pytest.raises(KeyError):
            async with client_for(server.url).stream(ASK, Parameters()):
                raise KeyError("a canary was in the text")
        await asyncio.wait_for(server.requests[0].gone.wait(), SAFE)


async def test_no_more_calls_at_once_than_are_set(client_for: Make) -> None:
    async with scripted(always=Says("One two three.", piece=2, pause=0.01)) as server:
        client = client_for(server.url, name="scripted", calls_at_once=2, patience=SAFE)
        await asyncio.gather(*(client.complete(ASK, Parameters()) for _ in range(6)))
        assert len(server.requests) == 6
        assert server.most_at_once == 2


async def test_waiting_for_a_place_counts_towards_patience(client_for: Make) -> None:
    async with scripted(always=Stalls("Three")) as server:
        client = client_for(server.url, calls_at_once=1, patience=SAFE)
        async with client.stream(ASK, Parameters()):
            with pytest.raises(ModelUnavailable) as caught:
                await client.complete(ASK, Parameters(), patience=0.1)
        assert caught.value.reason == "slow"
        assert len(server.requests) == 1


async def test_whoever_stops_waiting_for_a_place_takes_none(client_for: Make) -> None:
    async with scripted(Stalls("Three"), Says("Three.")) as server:
        client = client_for(server.url, calls_at_once=1, patience=SAFE)
        async with client.stream(ASK, Parameters()):
            waiting = asyncio.create_task(client.complete(ASK, Parameters()))
            await asyncio.sleep(0.05)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        assert (await client.complete(ASK, Parameters())).text == "Three."
        assert len(server.requests) == 2
