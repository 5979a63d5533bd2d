"""Our side of the comparison: a data folder as `coach ingest` leaves it, and the coach as `coach practice` opens it."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from bot.assemble import House, Library, open_library, open_store
from bot.messages import Message, Reply
from bot.settings import Settings
from ingest.build import ingest
from knowledge.encoder import PACKAGED_MODEL
from knowledge.index import Generations
from tests.benchmarks.sampled import Sampled

LEARNER = "ada"
_CONVERSATION = "terminal:ada"
_BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class OurCoach:
    """Everything is real but the vectors that `encoder` makes up: reader, catalogue, index, grader, SQLite."""

    def __init__(self, home: Path, models: Path, encoder: Sampled) -> None:
        assert encoder.name == PACKAGED_MODEL, "the coach would refuse vectors of another model"
        home.mkdir()
        (home / "models").symlink_to(models)
        self.settings = Settings(home=home)
        self._encoder = encoder
        self._runner = asyncio.Runner()
        self._opened = AsyncExitStack()
        self._numbers = count()

    def ingest(self, pages: Path) -> int:
        """Passages embedded. The same function that `coach ingest PAGES` calls, without the starter corpus."""
        generations = Generations(self.settings.generations_folder, self._encoder)
        report = ingest([pages], generations, now=lambda: datetime.now(UTC), starter=False)
        assert not report.errors
        return report.embedded

    def open(self) -> None:
        """As `coach practice` does."""
        self.library: Library = open_library(self.settings)
        store = self._runner.run(self._opened.enter_async_context(open_store(self.settings)))
        self._coach = House(self.settings, self.library, store, LEARNER).coach

    def search(self, query: str, topic: str | None = None) -> int:
        return len(self.library.search(query, 10, {"topic": topic} if topic else {}))

    def message(self, text: str) -> Message:
        """The next one, a minute after the one before."""
        number = next(self._numbers)
        return Message(f"message-{number}", LEARNER, _CONVERSATION, text, _BEGAN + timedelta(minutes=number))

    def say(self, text: str) -> Sequence[Reply]:
        """All replies to one message: when this returns, what it changed is in the database."""
        message = self.message(text)

        async def replies() -> list[Reply]:
            return [reply async for reply in self._coach.reply(message)]

        return self._runner.run(replies())

    def close(self) -> None:
        self._runner.run(self._opened.aclose())
        self._runner.close()
