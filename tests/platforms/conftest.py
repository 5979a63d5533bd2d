"""Loopback platforms and an unmodified library's client connected to each; and the coach in a room, or at a desk."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings
from tests.platforms import discord_server as loopback
from tests.platforms.discord_client import Bot, declare
from tests.platforms.discord_posting import Desk, open_desk
from tests.platforms.discord_room import DiscordRoom
from tests.platforms.discord_server import DiscordServer
from tests.platforms.slack_room import ADA, SlackRoom
from tests.platforms.slack_server import SlackServer


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        server.settings.ack_timeout = 0.3
        server.settings.retry_delays = (0.0, 0.1, 0.2)
        yield server


@pytest.fixture
def client(slack: SlackServer) -> AsyncWebClient:
    return AsyncWebClient(token=slack.settings.bot_token, base_url=slack.api_url)


@pytest.fixture
async def handler(slack: SlackServer, client: AsyncWebClient) -> AsyncIterator[AsyncSocketModeHandler]:
    """A Bolt app in Socket Mode, already connected; a test adds listeners to `handler.app`."""
    app = AsyncApp(client=client)
    handler = AsyncSocketModeHandler(app, slack.settings.app_token, ping_interval=0.5)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.socket.connected()
    yield handler
    await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.fixture
def app(handler: AsyncSocketModeHandler) -> AsyncApp:
    return handler.app


@pytest.fixture
async def room(slack: SlackServer, starter_home: Path, tmp_path: Path) -> AsyncIterator[SlackRoom]:
    """The coach serves a Slack whose admin is Ada; whatever happens there, Slack found nothing wrong with it."""
    home = tmp_path / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    room = SlackRoom(slack, Settings(home=home, admins=(f"slack:T0LOOP:{ADA}",)))
    slack.settings.ack_timeout = 3.0
    await room.start()
    yield room
    await room.stop()
    # How soon a busy machine acknowledges is not what is tested here.
    wrong = [(one.method, one.code) for one in slack.violations if one.code != "late_ack"]
    assert wrong == room.refused
    assert slack.duplicates() == {}


@pytest.fixture
async def discord_room(starter_home: Path, tmp_path: Path) -> AsyncIterator[DiscordRoom]:
    """The coach serves a Discord whose admin is Ada; whatever happens there, nobody is left waiting, and nothing is
    said twice or wrongly."""
    home = tmp_path / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    async with DiscordServer() as server:
        # How soon a busy machine acknowledges is not what is tested here.
        server.settings.ack_timeout = 30.0
        room = DiscordRoom(server, Settings(home=home, admins=(f"discord:{loopback.ADA}",)))
        await room.start()
        yield room
        await room.stop()
        assert server.violations == []
        assert server.duplicates() == {}
        assert [one for one in server.state.by_bot() if one.is_loading] == []
        assert [one for one in server.invocations if not one.is_acked] == []


@pytest.fixture
async def discord_server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    """A loopback Discord where every discord.py client of this test ends up."""
    async with DiscordServer() as running:
        monkeypatch.setattr(discord.http.Route, "BASE", running.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(running.gateway_url))
        yield running


@pytest.fixture
async def discord_bot(discord_server: DiscordServer) -> AsyncIterator[Bot]:
    """Connected and ready, its commands registered; whatever it registers itself is up to each test."""
    client = Bot()
    declare(client)
    await client.login(discord_server.settings.bot_token)
    await client.tree.sync()
    connecting = asyncio.create_task(client.connect())
    await client.wait_until_ready()
    yield client
    await client.close()
    with contextlib.suppress(asyncio.CancelledError):
        await connecting


@pytest.fixture
async def desk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """Where the coach's replies leave for a loopback Discord."""
    async with open_desk(monkeypatch) as desk:
        yield desk
