"""chat.*: posting, editing and deleting the bot's messages."""

from .platform import Platform
from .posting import UPDATE_TEXT, bot_message, checked_blocks, checked_metadata, checked_text, checked_thread
from .records import ApiError, Json
from .web_api import method
from .workspace import Channel, Ephemeral


def _open_channel(platform: Platform, args: Json) -> Channel:
    """The channel, or the conversation with a person whose user id stands in its place."""
    wanted = args.get("channel")
    channel = platform.workspace.joined(platform.workspace.dm(wanted) if wanted in platform.workspace.users else wanted)
    if channel.is_im and not platform.settings.messages_tab_enabled:
        raise ApiError("messages_tab_disabled")
    return channel


@method("chat.postMessage", "chat:write", tier=0)
def post_message(platform: Platform, args: Json) -> Json:
    channel = _open_channel(platform, args)
    text = checked_text(platform, "chat.postMessage", args)
    message = platform.workspace.add(bot_message(platform, channel, args, text))
    if args.get("unfurl_links") is not False or args.get("unfurl_media") is not False:
        platform.violate("chat.postMessage", "unfurls", message.ts)
    platform.emit(platform.message_event(message))
    return {"channel": channel.id, "ts": message.ts, "message": message.to_json()}


@method("chat.postEphemeral", "chat:write", tier=4)
def post_ephemeral(platform: Platform, args: Json) -> Json:
    channel = _open_channel(platform, args)
    user = args.get("user")
    if user not in channel.members:
        raise ApiError("user_not_in_channel")
    text = checked_text(platform, "chat.postEphemeral", args)
    blocks = checked_blocks(args.get("blocks"))
    ts = platform.workspace.new_ts()
    thread = checked_thread(channel, args.get("thread_ts"))
    platform.workspace.ephemerals.append(Ephemeral(channel.id, str(user), ts, text, blocks, thread))
    return {"message_ts": ts}


@method("chat.update", "chat:write", tier=3)
def update(platform: Platform, args: Json) -> Json:
    channel = _open_channel(platform, args)
    message = platform.workspace.message(channel.id, args.get("ts"))
    if message.user != platform.workspace.bot_user:
        raise ApiError("cant_update_message")
    if message.streaming_state == "in_progress":
        raise ApiError("streaming_state_conflict")
    text = checked_text(platform, "chat.update", args, most=UPDATE_TEXT)
    blocks = checked_blocks(args["blocks"]) if "blocks" in args else message.blocks
    metadata = checked_metadata(args["metadata"] or None) if "metadata" in args else message.metadata
    old = message.to_json()
    message.past.append(message.text)
    message.text, message.blocks, message.metadata = text, blocks, metadata
    if "blocks" not in args:
        message.edited = {"user": message.user, "ts": platform.workspace.new_ts()}
    platform.emit_change(channel, "message_changed", old, message.to_json())
    return {"channel": channel.id, "ts": message.ts, "text": text, "message": message.to_json()}


@method("chat.delete", "chat:write", tier=3)
def delete(platform: Platform, args: Json) -> Json:
    channel = _open_channel(platform, args)
    message = platform.workspace.message(channel.id, args.get("ts"))
    if message.user != platform.workspace.bot_user or message.streaming_state == "in_progress":
        raise ApiError("cant_delete_message")
    platform.remove(message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink", tier=0)
def permalink(platform: Platform, args: Json) -> Json:
    workspace = platform.workspace
    message = workspace.message(args.get("channel", ""), args.get("message_ts"))
    number = message.ts.replace(".", "")
    link = f"https://{workspace.team_domain}.slack.com/archives/{message.channel}/p{number}"
    return {"channel": message.channel, "permalink": link}
