"""What somebody wrote in Discord, as plain words: marks for people, channels, emoji and times become readable."""

import re
from datetime import UTC, datetime

from bot.chat.discord.ids import PLATFORM, learner_id

# https://discord.com/developers/docs/reference#message-formatting
_MARK = re.compile(
    r"<@!?(?P<user>\d+)>"
    r"|<@&(?P<role>\d+)>"
    r"|<#(?P<channel>\d+)>"
    r"|</(?P<command>[^<>:]+):\d+>"
    r"|<a?:(?P<emoji>\w+):\d+>"
    r"|<t:(?P<time>-?\d+)(?::\w)?>"
    r"|<(?P<link>https?://[^\s<>]+)>",
    re.ASCII,
)


def plain_words(text: str, *, server: int | None, bot: int | None = None) -> str:
    """Discord's text without its marks, and without the mention of the coach itself (`bot`, its user id).

    People and channels become the ids that the rest of the coach knows (`discord:1`, `discord:SERVER:5`), so that an
    admin's words may name them. A channel that is named outside of a server could be any server's.
    """
    if bot is not None:
        text = re.sub(rf"<@!?{bot}>[ \t]*[:,]?[ \t]*", " ", text)
    return _MARK.sub(lambda mark: _readable(mark, server), text).strip()


def names(text: str, user: int) -> bool:
    """Whether this person is mentioned in the words themselves; a reply mentions whom it answers without a word."""
    return f"<@{user}>" in text or f"<@!{user}>" in text


def _readable(mark: re.Match[str], server: int | None) -> str:
    said = mark[mark.lastgroup or 0]
    match mark.lastgroup:
        case "user":
            return learner_id(int(said))
        case "role":
            return "@role"
        case "channel":
            return f"#{said}" if server is None else f"{PLATFORM}:{server}:{said}"
        case "command":
            return f"/{said}"
        case "emoji":
            return f":{said}:"
        case "time":
            return _time(int(said)) or mark[0]
    return said


def _time(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return ""
