"""Characters that people do not see and programs do: left out of every document, which is told.

Control characters go before a reader sees the text. The others go after that, when it has been looked at for what it
says unseen.
"""

import re
from collections import Counter

_CONTROLS = re.compile(
    r"(?P<escape>\x1b\[[0-9;:?]*[ -/]*[@-~]|\x1b)|(?P<nul>\x00)"
    r"|(?P<control>[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb])"
)
_ANY_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb]")
_UNSEEN = re.compile(
    r"(?P<bidi>[\u202a-\u202e\u2066-\u2069])"
    r"|(?P<tag>[\U000e0000-\U000e007f\U000e0100-\U000e01ef]+)"
    r"|(?P<half>[\ud800-\udfff])"
    # Not worth a word: marks of order, and joiners within a word.
    r"|(?P<mark>[\ufeff\u200e\u200f\u2061-\u2064\u180e\u034f]|(?<=[A-Za-z])[\u200c\u200d](?=[A-Za-z]))"
)
_ANY_UNSEEN = re.compile(
    r"[\u034f\u180e\u200c-\u200f\u202a-\u202e\u2061-\u2064\u2066-\u2069\ud800-\udfff\ufeff"
    r"\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
# The flags of some regions are spelt with tags, which is what these are for.
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f")
_NAMES = {
    "escape": "escape codes of a terminal",
    "nul": "NUL",
    "control": "control characters",
    "bidi": "characters that turn the direction of writing",
    "tag": "tag characters",
    "half": "halves of characters",
}


def without_controls(text: str) -> tuple[str, Counter[str], int]:
    """The text without them, how many there were of what, and the 1-based line of the first. Line ends, tabs and form
    feeds stay."""
    found: Counter[str] = Counter()
    first = _ANY_CONTROL.search(text)
    if first is None:
        return text, found, 0

    def leave_out(character: re.Match[str]) -> str:
        found[character.lastgroup or ""] += len(character[0])
        return ""

    return _CONTROLS.sub(leave_out, text), found, text.count("\n", 0, first.start()) + 1


def unseen(text: str) -> Counter[str]:
    """How many characters of what `seen` would leave out, of those that are worth a word."""
    found: Counter[str] = Counter()
    if _ANY_UNSEEN.search(text) is not None:
        for one in _UNSEEN.finditer(_FLAG.sub("", text)):
            if one.lastgroup in _NAMES:
                found[one.lastgroup or ""] += len(one[0])
    return found


def seen(text: str) -> str:
    """The text without characters that nobody sees; half a character stood for something and is shown as lost."""
    if _ANY_UNSEEN.search(text) is None:
        return text
    return _UNSEEN.sub(lambda one: "\ufffd" if one.lastgroup == "half" else "", text)


def hidden_sentence(where: str, found: Counter[str]) -> str:
    """Where a document has such characters, how many, and what to do."""
    kinds = ", ".join(_NAMES[kind] for kind in _NAMES if found[kind])
    count = sum(found.values())
    plural = "" if count == 1 else "s"
    return f"{where}: {count:,} character{plural} that nobody sees ({kinds}) left out; look at what it is for."
