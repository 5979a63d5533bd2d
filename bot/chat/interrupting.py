"""Ctrl-C while something is being written."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Interrupt:
    """The first Ctrl-C asks for no more of what is being written; the next one is what it always is."""

    def __init__(self) -> None:
        self.asked = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        """While it lasts. For the main thread, where an event loop runs."""
        self.asked = False
        loop, before = asyncio.get_running_loop(), signal.getsignal(signal.SIGINT)

        def hear(number: int, frame: Any) -> None:
            if not self.asked:
                self.asked = True
                loop.call_soon_threadsafe(lambda: None)
            elif callable(before):
                before(number, frame)

        signal.signal(signal.SIGINT, hear)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
