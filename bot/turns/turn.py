"""One step of a conversation: what is to be stored, and what is said once it is."""

from dataclasses import dataclass

from bot.messages import Reply
from bot.practice.session import Conversation
from bot.records import Asked, Attempt, Card, Rating


@dataclass(frozen=True, slots=True)
class Turn:
    """All of it is stored in one transaction before the first reply goes out: nothing is said that may be lost."""

    state: Conversation
    replies: tuple[Reply, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    cards: tuple[Card, ...] = ()
    asked: tuple[Asked, ...] = ()
    rating: Rating | None = None
    gap: str | None = None
    # False where more turns answer the same message: the message is done with only after the last.
    final: bool = True
