"""The coach in Discord while something is wrong: nothing is lost, nothing is said twice, and people are told."""

import asyncio
from typing import Any

import discord
import pytest

from bot.errors import StorageError
from bot.storage.inbox import Inbox
from tests.platforms.discord_room import DiscordRoom, text_of
from tests.platforms.discord_server import ADA, BEN, GENERAL, PRACTICE

CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
LOGS = "Logs write single events in detail; monitoring follows measurements over time and raises alerts."
DRIFT = "what is data drift?"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py waits 5 s before a second IDENTIFY of one process."""

    async def at_once(self: discord.Client, shard_id: int | None, *, initial: bool = False) -> None:
        return None

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)


async def reconnected(room: DiscordRoom, was: int) -> None:
    gateway = room.discord.gateway
    await room.discord.until(lambda: len(gateway.identifies) + len(gateway.resumes) > was and gateway.alive())
    await room.settle()


def connections(room: DiscordRoom) -> int:
    return len(room.discord.gateway.identifies) + len(room.discord.gateway.resumes)


async def test_what_was_written_while_the_coach_was_away_is_answered_once_it_is_back(discord_room: DiscordRoom) -> None:
    room, world = discord_room, discord_room.discord.world
    await room.say(BEN, "dm", "practice monitoring junior 2")
    asked = await world.say(ADA, GENERAL, world.mention(DRIFT))
    await room.settle()
    assert asked.thread is not None
    await room.abandon()
    before = len(room.screens())
    await world.say(BEN, "dm", LOGS)
    await world.say(ADA, asked.thread, world.mention("what is shadow deployment?"))
    other = await world.say(BEN, GENERAL, world.mention("what is a feature store?"))
    await world.say(BEN, GENERAL, "nothing for the coach")
    await room.start()
    new = room.screens()[before:]
    assert {one.channel for one in new} == {room.discord.state.dm(BEN).id, asked.thread, other.thread}
    assert await room.rows("SELECT count(*) FROM inbox") == [(5,)]
    assert await room.rows("SELECT count(*) FROM attempts") == [(1,)]
    await room.restart()
    assert len(room.screens()) == before + len(new)


async def test_so_it_is_where_only_commands_and_buttons_were_used_before(discord_room: DiscordRoom) -> None:
    room, world = discord_room, discord_room.discord.world
    await room.slash(BEN, "dm", "practice", topic="monitoring")
    await room.slash(ADA, PRACTICE, "practice", topic="monitoring")
    (thread,) = room.discord.threads(PRACTICE)
    await room.abandon()
    before = len(room.screens())
    await world.say(BEN, "dm", LOGS)
    await world.say(ADA, thread, world.mention(LOGS))
    called = await world.say(BEN, PRACTICE, world.mention(DRIFT))
    await room.start()
    assert await room.rows("SELECT learner FROM attempts ORDER BY learner") == [
        (f"discord:{ADA}",),
        (f"discord:{BEN}",),
    ]
    new = {one.channel for one in room.screens()[before:]}
    # A grade that was asked for in a channel is for its learner alone.
    dm = room.discord.state.dm
    assert new == {dm(BEN).id, dm(ADA).id, called.thread}


async def test_what_the_gateway_repeats_is_answered_once(discord_room: DiscordRoom) -> None:
    room = discord_room
    (question,) = await room.slash(BEN, "dm", "practice", topic="monitoring")
    grade, *_ = await room.say(BEN, "dm", LOGS)
    await room.press(BEN, question, "Hint")
    await room.react(BEN, grade, "\N{THUMBS UP SIGN}")
    await room.mention(ADA, GENERAL, DRIFT)
    before, accepted = room.screens(), await room.rows("SELECT count(*) FROM inbox")
    known = len(room.discord.requests)
    assert room.discord.gateway.redeliver(50)
    await room.discord.until(lambda: len(room.discord.asked(CALLBACK)) == 4)
    await room.settle()
    assert (room.screens(), await room.rows("SELECT count(*) FROM inbox")) == (before, accepted)
    assert await room.rows("SELECT count(*) FROM ratings") == [(1,)]
    # It cannot know that the first acknowledgement got through, and tries again.
    again = [one.code for one in room.discord.requests[known:] if one.route == CALLBACK]
    assert again == [40060, 40060]
    room.discord.violations.clear()
    assert await room.say(BEN, "dm", "next")


@pytest.mark.parametrize("trouble", ["reconnect", "reset", "close"])
async def test_what_happens_between_two_connections_of_one_session_is_kept(
    discord_room: DiscordRoom, trouble: str
) -> None:
    room, world = discord_room, discord_room.discord.world
    gateway = room.discord.gateway
    was = connections(room)
    assert gateway.close(4000) if trouble == "close" else getattr(gateway, trouble)()
    await world.say(BEN, "dm", DRIFT)
    await reconnected(room, was)
    assert [one.code for one in gateway.resumes] == [0]
    assert len(room.screens(BEN)) == 1


@pytest.mark.parametrize("trouble", ["", "ratelimited", "reset_before", "malformed", "status"])
async def test_a_session_that_is_over_is_caught_up_with(discord_room: DiscordRoom, trouble: Any) -> None:
    room, world = discord_room, discord_room.discord.world
    await room.say(BEN, "dm", "what is shadow deployment?")
    gateway = room.discord.gateway
    room.bot.http.max_ratelimit_timeout, room.bot._catching_up.pauses = 0.01, (0.0, 0.0, 0.0)
    for route in ("GET /channels/{channel_id}", "GET /channels/{channel_id}/messages") if trouble else ():
        room.discord.inject(route, trouble, value=0.05 if trouble == "ratelimited" else 503)
    was = connections(room)
    assert gateway.invalidate(False) == 1
    await world.say(BEN, "dm", DRIFT)
    await reconnected(room, was)
    await room.discord.until(lambda: len(room.screens(BEN)) == 2)
    assert (len(gateway.identifies), gateway.resumes) == (2, [])
    # The event itself went to nobody.
    assert [one.sessions for one in gateway.dispatched if one.data.get("content") == DRIFT] == [()]


async def test_a_connection_that_says_nothing_any_more_is_given_up(discord_room: DiscordRoom) -> None:
    room, world = discord_room, discord_room.discord.world
    gateway = room.discord.gateway
    room.discord.settings.heartbeat_interval, room.discord.settings.missed_heartbeats = 0.1, 100.0
    room.bot._connection.heartbeat_timeout = 0.3
    was = connections(room)
    gateway.reconnect()
    await reconnected(room, was)
    assert gateway.stall() == 1
    await world.say(BEN, "dm", DRIFT)
    await room.discord.until(lambda: len(gateway.resumes) == 2)
    await room.discord.until(lambda: room.screens(BEN))
    await room.settle()
    assert len(room.screens(BEN)) == 1


async def test_while_the_database_is_away_messages_wait_and_who_presses_is_told(
    discord_room: DiscordRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = discord_room
    (question,) = await room.slash(BEN, "dm", "practice", topic="monitoring")
    accept, failing = Inbox.accept, 3

    async def away(self: Inbox, *args: Any) -> bool:
        nonlocal failing
        if failing:
            failing -= 1
            raise StorageError("the database is away")
        return await accept(self, *args)

    monkeypatch.setattr(Inbox, "accept", away)
    (told,) = await room.press(BEN, question, "Hint")
    assert text_of(told) == "I could not take that just now. Please try again in a moment."
    grade, *_ = await room.say(BEN, "dm", LOGS)
    assert failing == 0
    assert "points covered" in text_of(grade)
    assert await room.rows("SELECT count(*) FROM attempts") == [(1,)]


@pytest.mark.parametrize("data", [{}, {"id": "x", "channel_id": "1"}, {"id": "1", "channel_id": None, "author": 5}])
async def test_an_event_that_the_library_stumbles_over_ends_nothing(discord_room: DiscordRoom, data: Any) -> None:
    room, bot = discord_room, discord_room.bot
    await room.say(BEN, "dm", "what is shadow deployment?")
    room.discord.gateway.dispatch("MESSAGE_CREATE", data, guild=None)
    await room.discord.world.say(BEN, "dm", DRIFT)
    await room.discord.until(lambda: room.bot is not bot and room.bot.connected.is_set())
    await room.settle()
    assert len(room.screens(BEN)) == 2
    assert await room.slash(BEN, "dm", "help")


async def test_a_client_that_was_closed_is_replaced(discord_room: DiscordRoom) -> None:
    room, bot = discord_room, discord_room.bot
    await bot.close()
    await room.discord.until(lambda: room.bot is not bot and room.bot.connected.is_set())
    assert await room.say(BEN, "dm", DRIFT)


@pytest.mark.parametrize("trouble", ["away", "half-open", "refused"])
async def test_it_stops_whatever_discord_does(discord_room: DiscordRoom, trouble: str) -> None:
    room = discord_room
    match trouble:
        case "away":
            await room.discord.go_down()
        case "half-open":
            assert room.discord.gateway.stall() == 1
        case "refused":
            room.discord.gateway.refuse(3600)
            assert room.discord.gateway.reset() == 1
    async with asyncio.timeout(30):
        await room.stop()
    if trouble == "away":
        await room.discord.come_back()
