"""What an adapter needs of the inbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.delivery.event import Address, Event


class Accepting(Protocol):
    """Where events are kept."""

    async def accept(self, event: Event) -> bool:
        """Durable when it returns; False where it was known already. Raises where it could not be written."""
        ...

    async def is_ours(self, address: Address) -> bool:
        """Whether the coach opened this thread or was spoken to in it."""
        ...


class Remembering(Accepting, Protocol):
    """What a platform needs besides that shows an app nothing again which it missed."""

    async def last_seen(self, platform: str, since: datetime) -> Sequence[tuple[Address, str]]:
        """Where people wrote to the coach since then, each with the platform's id of the newest message that was
        accepted there; the most recently used first."""
        ...
