"""The JSON that Discord shows of people, servers, channels and messages."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from .records import Json
from .snowflakes import moment, moment_of
from .things import BITS, DM, GRANTED, Channel, Guild, Message, User

if TYPE_CHECKING:
    from .state import State

# Types of files whose content Discord shows; the rest is bytes.
KINDS = {"png": "image/png", "jpg": "image/jpeg", "pdf": "application/pdf", "md": "text/markdown", "txt": "text/plain"}
EPOCH = "2024-01-01T00:00:00+00:00"


def user_json(user: User) -> Json:
    shown: Json = {"id": str(user.id), "username": user.name, "discriminator": "0", "avatar": None}
    shown |= {"global_name": None if user.bot else user.name.title(), "public_flags": 0, "flags": 0}
    return shown | ({"bot": True} if user.bot else {})


def member_json(user: User | None, permissions: int | None = None) -> Json:
    """Without a person as in a message, where the author stands beside it."""
    shown: Json = {"roles": [], "nick": None, "avatar": None, "joined_at": EPOCH, "premium_since": None, "flags": 0}
    shown |= {"deaf": False, "mute": False, "pending": False, "communication_disabled_until": None}
    if user is not None:
        shown["user"] = user_json(user)
    return shown | ({"permissions": str(permissions)} if permissions is not None else {})


def channel_json(state: "State", channel: Channel) -> Json:
    last = max(channel.messages, default=None)
    shown: Json = {"id": str(channel.id), "type": channel.type, "last_message_id": str(last) if last else None}
    shown["flags"] = 0
    if channel.guild is None:
        shown["recipients"] = [user_json(state.users[user]) for user in channel.people]
        return shown if channel.type == DM else shown | {"name": None, "owner_id": str(channel.people[0]), "icon": None}
    shown |= {"guild_id": str(channel.guild), "name": channel.name, "rate_limit_per_user": 0}
    if channel.is_thread:
        return shown | _thread_fields(state, channel)
    shown |= {"position": 0, "permission_overwrites": [], "nsfw": False, "topic": None, "parent_id": None}
    return shown


def _thread_fields(state: "State", channel: Channel) -> Json:
    people = {message.author for message in channel.messages.values()} | {channel.owner}
    member = {"id": str(channel.id), "user_id": str(state.bot), "join_timestamp": moment_of(channel.id), "flags": 0}
    fields: Json = {"parent_id": str(channel.parent), "owner_id": str(channel.owner)}
    fields |= {"message_count": channel.sent, "total_message_sent": channel.sent, "member_count": min(50, len(people))}
    fields["thread_metadata"] = {
        "archived": channel.archived,
        "archive_timestamp": moment_of(channel.id),
        "auto_archive_duration": channel.auto_archive,
        "locked": channel.locked,
        "create_timestamp": moment_of(channel.id),
    }
    return fields | ({"member": member} if state.bot in people else {})


def guild_json(state: "State", guild: Guild) -> Json:
    """As in GUILD_CREATE to an app without the members intent: of the members, only itself."""
    bits = str(sum(BITS[name] for name in GRANTED))
    role = {"id": str(guild.id), "name": "@everyone", "permissions": bits, "position": 0, "color": 0, "flags": 0}
    role |= {"colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}}
    role |= {"hoist": False, "managed": False, "mentionable": False, "icon": None, "unicode_emoji": None}
    shown: Json = {"id": str(guild.id), "name": guild.name, "owner_id": str(guild.owner), "icon": None, "roles": [role]}
    shown |= {"verification_level": 0, "default_message_notifications": 1, "explicit_content_filter": 0}
    shown |= {"afk_timeout": 300, "mfa_level": 0, "nsfw_level": 0, "premium_tier": 0, "preferred_locale": "en-US"}
    shown |= {"system_channel_flags": 0, "features": [], "emojis": [], "stickers": [], "large": False}
    shown |= {"joined_at": EPOCH, "unavailable": False, "member_count": len(guild.members) + 1}
    shown |= {"voice_states": [], "presences": [], "stage_instances": [], "guild_scheduled_events": []}
    shown["members"] = [member_json(state.users[state.bot])]
    shown["channels"] = [channel_json(state, c) for c in state.channels_of(guild.id) if "view" in c.granted]
    threads = [c for c in state.channels_of(guild.id, threads=True) if not c.archived and "view" in state.granted(c)]
    shown["threads"] = [channel_json(state, thread) for thread in threads]
    return shown


def message_json(state: "State", message: Message, *, inner: bool = True) -> Json:
    """A message with all its content; `inner` is off for the message that another one answers."""
    shown: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel),
        "author": user_json(state.users[message.author]),
        "content": message.content,
        "timestamp": moment_of(message.id),
        "edited_timestamp": message.edited,
        "tts": False,
        "mention_everyone": False,
        "mentions": [user_json(state.users[user]) for user in message.mentions],
        "mention_roles": [],
        "attachments": message.attachments,
        "embeds": message.embeds,
        "components": message.components,
        "pinned": False,
        "type": message.type,
        "flags": message.flags,
    }
    if message.reactions:
        shown["reactions"] = [_reaction(name, users, state.bot) for name, users in message.reactions.items() if users]
    if message.interaction is not None:
        shown |= {"interaction_metadata": message.interaction, "application_id": str(state.application)}
        shown["webhook_id"] = str(state.application)
    if message.thread is not None and message.thread in state.channels:
        shown["thread"] = channel_json(state, state.channels[message.thread])
    if message.reference is not None:
        shown |= _reference(state, message, inner)
    return shown


def _reaction(name: str, users: list[int], bot: int) -> Json:
    counts = {"burst": 0, "normal": len(users)}
    shown = {"emoji": {"id": None, "name": name}, "count": len(users), "count_details": counts, "burst_colors": []}
    return shown | {"me": bot in users, "me_burst": False}


def _reference(state: "State", message: Message, inner: bool) -> Json:
    channel = state.channels[message.channel]
    place = channel.parent if message.type == 21 and channel.parent is not None else channel.id
    reference = {"type": 0, "channel_id": str(place), "message_id": str(message.reference)}
    if channel.guild is not None:
        reference["guild_id"] = str(channel.guild)
    answered = state.channels[place].messages.get(message.reference or 0)
    if not inner:
        return {"message_reference": reference}
    gone = answered is None or answered.deleted
    shown = None if gone or answered is None else message_json(state, answered, inner=False)
    return {"message_reference": reference, "referenced_message": shown}


def event_json(state: "State", message: Message) -> Json:
    """As in MESSAGE_CREATE and MESSAGE_UPDATE: with the server, and the author as its member."""
    channel = state.channels[message.channel]
    shown = message_json(state, message) | {"channel_type": channel.type}
    if channel.guild is None:
        return shown
    return shown | {"guild_id": str(channel.guild), "member": member_json(None)}


def attachment_json(state: "State", identity: int, expires: float, *, description: str | None = None) -> Json:
    """`expires` in seconds since 1970: Discord signs its addresses, and they stop working after a day."""
    name, content = state.files[identity]
    signed = f"ex={int(expires):x}&is={int(expires) - 86400:x}&hm={identity:064x}&"
    url = f"{state.base_url}/attachments/{state.application}/{identity}/{quote(name)}?{signed}"
    kind = KINDS.get(name.rsplit(".", 1)[-1].lower())
    shown: Json = {"id": str(identity), "filename": name, "size": len(content), "url": url, "proxy_url": url}
    if kind is not None:
        shown["content_type"] = kind
    if kind is not None and kind.startswith("image/"):
        shown |= {"width": 640, "height": 480}
    return shown | ({"description": description} if description else {})


def now_text(state: "State") -> str:
    return moment(state.clock())
