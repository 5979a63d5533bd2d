"""What was found in one document: questions, citable pieces, and what was left out. Values, no rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ingest.blocks import Block, Record
from ingest.understanding.answers import Answer
from ingest.understanding.chrome import shown

PieceKind = Literal["text", "numbered", "labelled", "row"]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A block that was left out. `text` is an excerpt; personal data is not repeated in it. `place` is where a person
    looks, in formats without lines of their own."""

    line: int
    reason: str
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as found; `record` where the format itself named it, `fields` what its surroundings say of it."""

    text: str
    start: int
    end: int
    section: str
    answer: Answer | None
    record: Record | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Citable text that answers no question: running text, a numbered or labelled item, a row of a table."""

    kind: PieceKind
    text: str
    start: int
    end: int
    section: str
    label: str = ""
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Findings:
    """What one document yielded, in its order."""

    asked: list[Asked] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    def drop(self, line: int, reason: str, text: str) -> None:
        self.dropped.append(Dropped(line, reason, shown(text, reason)))

    def drop_block(self, block: Block, reason: str) -> None:
        """A rule and a picture say nothing, so that leaving them out is nothing to report."""
        if block.kind not in ("rule", "image"):
            self.drop(block.start, reason, block.text or block.raw)
