"""What a reader makes of a document: blocks of text, or records where the format itself names the question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "code", "row", "rule", "fold", "end fold"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of running text at 1-based lines `start`..`end`, both inclusive.

    `level` is a heading's depth (1 is the top) or a list item's indentation; `mark` is what stood before the
    text: `3.`, `-`, `Q:`. `strong` says that the whole text was set in bold.
    """

    kind: BlockKind
    text: str
    start: int
    end: int
    level: int = 0
    mark: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class AuthoredPoint:
    """A key point as its author wrote it; `sentences` numbers the sentences of the answer from 1."""

    text: str
    sentences: tuple[int, ...]
    terms: tuple[str, ...]
    probe: str
    line: int


@dataclass(frozen=True, slots=True)
class Record:
    """A question and what belongs to it, told apart by the format, not by guessing. No answer is an empty one."""

    question: str
    answer: str
    start: int
    end: int
    section: str = ""
    key: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    points: tuple[AuthoredPoint, ...] = ()
    misconception: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a reader found, in the order of the document."""

    title: str = ""
    blocks: tuple[Block | Record, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
