"""The real service in a loopback Slack: people act there, and a test looks at what is on their screens."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import text as sql

from bot.assemble import Service, open_service
from bot.chat.slack_chat import SlackAccess, SlackChat
from bot.delivery.posting import Posting
from bot.practice.progress import Progress
from bot.settings import Settings
from tests.platforms.slack.forms import elements_of
from tests.platforms.slack.interactions import Submitted
from tests.platforms.slack.workspace import Ephemeral, Message, View
from tests.platforms.slack_server import SlackServer

ADA, BEN, EVE = "U0ADA", "U0BEN", "U0EVE"
GENERAL, PRACTICE = "C0GENERAL", "C0PRACTICE"
PICTURE = b"\x89PNG\r\n\x1a\n"

# One thing on a screen: for all, or for one person only.
Seen = Message | Ephemeral


@dataclass
class Clock:
    """Time passes in it as it does outside, and a test may move it on."""

    begun: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    _since: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        return self.begun + timedelta(seconds=time.monotonic() - self._since)

    def move_to(self, at: datetime) -> None:
        self.begun, self._since = at, time.monotonic()


@dataclass
class SlackRoom:
    """Each act waits until nothing is left to treat or to send, and gives the coach's new messages, oldest first."""

    slack: SlackServer
    settings: Settings
    clock: Clock = field(default_factory=Clock)
    # What Slack has to refuse in a test, as (method, code).
    refused: list[tuple[str, str]] = field(default_factory=list)
    _serving: AsyncExitStack | None = None
    _service: Service | None = None
    _running: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.slack.workspace.clock = lambda: int(self.clock().timestamp() * 1_000_000_000)

    @property
    def service(self) -> Service:
        assert self._service is not None, "the coach is away"
        return self._service

    async def start(self) -> None:
        self._serving = AsyncExitStack()
        self._service = await self._serving.enter_async_context(self._served())
        await self.settle()

    async def stop(self) -> None:
        """The coach goes away; Slack and its people stay."""
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
        known = self.slack.settings
        access = SlackAccess(known.bot_token, known.app_token, base_url=self.slack.api_url)
        async with open_service(self.settings, self.clock) as service:
            service.house.seed = lambda name: "always the same"
            chat = SlackChat(access, service.worker, draw=_draw, now=self.clock, settling=0, pause=0)
            stop = asyncio.Event()
            self._running = running = asyncio.create_task(service.run({"slack": chat}, stop, channel_pause=0))
            await self.slack.socket.connected()
            try:
                yield service
            finally:
                stop.set()
                with suppress(asyncio.CancelledError):
                    await running

    # -- what people do -----------------------------------------------------------------------------------------

    async def say(self, user: str, channel: str, text: str, thread: str = "", *, literally: bool = False) -> list[Seen]:
        return await self._after(
            self.slack.world.say(user, channel, text, thread_ts=thread or None, literally=literally)
        )

    async def mention(self, user: str, channel: str, text: str, thread: str = "") -> list[Seen]:
        return await self.say(user, channel, self.slack.world.mention(text), thread)

    async def slash(self, user: str, channel: str, text: str) -> list[Seen]:
        """Marks such as `<#C0GENERAL>` stand for channels and people that were named."""
        return await self._after(self.slack.world.slash(user, channel, "/coach", text, marks=True))

    async def press(self, user: str, on: Seen | View, label: str, value: str | None = None) -> list[Seen]:
        """The button that says `label`."""
        return await self._after(self.slack.world.click(user, on, button(on, label), value))

    async def choose(self, user: str, on: Seen, thumb: Literal["positive", "negative"]) -> list[Seen]:
        return await self.press(user, on, "thumbs", thumb)

    async def react(self, user: str, on: Seen, name: str) -> list[Seen]:
        assert isinstance(on, Message)
        return await self._after(self.slack.world.react(user, on, name))

    async def unreact(self, user: str, on: Seen, name: str) -> list[Seen]:
        assert isinstance(on, Message)
        return await self._after(self.slack.world.unreact(user, on, name))

    async def submit(self, user: str, **values: Any) -> tuple[Submitted, list[Seen]]:
        """Fills in the form that is open."""
        view = await self.slack.world.sees_modal(user)
        submitted: list[Submitted] = []

        async def send() -> None:
            submitted.append(await self.slack.world.submit(user, view, values))

        seen = await self._after(send())
        return submitted[0], seen

    async def upload(self, user: str, channel: str, name: str, content: str, text: str) -> list[Seen]:
        return await self._after(self.slack.world.upload(user, channel, name, content.encode(), text))

    async def home(self, user: str) -> View:
        await self._after(self.slack.world.open_home(user))
        return self.slack.world.home(user)

    # -- what is on the screens ---------------------------------------------------------------------------------

    async def settle(self, within: float = 30) -> None:
        """Until nothing is left to treat or to send."""
        await self.slack.settled(within)
        # What leaves one box may come into the other, so both must be found empty twice.
        async with asyncio.timeout(within):
            for _ in range(2):
                while await self.service.open_count():  # noqa: ASYNC110
                    await asyncio.sleep(0.02)

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

    def screens(self) -> list[Seen]:
        channels = self.slack.workspace.channels
        said: list[Seen] = [one for name in channels for one in self.slack.messages(name, by_bot=True)]
        return sorted([*said, *self.slack.workspace.ephemerals], key=lambda one: one.ts)

    async def _after(self, act: Awaitable[Any]) -> list[Seen]:
        before = {(one.channel, one.ts) for one in self.screens()}
        await act
        if self._service is not None:
            await self.settle()
        return [one for one in self.screens() if (one.channel, one.ts) not in before]


def text_of(*shown: Seen | View) -> str:
    """What a person reads there, buttons and all."""
    return "\n".join(line for one in shown for line in (*_streamed(one), *_lines(_blocks(one))))


def labels(shown: Seen | View) -> list[str]:
    return [_label(element) for block in _blocks(shown) for element in elements_of(block)]


def button(shown: Seen | View, label: str) -> str:
    """The action of the button that says so."""
    for block in _blocks(shown):
        for element in elements_of(block):
            if _label(element) == label:
                return str(element["action_id"])
    raise AssertionError(f"no {label!r} among {labels(shown)}")


def only(seen: list[Seen]) -> Seen:
    assert len(seen) == 1, [text_of(one) for one in seen]
    return seen[0]


def _blocks(shown: Seen | View) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = shown.body["blocks"] if isinstance(shown, View) else shown.blocks
    return blocks


def _label(element: dict[str, Any]) -> str:
    return "thumbs" if element["type"] == "feedback_buttons" else str((element.get("text") or {}).get("text", ""))


def _streamed(shown: Seen | View) -> list[str]:
    """Text that stands above the blocks, or where there are none."""
    if isinstance(shown, View) or (shown.blocks and not getattr(shown, "streaming_state", "")):
        return []
    return [shown.text]


def _lines(blocks: list[dict[str, Any]]) -> list[str]:
    return [line for block in blocks if (line := "".join(_texts(block)))]


def _texts(part: Any) -> list[str]:
    if isinstance(part, list):
        return [text for one in part for text in _texts(one)]
    if not isinstance(part, dict):
        return []
    if part.get("type") in ("button", "feedback_buttons"):
        return [f"[{_label(part)}]"]
    if part.get("type") == "image":
        return [f"({part['alt_text']})"]
    if part.get("type") == "user":
        return [f"@{part['user_id']}"]
    if isinstance(part.get("text"), str):
        return [part["text"]]
    return [text for value in part.values() for text in _texts(value)]


def _draw(progress: Progress) -> bytes:
    return PICTURE
