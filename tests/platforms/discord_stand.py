"""A loopback Discord with a server on each of two shards, and clients to try its gateway with."""

import asyncio
import contextlib
import time
from types import TracebackType
from typing import Any, Self

import aiohttp
import discord
import pytest
import yarl

from tests.platforms.discord.settings import Settings
from tests.platforms.discord_server import ADA, GENERAL, SCHOOL, DiscordServer
from tests.platforms.slack.waiting import until

Json = dict[str, Any]

# School falls on the first of two shards, Night on the second.
NIGHT = SCHOOL + (1 << 22)
CHANNELS = {SCHOOL: GENERAL, NIGHT: NIGHT + 1}
DIRECT = "900"


class Stand(DiscordServer):
    """`say` sends any message there can be, also such as `world` has no words for.

    `skipped` seconds are added to its clock.
    """

    def __init__(self) -> None:
        super().__init__(Settings(heartbeat_interval=5.0))
        self.world.add_guild("night", id=NIGHT)
        self.world.add_channel(NIGHT, "late", id=CHANNELS[NIGHT])
        self.skipped = 0.0
        self.clock = lambda: time.time() + self.skipped
        self.coach: Json = {"id": str(self.state.bot), "username": "coach", "discriminator": "0", "avatar": None}
        self._ids = 1000

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    def lead(self, patch: pytest.MonkeyPatch) -> None:
        """Points discord.py here: two attributes of its classes are all it takes."""
        patch.setattr(discord.http.Route, "BASE", self.api_url)
        patch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(self.gateway_url))

    def message(self, text: str, guild: int | None = SCHOOL, **more: Any) -> Json:
        self._ids += 1
        channel = DIRECT if guild is None else str(CHANNELS[guild])
        place: Json = {"channel_id": channel, "type": 0, "tts": False, "pinned": False}
        if guild is not None:
            place |= {"guild_id": str(guild), "member": {"roles": [], "joined_at": None, "flags": 0}}
        empty: Json = {key: [] for key in ("embeds", "attachments", "components", "mentions", "mention_roles")}
        stamp = {"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "mention_everyone": False}
        ada = {"id": str(ADA), "username": "ada", "discriminator": "0", "avatar": None}
        said = {"id": str(self._ids), "content": text, "author": ada, "flags": 0}
        return place | empty | stamp | said | more

    def say(self, text: str, guild: int | None = SCHOOL, **more: Any) -> None:
        self.gateway.dispatch("MESSAGE_CREATE", self.message(text, guild, **more), guild=guild)


class Unhurried(discord.Client):
    """discord.py waits 5 s before a second IDENTIFY of one process; the gateway's own limit is off here."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        return None


class UnhurriedShards(Unhurried, discord.AutoShardedClient):
    pass


class Listener:
    """A discord.py client that writes down what it was told, running until it is left."""

    def __init__(self, stand: Stand, client: discord.Client) -> None:
        self.stand = stand
        self.client = client
        self.heard: list[str] = []
        self.readies = 0
        client.event(self.on_message)
        client.event(self.on_ready)

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message.content)

    async def on_ready(self) -> None:
        self.readies += 1

    async def __aenter__(self) -> Self:
        self.task = asyncio.create_task(self.client.start(self.stand.settings.bot_token))
        return self

    async def ready(self, times: int = 1) -> None:
        """Waits for READY; raises what ended the client before."""
        await until(lambda: self.task.done() or self.readies >= times, within=30)
        if self.task.done():
            await self.task

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.client.close()
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError, discord.DiscordException):
            await self.task


class Raw:
    """A client that says what it likes; payloads come uncompressed."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, token: str) -> None:
        self.socket = socket
        self.token = token

    async def say(self, op: int, data: Any = None) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def identify(self, **more: Any) -> None:
        await self.say(2, {"token": self.token, "intents": 1 << 9, "properties": {}} | more)

    async def hear(self) -> Json:
        """The next payload; TypeError when the socket was closed instead."""
        payload: Json = await self.socket.receive_json(timeout=10)
        return payload

    async def hear_op(self, op: int) -> Json:
        while (payload := await self.hear())["op"] != op:
            pass
        return payload

    async def hear_event(self, name: str) -> Json:
        while (payload := await self.hear()).get("t") != name:
            pass
        return payload

    async def closed(self) -> int | None:
        """Reads on until the server closes; its code."""
        while not self.socket.closed:
            await self.socket.receive(timeout=10)
        return self.socket.close_code
