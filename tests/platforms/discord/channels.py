"""Channels, direct conversations and threads over REST."""

from . import payloads
from .records import ApiError, FormError, invalid
from .rest import Answer, Asked, route
from .things import TEXT


@route("GET", "/channels/{channel_id}")
def read_channel(asked: Asked) -> Answer:
    state = asked.platform.state
    return 200, payloads.channel_json(state, state.opened(asked.id("channel_id")))


@route("PATCH", "/channels/{channel_id}")
def edit_channel(asked: Asked) -> Answer:
    """Of a thread of one's own: its name, and whether it is archived or locked."""
    platform = asked.platform
    thread = platform.state.opened(asked.id("channel_id"))
    if not thread.is_thread:
        raise ApiError(403, 50013, "Missing Permissions")
    thread.name = str(asked.form.get("name") or thread.name)
    thread.archived = bool(asked.form.get("archived", thread.archived))
    thread.locked = bool(asked.form.get("locked", thread.locked))
    shown = payloads.channel_json(platform.state, thread)
    platform.emit("THREAD_UPDATE", shown, thread)
    return 200, shown


@route("POST", "/channels/{channel_id}/typing")
def type_in(asked: Asked) -> Answer:
    asked.platform.state.opened(asked.id("channel_id"))
    return 204, None


@route("POST", "/users/@me/channels")
def open_direct(asked: Asked) -> Answer:
    state = asked.platform.state
    recipient = asked.snowflake(asked.form.get("recipient_id"), "recipient_id")
    return 200, payloads.channel_json(state, state.dm(recipient))


@route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def start_thread(asked: Asked) -> Answer:
    platform = asked.platform
    channel = platform.state.opened(asked.id("channel_id"))
    if channel.type != TEXT:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    platform.state.opened(channel.id, "threads")
    message = platform.state.public_message(channel.id, asked.id("message_id"))
    name = str(asked.form.get("name") or "")
    if not 1 <= len(name) <= 100:
        raise invalid(FormError(("name",), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length."))
    if message.thread is not None:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    thread = platform.start_thread(
        message, platform.state.bot, name, int(asked.form.get("auto_archive_duration") or 4320)
    )
    return 201, payloads.channel_json(platform.state, thread)


@route("PUT", "/channels/{channel_id}/thread-members/@me")
def join_thread(asked: Asked) -> Answer:
    thread = asked.platform.state.opened(asked.id("channel_id"))
    if not thread.is_thread:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    return 204, None
