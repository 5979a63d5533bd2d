"""What administering asks of the rest of the house."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from bot.admin_messages import OpenGap
from bot.admin_records import Audited, Daily, Role


class Roles(Protocol):
    @property
    def named(self) -> tuple[str, ...]: ...

    async def is_admin(self, learner: str) -> bool: ...

    async def admins(self) -> tuple[Role, ...]: ...

    async def add(self, learner: str, by: str, at: datetime) -> bool: ...

    async def remove(self, learner: str) -> bool: ...


class Kept(Protocol):
    """What is kept of running the coach."""

    async def note(self, audited: Audited) -> None: ...

    async def dailies(self) -> tuple[Daily, ...]: ...

    async def set_daily(self, daily: Daily) -> None: ...

    async def end_daily(self, daily_id: str) -> bool: ...

    async def daily_opened(self, daily_id: str, day: date, conversation: str) -> None: ...


class Places(Protocol):
    async def set_place(self, place: str, grades: str) -> None:
        """Who sees the grades there: "private" or "thread"."""
        ...


class Corpus(Protocol):
    """Generations, and the gaps in the one that serves. Synchronous ones are called in a worker thread."""

    def publish(self, generation: str) -> int:
        """How many questions it has. Raises OvertakenGeneration, UnknownGeneration, BuildInProgress."""
        ...

    def discard(self, generation: str) -> None:
        """With the uploads that nothing else holds. Raises UnknownGeneration, BuildInProgress."""
        ...

    def go_back(self, generation: str | None) -> tuple[str, int]:
        """(the generation that serves now, how many questions it has). Raises UnknownGeneration, BuildInProgress."""
        ...

    def topics(self) -> tuple[str, ...]:
        """Of the generation that serves; none before the first ingest."""
        ...

    async def open_gaps(self) -> Sequence[OpenGap]:
        """All of them, the most urgent first."""
        ...

    async def close_gap(self, gap: str) -> None:
        """Raises UnknownThing."""
        ...

    async def approve(self, gap: str, words: str | None, by: str, at: datetime) -> None:
        """Keeps that the draft, or these words, answer a question; the next ingest carries it out.

        Raises UnknownThing.
        """
        ...
