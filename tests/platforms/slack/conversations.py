"""auth.test, conversations.*, users.info, reactions.* and assistant.threads.*: what the bot may read and mark."""

from .platform import Platform
from .records import ApiError, Json, ThreadNote
from .web_api import method, need
from .workspace import Channel, Message


@method("auth.test", tier=0)
def auth_test(platform: Platform, args: Json) -> Json:
    workspace = platform.workspace
    return {
        "url": f"https://{workspace.team_domain}.slack.com/",
        "team": "Loopback",
        "user": "coach",
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def _readable(platform: Platform, args: Json) -> Channel:
    channel = platform.workspace.joined(args.get("channel"))
    need(platform, "im:history" if channel.is_im else "channels:history")
    return channel


def _page(messages: list[Message], args: Json) -> Json:
    """A window of `messages` (in the order of the answer) by oldest, latest, inclusive, limit and cursor."""
    oldest, latest = str(args.get("oldest") or "0"), str(args.get("latest") or "9999999999")
    inclusive = bool(args.get("inclusive"))
    metadata = bool(args.get("include_all_metadata"))

    def inside(ts: str) -> bool:
        value = float(ts)
        return float(oldest) < value < float(latest) or (inclusive and ts in (oldest, latest))

    chosen = [message for message in messages if inside(message.ts)]
    start, limit = int(args.get("cursor") or 0), min(int(args.get("limit") or 100), 999)
    page = chosen[start : start + limit]
    more = start + limit < len(chosen)
    found: Json = {"messages": [message.to_json(metadata=metadata) for message in page], "has_more": more}
    if more:
        found["response_metadata"] = {"next_cursor": str(start + limit)}
    return found


@method("conversations.history", "channels:history", "im:history")
def history(platform: Platform, args: Json) -> Json:
    """Newest first and without replies, as in Slack."""
    channel = _readable(platform, args)
    roots = [m for m in channel.messages.values() if m.thread_ts in ("", m.ts)]
    return _page(sorted(roots, key=lambda m: m.ts, reverse=True), args)


@method("conversations.replies", "channels:history", "im:history")
def replies(platform: Platform, args: Json) -> Json:
    """The parent and its replies, oldest first."""
    channel = _readable(platform, args)
    found = platform.workspace.thread(channel.id, str(args.get("ts")))
    if not found:
        raise ApiError("thread_not_found")
    return _page(found, args)


@method("conversations.info", "channels:read", "im:read")
def info(platform: Platform, args: Json) -> Json:
    channel = platform.workspace.channel(args.get("channel"))
    need(platform, "im:read" if channel.is_im else "channels:read")
    found = {"id": channel.id, "is_im": channel.is_im, "is_channel": not channel.is_im, "is_private": False}
    if channel.is_im:
        found["user"] = next(user for user in channel.members if user != platform.workspace.bot_user)
    else:
        found |= {"name": channel.name, "is_member": platform.workspace.bot_user in channel.members}
    return {"channel": found}


@method("conversations.open", "im:write")
def open_dm(platform: Platform, args: Json) -> Json:
    users = str(args.get("users") or "").split(",")
    if len(users) != 1 or users[0] not in platform.workspace.users or platform.workspace.users[users[0]].is_bot:
        raise ApiError("user_not_found")
    return {"no_op": True, "already_open": True, "channel": {"id": platform.workspace.dm(users[0])}}


@method("users.info", "users:read", tier=4)
def user_info(platform: Platform, args: Json) -> Json:
    user = platform.workspace.users.get(str(args.get("user")))
    if user is None:
        raise ApiError("user_not_found")
    return {"user": user.to_json(platform.workspace.team_id)}


def reaction_event(platform: Platform, message: Message, user: str, name: str, kind: str) -> Json:
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    event = {"type": kind, "user": user, "reaction": name, "item": item, "item_user": message.user}
    return event | {"event_ts": platform.workspace.new_ts()}


@method("reactions.add", "reactions:write")
def add_reaction(platform: Platform, args: Json) -> Json:
    channel = platform.workspace.joined(args.get("channel"))
    message = platform.workspace.message(channel.id, args.get("timestamp"))
    name = str(args.get("name") or "")
    if not name or ":" in name:
        raise ApiError("invalid_name")
    users = message.reactions.setdefault(name, [])
    if platform.workspace.bot_user in users:
        raise ApiError("already_reacted")
    users.append(platform.workspace.bot_user)
    platform.emit(reaction_event(platform, message, platform.workspace.bot_user, name, "reaction_added"))
    return {}


@method("reactions.remove", "reactions:write")
def remove_reaction(platform: Platform, args: Json) -> Json:
    channel = platform.workspace.joined(args.get("channel"))
    message = platform.workspace.message(channel.id, args.get("timestamp"))
    name = str(args.get("name") or "")
    if platform.workspace.bot_user not in message.reactions.get(name, []):
        raise ApiError("no_reaction")
    message.reactions[name].remove(platform.workspace.bot_user)
    platform.emit(reaction_event(platform, message, platform.workspace.bot_user, name, "reaction_removed"))
    return {}


def _note(platform: Platform, args: Json, kind: str, value: str, more: tuple[Json | str, ...] = ()) -> Json:
    channel = platform.workspace.joined(args.get("channel_id"))
    thread = str(args.get("thread_ts") or "")
    if thread and thread not in channel.messages:
        raise ApiError("thread_not_found")
    platform.thread_notes.append(ThreadNote(kind, channel.id, thread, value, more))
    return {}


@method("assistant.threads.setStatus", "chat:write", "assistant:write")
def set_status(platform: Platform, args: Json) -> Json:
    loading = tuple(args.get("loading_messages") or ())
    if "status" not in args or not args.get("thread_ts") or len(loading) > 10:
        raise ApiError("invalid_arguments")
    return _note(platform, args, "status", str(args["status"]), loading)


@method("agents.sessions.setStatus", "chat:write")
def set_session_status(platform: Platform, args: Json) -> Json:
    if args.get("status") not in ("active", "processing", "suspended", "closed"):
        raise ApiError("invalid_arguments")
    return _note(platform, args, "session", str(args["status"])) | {"status": args["status"]}


@method("assistant.threads.setSuggestedPrompts", "assistant:write")
def set_prompts(platform: Platform, args: Json) -> Json:
    prompts = args.get("prompts") or []
    if not 1 <= len(prompts) <= 4 or any(not p.get("title") or not p.get("message") for p in prompts):
        raise ApiError("invalid_arguments")
    return _note(platform, args, "prompts", str(args.get("title") or ""), tuple(prompts))


@method("assistant.threads.setTitle", "assistant:write")
def set_title(platform: Platform, args: Json) -> Json:
    if not args.get("title") or not args.get("thread_ts"):
        raise ApiError("invalid_arguments")
    return _note(platform, args, "title", str(args["title"]))
