"""An endpoint that keeps failing is left alone, is tried again later, and the log says so both times."""

import asyncio
import logging
from collections.abc import Callable

import pytest

from bot.errors import ModelUnavailable
from bot.models.breaker import Breaker
from bot.models.client import ChatClient
from bot.models.endpoint import Retries
from bot.models.values import ModelMessage, Parameters
from tests.models.scripted_server import ScriptedServer, scripted
from tests.models.steps import Refuses, Says, Stalls, Step

Make = Callable[..., ChatClient]
ASK = (ModelMessage("user", "Name three registries."),)
SCHEMA = {"type": "object", "properties": {"names": {"type": "array"}}, "required": ["names"]}
ONCE = Retries(tries=1)


def breaking(client_for: Make, server: ScriptedServer, rest_s: float = 3600.0, **given: float) -> ChatClient:
    return client_for(server.url, retries=ONCE, breaker=Breaker("it", failures=2, rest_s=rest_s), **given)


async def fail(client: ChatClient, times: int, reason: str = "down") -> None:
    for _ in range(times):
        with pytest.raises(ModelUnavailable) as caught:
            await client.complete(ASK, Parameters())
        assert caught.value.reason == reason


@pytest.mark.parametrize(("step", "reason"), [(Refuses(500), "down"), (Refuses(429), "down"), (Stalls(), "slow")])
async def test_while_open_it_answers_at_once(
    client_for: Make, step: Step, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with scripted(always=step) as server:
        client = breaking(client_for, server, patience=0.3)
        await fail(client, 2, reason)
        assert "keeps failing" in caplog.text
        await fail(client, 5, "down")
        assert len(server.requests) == 2


async def test_it_closes_when_the_endpoint_answers_again(client_for: Make, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with scripted(Refuses(500), Refuses(500), Refuses(500), always=Says("Three.")) as server:
        client = breaking(client_for, server, rest_s=0.05)
        await fail(client, 2)
        await asyncio.sleep(0.1)
        await fail(client, 1)
        assert caplog.text.count("keeps failing") == 2
        await asyncio.sleep(0.1)
        assert (await client.complete(ASK, Parameters())).text == "Three."
        assert "answers again" in caplog.text
        assert len(server.requests) == 4


async def test_what_is_ours_opens_nothing(client_for: Make) -> None:
    async with scripted(always=Refuses(401)) as server:
        client = breaking(client_for, server)
        await fail(client, 4)
        assert len(server.requests) == 4


async def test_nonsense_in_the_right_form_opens_nothing(client_for: Make) -> None:
    async with scripted(always=Says('{"other": 1}')) as server:
        client = breaking(client_for, server)
        for _ in range(3):
            with pytest.raises(ModelUnavailable) as caught:
                await client.complete(ASK, Parameters(), schema=SCHEMA)
            assert caught.value.reason == "unreadable"
        assert len(server.requests) == 6


async def test_a_stop_counts_neither_way(client_for: Make) -> None:
    async with scripted(Refuses(500), Stalls(), Refuses(500), always=Says("Three.")) as server:
        client = breaking(client_for, server)
        await fail(client, 1)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await client.complete(ASK, Parameters())
        await fail(client, 1)
        await fail(client, 1)
        assert len(server.requests) == 3


async def test_a_success_between_failures_keeps_it_closed(client_for: Make) -> None:
    async with scripted(Refuses(500), Says("Three."), Refuses(500), Says("Three.")) as server:
        client = breaking(client_for, server)
        for _ in range(2):
            await fail(client, 1)
            assert (await client.complete(ASK, Parameters())).text == "Three."
