"""What a reader makes of a document: blocks of running text, or records where the format names the question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "code", "table", "rule", "fold", "image"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of running text at 1-based lines `start`..`end`, both inclusive.

    `text` is what it says, inline marks included; `raw` its lines as they stand in the source, list mark and all.
    `level` is a heading's depth (1 is the top) or a list item's indentation; `mark` is the item's own: `3.`, `-`.
    A fold's `text` is its summary, `raw` what it hides, and `level` the line on which that begins. A table has `rows`,
    the first of them its header.
    """

    kind: BlockKind
    text: str
    raw: str
    start: int
    end: int
    level: int = 0
    mark: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


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
    """A question and what belongs to it, told apart by the format and not by guessing. An empty answer is none.

    `key` is the source's own id; `fields` are its other scalar fields; `answer_line` is where the answer begins.
    """

    question: str
    answer: str
    start: int
    end: int
    section: str = ""
    key: str = ""
    answer_line: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)
    points: tuple[AuthoredPoint, ...] = ()
    misconception: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a reader found, in the order of the document. `format` is its name in reports: `markdown`."""

    format: str
    title: str = ""
    blocks: tuple[Block | Record, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
