"""A DiscordPost with its REST client alone, and interactions that a test acknowledges itself."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import aiohttp
import discord
import pytest

from bot.admin_messages import OpenGap, ShowGaps
from bot.chat.discord.ids import Ticket, direct_address, server_address
from bot.chat.discord.post import DiscordPost
from bot.chat.discord.rest import Rest
from bot.delivery.event import Address, Outgoing
from bot.delivery.post import NotSent
from bot.messages import Plain, ShowAnswer
from bot.practice.progress import Progress
from knowledge.answer import Answer, CitedSentence
from knowledge.questions import Citation
from tests.platforms.discord_server import ADA, GENERAL, SCHOOL, DiscordServer, Invocation, Message

PNG = b"\x89PNG\r\n\x1a\n picture"
LEARNER = f"discord:{ADA}"
POST_MESSAGE, READ_MESSAGES = "POST /channels/{channel_id}/messages", "GET /channels/{channel_id}/messages"
EDIT_MESSAGE = "PATCH /channels/{channel_id}/messages/{message_id}"
START_THREAD = "POST /channels/{channel_id}/messages/{message_id}/threads"
HOOK = "/webhooks/{webhook_id}/{webhook_token}"
FILL, FOLLOW_UP, ORIGINAL = f"PATCH {HOOK}/messages/@original", f"POST {HOOK}", f"GET {HOOK}/messages/@original"
# Longer than the loopback Discord knows a nonce, once `forget_nonces` was called; in seconds.
LATER = 120
_COMMAND = {"name": "practice", "type": 1, "description": "x", "contexts": [0, 1, 2], "integration_types": [0, 1]}


@dataclass
class Steps:
    """What was begun; it may be made to fail once, as a process does that dies there."""

    begun: list[str] = field(default_factory=list)
    dies: bool = False

    async def __call__(self, post: str) -> None:
        if self.dies:
            self.dies = False
            raise asyncio.CancelledError
        self.begun.append(post)


@dataclass
class Desk:
    """Where the coach's replies leave. `ahead` moves its clock on."""

    server: DiscordServer
    posts: list[DiscordPost] = field(default_factory=list)
    clients: list[Rest] = field(default_factory=list)
    steps: Steps = field(default_factory=Steps)
    ahead: timedelta = timedelta()

    @property
    def post(self) -> DiscordPost:
        return self.posts[-1]

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def anew(self, token: str = "") -> DiscordPost:
        """As another process: it knows nothing of what the one before did."""
        rest = Rest(token or self.server.settings.bot_token)
        self.clients.append(rest)
        self.posts.append(DiscordPost(rest, lambda progress: PNG, self.now, pause=0, settling=0.01))
        return self.post

    async def send(self, outgoing: Outgoing) -> str:
        return await self.post.send(outgoing, self.steps)

    async def fails(self, outgoing: Outgoing, *kinds: type[NotSent]) -> NotSent:
        """Why it could not be sent."""
        with pytest.raises(kinds) as failed:
            await self.send(outgoing)
        return failed.value

    async def pressed(
        self, user: int, where: str | int, kind: Literal["waiting", "private", "away"], *, acknowledged: bool = True
    ) -> tuple[Invocation, Ticket]:
        """Somebody uses a command."""
        commands = f"{self.server.api_url}/applications/{self.server.state.application}/commands"
        headers = {"Authorization": f"Bot {self.server.settings.bot_token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.put(commands, json=[_COMMAND]) as known,
        ):
            assert known.status == 200
        invocation = await self.server.world.slash(user, where, "practice")
        if acknowledged:
            await self.acknowledge(invocation, hidden=kind != "waiting")
        return invocation, Ticket(kind, self.server.state.application, invocation.id, invocation.token)

    async def acknowledge(self, invocation: Invocation, *, hidden: bool) -> None:
        url = f"{self.server.api_url}/interactions/{invocation.id}/{invocation.token}/callback"
        answer = {"type": 5, "data": {"flags": 64 if hidden else 0}}
        async with aiohttp.ClientSession() as session, session.post(url, json=answer) as taken:
            assert taken.status == 204

    def texts(self, channel: int = GENERAL) -> list[str]:
        return [message.text for message in self.server.messages(channel, by_bot=True)]

    def direct(self, user: int = ADA) -> list[str]:
        return [message.text for message in self.server.direct_messages(user, by_bot=True)]

    def hidden(self, user: int = ADA) -> list[str]:
        """Oldest first."""
        return [message.text for message in self.server.ephemerals(user)]


@asynccontextmanager
async def open_desk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with DiscordServer() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.api_url)
        server.limits.enabled = False
        desk = Desk(server)
        desk.anew()
        yield desk
        for client in desk.clients:
            await client.close()
        assert server.violations == []
        assert server.duplicates() == {}


def forget_nonces(desk: Desk) -> None:
    desk.server.settings.nonce_window = -1


def reply(what: Plain, address: Address | None = None, **more: Any) -> Outgoing:
    """To everybody in the channel GENERAL, unless told otherwise."""
    more = {key: str(value) if isinstance(value, Ticket) else value for key, value in more.items()}
    return Outgoing("o1", address or in_channel(), what, LEARNER, **more)


def in_channel(thread: Message | None = None, channel: int = GENERAL) -> Address:
    return server_address(SCHOOL, channel, thread.id if thread else None)


def in_private(user: int = ADA) -> Address:
    return direct_address(user)


def again(outgoing: Outgoing, seconds: float = 0, **more: Any) -> Outgoing:
    """What was tried before, so many seconds ago."""
    return replace(outgoing, first_tried=datetime.now(UTC) - timedelta(seconds=seconds), **more)


def answer(*sentences: str) -> ShowAnswer:
    source = Citation("s", "docs/a.md", 1, 2, "A title", "", "said there")
    said: Sequence[CitedSentence] = tuple(CitedSentence(text, (1,)) for text in sentences)
    return ShowAnswer("a1", Answer("why?", tuple(said), (source,), 0.9, False), datetime.now(UTC))


def gaps(many: int) -> ShowGaps:
    return ShowGaps(tuple(OpenGap(f"g{n}", "asked", "why? " * 60, 2, "because " * 60) for n in range(many)), many)


PROGRESS = Progress((), 0.5, 3, 0.6, 1, (), 2, None, (), None)
