"""The gateway of the loopback Discord against the unmodified discord.py: what is lost, what comes again."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest

from tests.platforms.discord_server import ADA, SCHOOL
from tests.platforms.discord_stand import DIRECT, NIGHT, Listener, Stand, Unhurried, UnhurriedShards
from tests.platforms.slack.waiting import until

QUIET = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


@pytest.fixture
async def stand(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stand]:
    async with Stand() as stand:
        stand.lead(monkeypatch)
        yield stand


def client(make: type[discord.Client] = Unhurried, **more: Any) -> discord.Client:
    settings: dict[str, Any] = {"intents": QUIET, "guild_ready_timeout": 0.05, "max_messages": None}
    return make(**settings | more)


@pytest.fixture
async def listener(stand: Stand) -> AsyncIterator[Listener]:
    stand.settings.message_content_allowed = True
    intents = discord.Intents(QUIET.value, message_content=True)
    async with Listener(stand, client(intents=intents)) as listener:
        await listener.ready()
        yield listener


async def test_a_client_gets_ready_and_learns_of_its_servers(stand: Stand, listener: Listener) -> None:
    assert {guild.id for guild in listener.client.guilds} == {SCHOOL, NIGHT}
    assert stand.gateway.identifies[0].shard == (0, 1)
    assert await until(lambda: listener.client.latency < 60, within=10)


async def test_the_server_may_ask_for_a_heartbeat(stand: Stand, listener: Listener) -> None:
    [connection] = stand.gateway.alive()
    before = connection.beats
    assert stand.gateway.ask_heartbeat() == 1
    await until(lambda: connection.beats > before, within=10)


@pytest.mark.parametrize("how", ["reconnect", "reset", "invalidate", 4000, 4001, 4008, 1001, 1000])
async def test_what_was_sent_meanwhile_comes_once_and_in_order(
    stand: Stand, listener: Listener, how: str | int
) -> None:
    gateway = stand.gateway
    stand.say("one")
    await until(lambda: listener.heard == ["one"], within=10)
    match how:
        case "reconnect":
            hit = gateway.reconnect()
        case "reset":
            hit = gateway.reset()
        case "invalidate":
            hit = gateway.invalidate(resumable=True)
        case code:
            hit = gateway.close(int(code))
    assert hit == 1
    stand.say("two")
    stand.say("three")
    await until(lambda: gateway.resumes, within=20)
    stand.say("four")
    await until(lambda: len(listener.heard) >= 4, within=10)
    assert listener.heard == ["one", "two", "three", "four"]
    assert [one.code for one in gateway.resumes] == [0]
    assert len(gateway.identifies) == 1


@pytest.mark.parametrize("how", ["invalidate", "unknown session", 4007, 4009])
async def test_a_session_that_is_gone_is_begun_anew(stand: Stand, listener: Listener, how: str | int) -> None:
    gateway = stand.gateway
    match how:
        case "invalidate":
            gateway.invalidate(resumable=False)
        case "unknown session":
            gateway.sessions.clear()
            gateway.reconnect()
        case code:
            gateway.close(int(code))
    stand.say("nobody hears this")
    await listener.ready(2)
    stand.say("but this")
    await until(lambda: listener.heard, within=10)
    assert listener.heard == ["but this"]
    assert len({one.session_id for one in gateway.identifies}) == 2


async def test_a_session_is_kept_for_so_long_only(stand: Stand, listener: Listener) -> None:
    gateway = stand.gateway
    gateway.refuse(0.5)
    gateway.reset()
    await until(lambda: gateway.refused_handshakes, within=10)
    assert gateway.dispatch("MESSAGE_CREATE", stand.message("kept"), guild=SCHOOL).sessions
    stand.skipped += stand.settings.resumable_for + 1
    assert gateway.dispatch("MESSAGE_CREATE", stand.message("too late"), guild=SCHOOL).sessions == ()
    await listener.ready(2)
    assert [one.code for one in gateway.resumes] == [9]
    assert listener.heard == []


async def test_a_half_open_socket_is_noticed_and_nothing_is_lost(stand: Stand) -> None:
    stand.settings.heartbeat_interval = 0.2
    async with Listener(stand, client(heartbeat_timeout=1.0)) as listener:
        await listener.ready()
        assert stand.gateway.stall() == 1
        stand.say("into the void", guild=None)
        await until(lambda: listener.heard == ["into the void"], within=30)
        assert [one.replayed for one in stand.gateway.resumes] == [1]


async def test_old_dispatches_come_again(stand: Stand, listener: Listener) -> None:
    for word in ("one", "two", "three"):
        stand.say(word)
    await until(lambda: len(listener.heard) == 3, within=10)
    assert stand.gateway.redeliver(2) == 2
    await until(lambda: len(listener.heard) == 5, within=10)
    assert listener.heard == ["one", "two", "three", "two", "three"]


async def test_each_shard_has_its_servers_and_the_first_has_the_direct_messages(stand: Stand) -> None:
    first, second = (Listener(stand, client(shard_id=number, shard_count=2)) for number in (0, 1))
    async with first, second:
        await first.ready()
        await second.ready()
        assert [[guild.id for guild in one.client.guilds] for one in (first, second)] == [[SCHOOL], [NIGHT]]
        mentioned = [stand.coach]
        stand.say("even", SCHOOL, mentions=mentioned)
        stand.say("odd", NIGHT, mentions=mentioned)
        stand.say("direct", None)
        await until(lambda: len(first.heard) >= 2 and second.heard, within=10)
        assert (first.heard, second.heard) == (["even", "direct"], ["odd"])
        assert stand.gateway.reconnect(shard=1) == 1
        await until(lambda: stand.gateway.resumes, within=20)
        assert len(stand.gateway.resumes) == 1


async def test_one_process_may_serve_all_shards(stand: Stand) -> None:
    async with Listener(stand, client(UnhurriedShards, shard_count=2)) as listener:
        await listener.ready()
        await stand.gateway.connected(2)
        stand.say("direct", None)
        await until(lambda: listener.heard, within=10)
        assert {guild.id for guild in listener.client.guilds} == {SCHOOL, NIGHT}
        assert listener.heard == ["direct"]


async def test_content_is_kept_back_without_the_intent(stand: Stand) -> None:
    """Except in direct messages, where the bot is mentioned, and in what it wrote itself."""
    coach = stand.coach
    seen: list[discord.Message] = []
    quiet = client()

    async def on_message(message: discord.Message) -> None:
        seen.append(message)

    async with Listener(stand, quiet) as listener:
        await listener.ready()
        quiet.event(on_message)
        rich: dict[str, Any] = {
            "embeds": [{"type": "rich", "title": "t"}],
            "components": [{"type": 10, "id": 1, "content": "hidden"}],
            "attachments": [{"id": "1", "filename": "a.txt", "size": 1, "url": "x", "proxy_url": "x"}],
        }
        stand.say("plain", referenced_message=stand.message("replied to"), type=19, **rich)
        stand.say("mention", mentions=[coach], referenced_message=stand.message("replied to"), type=19, **rich)
        stand.say("own", author=coach)
        stand.say("direct", None, **rich)
        await until(lambda: len(seen) == 4, within=10)
    assert [one.content for one in seen] == ["", "mention", "own", "direct"]
    assert [(len(one.embeds), len(one.components), len(one.attachments)) for one in seen] == [
        (0, 0, 0),
        (1, 1, 1),
        (0, 0, 0),
        (1, 1, 1),
    ]
    assert stand.gateway.dispatched[-4].data["content"] == "plain"


async def test_events_without_their_intent_are_not_sent(stand: Stand) -> None:
    async with Listener(stand, client(intents=discord.Intents(guilds=True))) as listener:
        await listener.ready()
        gateway, reaction = stand.gateway, {"emoji": {"id": None, "name": "x"}, "user_id": str(ADA), "message_id": "1"}
        assert gateway.dispatch("MESSAGE_CREATE", stand.message("x"), guild=SCHOOL).sessions == ()
        assert gateway.dispatch("MESSAGE_CREATE", stand.message("x", None), guild=None).sessions == ()
        added = gateway.dispatch("MESSAGE_REACTION_ADD", reaction | {"channel_id": DIRECT}, guild=None)
        assert added.sessions == ()
        assert gateway.dispatch("THREAD_DELETE", {"id": "5", "guild_id": str(SCHOOL)}, guild=SCHOOL).sessions


async def test_what_was_not_granted_is_refused_for_good(stand: Stand) -> None:
    intents = discord.Intents(guilds=True, message_content=True)
    async with Listener(stand, client(intents=intents)) as listener:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await listener.task
    assert [one.code for one in stand.gateway.identifies] == [4014]


async def test_a_token_that_was_taken_back_is_refused(stand: Stand) -> None:
    async with client() as late:
        await late.login(stand.settings.bot_token)
        stand.settings.bot_token = "another"
        with pytest.raises(discord.ConnectionClosed) as closed:
            await late.connect()
    assert closed.value.code == 4004
    assert not stand.gateway.identifies


async def test_a_compression_that_is_not_spoken_is_refused_before_the_handshake(stand: Stand) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError, match="400"):
            await session.ws_connect(f"{stand.gateway_url}?v=10&encoding=json&compress=lzma-stream")
