"""Rows of a table that are questions: with a header or without, one row a question or several.

A row that has only an answer goes on with the question above it. One that has a single short cell is a section's
title. The same question in many rows, each with another learner's answer, is one question with its reference.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.readers.records.choices import choice_of, counts_from
from ingest.readers.records.column_names import Columns, guessed_columns, named_columns
from ingest.readers.records.named_fields import explanation_field, is_alternative, key_field
from ingest.understanding.wording import reads_like_question, without_marks

# Titles and notes may stand above a header, but not more than so many rows.
_HEADER_WITHIN = 20
_LABEL = re.compile(
    r"(?P<question>q(?:uestion|ues)?)\W*\d*\W*"
    r"|(?P<answer>(?:model |sample )?a(?:nswer|ns)?|solution|response)\W*\d*\W*",
    re.I,
)
_LONGEST_FIELD = 500
# Whether a table has columns of options is told by so many of its rows.
_ROWS_TO_TELL = 50


@dataclass(frozen=True, slots=True)
class Row:
    """Cells without blanks around them; `number` is the row's own in its table, counted from 1."""

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> list[int]:
        return [at for at, cell in enumerate(self.cells) if cell]

    def cell(self, at: int | None) -> str:
        return self.cells[at] if at is not None and at < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A question from rows `first` to `last`; an empty answer is none."""

    question: str
    answer: str
    first: int
    last: int
    section: str = ""
    key: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AskedTable:
    """The questions of a table, and the rows above its header that belong to none."""

    asked: tuple[AskedRow, ...]
    above: tuple[Row, ...] = ()


@dataclass(slots=True)
class _Entry:
    """A question while its rows are read; `section` is the title row above it."""

    row: Row
    last: int
    section: str
    answers: list[str]


def asked_rows(rows: Sequence[Row], enough: float = 0.6) -> AskedTable | None:
    """The questions in these rows, none of which is empty; None where they are no table of questions.

    `enough` is the share of a column that must read like questions where no header names one.
    """
    cells = [row.cells for row in rows]
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        columns = named_columns(row.cells, cells[at + 1 :])
        if columns is not None and (len(row.filled) >= 2 or columns.names[columns.question].startswith("question")):
            asked = _asked(columns, rows[at + 1 :])
            return AskedTable(asked, tuple(rows[:at])) if asked else None
    if labelled := _labelled(rows):
        return AskedTable(labelled)
    guessed = guessed_columns(cells, enough)
    if guessed is None:
        return None
    columns, is_header = guessed
    if columns.answer is None and len(columns.names) == 1:
        return None
    asked = _asked(columns, rows[1:] if is_header else rows)
    return AskedTable(asked) if asked else None


def _asked(columns: Columns, rows: Sequence[Row]) -> tuple[AskedRow, ...]:
    entries = list(_entries(columns, rows))
    key = _key_column(columns, entries)
    groups: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
    for entry in entries:
        # Where nobody is graded, other answers to the same question are not learners': each is kept, and linked later.
        answered = () if columns.is_graded else tuple(entry.answers)
        groups[entry.row.cell(key), entry.row.cell(columns.question), *answered].append(entry)
    answers = _are_references(columns, list(groups.values()))
    counted_from = None
    if any(choice_of(_named(columns, entry.row), 0) for entry in entries[:_ROWS_TO_TELL]):
        counted_from = counts_from(_named(columns, entry.row) for entry in entries)
    return tuple(_asked_row(columns, group, key, answers, counted_from) for group in groups.values())


def _entries(columns: Columns, rows: Sequence[Row]) -> Iterator[_Entry]:
    entry: _Entry | None = None
    section = ""
    asking = [row for row in rows if row.cell(columns.question)]
    answered = sum(1 for row in asking if row.cell(columns.answer)) >= 0.5 * len(asking)
    carried = ""
    for row in rows:
        question, answer = row.cell(columns.question), row.cell(columns.answer)
        only = row.filled[0] if len(set(row.cells) - {""}) == 1 else None
        if only is not None and only != columns.answer and _titles(row.cells[only], only == columns.question, answered):
            if entry:
                yield entry
            entry, section, carried = None, without_marks(row.cells[only]), ""
        elif question:
            if entry:
                yield entry
            carried = row.cell(columns.section) or carried
            entry = _Entry(row, row.number, carried or section, [answer])
        elif entry and answer:
            entry.answers.append(answer)
            entry.last = row.number
        elif row.cell(columns.section):
            carried = row.cell(columns.section)
    if entry:
        yield entry


def _titles(cell: str, in_question: bool, answered: bool) -> bool:
    """Whether the only cell of a row names what follows; in the column of questions it may be one without answer."""
    if len(cell.split()) > 8 or "\n" in cell or re.fullmatch(r"\W*[\d.]+\W*", cell):
        return False
    return not reads_like_question(cell) and (not in_question or (answered and len(cell.split()) <= 6))


def _key_column(columns: Columns, entries: Sequence[_Entry]) -> int | None:
    """The column that numbers the questions; one that numbers every row anew tells nothing about them."""
    name = key_field([columns.names[at] for at in columns.others])
    if name is None:
        return None
    at = columns.names.index(name)
    ids = [entry.row.cell(at) for entry in entries]
    questions = {entry.row.cell(columns.question) for entry in entries}
    is_key = len(set(ids)) < len(ids) or len(questions) == len(ids)
    return at if all(ids) and is_key and len(set(ids)) >= len(questions) else None


def _are_references(columns: Columns, groups: Sequence[Sequence[_Entry]]) -> bool:
    """Not where the same question has another answer in every row, and each is scored: learners gave them."""
    repeated = [group for group in groups if len(group) > 2]
    various = [group for group in repeated if len({tuple(entry.answers) for entry in group}) > 0.5 * len(group)]
    return not (repeated and len(various) > 0.5 * len(repeated) and columns.is_graded)


def _asked_row(
    columns: Columns, group: Sequence[_Entry], key: int | None, answers: bool, counted_from: int | None
) -> AskedRow:
    first = group[0]
    said = [text for entry in group if (text := "\n".join(filter(None, entry.answers)))] if answers else []
    answer = said[0] if said else ""
    fields = {
        columns.names[at]: " ".join(first.row.cell(at).split())
        for at in columns.others
        if at != columns.section and len({entry.row.cell(at) for entry in group}) == 1
    }
    choice = choice_of(_named(columns, first.row), counted_from) if counted_from is not None else None
    if choice is not None:
        fields = {name: value for name, value in fields.items() if name not in choice.fields}
        fields["options"] = " | ".join(" ".join(option.split()) for option in choice.options)
        answer = choice.answer or answer
        explained = explanation_field(list(fields))
        if answer and explained and fields[explained]:
            answer = f"{answer}\n\n{first.row.cell(columns.names.index(explained))}"
            del fields[explained]
    if columns.section is not None:
        fields[columns.names[columns.section]] = " ".join(first.section.split())
    others = [cell for at, name in enumerate(columns.names) if is_alternative(name) and (cell := first.row.cell(at))]
    if others:
        fields["alternative_answers"] = " | ".join(others)
    return AskedRow(
        question=first.row.cell(columns.question),
        answer=answer,
        first=first.row.number,
        last=first.last,
        section=" ".join(first.section.split()),
        key=first.row.cell(key),
        fields={name: value for name, value in fields.items() if value and len(value) <= _LONGEST_FIELD},
    )


def _named(columns: Columns, row: Row) -> dict[str, str]:
    """The row by its names, without the question, which may be called like an option."""
    return {
        name: row.cell(at) for at, name in enumerate(columns.names) if name and at != columns.question and row.cell(at)
    }


def _labelled(rows: Sequence[Row]) -> tuple[AskedRow, ...]:
    """Records that stand upright: `Question | What is X?`, then `Answer | ...`, then perhaps `Level | senior`."""
    pairs = [(row.number, row.cells[row.filled[0]], row.cells[row.filled[1]]) for row in rows if len(row.filled) == 2]
    labels = [(number, _LABEL.fullmatch(without_marks(name)), name, text) for number, name, text in pairs]
    asking = any(label and label["question"] for _, label, _, _ in labels)
    answering = any(label and label["answer"] for _, label, _, _ in labels)
    if not asking or not answering or len(pairs) < 0.8 * len(rows):
        return ()
    found: list[AskedRow] = []
    for number, label, name, text in labels:
        if label and label["question"]:
            found.append(AskedRow(text, "", number, number))
        elif found and label:
            answer = f"{found[-1].answer}\n{text}" if found[-1].answer else text
            found[-1] = replace(found[-1], answer=answer, last=number)
        elif found:
            named = " ".join(without_marks(name).strip(" :").lower().split())
            section = text if named in ("topic", "category", "section") else found[-1].section
            found[-1] = replace(found[-1], section=section, fields={**found[-1].fields, named: text}, last=number)
    return tuple(found)
