"""How Slack's people, places and conversations are named in the rest of the coach, and back."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.delivery.event import Address, Event
from bot.messages import Attachment, Message

PLATFORM = "slack"
# In the place of a thread: what is said there is shown on the person's Home tab. Slack's own are numbers.
HOME_TAB = "home"


@dataclass(frozen=True, slots=True)
class Bot:
    """Who the coach is in this workspace, as `auth.test` says: its workspace, its user, and its bot id."""

    team: str
    user: str
    bot: str


def learner_id(team: str, user: str) -> str:
    return f"{PLATFORM}:{team}:{user}"


def user_of(learner: str) -> str:
    """Slack's user id in a learner's."""
    return learner.rpartition(":")[2]


def team_of(learner: str) -> str:
    return learner.partition(":")[2].partition(":")[0]


def is_direct(channel: str) -> bool:
    """Whether one person alone talks with the coach there; a person's id stands for the conversation with them."""
    return channel.startswith(("D", "U", "W"))


def address_at(bot: Bot, channel: str, thread: str) -> Address:
    return Address(PLATFORM, bot.team, channel, thread)


def conversation_at(address: Address) -> str:
    """All of a direct conversation is one; in a channel each thread is its own."""
    where = f"{PLATFORM}:{address.workspace}:{address.channel}"
    return where if is_direct(address.channel) or not address.thread else f"{where}:{address.thread}"


def event_at(
    address: Address,
    *,
    id: str,
    learner: str,
    text: str,
    at: datetime,
    about: str = "",
    post: str = "",
    files: tuple[Attachment, ...] = (),
    conversation: str = "",
) -> Event:
    """One thing that was said at an address."""
    direct = is_direct(address.channel)
    message = Message(
        id=f"{PLATFORM}:{address.workspace}:{id}",
        learner=learner,
        conversation=conversation or conversation_at(address),
        text=text,
        at=at,
        about=about,
        place="" if direct or conversation else f"{PLATFORM}:{address.workspace}:{address.channel}",
        in_thread=direct or bool(conversation) or bool(address.thread),
        files=files,
    )
    return Event(id, message, address, post)


def time_of(ts: str, otherwise: datetime) -> datetime:
    """Slack's `1712345678.000100`, seconds since 1970, as a time; `otherwise` where it is none."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return otherwise
