"""Blocks to questions, answers and passages: what belongs to what, and what is left out and why."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ingest.answers import Answer, answer_of, answer_of_record
from ingest.blocks import Block, Reading, Record
from ingest.chrome import line_reason, section_reason, shown
from ingest.readers.named_fields import answer_field, plain_name, question_field
from ingest.shapes import Shapes
from ingest.wording import after_answer_label, asking_part, is_placeholder, question_text, without_marks

PieceKind = Literal["text", "numbered", "labelled", "row"]
# An unlabelled piece of text with fewer words says nothing that could be cited.
_FEWEST_WORDS = 6
# More words between a question and its "Answer:" are an answer of their own.
_LONGEST_QUESTION = 60
_LABELLED = re.compile(r"(?P<label>[^.!?\n:]{2,60}):\s+(?=\S+(?:\s+\S+){3})")


@dataclass(frozen=True, slots=True)
class Dropped:
    """A block that was left out. `text` is an excerpt; personal data is not repeated in it."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as found; `record` where the format itself named it."""

    text: str
    start: int
    end: int
    section: str
    answer: Answer | None
    record: Record | None = None


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
class Pairs:
    """What one document yielded, in its order."""

    asked: list[Asked] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    def drop(self, line: int, reason: str, text: str) -> None:
        self.dropped.append(Dropped(line, reason, shown(text, reason)))


def pair(reading: Reading) -> Pairs:
    """Every block of a reading ends up in a question, an answer, a passage or among the dropped."""
    pairs = Pairs()
    for record in reading.blocks:
        if isinstance(record, Record):
            _add_record(pairs, record)
    blocks = [block for block in reading.blocks if isinstance(block, Block)]
    _Walk(pairs, Shapes(blocks), reading.title).over(blocks)
    _drop_contents(pairs)
    pairs.dropped.sort(key=lambda drop: drop.line)
    return pairs


def _drop_contents(pairs: Pairs) -> None:
    """A question that stands unanswered in a list at the top and answered below was asked once."""
    answered = {_same(asked.text) for asked in pairs.asked if asked.answer is not None}
    for asked in pairs.asked:
        if asked.answer is None and asked.record is None and _same(asked.text) in answered:
            pairs.drop(asked.start, "table of contents", asked.text)
    dropped = {(drop.line, drop.reason) for drop in pairs.dropped}
    pairs.asked = [asked for asked in pairs.asked if (asked.start, "table of contents") not in dropped]


def _same(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))


def _add_record(pairs: Pairs, record: Record) -> None:
    text = record.question if record.points else question_text(record.question) or record.question.strip()
    if is_placeholder(text):
        pairs.drop(record.start, "placeholder", record.question)
        return
    answer, reason = answer_of_record(record)
    if reason:
        pairs.drop(record.answer_line or record.start, reason, record.answer)
    pairs.asked.append(Asked(text, record.start, record.end, record.section, answer, record))


