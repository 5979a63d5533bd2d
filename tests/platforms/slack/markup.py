"""Slack's escapes: what becomes of a person's typing, and what in the bot's text would shout or read wrongly."""

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
    """Whether this call would notify a whole channel; plain_text and rich_text's text elements notify nobody."""
    texts = [*_marked_up(args, {"mrkdwn", "markdown", "markdown_text"}), str(args.get("markdown_text") or "")]
    return any(shout in text for text in texts for shout in BROADCASTS)


def unescaped(args: Json) -> list[str]:
    """Texts in Slack's own markup with a bare & or < in them, which Slack may take for markup."""
    texts = _marked_up(args, {"mrkdwn"})
    return [text for text in texts if BARE_AMPERSAND.search(text) or "<" in CONTROL.sub("", text)]


def _marked_up(args: Json, kinds: set[str]) -> list[str]:
    """The top-level text and every text of these kinds in blocks, chunks and views."""
    top = [args["text"]] if isinstance(args.get("text"), str) else []
    return top + _texts([args.get("blocks"), args.get("chunks"), args.get("view")], kinds)


def _texts(value: Any, kinds: set[str]) -> list[str]:
    if isinstance(value, dict):
        if value.get("type") == "broadcast":
            return [BROADCASTS[0]]
        if value.get("type") in kinds:
            return [str(value.get("text"))]
        return [text for item in value.values() for text in _texts(item, kinds)]
    return [text for item in value for text in _texts(item, kinds)] if isinstance(value, list) else []
