"""Which column of a table asks and which answers: by its name as people write it, or else by what stands in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.records.named_fields import (
    answer_field,
    asks_weakly,
    card_fields,
    is_about_a_learner,
    is_alternative,
    is_bad_answer,
    plain_name,
    question_field,
    section_field,
    weak_answer_field,
)
from ingest.understanding.wording import reads_like_question, without_marks

_LONGEST_NAME = 80
_LEVEL = re.compile(r"(?:question_|experience_|skill_)?(?:difficulty|level|seniority|complexity)(?:_level)?")
_SHORT_QUESTION = re.compile(r"(?:interview|exam|quiz|sample|the)_qs?")
_PERSONAL = re.compile(
    r"(?:.*_)?(?:e_?mail|phone|mobile|telephone)(?:_(?:address|id|number|no))?|ip_address|(?:full|first|last|user)_?name"
)
_LEVEL_VALUES = frozenset(
    "easy medium hard beginner intermediate advanced junior mid senior basic expert entry difficult".split()
)
# Such a share of a column's cells must read like questions where its name alone does not tell.
_ENOUGH = 0.5
# A sheet of nothing but a short and a long text in each row needs few that read like questions.
_TWO_COLUMNS = 0.2


@dataclass(frozen=True, slots=True)
class Columns:
    """The parts of a table's columns by their place; `names` are plain (`reference_answer`), "" where there is none."""

    names: tuple[str, ...]
    question: int
    answer: int | None
    section: int | None

    @property
    def others(self) -> list[int]:
        """What is told about a question beside these: never a learner's answer or score, or how not to answer."""
        return [
            at
            for at, name in enumerate(self.names)
            if name and at not in (self.question, self.answer) and not _is_aside(name)
        ]

    @property
    def is_graded(self) -> bool:
        return any(is_about_a_learner(name) for name in self.names)


def named_columns(header: Sequence[str], below: Sequence[Sequence[str]]) -> Columns | None:
    """The columns by the names in this row, None where none of them asks. `below` are the rows that it names."""
    if any(len(cell) > _LONGEST_NAME for cell in header) or any(cell.rstrip().endswith("?") for cell in header):
        return None
    names = plain_cells(header)
    known = [name for name in names if name]
    question = question_field(known)
    cards = card_fields(known)
    if question is not None and not asks_weakly(question):
        answer = answer_field(known, question) or weak_answer_field(known, question)
    elif cards is not None and (plain_name(cards[0]) == "front" or _read(below, names.index(cards[0]))):
        question, answer = cards
    elif question is not None:
        answer = answer_field(known, question)
        if answer is None and not _read(below, names.index(question)):
            return None
    else:
        return None
    return _columns(names, names.index(question), names.index(answer) if answer else None)


def plain_cells(header: Sequence[str]) -> tuple[str, ...]:
    """The names in a header as fields are called."""
    return tuple(_name(cell) for cell in header)


def _columns(names: Sequence[str], question: int, answer: int | None) -> Columns:
    section = section_field([name for at, name in enumerate(names) if name and at not in (question, answer)])
    return Columns(tuple(names), question, answer, names.index(section) if section else None)


def guessed_columns(rows: Sequence[Sequence[str]], enough: float) -> tuple[Columns, bool] | None:
    """The columns by what stands in them, and whether the first row names them; None where no column asks."""
    width = max((len(row) for row in rows), default=0)
    columns = [[row[at].strip() if at < len(row) else "" for row in rows] for at in range(width)]
    asking = [
        (sum(map(reads_like_question, filled)) / len(filled), -at)
        for at, column in enumerate(columns)
        if len(filled := [cell for cell in column if cell]) >= 2
        and sum(cell.rstrip().endswith("?") for cell in filled) >= 2
    ]
    share, question = max(asking, default=(0.0, 0))
    question = -question
    if share < (_TWO_COLUMNS if enough < 0.8 and _are_two_sides(columns, question) else enough):
        return None
    first = columns[question][0]
    is_header = bool(first) and not reads_like_question(first) and all(len(cell.split()) <= 5 for cell in rows[0])
    body = [column[1:] if is_header else column for column in columns]
    names = [_name(rows[0][at]) if is_header and at < len(rows[0]) else "" for at in range(width)]
    for at in range(width):
        names[at] = names[at] or _guessed_name(at, [cell for cell in body[at] if cell])
    asked = [row for row, cell in enumerate(body[question]) if cell]
    sizes = {
        at: sum(len(body[at][row].split()) for row in asked) / len(asked)
        for at in range(width)
        if at != question and names[at] not in ("level", "topic", "number") and not _is_aside(names[at])
    }
    answer = max((at for at in sizes if sizes[at]), key=lambda at: sizes[at], default=None)
    return _columns(names, question, answer), is_header


def _are_two_sides(columns: Sequence[Sequence[str]], question: int) -> bool:
    """Whether nearly every row has a short text and, in the only other column of texts, a longer one."""
    texts = [
        at for at, column in enumerate(columns) if sum(len(cell.split()) > 2 for cell in column) > 0.3 * len(column)
    ]
    if len(texts) != 2 or question != texts[0]:
        return False
    rows = list(zip(columns[texts[0]], columns[texts[1]], strict=True))
    longer = [len(answer.split()) > len(asked.split()) for asked, answer in rows if asked and answer]
    return len(longer) >= 0.7 * len(rows) and sum(longer) >= 0.7 * len(longer)


def _guessed_name(at: int, cells: Sequence[str]) -> str:
    if cells and all(cell.lower() in _LEVEL_VALUES for cell in cells):
        return "level"
    if not cells or all(re.fullmatch(r"\W*[\d.]+\W*", cell) for cell in cells):
        return "number"
    few = len(cells) >= 4 and len(set(cells)) <= len(cells) // 2 and all(len(cell.split()) <= 4 for cell in cells)
    return "topic" if few else f"column_{at + 1}"


def _name(cell: str) -> str:
    """`Question - max 120 characters` is `question`, `Difficulty Level` is `level`."""
    bare = without_marks(cell).strip(" :*")
    name = plain_name(re.split(r"\s+[-–(]\s*|\s*[(\[:/]", bare, maxsplit=1)[0] or bare)
    if _SHORT_QUESTION.fullmatch(name):
        return "question"
    return "level" if _LEVEL.fullmatch(name) else name


def is_personal(name: str) -> bool:
    """Whether a column says who somebody is or how to reach them."""
    return bool(_PERSONAL.fullmatch(plain_name(name)))


def _is_aside(name: str) -> bool:
    return is_about_a_learner(name) or is_bad_answer(name) or is_alternative(name) or is_personal(name)


def _read(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether what stands in a column reads like questions."""
    cells = [row[at] for row in rows if at < len(row) and row[at]]
    return bool(cells) and sum(map(reads_like_question, cells)) >= _ENOUGH * len(cells)
