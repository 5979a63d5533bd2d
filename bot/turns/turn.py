"""One step of a conversation: what is to be stored, and what is said once it is."""

from dataclasses import dataclass, replace

from bot.messages import Aside, Live, Reply
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
    # Nothing but the replies is kept: whoever treats the message again finds the conversation as it was.
    passing: bool = False
    # Everything that is kept about the learner goes, in the same transaction; only the replies are kept until sent.
    forget: bool = False


def aside(turn: Turn, learner: str) -> Turn:
    """The same turn where only the learner gets to see what is said."""
    return replace(turn, replies=tuple(_for_one(reply, learner) for reply in turn.replies))


def _for_one(reply: Reply, learner: str) -> Reply:
    """What only one person sees cannot be changed afterwards on every platform, so that it does not live on."""
    if isinstance(reply, Aside):
        return reply
    return Aside(learner, reply.reply if isinstance(reply, Live) else reply)
