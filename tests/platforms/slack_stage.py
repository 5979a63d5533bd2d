"""A conversation script played in Slack: people type into the loopback Slack, and the real service answers there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.assemble import Service, open_service
from bot.chat.plain_text import render
from bot.chat.slack_chat import SlackAccess, SlackChat
from bot.delivery.event import Outgoing
from bot.messages import OpenThread, ShowAnswer
from bot.practice.progress import Progress
from bot.settings import Settings
from tests.conversations.codes import Codes
from tests.conversations.replay import GRADES_IN_THREAD, IN_THREAD, In, Later, Said, Speaker
from tests.conversations.replay import Stage as Direction
from tests.platforms.listening import Listening, ListeningChat
from tests.platforms.slack_server import SlackServer

_PICTURE = b"\x89PNG\r\n\x1a\n"


@dataclass
class SlackStage:
    slack: SlackServer
    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    learner: str = "sam"
    channel: str = ""
    thread: str = ""
    in_thread: bool = False
    threads: list[str] = field(default_factory=list)
    codes: Codes = field(default_factory=Codes)
    post: Listening = field(init=False)

    def __post_init__(self) -> None:
        self.slack.workspace.clock = lambda: int(self.now.timestamp() * 1_000_000_000)
        self.slack.settings.ack_timeout = 30.0

    @asynccontextmanager
    async def serving(self, settings: Settings) -> AsyncIterator[Service]:
        known = self.slack.settings
        access = SlackAccess(known.bot_token, known.app_token, base_url=self.slack.api_url)
        async with open_service(settings, lambda: self.now) as service:
            service.house.seed = self._seed
            chat = ListeningChat(
                SlackChat(access, service.worker, draw=_draw, now=lambda: self.now, settling=0, pause=0)
            )
            stop = asyncio.Event()
            running = asyncio.create_task(service.run({"slack": chat}, stop, channel_pause=0))
            await self.slack.socket.connected()
            try:
                self.post = chat.post
                yield service
            finally:
                stop.set()
                await running

    def _seed(self, name: str) -> str:
        """The name on the page, for people and for the threads of channels, so that the same questions come first."""
        parts = name.split(":")
        if len(parts) == 4:
            if parts[3] not in self.threads:
                self.threads.append(parts[3])
            return f"script:#{parts[2].removeprefix('C0').lower()}:{self.threads.index(parts[3]) + 1}"
        return parts[-1].removeprefix("U0").lower()

    def later(self, span: Later) -> None:
        self.now += span.span

    async def set(self, step: Speaker | In | Direction, service: Service) -> None:
        match step:
            case Speaker(name):
                self.learner = name
            case In(""):
                self.channel = ""
            case In(place):
                self.channel, self.in_thread = f"C0{place.upper()}", False
                if self.channel not in self.slack.workspace.channels:
                    self.slack.workspace.add_channel(self.channel, place)
            case Direction() if step == IN_THREAD:
                self.in_thread = True
            case Direction() if step == GRADES_IN_THREAD:
                await service.house._store.set_place(f"slack:T0LOOP:{self.channel}", "thread")

    async def play(self, said: Said, service: Service) -> tuple[str, ...]:
        self.now += timedelta(minutes=1)
        user = f"U0{self.learner.upper()}"
        if user not in self.slack.workspace.users:
            self.slack.workspace.add_user(user, self.learner)
        words = self.codes.typed(said.text)
        before, sent = len(self.post.heard), len(self.slack.deliveries)
        if not self.channel:
            await self.slack.world.say(user, "dm", words, literally=True)
        elif self.in_thread:
            await self.slack.world.say(user, self.channel, words, thread_ts=self.thread)
        else:
            await self.slack.world.slash(user, self.channel, "/coach", words)
        await asyncio.gather(*(delivery.acked() for delivery in self.slack.deliveries[sent:]))
        # What leaves one box may come into the other, so both must be found empty twice.
        async with asyncio.timeout(30):
            for _ in range(2):
                while await service.open_count():  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        lines: list[str] = []
        for posted, outgoing in self.post.heard[before:]:
            if not (isinstance(outgoing.reply, ShowAnswer) and not outgoing.reply.whole):
                lines += self._lines(posted, outgoing)
        return tuple(lines)

    def _lines(self, posted: str, outgoing: Outgoing) -> list[str]:
        lines = [f"(only {outgoing.to.removeprefix('slack:T0LOOP:U0').lower()} sees)"] if outgoing.to else []
        lines += self.codes.written(render(outgoing.reply)).split("\n")
        if isinstance(outgoing.reply, OpenThread):
            self.thread, self.in_thread = posted, True
            lines.append("(in its thread)")
        return lines


def _draw(progress: Progress) -> bytes:
    return _PICTURE
