"""Every way in which a connection to the loopback Slack ends, and how long it takes until another one serves."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.platforms.slack.records import Delivery
from tests.platforms.slack_server import SlackServer

# How many of a hundred are of which kind. What takes long by its nature is rare, so that a hundred take a quarter of an
# hour at most.
KINDS = {
    "warning": 28,
    "refresh_requested": 26,
    "reset": 13,
    "too_many_websockets": 10,
    "refused tickets": 8,
    "half-open": 7,
    "short stop": 4,
    "link_disabled": 3,
    "60 s stop": 1,
}
_GIVEN_UP = 90.0


@dataclass(frozen=True)
class Return:
    """`seconds` from the end of the fault, or from its beginning where it has none, until an event was acknowledged on
    a new connection; `said` are the events of what people said meanwhile."""

    kind: str
    seconds: float
    said: tuple[Delivery, ...]


class Disconnects:
    def __init__(self, slack: SlackServer, chance: random.Random) -> None:
        self._slack = slack
        self._chance = chance
        self._probes = 0
        self._faults: dict[str, Callable[[], Awaitable[None]]] = {
            "reset": self._reset,
            "too_many_websockets": self._no_room,
            "refused tickets": self._refuse,
            "half-open": self._stall,
            "short stop": lambda: slack.outage(chance.uniform(2, 6)),
            "60 s stop": lambda: slack.outage(60),
        }

    def mix(self, count: int) -> list[str]:
        """So many kinds in the proportions of `KINDS`, at least one of each where there is room, shuffled."""
        dealt = list(KINDS)
        rest = [kind for kind, share in KINDS.items() for _ in range(share - 1)]
        self._chance.shuffle(rest)
        while len(dealt) < count:
            dealt += rest
        dealt = dealt[:count]
        self._chance.shuffle(dealt)
        return dealt

    async def go_through(self, kind: str) -> Return:
        """One fault, until the app is back. Somebody speaks in the moment in which it begins."""
        first, before = len(self._slack.deliveries), self._slack.socket._count
        await self._slack.world.say(self._chance.choice(("U0ADA", "U0BEN", "U0EVE")), "dm", "help")
        fault = self._faults.get(kind)
        if fault is None:
            await self._slack.socket.disconnect(kind)
        else:
            await fault()
        ended = time.monotonic()
        await self._back(before)
        taken = time.monotonic() - ended
        return Return(kind, taken, said_by_people(self._slack, first))

    async def _back(self, before: int) -> None:
        """Until a connection that was made after the fault has acknowledged an event that concerns nobody."""
        async with asyncio.timeout(_GIVEN_UP):
            while True:
                new = [one for one in self._slack.socket.alive if one.number > before and not one.stalled]
                if new:
                    self._probes += 1
                    event = {"type": "app_context_changed", "user": "U0ADA", "context": {}, "event_ts": "1.0"}
                    name = f"EvPROBE{self._probes}"
                    probe = Delivery(
                        "events_api",
                        {
                            "type": "event_callback",
                            "event_id": name,
                            "team_id": self._slack.workspace.team_id,
                            "event": event,
                        },
                        name,
                    )
                    await self._slack.socket.send_once(new[-1], probe, 0)
                    await probe.acked(within=_GIVEN_UP)
                    return
                await asyncio.sleep(0.02)

    async def _reset(self) -> None:
        self._slack.socket.reset()

    async def _stall(self) -> None:
        self._slack.socket.stall()

    async def _no_room(self) -> None:
        kept, self._slack.settings.max_connections = self._slack.settings.max_connections, 0
        await self._slack.socket.disconnect("too_many_websockets")
        await asyncio.sleep(self._chance.uniform(1, 5))
        self._slack.settings.max_connections = kept

    async def _refuse(self) -> None:
        seconds = self._chance.uniform(3, 8)
        self._slack.socket.refuse_tickets(seconds)
        self._slack.socket.reset()
        await asyncio.sleep(seconds)


def said_by_people(slack: SlackServer, first: int = 0) -> tuple[Delivery, ...]:
    """The events of people's messages, from the `first` delivery on; Slack tells an app what it did itself, too."""
    bot = slack.workspace.bot_user
    return tuple(sent for sent in slack.deliveries[first:] if sent.payload["event"].get("user", bot) != bot)
