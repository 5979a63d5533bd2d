"""Just enough of Discord around a gateway to log discord.py in: two servers, one channel each, one person."""

import asyncio
import contextlib
import json
import time
from types import TracebackType
from typing import Any, Self

import aiohttp
import discord
import pytest
import yarl
from aiohttp import web

from tests.platforms.discord.gateway import Gateway
from tests.platforms.discord.settings import Settings
from tests.platforms.slack.waiting import until

Json = dict[str, Any]

BOT, PERSON, DM = "700", "800", "900"
# Two servers that fall on the first and the second of two shards, and the channel in each.
EVEN, ODD = 2 << 22, 3 << 22
CHANNELS = {EVEN: str(EVEN + 1), ODD: str(ODD + 1)}


def user(id: str, name: str) -> Json:
    return {"id": id, "username": name, "discriminator": "0", "global_name": None, "avatar": None, "bot": id == BOT}


class World:
    """What the gateway says of the world."""

    def ready_payload(self, shard: tuple[int, int]) -> Json:
        guilds = [{"id": guild["id"], "unavailable": True} for guild in self.guild_payloads(shard)]
        return {"user": user(BOT, "coach"), "guilds": guilds, "application": {"id": BOT, "flags": 0}}

    def guild_payloads(self, shard: tuple[int, int]) -> list[Json]:
        return [self._guild(guild) for guild in CHANNELS if (guild >> 22) % shard[1] == shard[0]]

    def _guild(self, guild: int) -> Json:
        channel = {"id": CHANNELS[guild], "type": 0, "name": "general", "position": 0, "permission_overwrites": []}
        everyone = {"id": str(guild), "name": "@everyone", "permissions": "0", "position": 0, "color": 0, "flags": 0}
        members = [{"user": user(BOT, "coach"), "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0}]
        named = {"id": str(guild), "name": f"server {guild}", "owner_id": PERSON, "unavailable": False}
        empty: Json = {key: [] for key in ("emojis", "stickers", "features", "threads", "presences", "voice_states")}
        return named | empty | {"roles": [everyone | {"hoist": False}], "channels": [channel], "members": members}


class Stand:
    """Serves the routes of a login, and the gateway. `skipped` seconds are added to the platform's clock."""

    def __init__(self) -> None:
        self.settings = Settings(heartbeat_interval=5.0)
        self.state = World()
        self.gateway = Gateway(self)
        self.skipped = 0.0
        self._ids = 1000

    def clock(self) -> float:
        return time.time() + self.skipped

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/api/v10/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.host = "{}:{}".format(*self._runner.addresses[0][:2])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.gateway.shut()
        await self._runner.cleanup()

    @property
    def gateway_url(self) -> str:
        return f"ws://{self.host}/gateway"

    def lead(self, patch: pytest.MonkeyPatch) -> None:
        """Points discord.py here: two attributes of its classes are all it takes."""
        patch.setattr(discord.http.Route, "BASE", f"http://{self.host}/api/v10")
        patch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(self.gateway_url))

    async def _answer(self, request: web.Request) -> web.Response:
        """What discord.py asks for before it connects."""
        limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
        coach = {"id": BOT, "name": "coach", "description": "", "icon": None, "flags": 0, "verify_key": ""}
        answers: Json = {
            "users/@me": user(BOT, "coach"),
            "oauth2/applications/@me": coach
            | {"owner": user(PERSON, "ada"), "bot_public": True, "bot_require_code_grant": False, "team": None},
            "gateway/bot": {"url": self.gateway_url, "shards": 1, "session_start_limit": limit},
        }
        if (path := request.match_info["path"]) not in answers:
            raise web.HTTPNotFound
        # discord.py parses only what has this very type, without a charset.
        return web.Response(body=json.dumps(answers[path]).encode(), content_type="application/json")

    def message(self, text: str, guild: int | None = EVEN, **more: Any) -> Json:
        self._ids += 1
        place: Json = {"channel_id": DM if guild is None else CHANNELS[guild], "type": 0, "tts": False, "pinned": False}
        if guild is not None:
            place |= {"guild_id": str(guild), "member": {"roles": [], "joined_at": None, "flags": 0}}
        empty: Json = {key: [] for key in ("embeds", "attachments", "components", "mentions", "mention_roles")}
        stamp = {"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "mention_everyone": False}
        said = {"id": str(self._ids), "content": text, "author": user(PERSON, "ada"), "flags": 0}
        return place | empty | stamp | said | more

    def say(self, text: str, guild: int | None = EVEN, **more: Any) -> None:
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
