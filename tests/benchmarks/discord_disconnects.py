"""Every way in which a connection to the loopback Discord ends, and how long it takes until events arrive again."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from tests.platforms.discord_server import BEN, DiscordServer, NotAcknowledged

# How many of a hundred are of which kind, and whether Discord lets the session be resumed after it. What takes long by
# its nature is rare, so that a hundred take a quarter of an hour at most.
KINDS = {
    "reconnect (op 7)": (34, True),
    "close 4000": (20, True),
    "reset": (18, True),
    "invalid session, resumable": (8, True),
    "everything dispatched again": (8, True),
    "close 1001": (6, True),
    "half-open": (2, True),
    "short stop": (2, True),
    "invalid session": (2, False),
}
_GIVEN_UP = 180.0


@dataclass(frozen=True)
class Return:
    """`seconds` from the end of the fault until an interaction was responded to."""

    kind: str
    seconds: float


class Disconnects:
    def __init__(self, discord: DiscordServer, chance: random.Random) -> None:
        self._discord = discord
        gateway = discord.gateway
        self._faults: dict[str, Callable[[], Awaitable[None]]] = {
            "reconnect (op 7)": _at_once(gateway.reconnect),
            "close 4000": _at_once(lambda: gateway.close(4000)),
            "close 1001": _at_once(lambda: gateway.close(1001)),
            "reset": _at_once(gateway.reset),
            "invalid session, resumable": _at_once(lambda: gateway.invalidate(True)),
            "invalid session": _at_once(lambda: gateway.invalidate(False)),
            "everything dispatched again": _at_once(lambda: gateway.redeliver(200)),
            "half-open": _at_once(gateway.stall),
            "short stop": lambda: discord.outage(chance.uniform(2, 6)),
        }
        self._chance = chance

    def mix(self, count: int) -> list[str]:
        """So many kinds in the proportions of `KINDS`, at least one of each where there is room, shuffled."""
        dealt = list(KINDS)
        rest = [kind for kind, (share, _) in KINDS.items() for _ in range(share - 1)]
        self._chance.shuffle(rest)
        while len(dealt) < count:
            dealt += rest
        dealt = dealt[:count]
        self._chance.shuffle(dealt)
        return dealt

    async def go_through(self, kind: str) -> Return:
        """One fault, until the bot hears and answers again."""
        await self._faults[kind]()
        ended = time.monotonic()
        async with asyncio.timeout(_GIVEN_UP):
            while not await self._answers():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        return Return(kind, time.monotonic() - ended)

    async def _answers(self) -> bool:
        """Topics are offered while somebody types, which leaves nothing behind."""
        with suppress(NotAcknowledged, TimeoutError):
            async with asyncio.timeout(1.0):
                await self._discord.world.autocomplete(BEN, "dm", "practice", "topic", "mon")
                return bool(self._discord.gateway.alive())
        return False


def _at_once(fault: Callable[[], int]) -> Callable[[], Awaitable[None]]:
    async def done() -> None:
        fault()

    return done
