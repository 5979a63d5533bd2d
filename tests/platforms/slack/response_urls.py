"""response_url: the bot's way back to a person who typed a command or pressed a button, five times in 30 minutes."""

import time
from dataclasses import replace

from aiohttp import web

from .platform import Platform, ResponseUrl
from .posting import bot_message, checked_blocks, checked_text
from .records import ApiError, Call, Json
from .web_api import arguments
from .workspace import Ephemeral


async def receive(platform: Platform, request: web.Request) -> web.Response:
    """Answers `ok` as plain text, or Slack's error as JSON with status 404 (gone) or 400 (unusable)."""
    args = await arguments(request)
    target = platform.response_urls.get(request.match_info["token"])
    if target is None or time.monotonic() > target.expires or target.uses_left < 1:
        return _refuse(platform, args, "used_url" if target is not None else "expired_url", 404)
    target.uses_left -= 1
    try:
        apply_response(platform, target, args, "response_url")
    except ApiError as refusal:
        return _refuse(platform, args, refusal.code, 400)
    platform.calls.append(Call("response_url", args, time.time()))
    return web.Response(text="ok")


def _refuse(platform: Platform, args: Json, code: str, status: int) -> web.Response:
    platform.violate("response_url", code)
    platform.calls.append(Call("response_url", args, time.time(), code, applied=False))
    return web.json_response({"ok": False, "error": code}, status=status)


def apply_response(platform: Platform, target: ResponseUrl, args: Json, method: str) -> None:
    """Shows, replaces or deletes: what a response_url and the acknowledgement of a slash command have in common."""
    workspace = platform.workspace
    if args.get("delete_original") in (True, "true"):
        _delete(platform, target)
        return
    text, blocks = checked_text(platform, method, args), checked_blocks(args.get("blocks"))
    if args.get("replace_original") in (True, "true") and target.ts:
        _replace(platform, target, text, blocks)
    elif args.get("response_type") == "in_channel":
        channel = workspace.channel(target.channel)
        message = workspace.add(bot_message(platform, channel, args, text))
        platform.emit(platform.message_event(message))
    else:
        thread = str(args.get("thread_ts") or "")
        shown = Ephemeral(target.channel, target.user, workspace.new_ts(), text, blocks, thread)
        workspace.ephemerals.append(shown)


def _delete(platform: Platform, target: ResponseUrl) -> None:
    workspace = platform.workspace
    if target.ephemeral:
        workspace.ephemerals = [e for e in workspace.ephemerals if e.ts != target.ts]
        return
    platform.remove(workspace.message(target.channel, target.ts))


def _replace(platform: Platform, target: ResponseUrl, text: str, blocks: list[Json]) -> None:
    workspace = platform.workspace
    if target.ephemeral:
        workspace.ephemerals = [
            replace(e, text=text, blocks=blocks) if e.ts == target.ts else e for e in workspace.ephemerals
        ]
        return
    message = workspace.message(target.channel, target.ts)
    old = message.to_json()
    message.past.append(message.text)
    message.text, message.blocks = text, blocks
    platform.emit_change(workspace.channel(target.channel), "message_changed", old, message.to_json())
