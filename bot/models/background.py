"""Calls that nobody waits for: one at a time, only beside calls that leave a place free, and given up for those."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

log = logging.getLogger(__name__)

_MOST_WAITING = 20

Job = Callable[[], Coroutine[Any, Any, None]]


class Background:
    """`places` are the calls that the endpoint takes at the same time; those that somebody waits for come first."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._waited_for = 0
        self._jobs: deque[Job] = deque(maxlen=_MOST_WAITING)
        self._running: asyncio.Task[None] | None = None
        self._closed = False

    @contextmanager
    def waited_for(self) -> Iterator[None]:
        """Around a call that somebody waits for. With it a running job loses its place where there are no more."""
        self._waited_for += 1
        if self._running is not None and self._waited_for >= self._places:
            self._running.cancel()
        try:
            yield
        finally:
            self._waited_for -= 1
            self._next()

    def add(self, job: Job) -> None:
        """Runs it when there is a place. Of many that wait the oldest go, unheard."""
        if not self._closed:
            self._jobs.append(job)
            self._next()

    async def aclose(self) -> None:
        self._closed = True
        self._jobs.clear()
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])

    def _next(self) -> None:
        if self._running is None and self._jobs and self._waited_for < self._places:
            self._running = asyncio.create_task(self._jobs.popleft()())
            self._running.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running = None
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("A call to the language model in the background failed.", exc_info=problem)
        self._next()
