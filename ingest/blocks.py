"""What a reader makes of a document: blocks of running text, or records where the format names the question."""

from bisect import bisect_right
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
class Place:
    """From this 1-based line of a reading on, where a person would look for it: `page 3`, `sheet Basics, row 7`."""

    line: int
    name: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """A part that could not be read, while the rest could: one sentence that names the document, what is wrong, where,
    and the mend."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Omitted:
    """What a reader left out because the format itself says that it is no content, and how it begins: the navigation
    of a web page."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a reader found, in the order of the document. `format` is its name in reports: `markdown`.

    A format without lines (pages, slides, sheets, cards) is numbered as its blocks would stand in a text file, a blank
    line between two blocks, and `places`, in the order of lines, says what a person calls it. `pictures` counts those
    that may hold text nobody has read; `omitted` is what the report names as left out.
    """

    format: str
    title: str = ""
    blocks: tuple[Block | Record, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    pictures: int = 0
    omitted: tuple[Omitted, ...] = ()

    def place_of(self, start: int, end: int) -> str:
        """`page 3`, or `page 3 to page 4`; empty for formats whose lines are real ones."""
        lines = [place.line for place in self.places]
        first, last = (bisect_right(lines, line) - 1 for line in (start, end))
        if first < 0:
            return ""
        names = self.places[first].name, self.places[max(first, last)].name
        return names[0] if names[0] == names[1] else f"{names[0]} to {names[1]}"
