"""One running coach: its parts, its memory, its clock."""

import asyncio
import getpass
import threading
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.assemble.assistance import open_assistance
from bot.assemble.library import Library
from bot.errors import NoCorpus, SettingsError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.assemble.administration import Administration
    from bot.coach import Coach
    from bot.memory import Delivering
    from bot.practice.progress import Progress
    from bot.records import Attempt
    from bot.storage.store import Store
    from bot.turns.assistance import Assistance
    from knowledge.answering import Answerer


@asynccontextmanager
async def open_store(settings: Settings) -> "AsyncIterator[Store]":
    from bot.storage.store import Store

    _make_home(settings.home)
    store = await Store.open(settings.database)
    try:
        yield store
    finally:
        await store.close()


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise SettingsError(
            f"The data folder {home} cannot be made ({problem.strerror}): set COACH_HOME to one that you may write to."
        ) from problem


class House:
    """Everything that one running coach needs, wired. Without `assistance` no language model is asked."""

    def __init__(
        self,
        settings: Settings,
        library: Library,
        store: "Store",
        learner: str,
        assistance: "Assistance | None" = None,
    ) -> None:
        self._settings = settings
        self._library = library
        self._store = store
        self.learner = learner
        self.seed: Callable[[str], str] = str
        # Where several people are served, some of them administer; at a terminal that is the command line's.
        self.administration: Administration | None = None
        self.assistance = assistance
        # Whether whoever sits at this terminal wants no more of what is being written.
        self.stopped: Callable[[], bool] = lambda: False

    @cached_property
    def coach(self) -> "Coach":
        return self.make_coach()

    def make_coach(self, delivery: "Delivering | None" = None) -> "Coach":
        """A coach whose turns are kept as `delivery` says; it costs nothing to make one for each message."""
        from bot.choosing import SpacedScheduler
        from bot.coach import Coach
        from bot.memory import StoreMemory

        return Coach(
            shelves=self._library,
            memory=StoreMemory(self._store, delivery, stopped=lambda: self.stopped()),
            grader=self._library.grader,
            scheduler=SpacedScheduler(self._store, self.seed),
            progress=self.progress,
            glance=self.administration.glance if self.administration else None,
            admins=self.administration.roles if self.administration else None,
            administering=self.administration.administering if self.administration else None,
            assistance=self.assistance,
        )

    def answerer(self) -> "Answerer":
        """Raises NoCorpus before the first ingest."""
        return self._library.answerer()

    async def attempts(self, learner: str) -> "tuple[Attempt, ...]":
        return await self._store.attempts(learner)

    async def progress(self, learner: str, now: datetime) -> "Progress":
        from bot.practice.progress import measure_progress

        attempts, cards = await self._store.attempts(learner), await self._store.cards(learner)
        library, timezone = self._library.serving(), ZoneInfo(self._settings.timezone)
        return await asyncio.to_thread(
            lambda: measure_progress(attempts, cards, library.outlines(), now=now, timezone=timezone)
        )

    def topics(self) -> tuple[str, ...]:
        """Of the generation that serves now. Raises NoCorpus before the first ingest."""
        return self._library.serving().topics()

    def warm_up(self) -> threading.Thread:
        """Loads the encoder, and what answers and grades, while the learner reads the first question, in a thread.

        No daemon: a process that ends while onnxruntime is half loaded aborts, so the end waits for it. Whoever needs
        the encoder first is told what is wrong with it. Raises NoCorpus before the first ingest.
        """
        from knowledge.errors import IndexProblem

        def warm() -> None:
            with suppress(IndexProblem, NoCorpus):
                self._library.encoder.token_vectors(["warm"])
                self._library.answerer()
                assert self._library.grader

        self._library.serving()
        warming = threading.Thread(target=warm)
        warming.start()
        return warming

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)

    @staticmethod
    def new_id() -> str:
        return uuid.uuid4().hex


@asynccontextmanager
async def open_coach(settings: Settings, learner: str | None = None, *, assisted: bool = False) -> AsyncIterator[House]:
    """`assisted` by the language model, where the settings name one."""
    async with open_store(settings) as store:
        library, who = Library(settings), learner or settings.learner or getpass.getuser()
        if not assisted:
            yield House(settings, library, store, who)
            return
        async with open_assistance(settings, store, library) as assistance:
            yield House(settings, library, store, who, assistance)
