"""What an adapter needs of the inbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.delivery.event import Address, Event


@dataclass(frozen=True, slots=True)
class Seen:
    """Where people used the coach. `post` is the platform's id of the newest written message that was accepted there,
    "" for none: they pressed buttons only, say; `since` is when the first thing was accepted that is looked at."""

    address: Address
    post: str
    since: datetime


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

    async def last_seen(self, platform: str, since: datetime) -> Sequence[Seen]:
        """Where people used the coach since then; the most recently used first."""
        ...
