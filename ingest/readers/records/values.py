"""The values of JSON, YAML and XML: plain dictionaries, lists and numbers, and texts that know their lines."""

from collections.abc import Iterator
from typing import Any

# Deeper nesting than this is no list of questions.
DEEPEST = 60


class Text(str):
    """A string with the 1-based lines on which it begins and ends in the source."""

    __slots__ = ("end", "line")

    line: int
    end: int

    def __new__(cls, value: str, line: int, end: int = 0) -> "Text":
        made = super().__new__(cls, value)
        made.line = line
        made.end = max(line, end)
        return made

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """Beyond a reader's process it is a string like any other."""
        return str, (str(self),)


def first_line(value: Any) -> int:
    """The line on which the first text in a value begins; 0 where it holds none."""
    return next((text.line for text in _texts(value, 0)), 0)


def is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float)


def said(value: Any) -> str:
    """A scalar in one line."""
    return " ".join(str(value).split())


def is_true(value: Any) -> bool:
    """Whether a flag is set, however it is written; a share of 100 is one, too."""
    return str(value).strip().lower() in ("true", "yes", "y", "1", "1.0", "100", "correct", "right")


def _texts(value: Any, depth: int) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, list | dict) and depth < DEEPEST:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner, depth + 1)
