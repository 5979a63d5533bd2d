"""What an evaluation needs to know of the model's calls: each call as it ended, and every reply as it came."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from bot.models.values import Call, CallLog, Models, Read, Streamed, Wanted


class Remembered:
    """Implements `bot.models.values.CallLog`: keeps calls where they are always kept, so that an evaluation counts
    towards the day's cap, and remembers them besides."""

    def __init__(self, log: CallLog) -> None:
        self._log = log
        self._calls: dict[str, Call] = {}

    async def begin(self, call: Call) -> None:
        await self._log.begin(call)

    async def end(self, call: Call) -> None:
        self._calls[call.id] = call
        await self._log.end(call)

    async def note(self, call_id: str, figures: Mapping[str, float]) -> None:
        if call_id in self._calls:
            call = self._calls[call_id]
            self._calls[call_id] = replace(call, figures={**(call.figures or {}), **figures})
        await self._log.note(call_id, figures)

    async def person(self, learner: str) -> str:
        return await self._log.person(learner)

    async def spent(self, since: datetime) -> float:
        return await self._log.spent(since)

    def about(self, what: str) -> tuple[Call, ...]:
        """The ended calls for one answer or grade, without shadows, which nobody waited for."""
        return tuple(call for call in self._calls.values() if call.about == what and call.role == "shown")


class Overheard:
    """A reply that is read by somebody else, and written down on the way."""

    def __init__(self, streamed: Streamed, texts: list[str]) -> None:
        self._streamed = streamed
        self._texts = texts
        # Whoever reads it notes figures beside this call.
        self.call_id = streamed.call_id
        texts.append("")

    @property
    def template(self) -> str:
        return self._streamed.template

    async def __aiter__(self) -> AsyncIterator[str]:
        async for piece in self._streamed:
            self._texts[-1] += piece
            yield piece


class Overhearing:
    """Implements `bot.models.values.Models` with any other, and keeps the text of each reply by what it was about."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self.replies: dict[str, list[str]] = {}

    @asynccontextmanager
    async def stream(self, wanted: Wanted) -> AsyncIterator[Streamed]:
        async with self._models.stream(wanted) as streamed:
            yield Overheard(streamed, self.replies.setdefault(wanted.about, []))

    async def data(self, wanted: Wanted) -> Read:
        read = await self._models.data(wanted)
        self.replies.setdefault(wanted.about, []).append(read.text)
        return read
