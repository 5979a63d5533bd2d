"""Waiting with a deadline for something that has no event of its own."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def until(condition: Callable[[], T], within: float) -> T:
    """The first true value of `condition()`; TimeoutError after `within` seconds."""
    async with asyncio.timeout(within):
        while True:
            found = condition()
            if found:
                return found
            await asyncio.sleep(0.01)
