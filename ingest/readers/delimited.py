"""CSV and TSV. Long tables repeat each question for every learner's answer: it is read once, with its reference."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.blocks import Reading, Record
from ingest.errors import MalformedSource, UnreadableSource
from ingest.readers.named_fields import answer_field, is_about_a_learner, key_field, question_field, section_field
from ingest.sources import Document

# A cell may hold a long answer; the standard library's limit is 131,072.
_LONGEST_CELL = 10_000_000


@dataclass(slots=True)
class _Row:
    start: int
    end: int
    cells: dict[str, str]


@dataclass(slots=True)
class _Group:
    """The rows of one question."""

    rows: list[_Row] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        return list(dict.fromkeys(row.cells.get(name, "").strip() for row in self.rows))


def read(document: Document) -> Reading:
    """One record a question. Raises UnreadableSource without a question column, MalformedSource for a broken row."""
    path = document.path
    names, rows = _rows(path, document.text)
    question = question_field(names)
    if question is None:
        raise UnreadableSource(
            f'{path} has no column named "question"; its columns are {", ".join(names) or "empty"}: rename one.'
        )
    asking = [row for row in rows if row.cells.get(question, "").strip()]
    groups: dict[tuple[str, str], _Group] = defaultdict(_Group)
    key = _question_key(names, asking)
    for row in asking:
        groups[row.cells.get(key or "", ""), row.cells[question].strip()].rows.append(row)
    answer = _reference_column(names, question, list(groups.values()))
    records = [_record(group, names, question, answer, key) for group in groups.values()]
    if not records:
        raise UnreadableSource(f'{path} has a column "{question}" but no question in it.')
    return Reading("csv", blocks=tuple(records))


def _rows(path: str, text: str) -> tuple[list[str], Iterator[_Row]]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text), dialect=_dialect(path, text), strict=False)
    try:
        names = [name.strip() for name in next(reader, [])]
    except csv.Error as problem:
        raise MalformedSource(path, reader.line_num, f"this is no CSV: {problem}.") from problem

    def rows() -> Iterator[_Row]:
        start = reader.line_num + 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield _Row(start, reader.line_num, dict(zip(names, cells, strict=False)))
                start = reader.line_num + 1
        except csv.Error as problem:
            raise MalformedSource(path, reader.line_num, f"this is no CSV: {problem}.") from problem

    return names, rows()


def _dialect(path: str, text: str) -> type[csv.Dialect]:
    """The header tells what parts the columns: whichever of the usual marks it has most of."""
    header = text.split("\n", 1)[0]

    class Parted(csv.excel):
        delimiter = "\t" if path.endswith(".tsv") else max(",;\t|", key=header.count)

    return Parted


def _question_key(names: Sequence[str], rows: Sequence[_Row]) -> str | None:
    """The column that numbers the questions; one that numbers every row anew tells nothing about them."""
    key = key_field(names)
    if key is None:
        return None
    ids = [row.cells.get(key, "") for row in rows]
    questions = {row.cells.get(question_field(names) or "", "") for row in rows}
    return key if len(set(ids)) < len(ids) or len(questions) == len(ids) else None


def _reference_column(names: Sequence[str], question: str, groups: Sequence[_Group]) -> str | None:
    """The answer column, unless it holds what learners said: another answer in every row of the same question."""
    answer = answer_field(names, question)
    if answer is None:
        return None
    repeated = [group for group in groups if len(group.rows) > 2]
    various = [group for group in repeated if len(group.values(answer)) > 0.5 * len(group.rows)]
    is_graded = any(is_about_a_learner(name) for name in names)
    return None if repeated and (len(various) > 0.5 * len(repeated)) and is_graded else answer


def _record(group: _Group, names: Sequence[str], question: str, answer: str | None, key: str | None) -> Record:
    first = group.rows[0]
    answered = next((value for value in group.values(answer) if value), "") if answer else ""
    section = section_field([name for name in names if name != question])
    fields = {
        name: " ".join(first.cells.get(name, "").split())
        for name in names
        if name and name not in (question, answer) and not is_about_a_learner(name) and len(group.values(name)) == 1
    }
    return Record(
        question=first.cells[question].strip(),
        answer=answered,
        start=first.start,
        end=first.end,
        section=fields.get(section or "", ""),
        key=fields.get(key or "", ""),
        fields={name: value for name, value in fields.items() if value},
    )
