"""A model's reply as it comes, by whole sentences: no longer than is waited for it, and until the learner says stop."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

from bot.assisting.written import Reading, Written
from bot.errors import ModelUnavailable
from bot.models.failures import SENTENCES
from bot.models.values import Models, Wanted
from bot.turns.assistance import Asker

_LOOK_EVERY_S = 0.25


@dataclass(frozen=True, slots=True)
class Piece:
    """The sentences that have become whole."""

    sentences: tuple[Written, ...]
    template: str
    call_id: str


async def pieces_of(
    models: Models, wanted: Wanted, asker: Asker, patience: float, begun: Callable[[], bool]
) -> AsyncGenerator[Piece, None]:
    """`begun` tells whether something is shown already: within `patience` seconds it has to be, and within twice as
    long all has to be there. Raises ModelUnavailable; leaving it cancels the call."""
    clock = asyncio.get_running_loop().time
    started = clock()
    coming: asyncio.Queue[Piece | None] = asyncio.Queue()
    reading = asyncio.create_task(_read(models, wanted, coming))
    try:
        while True:
            left = started + patience * (2 if begun() else 1) - clock()
            if left <= 0:
                raise ModelUnavailable(SENTENCES["slow"], "slow")
            try:
                piece = await asyncio.wait_for(coming.get(), min(left, _LOOK_EVERY_S))
            except TimeoutError:
                piece = Piece((), "", "")
            if piece is None:
                await reading
                return
            if piece.sentences:
                yield piece
            if await asker.stopped():
                raise ModelUnavailable("", "stopped")
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def _read(models: Models, wanted: Wanted, coming: "asyncio.Queue[Piece | None]") -> None:
    reading = Reading()
    try:
        async with models.stream(wanted) as streamed:
            template, call_id = streamed.template, streamed.call_id
            async for text in streamed:
                await coming.put(Piece(tuple(reading.feed(text)), template, call_id))
            await coming.put(Piece(tuple(reading.end()), template, call_id))
    finally:
        await coming.put(None)