class _Walk:
    """One pass over the blocks: the open question collects its answer, a heading or the next question closes it."""

    def __init__(self, pairs: Pairs, shapes: Shapes, title: str) -> None:
        self._pairs = pairs
        self._shapes = shapes
        self._title = title
        self._sections: list[tuple[int, str]] = []
        self._skipping: tuple[int, str] | None = None
        self._open: Block | None = None
        self._open_rank = 0
        self._open_level = 0
        self._body: list[Block] = []

    def over(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            rank = self._shapes.rank(block)
            if rank is not None and self._may_open(block, rank):
                self._ask(block, rank)
            elif block.kind == "heading":
                self._heading(block)
            elif self._skipping:
                self._drop(block, self._skipping[1])
            else:
                self._body.append(block)
        self._close()

    def _may_open(self, block: Block, rank: int) -> bool:
        """Within an answer only the same or a more usual way of asking opens another question, or a higher heading."""
        higher = block.kind == "heading" and block.level <= self._open_level
        return self._open is None or rank <= self._open_rank or higher

    def _ask(self, block: Block, rank: int) -> None:
        self._close()
        self._skipping = None
        self._open, self._open_rank = block, rank
        if block.kind == "heading":
            self._sections = [(level, name) for level, name in self._sections if level < block.level]
            self._open_level = block.level
        else:
            self._open_level = self._sections[-1][0] if self._sections else 6
        if block.kind == "fold":
            self._close()

    def _heading(self, block: Block) -> None:
        bare = without_marks(block.text)
        reason = line_reason(bare)
        if self._skipping and block.level > self._skipping[0]:
            self._drop(block, self._skipping[1])
        elif self._open is not None and (block.level > self._open_level or after_answer_label(block.raw) is not None):
            if reason:
                self._drop(block, reason)
            else:
                self._body.append(block)
        elif reason and not section_reason(bare):
            self._drop(block, reason)
        else:
            self._close()
            self._sections = [(level, name) for level, name in self._sections if level < block.level]
            section = section_reason(bare)
            self._skipping = (block.level, section) if section else None
            if section:
                self._drop(block, section)
            else:
                self._sections.append((block.level, (question_text(block.text) or bare).rstrip(":")))

    def _close(self) -> None:
        body, self._body = self._body, []
        opened, self._open = self._open, None
        if opened is None:
            self._keep(body)
            return
        if opened.kind == "fold":
            body = [_unfolded(opened)]
        text = opened.text if opened.kind in ("fold", "heading") else asking_part(opened.text)
        rest = opened.text[len(text) :].strip("\n") if opened.kind not in ("fold", "heading") else ""
        if rest.strip():
            body.insert(0, Block("paragraph", rest, rest, opened.start + text.count("\n") + 1, opened.end))
        more, body = _asked_below(body, bare=not question_text(text))
        question = " ".join(part for part in (question_text(text), more) if part)
        end = max([opened.end, *(block.end for block in body if block.kind != "rule")])
        if not question or is_placeholder(question):
            self._drop(opened, "placeholder")
            self._keep(body)
            return
        answer, drops = answer_of(body)
        for block, reason in drops:
            self._drop(block, reason)
        if answer is not None:
            end = max(answer.lines[-1][0], opened.start)
        self._pairs.asked.append(Asked(question, opened.start, end, self._section(), answer))

    def _keep(self, blocks: Sequence[Block]) -> None:
        """Text outside every question: passages where it says something, dropped where it is chrome or a scrap."""
        running: list[Block] = []
        for at, block in enumerate(blocks):
            reason = line_reason(block.text) if block.kind != "table" else None
            if reason is None and block.kind in ("paragraph", "item"):
                reason = _scrap(block, blocks[at + 1 :])
            if reason:
                self._drop(block, reason)
            elif block.kind in ("rule", "image"):
                pass
            elif block.kind == "table":
                if not self._asked_in_rows(block):
                    self._rows(block)
            elif block.kind == "item" and (piece := _own_piece(block, self._section())):
                self._flush(running)
                self._pairs.pieces.append(piece)
            else:
                running.append(block)
        self._flush(running)

    def _flush(self, running: list[Block]) -> None:
        """Neighbouring paragraphs and plain items are one passage; a long one is cut later."""
        if not running:
            return
        text = "\n".join(
            ("\n" if at and block.kind != "item" else "") + block.raw.strip() for at, block in enumerate(running)
        )
        if len(without_marks(text).split()) < _FEWEST_WORDS:
            self._drop(running[0], "fragment")
        else:
            self._pairs.pieces.append(Piece("text", text, running[0].start, running[-1].end, self._section()))
        running.clear()

    def _asked_in_rows(self, block: Block) -> bool:
        """A table with a column of questions: each row is one, with its answer."""
        header = [without_marks(name) for name in block.rows[0]]
        question = question_field(header)
        if question is None or plain_name(question) in ("title", "text"):
            return False
        answer = answer_field(header, question)
        for row, line in zip(block.rows[1:], _row_lines(block), strict=False):
            cells = dict(zip(header, row, strict=False))
            record = Record(cells.get(question, ""), cells.get(answer or "", ""), line, line, self._section())
            if record.question.strip():
                _add_record(self._pairs, record)
        return True

    def _rows(self, block: Block) -> None:
        header, *rows = block.rows
        lines = _row_lines(block)
        for row, line in zip(rows, lines, strict=False):
            cells = [without_marks(cell) for cell in row]
            named = [(name.strip(), cell) for name, cell in zip(map(without_marks, header), cells, strict=False)]
            said = [f"{name}: {cell}" if name else cell for name, cell in named[1:] if cell]
            if len(" ".join(cells).split()) < _FEWEST_WORDS or not said:
                self._pairs.drop(line, "fragment", " | ".join(row))
                continue
            text = f"{cells[0]}. {'; '.join(said)}" if cells[0] else "; ".join(said)
            piece = Piece("row", text, line, line, self._section(), cells[0], tuple(named[1:]))
            self._pairs.pieces.append(piece)

    def _drop(self, block: Block, reason: str) -> None:
        if block.kind not in ("rule", "image"):
            self._pairs.drop(block.start, reason, block.text or block.raw)

    def _section(self) -> str:
        names = [name for _, name in self._sections if name != self._title]
        return " › ".join(names)


def _unfolded(block: Block) -> Block:
    return Block("paragraph", block.raw, block.raw, block.level, block.level + block.raw.count("\n"))


def _asked_below(body: list[Block], bare: bool) -> tuple[str, list[Block]]:
    """What stands between a heading that asks and its "Answer:" asks too; below a bare `Question 7`, the first block.

    Returns these words and the blocks that are left.
    """
    asking = [block for block in body if block.kind != "rule"]
    label = next((at for at, block in enumerate(asking) if after_answer_label(block.text) is not None), 0)
    above = asking[:label]
    if label and all(block.kind in ("paragraph", "heading") for block in above):
        said = " ".join(question_text(block.text) for block in above)
        if len(said.split()) <= _LONGEST_QUESTION:
            return said, asking[label:]
    if bare and asking:
        return question_text(asking[0].text), asking[1:]
    return "", body


def _own_piece(block: Block, section: str) -> Piece | None:
    """A numbered or labelled item that says enough to be cited by itself."""
    text = without_marks(block.text)
    label = _LABELLED.match(text)
    name = label["label"].strip() if label and len(label["label"].split()) <= 8 else ""
    numbered = block.mark[:1].isdigit() or bool(re.match(r"\(?[ivxIVX]+[.)\-–]", block.mark))
    if not name and not (numbered and len(text.split()) >= 12):
        return None
    kind: PieceKind = "labelled" if name else "numbered"
    return Piece(kind, block.text.strip(), block.start, block.end, section, name)


def _scrap(block: Block, following: Iterable[Block]) -> str | None:
    bare = without_marks(block.text)
    if not bare or (re.search(r"\[[^\]]*\]\(", block.text) and len(_without_links(block.text).split()) < 4):
        return "links"
    if is_placeholder(block.text):
        return "placeholder"
    after = next(iter(following), None)
    if after is not None and len(bare.split()) <= 4 and line_reason(after.text) == "byline":
        return "byline"
    return None


def _without_links(text: str) -> str:
    return without_marks(re.sub(r"!?\[[^\]]*\]\([^)]*\)", " ", text))


def _row_lines(block: Block) -> list[int]:
    """The source line of each row below the header, which a line of dashes may follow."""
    lines = block.raw.split("\n")
    skip = 2 if len(lines) > 1 and re.fullmatch(r"[\s|:-]+", lines[1]) else 1
    return [block.start + at for at in range(skip, len(lines))]
