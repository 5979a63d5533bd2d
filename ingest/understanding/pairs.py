"""Blocks to questions, answers and passages: what belongs to what, and what is left out and why."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Block, Reading, Record
from ingest.readers.text.markdown import markdown_blocks
from ingest.understanding.answers import answer_of
from ingest.understanding.below import asked_below, begins_answer, belongs, is_in_italics, unfolded
from ingest.understanding.choices import take_choices, take_code
from ingest.understanding.chrome import line_reason, section_reason
from ingest.understanding.contents import drop_contents
from ingest.understanding.findings import Asked, Findings
from ingest.understanding.levels import level_in, named_level
from ingest.understanding.marks import shape_of
from ingest.understanding.parts import parts_of
from ingest.understanding.pieces import add_record, keep
from ingest.understanding.shapes import Shapes
from ingest.understanding.surroundings import stand_before_answers
from ingest.understanding.wording import (
    TOPIC_LEVEL,
    answer_behind,
    asked_number,
    asking_part,
    asks_surely,
    is_placeholder,
    is_section_label,
    marks_of,
    question_text,
    without_marks,
)

# As deep as the deepest heading.
_BOLD_TITLE = 6
# So many questions without an answer, and none with one, are a list to which nobody gives answers.
_FEWEST_OPEN = 2


def pair(reading: Reading) -> Findings:
    """Every block of a reading ends up in a question, an answer, a passage or among the dropped."""
    found = Findings()
    for record in reading.blocks:
        if isinstance(record, Record):
            add_record(found, record)
    blocks = [block for block in reading.blocks if isinstance(block, Block)]
    _Walk(found, Shapes(blocks, reading.title), reading.title).over(blocks)
    drop_contents(found)
    if len(found.asked) == 1 and reading.fields and found.asked[0].record is None:
        about = {name: value for name, value in reading.fields.items() if name != "title"}
        found.asked[0] = replace(found.asked[0], fields={**about, **found.asked[0].fields})
    for one in reading.omitted:
        found.drop(one.line, one.reason, one.text)
    found.dropped.sort(key=lambda drop: drop.line)
    return found


class _Walk:
    """One pass over the blocks: the open question collects its answer, a heading or the next question closes it."""

    def __init__(self, found: Findings, shapes: Shapes, title: str) -> None:
        self._found = found
        self._shapes = shapes
        self._title = title
        self._sections: list[tuple[int, str]] = []
        self._named: list[tuple[Block, str]] = []
        self._skipping: tuple[int, str] | None = None
        self._open: Block | None = None
        self._open_rank = 0
        self._open_level = 0
        self._open_outside = False
        self._number: int | None = None
        self._body: list[Block] = []

    def over(self, blocks: Sequence[Block]) -> None:
        before_answers = stand_before_answers(blocks)
        for block in blocks:
            rank = self._shapes.rank(block)
            if rank is None and block.start in before_answers and self._is_answered():
                rank = self._open_rank
            if (rank is not None and self._may_open(block, rank)) or self._continues(block):
                self._ask(block, self._open_rank if rank is None else rank)
            elif block.kind == "heading":
                self._heading(block)
            elif self._skipping:
                self._found.drop_block(block, self._skipping[1])
            else:
                self._body += unfolded(block)
        closing = self._take_closing()
        self._close()
        keep(closing, self._section(), self._found)
        self._drop_empty_sections()

    def _take_closing(self) -> list[Block]:
        """What stands at the very end and is no answer to the last question: "Happy learning!" below a list of open
        ones, a line in italics below a rule."""
        opened, body = self._open, self._body
        if opened is None or not body or any(map(begins_answer, body)):
            return []
        open_list = len(self._found.asked) >= _FEWEST_OPEN and all(one.answer is None for one in self._found.asked)
        if open_list and (opened.kind == "item" or body[0].kind == "rule" or is_in_italics(body[0])):
            self._body = []
            return body
        if len(body) > 2 and body[-2].kind == "rule" and is_in_italics(body[-1]):
            self._body = body[:-2]
            return body[-1:]
        return []

    def _drop_empty_sections(self) -> None:
        """A heading lives on in the section of what stands below it; where nothing does, it is reported."""
        found = self._found
        sections = [*(asked.section for asked in found.asked), *(piece.section for piece in found.pieces)]
        used = {name for section in sections for name in section.split(" › ")}
        for block, name in self._named:
            if name not in used and name != self._title:
                found.drop_block(block, "section without text")

    def _is_answered(self) -> bool:
        """Whether no question waits for the answer that is labelled next."""
        return not self._skipping and (self._open is None or any(map(begins_answer, self._body)))

    def _may_open(self, block: Block, rank: int) -> bool:
        """Within an answer only the same or a more usual way of asking opens another question, or a higher heading."""
        higher = block.kind == "heading" and block.level <= self._open_level
        if self._shapes.only_outside(block):
            return self._open is None or self._open_outside
        return self._open is None or rank <= self._open_rank or higher

    def _continues(self, block: Block) -> bool:
        """Whether a block asks under the next number, marked as no other question was."""
        if self._number is None or shape_of(block) is None or (block.level > 4 and block.kind == "item"):
            return False
        if block.kind == "item" and self._open is not None and self._open.kind == "heading":
            return False
        asks = asks_surely(block.text if block.kind == "heading" else asking_part(block.text))
        number = int(block.mark[:-1]) if block.mark[:-1].isdigit() else asked_number(block.text)
        return asks and number == self._number + 1

    def _ask(self, block: Block, rank: int) -> None:
        title = self._title_above(block)
        self._close()
        if title:
            self._sections = [*((level, name) for level, name in self._sections if level < _BOLD_TITLE), title]
        self._skipping = None
        self._open_outside = self._shapes.only_outside(block)
        self._number = int(block.mark[:-1]) if block.mark[:-1].isdigit() else asked_number(block.text)
        if block.kind == "item":
            above = TOPIC_LEVEL + len(block.raw) - len(block.raw.lstrip())
            self._sections = [(level, name) for level, name in self._sections if level < above]
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
        if self._skipping and block.level > self._skipping[0] and self._skipping[1] != "navigation":
            self._found.drop_block(block, self._skipping[1])
        elif self._open is not None and self._is_below(block):
            if reason:
                self._found.drop_block(block, reason)
            else:
                self._body.append(block)
        elif reason and not section_reason(bare):
            self._found.drop_block(block, reason)
        else:
            self._close()
            self._sections = [(level, name) for level, name in self._sections if level < block.level]
            section = section_reason(bare)
            self._skipping = (block.level, section) if section else None
            if section:
                self._found.drop_block(block, section)
            else:
                name = (question_text(block.text) or bare).rstrip(":")
                self._named.append((block, name))
                self._sections.append((block.level, name))

    def _title_above(self, block: Block) -> tuple[int, str] | None:
        """A line in bold type right above a labelled question names it, and is no end of the answer before."""
        above = self._body[-1] if self._body else None
        if above is None or shape_of(block) != "label" or shape_of(above) not in ("bold", "marked bold"):
            return None
        if above.kind != "paragraph" or (self._open is not None and len(self._body) == 1):
            return None
        self._body.pop()
        return _BOLD_TITLE, question_text(above.text)

    def _is_below(self, heading: Block) -> bool:
        """Whether a heading is part of the open answer; the topic of a list is none where lists ask."""
        if belongs(heading) or self._open is None:
            return True
        # An item that is answered within its list, or a list of open ones, ends with the list; "Advanced" and "Part 2"
        # end what no heading asks.
        before = self._found.asked[-1:]
        listed = shape_of(self._open) == "filled item" or (not self._body and bool(before) and before[0].answer is None)
        ends = is_section_label(heading.text) or (self._open.kind == "item" and listed)
        return heading.level > self._open_level and not (ends and self._open.kind != "heading")

    def _close(self) -> None:
        body, self._body = self._body, []
        opened, self._open = self._open, None
        if opened is None:
            keep(body, self._section(), self._found)
            return
        if opened.kind == "fold":
            body = [inner for block in markdown_blocks(opened.raw, opened.level) for inner in unfolded(block)]
        text = opened.text if opened.kind in ("fold", "heading") else asking_part(opened.text)
        rest = opened.text[len(text) :] if opened.kind not in ("fold", "heading") else ""
        if rest.strip():
            first = opened.start + (text + rest[: len(rest) - len(rest.lstrip("\n"))]).count("\n")
            rest = answer_behind(rest).strip("\n")
            body.insert(0, Block("paragraph", rest, rest, min(first, opened.end), opened.end))
        fields = self._fields(opened)
        options, body = take_choices(body)
        code, body = take_code(text, body)
        parts = parts_of(body)
        more, body = asked_below(parts.answer, bare=not question_text(text))
        question = " ".join(part for part in (question_text(text), more) if part)
        end = max([opened.end, *(block.end for block in body if block.kind != "rule")])
        for block, reason in parts.drops:
            self._found.drop_block(block, reason)
        if not question or is_placeholder(question):
            self._found.drop_block(opened, "placeholder")
            keep(body, self._section(), self._found)
            return
        answer, drops = answer_of(body)
        for block, reason in drops:
            self._found.drop_block(block, reason)
        if answer is not None:
            end = max(answer.lines[-1][0], opened.start)
        offered = {"options": options, "code": code}
        fields |= parts.fields | {name: said for name, said in offered.items() if said}
        self._found.asked.append(
            Asked(question, opened.start, end, self._section(), answer, None, fields, parts.misconception)
        )

    def _fields(self, opened: Block) -> dict[str, str]:
        """The level that the question is marked with, or else the section it stands in."""
        marked = level_in(opened.text) if opened.kind in ("fold", "heading") else level_in(asking_part(opened.text))
        levels = [named_level(name) for _, name in reversed(self._sections) if len(name) > 2]
        level = marked or next(filter(None, levels), "")
        said = {"level": level, "points": marks_of(asking_part(opened.text))}
        return {name: value for name, value in said.items() if value}

    def _section(self) -> str:
        names = [name for _, name in self._sections if name != self._title]
        return " › ".join(names)
