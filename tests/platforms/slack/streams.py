"""chat.startStream, appendStream and stopStream: a message that grows, for at most a few minutes.

An open stream refuses chat.update (`streaming_state_conflict`) and chat.delete (`cant_delete_message`); a stream that
is not open refuses append and stop (`message_not_in_streaming_state`) and may then be edited.
"""

import time
from typing import Any

from .platform import Platform
from .posting import MARKDOWN_TEXT, bot_message, checked_blocks, checked_metadata, with_ids
from .records import ApiError, Json, StreamUpdate
from .web_api import method
from .workspace import Message

CHUNKS = {
    "markdown_text": ("text",),
    "plan_update": ("title",),
    "task_update": ("id", "title", "status"),
    "blocks": ("blocks",),
}
TASK_STATES = {"pending", "in_progress", "complete", "error"}
TASK_TEXT = 256


def _chunks(args: Json) -> tuple[str, tuple[Json, ...]]:
    """The markdown that this call adds, and its checked chunks."""
    text, chunks = args.get("markdown_text"), args.get("chunks")
    if text and chunks:
        raise ApiError("cannot_provide_both_markdown_text_and_chunks")
    added = str(text or "")
    for chunk in chunks or []:
        kind = chunk.get("type") if isinstance(chunk, dict) else None
        if kind not in CHUNKS or any(not chunk.get(name) for name in CHUNKS[kind]):
            raise ApiError("invalid_chunks")
        if kind == "task_update" and chunk["status"] not in TASK_STATES:
            raise ApiError("invalid_chunks")
        if kind == "task_update" and any(len(str(chunk.get(n) or "")) > TASK_TEXT for n in ("title", "details")):
            raise ApiError("invalid_chunks")
        if kind == "markdown_text":
            added += str(chunk["text"])
        if kind == "blocks":
            checked_blocks(chunk["blocks"])
    if len(added) > MARKDOWN_TEXT:
        raise ApiError("msg_too_long")
    return added, tuple(chunks or ())


def end_stream(platform: Platform, channel: str, ts: str) -> None:
    """What Slack does to a stream that takes too long: it stays as it is, with an error mark."""
    message = platform.workspace.message(channel, ts)
    if message.streaming_state == "in_progress":
        message.streaming_state = "errored"
        platform.stream_updates.append(StreamUpdate(ts, channel, "end", ""))


def _streaming(platform: Platform, args: Json) -> Message:
    channel = platform.workspace.joined(args.get("channel"))
    message = platform.workspace.message(channel.id, args.get("ts"))
    if message.user != platform.workspace.bot_user:
        raise ApiError("message_not_owned_by_app")
    key = (channel.id, message.ts)
    if time.monotonic() > platform.stream_ends.get(key, float("inf")):
        end_stream(platform, *key)
    if message.streaming_state != "in_progress":
        raise ApiError("message_not_in_streaming_state")
    mode = _mode(args)
    if mode and platform.stream_modes.setdefault(key, mode) != mode:
        raise ApiError("streaming_mode_mismatch")
    return message


def _mode(args: Json) -> str:
    return "chunks" if args.get("chunks") else "markdown_text" if args.get("markdown_text") else ""


def _grow(platform: Platform, message: Message, step: str, args: Json) -> None:
    added, chunks = _chunks(args)
    message.text += added
    for chunk in chunks:
        if chunk["type"] == "blocks":
            message.blocks += with_ids(chunk["blocks"], len(message.blocks))
    platform.stream_updates.append(StreamUpdate(message.ts, message.channel, step, added, chunks))


def _required(args: Json, *names: str) -> None:
    missing = [name for name in names if not args.get(name)]
    if missing:
        messages = [f"[ERROR] missing required field: {name}" for name in missing]
        raise ApiError("invalid_arguments", response_metadata={"messages": messages})


@method("chat.startStream", "chat:write", tier=2)
def start_stream(platform: Platform, args: Json) -> Json:
    channel = platform.workspace.joined(args.get("channel"))
    _required(args, "thread_ts")
    if not channel.is_im:
        for name, known in (
            ("recipient_team_id", {platform.workspace.team_id}),
            ("recipient_user_id", set(platform.workspace.users)),
        ):
            value: Any = args.get(name)
            if not value:
                raise ApiError(f"missing_{name}")
            if value not in known:
                raise ApiError("team_not_found" if name == "recipient_team_id" else "user_not_found")
    _chunks(args)
    message = bot_message(platform, channel, {"thread_ts": args["thread_ts"]}, "")
    message.streaming_state = "in_progress"
    platform.workspace.add(message)
    key = (channel.id, message.ts)
    platform.stream_ends[key] = time.monotonic() + platform.settings.stream_lifetime
    if mode := _mode(args):
        platform.stream_modes[key] = mode
    _grow(platform, message, "start", args)
    platform.emit(platform.message_event(message))
    return {"channel": channel.id, "ts": message.ts}


@method("chat.appendStream", "chat:write", tier=4)
def append_stream(platform: Platform, args: Json) -> Json:
    message = _streaming(platform, args)
    if not _mode(args):
        raise ApiError("no_text")
    _grow(platform, message, "append", args)
    return {"channel": message.channel, "ts": message.ts}


@method("chat.stopStream", "chat:write", tier=2)
def stop_stream(platform: Platform, args: Json) -> Json:
    message = _streaming(platform, args)
    checked_blocks(args.get("blocks"))
    metadata = checked_metadata(args.get("metadata"))
    old = message.to_json()
    _grow(platform, message, "stop", args)
    message.blocks, message.metadata = (
        message.blocks + with_ids(args.get("blocks") or [], len(message.blocks)),
        metadata,
    )
    message.streaming_state = "completed"
    platform.emit_change(platform.workspace.channel(message.channel), "message_changed", old, message.to_json())
    return {"channel": message.channel, "ts": message.ts, "message": message.to_json()}
