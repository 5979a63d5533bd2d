"""How Discord's people, places and conversations are named in the rest of the coach, and back.

A person talks with the coach alone in one conversation, wherever Discord shows it: in direct messages, and in answer to
commands in places that the bot itself is no member of. Its address is the person. In a server a thread is named with
the channel that it belongs to; one that was started from a message has the id of that message.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from bot.delivery.event import Address, Event
from bot.messages import Attachment, Message

PLATFORM = "discord"
# In the place of a server, as in the addresses of Discord's own pages.
DIRECT = "@me"
# Discord takes a token for 15 minutes; the rest is for clocks that differ and for the way.
TOKEN_LIFE = timedelta(minutes=14, seconds=30)
_EPOCH_MS = 1_420_070_400_000


def learner_id(user: int) -> str:
    return f"{PLATFORM}:{user}"


def user_of(learner: str) -> int | None:
    """Discord's user id in a learner's; None for a learner of another platform."""
    platform, _, user = learner.partition(":")
    return int(user) if platform == PLATFORM and user.isdecimal() else None


def direct_address(user: int) -> Address:
    return Address(PLATFORM, DIRECT, str(user))


def server_address(server: int, channel: int, thread: int | None) -> Address:
    """`thread` is the id of a thread, or of the message in the channel from which one may be started."""
    return Address(PLATFORM, str(server), str(channel), str(thread or ""))


def is_direct(address: Address) -> bool:
    return address.workspace == DIRECT


def event_at(
    address: Address,
    *,
    id: str,
    user: int,
    text: str,
    at: datetime,
    about: str = "",
    post: str = "",
    ticket: str = "",
    files: tuple[Attachment, ...] = (),
) -> Event:
    """One thing that was said at an address; `id` is unique in Discord."""
    direct = is_direct(address)
    parts = (PLATFORM, address.workspace, address.channel, address.thread)
    message = Message(
        id=f"{PLATFORM}:{address.workspace}:{id}",
        learner=learner_id(user),
        conversation=":".join(part for part in parts if part),
        text=text,
        at=at,
        about=about,
        place="" if direct else f"{PLATFORM}:{address.workspace}:{address.channel}",
        in_thread=direct or bool(address.thread),
        files=files,
    )
    return Event(id, message, address, post, ticket)


def time_of(snowflake: int) -> datetime:
    """When Discord made this id (https://discord.com/developers/docs/reference#snowflakes)."""
    return datetime.fromtimestamp(((snowflake >> 22) + _EPOCH_MS) / 1000, UTC)


def mark_of(reply: str, piece: int = 0) -> int:
    """A number for a component of the message that says this piece of a reply, so that it can be found again: 1 to
    2^31 - 1, from SHA-256 of the reply's id. The chance that two of a page of 100 messages are alike is 2 in a million.
    """
    digest = hashlib.sha256(f"{reply}/{piece}".encode()).digest()
    return int.from_bytes(digest[:4]) % (2**31 - 1) + 1


def nonce_of(reply: str, piece: int = 0) -> str:
    """At most 25 characters, which is what Discord takes."""
    return hashlib.sha256(f"{reply}/{piece}".encode()).hexdigest()[:25]


@dataclass(frozen=True, slots=True)
class Ticket:
    """With what an interaction is answered. `kind` says what Discord shows for it meanwhile:

    `waiting`: "thinking" where everybody in the conversation sees it, which the first reply replaces.
    `private`: the same for the person alone; what is for all is said in the channel.
    `away`: the same in a place that the bot is no member of, so that everything has to be said in this way.
    """

    kind: Literal["waiting", "private", "away"]
    application: int
    interaction: int
    token: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.application}/{self.interaction}/{self.token}"

    @classmethod
    def read(cls, text: str) -> "Ticket | None":
        """None where there is none."""
        kind, _, rest = text.partition("/")
        application, _, rest = rest.partition("/")
        interaction, _, token = rest.partition("/")
        match kind:
            case "waiting" | "private" | "away" if application.isdecimal() and interaction.isdecimal() and token:
                return cls(kind, int(application), int(interaction), token)
        return None

    def is_open(self, now: datetime) -> bool:
        return now - time_of(self.interaction) < TOKEN_LIFE
