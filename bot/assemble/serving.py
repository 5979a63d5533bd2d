"""A coach that answers on chat platforms until it is told to stop: adapter, inbox, coach, outbox, adapter."""

import asyncio
import logging
import os
import socket
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bot.assemble.assistance import open_assistance
from bot.assemble.delivery import Boxes, open_boxes
from bot.assemble.house import House
from bot.assemble.library import Library
from bot.delivery.sender import CHANNEL_PAUSE
from bot.errors import SettingsError, StorageError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.delivery.bell import Bell
    from bot.delivery.post import Post
    from bot.delivery.sender import Sender
    from bot.delivery.worker import Worker
    from bot.turns.ingesting import Fetching

log = logging.getLogger(__name__)

# A platform repeats an event within minutes; a week lets an operator look back.
_KEPT = timedelta(days=7)
_SWEEP_EVERY = timedelta(hours=1)
# How long a stop waits for what is being treated and sent; the rest goes on at the next start.
_PATIENCE = 10.0


class Chat(Protocol):
    """An adapter, once it was given its inbox."""

    @property
    def post(self) -> "Post": ...

    @property
    def files(self) -> "Fetching": ...

    async def run(self, stop: asyncio.Event) -> None: ...

    async def close(self) -> None: ...


class Service:
    def __init__(
        self,
        boxes: Boxes,
        house: House,
        worker: "Worker",
        fetching: "dict[str, Fetching]",
        bells: "tuple[Bell, Bell]",
        name: str,
        now: Callable[[], datetime],
        regularly: Callable[[asyncio.Event], Awaitable[None]] | None = None,
    ) -> None:
        self._regularly = regularly
        self.house = house
        self.worker = worker
        self._boxes = boxes
        self._fetching = fetching
        self._arrived, self._said = bells
        self._name = name
        self._now = now

    async def run(
        self, chats: Mapping[str, Chat], stop: asyncio.Event, *, channel_pause: float = CHANNEL_PAUSE
    ) -> None:
        """Until `stop` is set, or an adapter cannot go on: then its error is raised."""
        from bot.delivery.sender import Sender

        posts = {platform: chat.post for platform, chat in chats.items()}
        self._fetching.update({platform: chat.files for platform, chat in chats.items()})
        bells = (self._arrived, self._said)
        sender = Sender(self._boxes.outbox, posts, self._now, self._name, *bells, channel_pause=channel_pause)
        delivering = [asyncio.create_task(part.run()) for part in (self.worker, sender)]
        aside = [asyncio.create_task(self._sweep()), asyncio.create_task(self._post_dailies(stop))]
        aside += [asyncio.ensure_future(self._regularly(stop))] if self._regularly else []
        talking = [asyncio.create_task(chat.run(stop)) for chat in chats.values()]
        stopping = asyncio.create_task(stop.wait())
        try:
            ended, _ = await asyncio.wait([*talking, *delivering, stopping], return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            await asyncio.wait(talking, timeout=_PATIENCE)
            await self._wind_down(delivering, sender)
            for task in ended:
                task.result()
        finally:
            tasks = [*talking, *delivering, stopping, *aside]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.gather(*(chat.close() for chat in chats.values()), return_exceptions=True)

    async def open_count(self) -> int:
        """How much is left to treat and to send."""
        return await self._boxes.inbox.open_count() + await self._boxes.outbox.open_count()

    async def _wind_down(self, delivering: "list[asyncio.Task[None]]", sender: "Sender") -> None:
        for part in (self.worker, sender):
            part.stop()
        await asyncio.wait(delivering, timeout=_PATIENCE)

    async def _post_dailies(self, stop: asyncio.Event) -> None:
        from bot.delivery.posting import Posting

        assert self.house.administration is not None
        posting = Posting(self._boxes.inbox, self._boxes.outbox, self._now, self._arrived, self._said)
        clock = self.house.administration.daily_clock(posting, self._now)
        try:
            await clock.start()
            await stop.wait()
        except StorageError:
            log.exception("The daily questions could not be looked up; they are looked up again every half minute.")
            await stop.wait()
        finally:
            clock.stop()

    async def _sweep(self) -> None:
        while True:
            try:
                before = self._now() - _KEPT
                await self._boxes.inbox.sweep(before)
                await self._boxes.outbox.sweep(before)
            except StorageError:
                log.exception("What is done with could not be removed; trying again in an hour.")
            await asyncio.sleep(_SWEEP_EVERY.total_seconds())


@asynccontextmanager
async def open_service(settings: Settings, now: Callable[[], datetime] = House.now) -> AsyncIterator[Service]:
    """Raises SettingsError where another process serves the same SQLite file, or the language model is set badly."""
    from bot.assemble.administration import open_administration
    from bot.assemble.watching import regularly
    from bot.delivery.bell import Bell
    from bot.delivery.worker import Worker

    async with open_boxes(settings) as boxes:
        with _only_one(settings, boxes):
            if boxes.store.dialect == "sqlite":
                await boxes.inbox.release_all()
                await boxes.outbox.release_all()
            library = Library(settings)
            fetching: dict[str, Fetching] = {}
            name = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
            arrived, said = Bell(), Bell()
            async with open_assistance(settings, boxes.store, library) as assistance:
                house = House(settings, library, boxes.store, "", assistance)
                house.administration = open_administration(settings, library, boxes.store, fetching, boxes.inbox)
                tasks = settings.messages_at_once
                worker = Worker(boxes.inbox, boxes.outbox, house.make_coach, now, name, arrived, said, tasks=tasks)
                again = regularly(settings, now)
                yield Service(boxes, house, worker, fetching, (arrived, said), name, now, again)


@contextmanager
def _only_one(settings: Settings, boxes: Boxes) -> Iterator[None]:
    """SQLite is served by one process; PostgreSQL by any number."""
    if boxes.store.dialect != "sqlite":
        yield
        return
    from filelock import FileLock, Timeout

    lock = FileLock(settings.home / "serve.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise SettingsError(
            f"Another `coach serve` runs on {settings.home}: stop it, or set COACH_DATABASE_URL=postgresql://... "
            "to let several processes serve together."
        ) from None
    try:
        yield
    finally:
        with suppress(OSError):
            lock.release()
