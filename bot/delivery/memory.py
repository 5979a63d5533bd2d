"""The coach's memory while one inbox message is treated: what it keeps, what it says, and that the message is done with
are one transaction."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.delivery.event import Address
from bot.delivery.reply_json import message_from_json
from bot.delivery.routing import queued
from bot.messages import Message, Reply
from bot.records import Claim


class Turn(Protocol):
    @property
    def replies(self) -> tuple[Reply, ...]: ...

    @property
    def final(self) -> bool: ...


class Delivery:
    """What belongs to one claimed message; `extra(turn)` are the arguments with which its turn is recorded. `since` has
    what its learner has sent since, as JSON."""

    def __init__(
        self,
        claim: Claim,
        address: Address,
        now: Callable[[], datetime],
        since: Callable[[Claim], Awaitable[Sequence[str]]],
        ticket: str = "",
    ) -> None:
        self._claim = claim
        self._since = since
        self._address = address
        self._now = now
        self._ticket = ticket
        self._turns = 0
        self.done = False

    async def said_since(self) -> tuple[str, ...]:
        """The words that the learner has sent in the same conversation meanwhile, and that nobody has read yet."""
        return tuple(message_from_json(one).text for one in await self._since(self._claim))

    def extra(self, message: Message, turn: Turn) -> dict[str, Any]:
        # Each attempt makes new turns: those of an earlier one are kept already, and are not made again.
        name = f"{self._claim.attempts}.{self._turns}"
        self._turns += 1
        self.done = turn.final
        posts = tuple(queued(turn.replies, message, self._address, name, self._now(), self._ticket))
        return {"posts": posts, "claim": self._claim, "done": turn.final}
