"""Between the values of delivery and the rows that are kept: addresses, ids, what a reaction is about."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.delivery.event import Address, Event, Outgoing
from bot.delivery.reply_json import message_to_json, reply_from_json, reply_to_json
from bot.messages import Aside, Live, Message, OpenThread, Plain, Reply, ShowAnswer, ShowGrade
from bot.records import QueuedPost

# What the message that continues an opened thread is called after: only delivery makes such ids.
THEN = ":then"


def inbox_row(event: Event) -> dict[str, Any]:
    address, message = event.address, event.message
    return {
        "id": message.id,
        "platform": address.platform,
        "workspace": address.workspace,
        "event": event.id,
        "post": event.post or None,
        "channel": address.channel,
        "thread": address.thread,
        "conversation": message.conversation,
        "learner": message.learner,
        "said_at": message.at,
        "message": message_to_json(message),
        "ticket": event.ticket,
    }


def address_of(row: Mapping[str, Any]) -> Address:
    return Address(row["platform"], row["workspace"], row["channel"], row["thread"])


def conversation_of(address: Address) -> str:
    """The name of the conversation that is held in this thread, or in this channel without one."""
    parts = (address.platform, address.workspace, address.channel, address.thread)
    return ":".join(part for part in parts if part)


def queued(
    replies: tuple[Reply, ...], message: Message, address: Address, turn: str, now: datetime, ticket: str
) -> Iterator[QueuedPost]:
    """Replies as they go into the outbox; `turn` is unique among the turns about this message."""
    for number, reply in enumerate(replies):
        to, live = "", ""
        if isinstance(reply, Aside):
            to, reply = reply.to, reply.reply
        elif isinstance(reply, Live):
            live, reply = f"{message.id}:{reply.key}", reply.reply
        yield post(f"{message.id}/{turn}.{number}", reply, message, address, now, to=to, live=live, ticket=ticket)


def post(
    name: str,
    reply: Plain,
    message: Message,
    address: Address,
    now: datetime,
    *,
    to: str = "",
    live: str = "",
    ticket: str = "",
) -> QueuedPost:
    return QueuedPost(
        id=name,
        platform=address.platform,
        workspace=address.workspace,
        channel=address.channel,
        thread=address.thread,
        conversation=message.conversation,
        learner=message.learner,
        to=to,
        live=live,
        about=about(reply),
        kind=type(reply).__name__,
        reply=reply_to_json(reply),
        at=now,
        ticket=ticket,
    )


def about(reply: Plain) -> str:
    """What a vote on this reply is a vote on; "" where it cannot be rated, or not yet."""
    match reply:
        case ShowGrade():
            return f"grade:{reply.attempt_id}"
        case ShowAnswer(whole=True):
            return f"answer:{reply.asked_id}"
        case _:
            return ""


def outgoing(row: Mapping[str, Any]) -> Outgoing:
    return Outgoing(
        id=row["id"],
        address=address_of(row),
        reply=reply_from_json(row["reply"]),
        learner=row["learner"],
        to=row["to"],
        begun=row["begun"],
        first_tried=row["first_tried"],
        ticket=row["ticket"],
    )


def continued(sent: Outgoing, posted: str, now: datetime) -> dict[str, Any] | None:
    """The inbox row with which a thread that now stands goes on; None for what opens none."""
    if not isinstance(sent.reply, OpenThread) or not sent.reply.then:
        return None
    address = replace(sent.address, thread=posted)
    place = conversation_of(replace(sent.address, thread=""))
    message = Message(sent.id + THEN, sent.learner, conversation_of(address), sent.reply.then, now, place=place)
    return inbox_row(Event(sent.id + THEN, message, address))
