"""One reply as it comes: pieces of text, timed, counted, and closed as soon as nobody listens."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from bot.models.failures import CallFailed, translated
from bot.models.thinking import WithoutThinking
from bot.models.values import Usage
from bot.models.wire import Delta, estimated

# Seconds in which the count of tokens must follow the last word, for servers that leave the connection open.
_TAIL = 2.0
# Seconds in which a whole reply must end, for its connection to be kept for the next call.
_LAST_BYTES = 0.2


@dataclass(slots=True)
class TextStream:
    """Iterate over it for pieces of text, none of them empty and none of them thinking. Raises CallFailed.

    `usage`, `first_s`, `total_s` (seconds since the call was asked for, waiting included) and `finish` ("stop",
    "length" where `max_tokens` cut it, empty before the end) may be read at any time, also after it was left early or
    failed: `usage` is then estimated from what came so far.
    """

    model: str
    asked_at: float
    deadline: float
    between: float
    letters_in: int
    deltas: AsyncGenerator[Delta, None]
    close: Callable[[], Awaitable[None]]
    first_s: float | None = None
    finish: str = ""
    _counted: Usage | None = None
    _letters: int = 0
    _waiting: str = ""
    _ended: bool = False
    _ended_at: float | None = None
    _thinking: WithoutThinking = field(default_factory=WithoutThinking)

    @property
    def usage(self) -> Usage:
        return self._counted or estimated(self.letters_in, self._letters)

    @property
    def total_s(self) -> float:
        return (self._ended_at or _now()) - self.asked_at

    def __aiter__(self) -> "TextStream":
        return self

    async def __anext__(self) -> str:
        await self.fill()
        piece, self._waiting = self._waiting, ""
        if not piece:
            raise StopAsyncIteration
        return piece

    async def fill(self) -> None:
        """Reads until there is a piece, or the end."""
        while not self._waiting and not self._ended:
            await self.read(_now() + (_TAIL if self.finish else self.between), "its next word")

    async def read(self, until: float, waiting_for: str) -> None:
        """Takes in one delta; `until` is in the loop's seconds."""
        try:
            with translated(waiting_for):
                async with asyncio.timeout_at(min(until, self.deadline)):
                    delta = await anext(self.deltas, None)
            if delta is None and not self.finish:
                raise CallFailed("down", "it broke off in mid-reply", again=True)
        except CallFailed as failure:
            if not self.finish:
                await self.aclose()
                failure.spent, failure.first_s, failure.total_s = self.usage, self.first_s, self.total_s
                raise
            # The text is whole; only the count of its tokens is missing.
            delta = None
        self._take(delta or Delta(done=True))

    def _take(self, delta: Delta) -> None:
        self._letters += len(delta.text) + delta.thought
        self._counted = delta.usage or self._counted
        self.finish = delta.finish or self.finish
        self._waiting += self._thinking.take(delta.text)
        if delta.done:
            self._waiting += self._thinking.end()
            self._ended = True
            self.finish = self.finish or "stop"
            self._ended_at = _now()
        if self._waiting and self.first_s is None:
            self.first_s = _now() - self.asked_at

    async def aclose(self) -> None:
        """Closes the connection, so that the server stops writing; after a whole reply it is kept for the next call."""
        whole, self._ended = self._ended, True
        self._ended_at = self._ended_at or _now()
        try:
            if whole:
                with suppress(CallFailed), translated("its last bytes"):
                    async with asyncio.timeout(_LAST_BYTES):
                        await anext(self.deltas, None)
        finally:
            await self.deltas.aclose()
            await self.close()


def _now() -> float:
    return asyncio.get_running_loop().time()
