"""Messages over REST: posting, editing, deleting, reading back."""

from typing import Any

from . import payloads
from .drafts import apply, draft, fill
from .records import ApiError, FormError, Json, invalid, missing_permissions
from .rest import Answer, Asked, route
from .snowflakes import EPOCH_MS
from .things import Channel, Message

WITHOUT_CONTENT: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


def _may_speak(asked: Asked, channel: Channel) -> None:
    state = asked.platform.state
    if channel.is_direct:
        if not state.users[channel.people[0]].accepts_direct:
            raise ApiError(403, 50007, "Cannot send messages to this user")
        return
    granted = state.granted(channel)
    needed = {"send_in_threads" if channel.is_thread else "send"}
    needed |= {"attach"} if asked.files else set()
    needed |= {"history"} if asked.form.get("message_reference") else set()
    if not needed <= granted:
        raise missing_permissions()
    if channel.archived and channel.locked:
        raise ApiError(400, 50083, "Thread is archived")


@route("POST", "/channels/{channel_id}/messages")
def create_message(asked: Asked) -> Answer:
    platform = asked.platform
    state, body = platform.state, asked.form
    channel = state.opened(asked.id("channel_id"))
    _may_speak(asked, channel)
    made = draft(asked, body)
    nonce = body.get("nonce")
    if nonce is not None and body.get("enforce_nonce") and (same := _same(asked, channel, nonce)) is not None:
        return 200, payloads.message_json(state, same) | {"nonce": nonce}
    message = Message(state.new_id(), channel.id, state.bot, nonce=nonce)
    message.flags = made.flags
    fill(made, message)
    _refer(asked, message, body.get("message_reference"))
    if nonce is not None:
        channel.nonces[str(nonce)] = message.id
    platform.add(message)
    return 200, payloads.message_json(state, message) | ({"nonce": nonce} if nonce is not None else {})


def _same(asked: Asked, channel: Channel, nonce: Any) -> Message | None:
    """What was posted with this nonce not long ago, if it is still there."""
    oldest = (int((asked.platform.clock() - asked.platform.settings.nonce_window) * 1000) - EPOCH_MS) << 22
    found = channel.messages.get(channel.nonces.get(str(nonce), 0))
    return found if found is not None and not found.deleted and found.id >= oldest else None


def _refer(asked: Asked, message: Message, reference: Json | None) -> None:
    if not reference:
        return
    wanted = asked.snowflake(reference.get("message_id"), "message_reference")
    found = asked.platform.state.channel(message.channel).messages.get(wanted)
    if found is not None and not found.deleted and not found.is_ephemeral:
        message.reference, message.type = found.id, 19
    elif reference.get("fail_if_not_exists", True):
        raise invalid(FormError(("message_reference",), "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message"))


@route("GET", "/channels/{channel_id}/messages")
def read_messages(asked: Asked) -> Answer:
    """Newest first; of others' messages in a server an app without the content intent gets no content here either."""
    state = asked.platform.state
    channel = state.opened(asked.id("channel_id"))
    limit = asked.snowflake(asked.query.get("limit", "50"), "limit")
    if not 1 <= limit <= 100:
        raise invalid(FormError(("limit",), "NUMBER_TYPE_MAX", "int value should be between 1 and 100."))
    if "history" not in state.granted(channel):
        return 200, []
    found = state.history(channel.id)
    if "around" in asked.query:
        middle = asked.snowflake(asked.query["around"], "around")
        near = sorted(found, key=lambda m: abs(m.id - middle))[:limit]
        found = sorted(near, key=lambda m: m.id)
    elif "after" in asked.query:
        after = asked.snowflake(asked.query["after"], "after")
        found = [m for m in found if m.id > after][:limit]
    elif "before" in asked.query:
        before = asked.snowflake(asked.query["before"], "before")
        found = [m for m in found if m.id < before][-limit:]
    return 200, [shown_to_bot(asked, message) for message in reversed(found[-limit:])]


def shown_to_bot(asked: Asked, message: Message) -> Json:
    state = asked.platform.state
    shown = payloads.message_json(state, message)
    own = message.author == state.bot or state.bot in message.mentions
    if own or state.channel(message.channel).is_direct or asked.platform.settings.message_content_allowed:
        return shown
    return shown | WITHOUT_CONTENT


@route("GET", "/channels/{channel_id}/messages/{message_id}")
def read_message(asked: Asked) -> Answer:
    channel = asked.platform.state.opened(asked.id("channel_id"), "history")
    return 200, shown_to_bot(asked, asked.platform.state.public_message(channel.id, asked.id("message_id")))


@route("PATCH", "/channels/{channel_id}/messages/{message_id}")
def edit_message(asked: Asked) -> Answer:
    platform = asked.platform
    channel = platform.state.opened(asked.id("channel_id"))
    message = platform.state.public_message(channel.id, asked.id("message_id"))
    if message.author != platform.state.bot:
        raise ApiError(403, 50005, "Cannot edit a message authored by another user")
    if channel.archived:
        raise ApiError(400, 50083, "Thread is archived")
    apply(draft(asked, asked.form, old=message), message, payloads.now_text(platform.state))
    platform.changed(message)
    return 200, payloads.message_json(platform.state, message)


@route("DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete_message(asked: Asked) -> Answer:
    platform = asked.platform
    channel = platform.state.opened(asked.id("channel_id"))
    message = platform.state.public_message(channel.id, asked.id("message_id"))
    if message.author != platform.state.bot:
        if channel.is_direct:
            raise ApiError(403, 50003, "Cannot execute action on a DM channel")
        platform.state.opened(channel.id, "manage_messages")
    platform.remove(message)
    return 204, None
