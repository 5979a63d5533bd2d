"""What ends the connection for good, in the words that an operator reads, and how often it is made anew otherwise."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import discord
import pytest

from bot.chat.discord_chat import DiscordAccess, DiscordChat, wait_after
from bot.errors import SettingsError
from tests.bot.discord_side import RecordingInbox
from tests.platforms.discord_server import ADA, DiscordServer


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    async def at_once(self: discord.Client, shard_id: int | None, *, initial: bool = False) -> None:
        return None

    # discord.py waits 5 s before a second IDENTIFY of one process.
    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
    async with DiscordServer() as server:
        yield server


def chat_for(server: DiscordServer, inbox: RecordingInbox, **access: object) -> DiscordChat:
    known: dict[str, object] = {"token": server.settings.bot_token, "api_url": server.api_url}
    return DiscordChat(
        DiscordAccess(**(known | access)),  # type: ignore[arg-type]
        inbox,
        draw=lambda progress: b"",
        topics=tuple,
        now=lambda: datetime.now(UTC),
    )


@pytest.mark.parametrize(
    ("access", "sentence"),
    [
        ({"token": "wrong"}, "Discord does not know the token: check COACH_DISCORD_TOKEN."),
        ({"message_content": True}, "The message-content intent is not switched on for this bot"),
        ({"shards": (5,), "shard_count": 2}, "check COACH_DISCORD_SHARDS and COACH_DISCORD_SHARD_COUNT"),
        ({"shard_count": 1}, "too many servers for so few shards"),
    ],
)
async def test_what_only_an_operator_can_mend_ends_it_with_a_sentence(
    server: DiscordServer, access: dict[str, object], sentence: str
) -> None:
    server.settings.shards_required = 2 if access == {"shard_count": 1} else 1
    chat = chat_for(server, RecordingInbox(), **access)
    try:
        with pytest.raises(SettingsError, match=sentence):
            async with asyncio.timeout(30):
                await chat.run(asyncio.Event())
    finally:
        await chat.close()


async def test_a_token_that_is_taken_back_ends_it_too(server: DiscordServer) -> None:
    chat = chat_for(server, RecordingInbox())
    running = asyncio.create_task(chat.run(asyncio.Event()))
    await server.gateway.connected()
    server.settings.bot_token = "another"
    assert server.gateway.close(4004) == 1
    with pytest.raises(SettingsError, match="COACH_DISCORD_TOKEN"):
        async with asyncio.timeout(30):
            await running
    await chat.close()


async def test_where_discord_is_away_at_the_start_it_is_waited_for(server: DiscordServer) -> None:
    inbox = RecordingInbox()
    await server.go_down()
    chat, stop = chat_for(server, inbox), asyncio.Event()
    running = asyncio.create_task(chat.run(stop))
    await server.until(lambda: chat.bot is not None)
    first = chat.bot
    await server.until(lambda: first is not None and first.is_closed())
    await server.come_back()
    await server.gateway.connected()
    await server.world.say(ADA, "dm", "practice")
    await server.until(lambda: inbox.texts == ["practice"])
    stop.set()
    await running
    await chat.close()


def test_sessions_that_keep_ending_never_use_up_those_of_a_day() -> None:
    waits, wait = 0.0, 0.0
    for _ in range(1000):
        wait = wait_after(wait, in_session=True, lasted=0.0)
        waits += wait
    assert waits > 24 * 3600
    assert wait_after(wait, in_session=True, lasted=3600.0) < wait_after(wait, in_session=False, lasted=0.0) < wait
