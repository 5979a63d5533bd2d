"""Checks and steps that every method which puts a message on a screen shares."""

from typing import Any

from .limits import check_blocks, check_metadata
from .platform import Platform
from .records import ApiError, Json
from .workspace import Channel, Message

TEXT_CUT = 40_000
UPDATE_TEXT = 4_000
MARKDOWN_TEXT = 12_000


def checked_blocks(blocks: Any) -> list[Json]:
    """The blocks with the ids that Slack fills in, or its `invalid_blocks` with the path of each fault."""
    if blocks is None:
        return []
    found = check_blocks(blocks, "message")
    if found:
        raise ApiError("invalid_blocks", errors=found, response_metadata={"messages": found})
    return with_ids(blocks)


def with_ids(blocks: list[Json], start: int = 0) -> list[Json]:
    """Slack gives every block a block_id and every interactive element an action_id if they have none."""
    named = []
    for number, block in enumerate(blocks, start):
        copy = {"block_id": f"b{number}"} | block
        for key in ("elements", "element", "accessory"):
            inner = copy.get(key)
            if isinstance(inner, list):
                copy[key] = [_with_action_id(e, number, place) for place, e in enumerate(inner)]
            elif isinstance(inner, dict):
                copy[key] = _with_action_id(inner, number, 0)
        named.append(copy)
    return named


def _with_action_id(element: Json, number: int, place: int) -> Json:
    passive = {"image", "mrkdwn", "plain_text"}
    if element.get("type") in passive or str(element.get("type")).startswith("rich_text_"):
        return element
    return {"action_id": f"a{number}.{place}"} | element


def checked_metadata(metadata: Any) -> Json | None:
    if metadata is None:
        return None
    problem = check_metadata(metadata)
    if problem:
        raise ApiError(problem)
    return dict(metadata)


def checked_text(platform: Platform, method: str, args: Json, *, most: int = TEXT_CUT) -> str:
    """The text that is shown: markdown_text stands alone; plain text over 40,000 characters is cut, and noted."""
    markdown = args.get("markdown_text")
    text = str(args.get("text") or "")
    if markdown is not None:
        if text or args.get("blocks"):
            raise ApiError("markdown_text_conflict")
        if len(markdown) > MARKDOWN_TEXT:
            raise ApiError("msg_too_long")
        text, most = str(markdown), TEXT_CUT
    if not text.strip() and not args.get("blocks") and not args.get("attachments"):
        raise ApiError("no_text")
    if len(text) > most:
        if most < TEXT_CUT:
            raise ApiError("msg_too_long")
        platform.violate(method, "text_truncated", f"{len(text)} characters")
        text = text[:TEXT_CUT]
    if args.get("blocks") and not text.strip():
        platform.violate(method, "no_fallback_text", "notifications and screen readers get nothing")
    return text


def checked_thread(channel: Channel, thread_ts: Any) -> str:
    """The root's ts; Slack puts a reply to a reply into the root's thread, and a reply to nothing is refused."""
    if not thread_ts:
        return ""
    parent = channel.messages.get(str(thread_ts))
    if parent is None:
        raise ApiError("thread_not_found")
    return parent.thread_ts or parent.ts


def bot_message(platform: Platform, channel: Channel, args: Json, text: str) -> Message:
    workspace = platform.workspace
    profile = {"id": workspace.bot_id, "app_id": workspace.app_id, "name": "coach", "team_id": workspace.team_id}
    return Message(
        channel=channel.id,
        ts=workspace.new_ts(),
        user=workspace.bot_user,
        bot_id=workspace.bot_id,
        text=text,
        thread_ts=checked_thread(channel, args.get("thread_ts")),
        blocks=checked_blocks(args.get("blocks")),
        attachments=list(args.get("attachments") or []),
        metadata=checked_metadata(args.get("metadata")),
        extra={"app_id": workspace.app_id, "team": workspace.team_id, "bot_profile": profile},
    )
