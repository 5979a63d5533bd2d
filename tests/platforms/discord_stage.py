"""A conversation script played in Discord: people type into the loopback Discord, and the real service answers there.

The bot has no message-content intent, as by default: in a thread people mention it.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.assemble import Service, open_service
from bot.chat.discord_chat import DiscordAccess, DiscordChat
from bot.chat.plain_text import render
from bot.delivery.accepting import Remembering, Seen
from bot.delivery.event import Address, Event, Outgoing
from bot.messages import Done, OpenThread, ShowAnswer
from bot.practice.progress import Progress
from bot.settings import Settings
from tests.conversations.codes import Codes
from tests.conversations.replay import GRADES_IN_THREAD, IN_THREAD, In, Later, Said, Speaker
from tests.conversations.replay import Stage as Direction
from tests.platforms.discord_server import DiscordServer
from tests.platforms.listening import Listening, ListeningChat

_PICTURE = b"\x89PNG\r\n\x1a\n"


@dataclass
class CountingInbox:
    """Discord acknowledges no message, so that only here it is seen when one was accepted."""

    inbox: Remembering
    accepted: int = 0

    async def accept(self, event: Event) -> bool:
        new = await self.inbox.accept(event)
        self.accepted += 1
        return new

    async def is_ours(self, address: Address) -> bool:
        return await self.inbox.is_ours(address)

    async def last_seen(self, platform: str, since: datetime) -> Sequence[Seen]:
        return await self.inbox.last_seen(platform, since)


@dataclass
class DiscordStage:
    discord: DiscordServer
    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    learner: str = "sam"
    channel: str = ""
    in_thread: bool = False
    thread: int = 0
    threads: list[str] = field(default_factory=list)
    people: dict[str, int] = field(default_factory=dict)
    channels: dict[str, int] = field(default_factory=dict)
    codes: Codes = field(default_factory=Codes)
    post: Listening = field(init=False)
    inbox: CountingInbox = field(init=False)

    def __post_init__(self) -> None:
        self.discord.platform.clock = lambda: self.now.timestamp()
        self.discord.settings.ack_timeout = 30.0
        self.guild = self.discord.world.add_guild("Guild")

    @asynccontextmanager
    async def serving(self, settings: Settings) -> AsyncIterator[Service]:
        access = DiscordAccess(self.discord.settings.bot_token, self.discord.api_url)
        async with open_service(settings, lambda: self.now) as service:
            service.house.seed = self._seed
            self.inbox = CountingInbox(service.worker)
            chat = ListeningChat(
                DiscordChat(
                    access,
                    self.inbox,
                    draw=_draw,
                    topics=service.house.topics,
                    now=lambda: self.now,
                    settling=0.05,
                    pause=0,
                )
            )
            stop = asyncio.Event()
            running = asyncio.create_task(service.run({"discord": chat}, stop, channel_pause=0))
            await self.discord.gateway.connected()
            try:
                self.post = chat.post
                yield service
            finally:
                stop.set()
                await running

    def _seed(self, name: str) -> str:
        """The name on the page, for people and for the threads of channels, so that the same questions come first."""
        parts = name.split(":")
        if len(parts) == 4 and parts[1] != "@me":
            if parts[3] not in self.threads:
                self.threads.append(parts[3])
            channel = next(known for known, id in self.channels.items() if str(id) == parts[2])
            return f"script:#{channel}:{self.threads.index(parts[3]) + 1}"
        return self._name(parts[-1])

    def _name(self, user: str) -> str:
        return next((known for known, id in self.people.items() if str(id) == user), user)

    def later(self, span: Later) -> None:
        self.now += span.span

    async def set(self, step: Speaker | In | Direction, service: Service) -> None:
        match step:
            case Speaker(name):
                self.learner = name
            case In(""):
                self.channel = ""
            case In(place):
                self.channel, self.in_thread = place, False
                if place not in self.channels:
                    self.channels[place] = self.discord.world.add_channel(self.guild, place).id
            case Direction() if step == IN_THREAD:
                self.in_thread = True
            case Direction() if step == GRADES_IN_THREAD:
                place = f"discord:{self.guild.id}:{self.channels[self.channel]}"
                await service.house._store.set_place(place, "thread")

    async def play(self, said: Said, service: Service) -> tuple[str, ...]:
        self.now += timedelta(minutes=1)
        if self.learner not in self.people:
            self.people[self.learner] = self.discord.world.add_user(self.learner).id
        user, world = self.people[self.learner], self.discord.world
        before, accepted = len(self.post.heard), self.inbox.accepted
        words = self.codes.typed(said.text)
        if not self.channel:
            await world.say(user, "dm", words)
        elif self.in_thread:
            await world.say(user, self.thread, world.mention(words))
        else:
            invocation = await world.slash(user, self.channels[self.channel], "coach", words=words)
            await invocation.acked()
        # What leaves one box may come into the other, so both must be found empty twice.
        async with asyncio.timeout(30):
            while self.inbox.accepted == accepted:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            for _ in range(2):
                while await service.open_count():  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        lines: list[str] = []
        for posted, outgoing in self.post.heard[before:]:
            if not (isinstance(outgoing.reply, ShowAnswer) and not outgoing.reply.whole):
                lines += self._lines(posted, outgoing)
        return tuple(lines)

    def _lines(self, posted: str, outgoing: Outgoing) -> list[str]:
        if isinstance(outgoing.reply, Done):
            return []
        lines = [f"(only {self._name(outgoing.to.removeprefix('discord:'))} sees)"] if outgoing.to else []
        lines += self.codes.written(render(outgoing.reply)).split("\n")
        if isinstance(outgoing.reply, OpenThread):
            self.thread, self.in_thread = int(posted), True
            lines.append("(in its thread)")
        return lines


def _draw(progress: Progress) -> bytes:
    return _PICTURE
