"""Two services on one PostgreSQL, each with one of two shards: every event is handled once, by whichever is there."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.assemble import Service, open_service
from bot.chat.discord_chat import DiscordAccess, DiscordChat
from bot.settings import Settings
from tests.platforms.discord_ledger import Ledger
from tests.platforms.discord_server import ADA, BEN, EVE, GENERAL, SCHOOL, DiscordServer
from tests.platforms.served import Served

# School falls on the first of two shards, Night on the second.
NIGHT = SCHOOL + (1 << 22)
LATE = NIGHT + 1
COMMANDS = "PUT /applications/{application_id}/commands"
DRIFT, SHADOW = "what is data drift?", "what is shadow deployment?"


@dataclass
class Sharded:
    """`coach serve` in two processes; here two services of one process."""

    server: DiscordServer
    settings: Settings
    chats: dict[int, DiscordChat] = field(default_factory=dict)
    services: dict[int, Service] = field(default_factory=dict)

    @asynccontextmanager
    async def serving(self, shard: int) -> AsyncIterator[None]:
        access = DiscordAccess(self.server.settings.bot_token, self.server.api_url, shards=(shard,), shard_count=2)
        async with open_service(self.settings) as service:
            chat = DiscordChat(
                access,
                service.worker,
                draw=lambda progress: b"",
                topics=service.house.topics,
                now=service.house.now,
                pause=0,
                settling=0.02,
            )
            self.chats[shard], self.services[shard] = chat, service
            stop = asyncio.Event()
            running = asyncio.create_task(service.run({"discord": chat}, stop, channel_pause=0))
            try:
                await self.server.until(lambda: chat.bot is not None and chat.bot.connected.is_set())
                yield
            finally:
                stop.set()
                await running

    async def settled(self) -> None:
        """Every interaction was responded to, and nothing is left to treat or to send."""
        await self.server.settled()
        await Served(None, self.settings.home, self.settings.database_url).settled(within=60)

    async def heard(self, *words: int) -> None:
        """Once these messages are written down."""
        served = Served(None, self.settings.home, self.settings.database_url)
        async with asyncio.timeout(30):
            while not {str(one) for one in words} <= {  # noqa: ASYNC110
                str(row["event"]) for row in await served.rows("inbox")
            }:
                await asyncio.sleep(0.05)
        await self.settled()

    async def ledger(self) -> Ledger:
        return await Ledger.read(self.server, Served(None, self.settings.home, self.settings.database_url))


@pytest.fixture
async def sharded(starter_home: Path, tmp_path: Path, new_postgres_database: str) -> AsyncIterator[Sharded]:
    home = tmp_path / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    async with DiscordServer() as server:
        server.world.add_guild("night", id=NIGHT)
        server.world.add_channel(NIGHT, "late", id=LATE)
        yield Sharded(server, Settings(home=home, database_url=new_postgres_database))
        assert server.violations == []
        assert server.duplicates() == {}


async def test_each_server_and_the_private_conversations_are_heard_by_one_process(sharded: Sharded) -> None:
    server, world = sharded.server, sharded.server.world
    async with AsyncExitStack() as both:
        for shard in (1, 0):
            await both.enter_async_context(sharded.serving(shard))
        assert [identified.shard for identified in server.gateway.identifies] == [(1, 2), (0, 2)]
        assert len(server.asked(COMMANDS)) == 1
        said = [
            await world.say(ADA, "dm", DRIFT),
            await world.say(BEN, GENERAL, world.mention(DRIFT)),
            await world.say(EVE, LATE, world.mention(SHADOW)),
        ]
        events = [one for one in server.gateway.dispatched if one.data.get("content")]
        heard = [server.gateway.sessions[session].shard[0] for one in events for session in one.sessions]
        assert heard == [0, 0, 1]
        await sharded.heard(*(one.id for one in said))
        for where in (GENERAL, LATE, "dm"):
            await (await world.slash(BEN, where, "practice", topic="monitoring")).acked()
        assert [one["value"] for one in await world.autocomplete(EVE, LATE, "practice", "topic", "monito")]
        await sharded.settled()
    ledger = await sharded.ledger()
    assert {row["state"] for row in ledger.inbox} == {"done"}
    assert {row["state"] for row in ledger.outbox} == {"sent"}
    # What a session says in the thread that it opened counts as said in answer to the command.
    assert {one for one in ledger.unanswered if not one.endswith(":then")} == set()
    assert (ledger.again, ledger.missing) == (set(), set())
    assert len(server.threads(LATE)) == len(server.threads(GENERAL)) == 2
    assert len(server.direct_messages(BEN, by_bot=True)) == 1


async def test_what_one_process_hears_another_answers(sharded: Sharded) -> None:
    """Replies leave by REST, from any process, and for shards that it does not serve."""
    server, world = sharded.server, sharded.server.world
    async with sharded.serving(0):
        async with sharded.serving(1):
            # This one accepts and treats nothing more: what it hears is the other's to answer.
            sharded.services[1].worker.stop()
            said = await world.say(EVE, LATE, world.mention(SHADOW))
            await sharded.heard(said.id)
            (row,) = (await sharded.ledger()).inbox
            assert row["state"] == "done"
        assert said.thread is not None
        assert len(server.messages(said.thread, by_bot=True)) == 1


async def test_each_catches_up_with_its_own_shard_only(sharded: Sharded) -> None:
    world = sharded.server.world
    async with AsyncExitStack() as both:
        for shard in (0, 1):
            await both.enter_async_context(sharded.serving(shard))
        said = [
            await world.say(ADA, "dm", DRIFT),
            await world.say(BEN, GENERAL, world.mention(DRIFT)),
            await world.say(EVE, LATE, world.mention(SHADOW)),
        ]
        await sharded.heard(*(one.id for one in said))
    missed = [
        await world.say(ADA, "dm", SHADOW),
        await world.say(BEN, GENERAL, world.mention(SHADOW)),
        await world.say(EVE, LATE, world.mention(DRIFT)),
    ]
    async with sharded.serving(1):
        await sharded.heard(missed[2].id)
        assert len((await sharded.ledger()).inbox) == 4
        async with sharded.serving(0):
            await sharded.heard(*(one.id for one in missed))
    ledger = await sharded.ledger()
    assert len(ledger.inbox) == 6
    assert (ledger.unanswered, ledger.again, ledger.missing) == (set(), set(), set())
