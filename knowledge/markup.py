"""Markdown and HTML marks blanked out without moving a character: offsets still fit the text as it stands."""

import re

_FENCE = re.compile(r"^[ \t]*(?P<mark>```+|~~~+)[^\n]*\n.*?(?:^[ \t]*(?P=mark)[ \t]*$|\Z)", re.M | re.S)
_DISPLAY_MATHS = re.compile(r"\$\$.*?\$\$", re.S)
# Most sentences hold none of these, and then no pattern below finds anything.
_ANY_MARK = re.compile(r"[`~$<>#\[\]*_]|---|https?://")
_WHOLE = (
    re.compile(r"<!--.*?-->", re.S),
    re.compile(r"</?[a-zA-Z][^<>\n]*>"),
    re.compile(r"!\[[^\[\]\n]*\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)"),
    re.compile(r"^[ \t]*#{1,6}[ \t][^\n]*$", re.M),
    re.compile(r"^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t:|-]*)?$", re.M),
    re.compile(r"^[ \t]*(?:[*_][ \t]*){3,}$", re.M),
    re.compile(r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)"),
    re.compile(r"https?://[^\s)>\]]+"),
    re.compile(r"\*\*|__|`+|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)|~~"),
    re.compile(r"\[(?=[^\[\]\n]*[ ]{4})|^[ \t]*>[ \t]?", re.M),
)


def blank_marks(text: str) -> str:
    """The text with code blocks, headings, tags, link targets and emphasis replaced by as many blanks.

    Line breaks stay, so that lines and offsets are those of the text given.
    """
    if not _ANY_MARK.search(text):
        return text
    for pattern in (_FENCE, _DISPLAY_MATHS, *_WHOLE):
        text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    return text


def plain(text: str) -> str:
    """The words without marks, on one line: what a person would read aloud."""
    return re.sub(r"(?<=\w)\s+([:;,.!?)])(?=\s|$)", r"\1", " ".join(blank_marks(text).split()))
