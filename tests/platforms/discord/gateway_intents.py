"""Which events a session may see, and what of a message is kept from it without the message-content intent."""

from typing import Any

Json = dict[str, Any]

GUILDS = 1 << 0
GUILD_MEMBERS = 1 << 1
GUILD_PRESENCES = 1 << 8
GUILD_MESSAGES = 1 << 9
GUILD_MESSAGE_REACTIONS = 1 << 10
DIRECT_MESSAGES = 1 << 12
DIRECT_MESSAGE_REACTIONS = 1 << 13
MESSAGE_CONTENT = 1 << 15

# Bits that v10 knows: 0 to 16, scheduled events, auto moderation (two), polls (two).
KNOWN = (1 << 17) - 1 | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25

# By the first words of an event's name, the longer ones first.
_IN_GUILDS = {
    "MESSAGE_REACTION_": GUILD_MESSAGE_REACTIONS,
    "MESSAGE_POLL_": 1 << 24,
    "MESSAGE_": GUILD_MESSAGES,
    "TYPING_": 1 << 11,
    "GUILD_MEMBER_": GUILD_MEMBERS,
    "PRESENCE_": GUILD_PRESENCES,
    "GUILD_": GUILDS,
    "CHANNEL_": GUILDS,
    "THREAD_": GUILDS,
}
_IN_DMS = {
    "MESSAGE_REACTION_": DIRECT_MESSAGE_REACTIONS,
    "MESSAGE_POLL_": 1 << 25,
    "MESSAGE_": DIRECT_MESSAGES,
    "TYPING_": 1 << 14,
    "CHANNEL_PINS_": DIRECT_MESSAGES,
}
CONTENT_FIELDS: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


def needed(name: str, guild: int | None) -> int:
    """The bit that an event needs, or 0 where it needs none (interactions, entitlements, the user, a new DM)."""
    families = _IN_DMS if guild is None else _IN_GUILDS
    return next((bit for family, bit in families.items() if name.startswith(family)), 0)


def visible(name: str, data: Json, *, guild: int | None, intents: int, bot: str) -> Json:
    """The event as a session with these intents gets it: content only in DMs, the bot's own, and mentions of it."""
    if name not in ("MESSAGE_CREATE", "MESSAGE_UPDATE") or guild is None or intents & MESSAGE_CONTENT:
        return data
    return _without_content(data, bot)


def _without_content(message: Json, bot: str) -> Json:
    shown = dict(message)
    if isinstance(reply := message.get("referenced_message"), dict):
        shown["referenced_message"] = _without_content(reply, bot)
    own = message.get("author", {}).get("id") == bot
    if own or any(user.get("id") == bot for user in message.get("mentions", ())):
        return shown
    shown |= {key: empty for key, empty in CONTENT_FIELDS.items() if key in shown}
    shown.pop("poll", None)
    return shown
