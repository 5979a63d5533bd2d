"""What the sender needs of a platform, and how a platform says that it could not."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.delivery.event import Outgoing


class NotSent(Exception):
    """Base of what a send may raise: nobody in chat sees these, an operator sees their text beside the reply's id."""


class RetryLater(NotSent):
    """The platform refused for now and has certainly not posted it. `seconds` is how long it asks to be left alone;
    `channel_wide` where that goes for everything in the same channel."""

    def __init__(self, reason: str, seconds: float, *, channel_wide: bool = False) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.channel_wide = channel_wide


class Ambiguous(NotSent):
    """The connection broke or the platform failed midway: it may have been posted or not."""


class Undeliverable(NotSent):
    """It can never be posted there: the channel is gone, or the bot was thrown out."""


class Post(Protocol):
    """One platform's way to say things."""

    async def send(self, outgoing: Outgoing, begun: Callable[[str], Awaitable[None]]) -> str:
        """Posts it and returns the platform's id of the message ("" for what has none, such as an ephemeral one).

        Awaits `begun(id)` as soon as a message stands there that is not whole yet, so that a later attempt can finish
        it instead of starting another. Raises RetryLater, Ambiguous, Undeliverable, and nothing else on purpose.
        """
        ...

    async def find(self, outgoing: Outgoing) -> str | None:
        """The id of the message of an earlier attempt that got through whole, None where there is none.

        Raises RetryLater and Ambiguous where the platform cannot say now.
        """
        ...
