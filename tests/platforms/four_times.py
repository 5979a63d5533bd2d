"""A Slack that delivers everything four times and in no order."""

import asyncio
import random

from tests.platforms.slack.records import Delivery
from tests.platforms.slack_server import SlackServer

TIMES = 4


class FourTimes:
    """Transport of a loopback Slack. Every copy starts by itself within `spread` seconds and goes to any of the app's
    connections; one of the four is Slack's own delivery, which comes again until it is acknowledged."""

    def __init__(self, slack: SlackServer, chance: random.Random, spread: float) -> None:
        self._slack = slack
        self._chance = chance
        self._spread = spread
        self._tasks: set[asyncio.Task[None]] = set()
        slack.platform.transport = self

    def submit(self, delivery: Delivery) -> None:
        waits = [self._chance.uniform(0, self._spread) for _ in range(TIMES)]
        for number, wait in enumerate(waits):
            task = asyncio.create_task(self._deliver(delivery, wait, own=number == 0))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery, wait: float, *, own: bool) -> None:
        await asyncio.sleep(wait)
        if own:
            self._slack.socket.submit(delivery)
        else:
            await self._slack.socket.redeliver(delivery)

    async def finished(self) -> None:
        """Every copy is on its way, and every event was acknowledged or given up."""
        await asyncio.gather(*self._tasks)
        await asyncio.gather(*(delivery.done.wait() for delivery in self._slack.deliveries))
