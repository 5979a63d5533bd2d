"""How long the coach waits for a model: no longer than its patience, and not at all once the learner says stop."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

from bot.errors import ModelUnavailable
from bot.models.failures import SENTENCES
from bot.models.values import Wanted
from bot.turns.assistance import Asker

T = TypeVar("T")

_LOOK_EVERY_S = 0.25


def wanted(
    prompt: str,
    variables: Mapping[str, Any],
    asker: Asker,
    measure: Callable[[str], Mapping[str, float]] | None = None,
) -> Wanted:
    return Wanted(prompt, variables, asker.about, asker.learner, asker.workspace, measure)


async def awaited(call: Coroutine[Any, Any, T], asker: Asker, patience: float) -> T:
    """What the call gives. Raises ModelUnavailable where it gives nothing within `patience` seconds, or the learner
    said stop; then the call is cancelled."""
    task = asyncio.ensure_future(call)
    try:
        async with asyncio.timeout(patience):
            while not task.done():
                await asyncio.wait((task,), timeout=_LOOK_EVERY_S)
                if not task.done() and await asker.stopped():
                    raise ModelUnavailable("", "stopped")
            return await task
    except TimeoutError:
        raise ModelUnavailable(SENTENCES["slow"], "slow") from None
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
