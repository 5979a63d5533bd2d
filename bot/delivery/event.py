"""What comes from a platform into the inbox, and what goes from the outbox to a platform."""

from dataclasses import dataclass
from datetime import datetime

from bot.messages import Message, Plain


@dataclass(frozen=True, slots=True)
class Address:
    """Where a conversation is held. `thread` is the platform's id of the message at its root, empty for none."""

    platform: str
    workspace: str
    channel: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that concerns the coach. `id` is the platform's; `message.id` is `PLATFORM:WORKSPACE:id`.

    `post` is the platform's id of the message that somebody wrote, empty where the event is no message: two events
    about one written message (a mention arrives twice) are one. `ticket` is what the platform gave with the event to
    answer it with for a while, in the adapter's own writing; empty where there is none.
    """

    id: str
    message: Message
    address: Address
    post: str = ""
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One reply on its way. `id` is the same at every attempt and travels with the message, so that it can be found.

    `to` is the learner who alone may see it, empty for everybody; `learner` is whom it answers. `edits` is the
    platform's id of the message that it replaces. `begun` is the id of a message that an earlier attempt has begun but
    perhaps not finished. `first_tried` is when the first attempt began, None before it. `ticket` is that of the event
    that it answers.
    """

    id: str
    address: Address
    reply: Plain
    learner: str
    to: str = ""
    edits: str = ""
    begun: str = ""
    first_tried: datetime | None = None
    ticket: str = ""
