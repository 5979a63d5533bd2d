"""The real service in a loopback Discord: people act there, and a test looks at what is on their screens."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text as sql

from bot.assemble import Service, open_service
from bot.chat.discord.bot import CoachBot
from bot.chat.discord_chat import DiscordAccess, DiscordChat
from bot.delivery.posting import Posting
from bot.practice.progress import Progress
from bot.settings import Settings
from tests.platforms.discord import reading
from tests.platforms.discord.presses import Where
from tests.platforms.discord_server import Channel, DiscordServer, Message, Modal
from tests.platforms.slack_room import Clock

PICTURE = b"\x89PNG\r\n\x1a\n"
# How discord.py and asyncio name the tasks in which something that arrived is being treated.
_TREATING = ("discord.py: on_", "CommandTree-invoker", "discord-ui-")


@dataclass
class DiscordRoom:
    """Each act waits until nothing is left to treat or to send, and gives the coach's messages that are new on the
    screen of whoever acted, oldest first. `where` is "dm" or the id of a channel or thread."""

    discord: DiscordServer
    settings: Settings
    clock: Clock = field(default_factory=Clock)
    # In seconds, between two versions of an answer that grows.
    pause: float = 0.0
    chat: DiscordChat | None = None
    _serving: AsyncExitStack | None = None
    _service: Service | None = None
    _running: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.discord.clock = lambda: self.clock().timestamp()
        # As many requests as in Discord, in windows that are over in no time.
        limits = self.discord.limits
        limits.routes = {route: (most, per / 20) for route, (most, per) in limits.routes.items()}

    @property
    def service(self) -> Service:
        assert self._service is not None, "the coach is away"
        return self._service

    @property
    def bot(self) -> CoachBot:
        bot = self.chat.bot if self.chat is not None else None
        assert bot is not None, "the coach is away"
        return bot

    async def start(self) -> None:
        self._serving = AsyncExitStack()
        self._service = await self._serving.enter_async_context(self._served())
        await self.settle()

    async def stop(self) -> None:
        """The coach goes away; Discord and its people stay."""
        if self._serving is not None:
            await self._serving.aclose()
        self._serving = self._service = None

    async def abandon(self) -> None:
        """The coach goes away in the middle of whatever it does."""
        assert self._running is not None
        self._running.cancel()
        await self.stop()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    @asynccontextmanager
    async def _served(self) -> AsyncIterator[Service]:
        known = self.settings
        access = DiscordAccess(
            self.discord.settings.bot_token, self.discord.api_url, message_content=known.discord_message_content
        )
        async with open_service(known, self.clock) as service:
            service.house.seed = lambda name: "always the same"
            self.chat = chat = DiscordChat(
                access,
                service.worker,
                draw=_draw,
                topics=service.house.topics,
                now=self.clock,
                pause=self.pause,
                settling=0.02,
            )
            stop = asyncio.Event()
            self._running = running = asyncio.create_task(service.run({"discord": chat}, stop, channel_pause=0))
            ready = asyncio.create_task(self._ready(chat))
            await asyncio.wait((running, ready), return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                ready.cancel()
                await running
            try:
                yield service
            finally:
                stop.set()
                with suppress(asyncio.CancelledError):
                    await running

    async def _ready(self, chat: DiscordChat) -> None:
        async with asyncio.timeout(30):
            while chat.bot is None or not chat.bot.connected.is_set():
                if chat.bot is not None:
                    # How long discord.py waits for a server more, before it says that it is ready.
                    chat.bot._connection.guild_ready_timeout = 0.1
                await asyncio.sleep(0.01)

    # -- what people do -----------------------------------------------------------------------------------------

    async def say(
        self,
        user: int,
        where: Where,
        text: str,
        files: Sequence[tuple[str, bytes]] = (),
        reply_to: Message | None = None,
    ) -> list[Message]:
        return await self._after(user, self.discord.world.say(user, where, text, files, reply_to))

    async def mention(self, user: int, where: Where, text: str = "") -> list[Message]:
        return await self.say(user, where, self.discord.world.mention(text))

    async def slash(self, user: int, where: Where, command: str, /, **options: Any) -> list[Message]:
        return await self._after(user, self.discord.world.slash(user, where, command, **options))

    async def press(self, user: int, on: Message, label: str) -> list[Message]:
        """The button that says `label`, or the first one of those."""
        return await self._after(user, self.discord.world.click(user, on, label))

    async def form(self, user: int, on: Message, label: str) -> Modal:
        """The form that a button opens."""
        await self.press(user, on, label)
        return await self.discord.world.modal(user)

    async def submit(self, user: int, /, **values: Any) -> list[Message]:
        """Fills in the form that is open, by the ids of its fields."""
        return await self._after(user, self.discord.world.submit(user, **values))

    async def menu(self, user: int, on: Message, name: str) -> list[Message]:
        """Apps > `name` on a message."""
        return await self._after(user, self.discord.world.context_menu(user, on, name))

    async def react(self, user: int, on: Message, emoji: str) -> list[Message]:
        return await self._after(user, self.discord.world.react(user, on, emoji))

    async def unreact(self, user: int, on: Message, emoji: str) -> list[Message]:
        return await self._after(user, self.discord.world.unreact(user, on, emoji))

    # -- what is on the screens ---------------------------------------------------------------------------------

    async def settle(self, within: float = 30) -> None:
        """Until all that happened was heard, and nothing is left to treat or to send."""
        await self.discord.settled(within)
        async with asyncio.timeout(within):
            # What leaves one box may come into the other, so all must be found empty twice.
            for _ in range(2):
                while self._is_hearing() or await self.service.open_count():  # noqa: ASYNC110
                    await asyncio.sleep(0.02)

    def _is_hearing(self) -> bool:
        """Whether the bot has not heard everything yet, or is still writing it down."""
        if any(task.get_name().startswith(_TREATING) for task in asyncio.all_tasks()):
            return True
        if self.bot._aside or self.bot.acceptance._aside:
            return True
        heard = {shard._parent.ws.session_id: shard._parent.ws.sequence for shard in self.bot.shards.values()}
        sessions = [one.session for one in self.discord.gateway.alive() if one.session is not None]
        return any((heard.get(session.id) or 0) < session.seq for session in sessions)

    async def look_at_the_clock(self) -> None:
        """The service does that itself twice a minute; here another process does it at the same time."""
        service = self.service
        assert service.house.administration is not None
        boxes, bells = service._boxes, (service._arrived, service._said)
        posting = Posting(boxes.inbox, boxes.outbox, self.clock, *bells)
        await service.house.administration.daily_clock(posting, self.clock).reconcile()
        await self.settle()

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What is kept."""
        async with self.service._boxes.store.reading() as connection:
            return [tuple(row) for row in (await connection.execute(sql(query))).all()]

    def screens(self, user: int | None = None) -> list[Message]:
        """Everything of the coach's that stands anywhere, oldest first; of a person, what that person may see."""
        state = self.discord.state
        said = (one for one in state.by_bot() if one.type != 21)
        seen = (one for one in said if user is None or self._is_seen(one, user))
        return sorted(seen, key=lambda one: one.id)

    def _is_seen(self, message: Message, user: int) -> bool:
        state = self.discord.state
        return message.seen_by(user) and state.has_access(user, state.channel(message.channel))

    def thread(self, root: Message) -> Channel:
        """The thread of a message."""
        assert root.thread is not None, "no thread was started from it"
        return self.discord.state.channel(root.thread)

    async def _after(self, user: int, act: Awaitable[Any]) -> list[Message]:
        before = {one.id for one in self.screens(user)}
        await act
        if self._service is not None:
            await self.settle()
        return [one for one in self.screens(user) if one.id not in before]


def text_of(*shown: Message | Modal) -> str:
    """What a person reads there, buttons and all."""
    return "\n".join(line for one in shown for line in _lines(one))


def only(seen: Sequence[Message]) -> Message:
    assert len(seen) == 1, [text_of(one) for one in seen]
    return seen[0]


def _lines(shown: Message | Modal) -> Iterator[str]:
    if isinstance(shown, Modal):
        yield shown.title
        yield shown.text
        for label, field_ in shown.inputs:
            yield f"{label}: {field_.get('value') or field_.get('placeholder') or ''}"
        return
    if shown.content:
        yield shown.content
    for part in reading.walk(shown.components):
        if part["type"] == reading.TEXT:
            yield str(part["content"])
        elif part["type"] == reading.BUTTON:
            yield f"[{reading.label_of(part)}]"
        elif part["type"] == reading.GALLERY:
            yield from (f"({item.get('description')})" for item in part["items"])


def _draw(progress: Progress) -> bytes:
    return PICTURE
