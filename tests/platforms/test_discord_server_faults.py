"""Faults that a test asks of the loopback Discord, and the same control over HTTP, as another process has it."""

import asyncio
from typing import Any

import aiohttp
import discord
import pytest

from tests.platforms.discord_client import Bot, channel_of, layout
from tests.platforms.discord_server import ADA, GENERAL, LOBBY, DiscordServer

POST = "POST /channels/{channel_id}/messages"


async def test_a_reset_after_the_post_leaves_it_there_for_the_nonce(
    discord_server: DiscordServer, discord_bot: Bot
) -> None:
    channel = await channel_of(discord_bot)
    discord_server.inject(POST, "reset_after")
    with pytest.raises(aiohttp.ClientConnectionError):
        await channel.send(view=layout(4, "once"), nonce="n4")
    await channel.send(view=layout(4, "once"), nonce="n4")
    assert [(r.status, r.fault) for r in discord_server.asked(POST)] == [(200, "reset_after"), (200, "")]
    assert discord_server.duplicates() == {}
    assert len(discord_server.messages(GENERAL)) == 1


async def test_a_rate_limit_is_waited_out(discord_server: DiscordServer, discord_bot: Bot) -> None:
    discord_server.inject(POST, "ratelimited", value=0.05)
    await (await channel_of(discord_bot)).send("hello")
    assert [request.status for request in discord_server.asked(POST)] == [429, 200]
    with pytest.raises(ValueError, match="no route"):
        discord_server.inject("POST /messages", "status")


async def test_other_faults_strike_before_anything_is_posted(discord_server: DiscordServer, discord_bot: Bot) -> None:
    channel = await channel_of(discord_bot)
    discord_server.inject(POST, "reset_before")
    with pytest.raises(aiohttp.ClientConnectionError):
        await channel.send("one")
    discord_server.inject(POST, "status", value=503)
    with pytest.raises(discord.DiscordServerError):
        await channel.send("two")
    discord_server.inject(POST, "hang")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await channel.send("three")
    assert discord_server.messages(GENERAL) == []
    discord_server.inject(POST, "delay", value=0.01)
    await channel.send("four")
    assert [message.text for message in discord_server.messages(GENERAL)] == ["four"]


async def test_a_server_of_its_own_is_controlled_over_http(discord_server: DiscordServer, discord_bot: Bot) -> None:
    async with aiohttp.ClientSession() as session:

        async def control(action: str, **args: Any) -> tuple[int, Any]:
            async with session.post(f"{discord_server.url}/control/{action}", json=args) as answer:
                return answer.status, await answer.json()

        assert (await control("say", user=ADA, where="dm", text="hello"))[1]["text"] == "hello"
        options = {"text": "hi"}
        _, slash = await control("slash", user=ADA, where=GENERAL, command="echo", options=options, wait=True)
        assert (slash["response_type"], slash["failed"]) == (4, False)
        _, screen = await control("screen", user=ADA, where=GENERAL)
        assert [message["text"] for message in screen] == ["hi"]
        assert (await control("slash", user=ADA, where=LOBBY, command="echo", options=options))[0] == 409
        assert (await control("settings", ack_timeout=1))[1]["api_url"] == discord_server.api_url
        assert discord_server.settings.ack_timeout == 1.0
        assert (await control("gateway", do="count"))[1] == {"connections": 1}
        assert (await control("nothing"))[0] == 404
        assert [request["status"] for request in (await control("requests", route="GET /users/@me"))[1]] == [200]
