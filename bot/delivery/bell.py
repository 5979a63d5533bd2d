"""Wakes whoever waits for work in this process; other processes find it when they look."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress


class Bell:
    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    def listen(self) -> Callable[[float], Awaitable[None]]:
        """Waits for the next ring from now on, for so many seconds at most. Listen first, then look for work: a ring in
        between is not missed."""
        event = self._event

        async def wait(seconds: float) -> None:
            # Not wait_for: in Python 3.11 it loses a cancellation that comes together with the event.
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await event.wait()

        return wait
