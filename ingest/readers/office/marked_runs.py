"""Runs of text, each with its look, written with Markdown's marks: one mark around neighbours that look alike."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import TypeAlias

# Where it leads, whether it is bold, whether it is code, and the text.
StyledText: TypeAlias = tuple[str, bool, bool, str]


def marked_runs(runs: Sequence[StyledText]) -> str:
    """Bold stands around links and code; blanks at the ends stay outside the marks, and a mark ends with its line."""
    runs = [run for run in runs if run[3]]
    # Blanks look like whatever stands before them.
    for at in range(1, len(runs)):
        if not runs[at][3].strip():
            runs[at] = (*runs[at - 1][:3], runs[at][3])
    pieces = []
    for bold, group in groupby(runs, lambda run: run[1]):
        inner = ""
        for (link, code), some in groupby(group, lambda run: (run[0], run[2])):
            text = "".join(run[3] for run in some)
            inner += _linked(_wrapped(text, "``" if "`" in text else "`") if code else text, link)
        pieces.append(_wrapped(inner, "**") if bold else inner)
    return "".join(pieces)


def _wrapped(text: str, mark: str) -> str:
    return "\n".join(_framed(line, mark, mark) for line in text.split("\n"))


def _linked(text: str, link: str) -> str:
    return _framed(text, "[", f"]({link})") if link and "\n" not in text.strip() else text


def _framed(text: str, before: str, after: str) -> str:
    """Marks around what says something, not around blanks and stops alone."""
    body = text.strip()
    if not re.search(r"\w", body):
        return text
    at = text.index(body)
    return f"{text[:at]}{before}{body}{after}{text[at + len(body) :]}"
