"""Slack's escapes: what becomes of a person's typing, and what in the bot's text would shout or read wrongly."""

import json
import re
from typing import Any

from .records import Json

CONTROL = re.compile(r"<(?:@[UWB]\w+|#C\w+|!\w+|https?://|mailto:)[^<>]*>")
URL = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)]")
BROADCASTS = ("<!channel", "<!here", "<!everyone")
BARE_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;)")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(text: str) -> str:
    """A person's text as the API shows it: & < > escaped, bare URLs in <>, mentions (written as `<@U...>`) kept."""
    found, at = "", 0
    for match in CONTROL.finditer(text):
        found += _linked(text[at : match.start()]) + match[0]
        at = match.end()
    return found + _linked(text[at:])


def _linked(text: str) -> str:
    return URL.sub(lambda match: f"<{match[0]}>", escaped(text))


def rich_text(text: str) -> list[Json]:
    """The block that Slack adds to what people write; the bot gets it beside the text."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": "typed", "elements": [section]}] if text else []


def shouts(args: Json) -> bool:
    """Whether this call would notify a whole channel."""
    body = json.dumps(args)
    return any(shout in body for shout in BROADCASTS)


def unescaped(args: Json) -> list[str]:
    """Texts in Slack's own markup with a bare & or < in them, which Slack may take for markup."""
    texts = [args["text"]] if isinstance(args.get("text"), str) else []
    texts += _mrkdwn([args.get("blocks"), (args.get("view") or {})])
    return [text for text in texts if BARE_AMPERSAND.search(text) or "<" in CONTROL.sub("", text)]


def _mrkdwn(value: Any) -> list[str]:
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            return [str(value.get("text"))]
        return [text for item in value.values() for text in _mrkdwn(item)]
    return [text for item in value for text in _mrkdwn(item)] if isinstance(value, list) else []
