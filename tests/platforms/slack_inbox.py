"""An inbox in memory that can be told to fail, as a database does that is away."""

import asyncio

from bot.delivery.event import Address, Event


class MemoryInbox:
    """`failing` is how many of the next writes fail; `asked` counts every attempt, which waits until it is `open`."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.threads: set[Address] = set()
        self.failing = 0
        self.asked = 0
        self.open = asyncio.Event()
        self.open.set()

    async def accept(self, event: Event) -> bool:
        self.asked += 1
        await self.open.wait()
        if self.failing:
            self.failing -= 1
            raise ConnectionError("the database is away")
        ids = {known.message.id for known in self.events}
        posts = {known.post for known in self.events if known.post}
        if event.message.id in ids or event.post in posts:
            return False
        self.events.append(event)
        return True

    async def is_ours(self, address: Address) -> bool:
        return address in self.threads

    @property
    def texts(self) -> list[str]:
        return [event.message.text for event in self.events]
