"""An endpoint that keeps failing is left alone for a while, so that nobody waits for it."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from purgatory import AsyncCircuitBreakerFactory, ContextChanged, Event
from purgatory.domain.model import OpenedState

from bot.models.failures import CallFailed

log = logging.getLogger(__name__)

_CIRCUIT = "model"


class Breaker:
    """Opens after `failures` calls in a row that failed by the endpoint's fault, and lets calls through again after
    `rest_s` seconds: one that succeeds closes it, one that fails opens it anew. A learner's stop, or a refusal that is
    a matter of our settings, counts neither way."""

    def __init__(self, name: str, failures: int = 3, rest_s: float = 30.0) -> None:
        self._name = name
        self._failures = failures
        self._rest_s = rest_s
        self._factory = AsyncCircuitBreakerFactory(default_threshold=failures, default_ttl=rest_s)
        self._factory.add_listener(self._tell)

    async def check(self) -> None:
        """Raises CallFailed while it is open."""
        circuit = await self._factory.get_breaker(_CIRCUIT)
        try:
            await circuit.__aenter__()
        except OpenedState as opened:
            # The library raises one and the same object each time, which would keep every caller's frames.
            opened.__traceback__ = None
            raise CallFailed("down", "it failed repeatedly and is left alone", blames_endpoint=False) from None

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Around one call. Raises CallFailed at once while open."""
        await self.check()
        circuit = await self._factory.get_breaker(_CIRCUIT)
        try:
            yield
        except CallFailed as failure:
            if failure.blames_endpoint:
                await circuit.__aexit__(CallFailed, failure, None)
            raise
        await circuit.__aexit__(None, None, None)

    def _tell(self, circuit: str, what: str, event: Event) -> None:
        if not isinstance(event, ContextChanged):
            return
        if event.state == "opened":
            log.warning("The language model at %s keeps failing; it is not asked for %g s.", self._name, self._rest_s)
        elif event.state == "half-opened":
            log.info("The language model at %s is tried again.", self._name)
        else:
            log.warning("The language model at %s answers again.", self._name)
