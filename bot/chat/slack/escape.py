"""Text that others wrote, made safe to show in Slack.

Blocks take such text as plain or rich text, which Slack shows as it stands; only a message's own text and the Markdown
of a stream are parsed, and need `escape` and `markdown`.
"""

import regex

from bot.chat.text import cut, lively, units

_MEANT = regex.compile(r"[\\`*_~\[\]]")
_STARTS = regex.compile(r"^(?:[#+|=-]|\d+(?=[.)]))")
_JOINTS = regex.compile(r"(?<=\w):(?=/)|(?<=\w)@(?=\w)|(?<=\w)\.(?=\p{L}{2})(?!\w{1,10}:\d{1,7}-\d)")
_LONGEST_CODE = 1000


def escape(text: str) -> str:
    """For a message's own text, where `&`, `<` and `>` steer Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unlinked(text: str) -> str:
    """Text in which Slack finds no address to make a link of; for a message's own text, before `escape`.

    A word joiner cannot be seen and is not read out. Slack's own markup has no escape for an address but code, whose
    backticks would be read out in a notification. Where a source says `file.md:3-9`, that stays to be searched for.
    """
    return _JOINTS.sub("\\g<0>\u2060", text)


def escaped_units(text: str) -> int:
    return units(escape(text))


def markdown(text: str) -> str:
    """Markdown that shows exactly `text`, on one line: nothing in it formats, links, mentions or becomes an emoji."""
    line = " ".join(text.split())
    shown: list[str] = []
    at = 0
    for start, end in lively(line):
        shown += [_literal(line[at:start]), _code(line[start:end])]
        at = end
    shown.append(_literal(line[at:]))
    return _STARTS.sub(_started, "".join(shown))


def _literal(text: str) -> str:
    return escape(_MEANT.sub(r"\\\g<0>", text))


def _code(text: str) -> str:
    return " ".join(f"`{piece}`" for piece in cut(text, _LONGEST_CODE))


def _started(match: "regex.Match[str]") -> str:
    """A line's first characters can make it a heading or a list item."""
    first = match.group()
    return f"{first}\\" if first.isdigit() else f"\\{first}"
