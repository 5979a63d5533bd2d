"""CSV, TSV and the text that card programs export: what is understood of rows is shared with spreadsheets."""

import csv
from collections.abc import Sequence

from ingest.blocks import Flaw, Reading, Record
from ingest.errors import MalformedSource, NothingAsked
from ingest.files.sources import Document
from ingest.readers.html_fragments import without_html
from ingest.readers.records.delimited_rows import Rows, TextRow, rows_of
from ingest.readers.records.named_fields import plain_name
from ingest.readers.records.records_of_rows import AskedRow, Row, asked_rows
from ingest.understanding.wording import reads_like_question

# Such a share of a file's only column must read like questions.
_ENOUGH = 0.6
_FEWEST_CARDS = 3
_STAMPS = ("timestamp", "submitted_at", "submission_time", "start_time", "zeitstempel", "marca_temporal")


def read(document: Document) -> Reading:
    """One record a question. Raises NothingAsked where no column asks, MalformedSource where the text is no table."""
    path = document.path
    try:
        found = rows_of(document.text, document.suffix == ".tsv")
    except csv.Error as problem:
        raise MalformedSource(path, 1, f"this is no CSV: {problem}; mend it there.") from problem
    records = _records(found)
    if not records:
        raise NothingAsked(_why_not(path, found))
    flaws = tuple(Flaw(line, f"{path}, line {line}: {what}.") for line, what in found.doubtful)
    return Reading("csv", _title(found), tuple(records), flaws=flaws)


def _records(found: Rows) -> list[Record]:
    rows = [Row(number, row.cells) for number, row in enumerate(found.rows, 1)]
    if found.directives.keys() - {"separator"} or _are_cards(found):
        rows = _as_cards(found)
    asked = asked_rows(rows)
    if asked is not None:
        return [_record(one, found.rows) for one in asked.asked]
    return [*_form(found), *_only_column(found)]


def _record(asked: AskedRow, rows: Sequence[TextRow]) -> Record:
    first, last = rows[max(asked.first, 1) - 1], rows[max(asked.last, 1) - 1]
    return Record(
        question=without_html(asked.question),
        answer=without_html(asked.answer),
        start=first.start,
        end=max(last.end, first.start),
        section=asked.section,
        key=asked.key,
        fields=asked.fields,
    )


def _are_cards(found: Rows) -> bool:
    """Two columns parted by tabs and no header: a term or a question, and what stands on its back."""
    pairs = [row.cells for row in found.rows]
    if (
        found.mark != "\t"
        or len(pairs) < _FEWEST_CARDS
        or sum(len(pair) == 2 and all(pair) for pair in pairs) < 0.9 * len(pairs)
    ):
        return False
    fronts = [pair[0] for pair in pairs]
    said = sum(len(pair[-1].split()) for pair in pairs) / len(pairs)
    return len(set(fronts)) >= 0.9 * len(fronts) and said >= 4 and len(pairs[0][-1].split()) >= 3


def _as_cards(found: Rows) -> list[Row]:
    """The rows below a header of ours: what a card program says which column is."""
    width = max(len(row.cells) for row in found.rows) if found.rows else 0
    names = [""] * width
    for directive, name in (("tags", "tags"), ("deck", "topic"), ("notetype", ""), ("guid", "")):
        column = found.directives.get(directive, "")
        if column.isdigit() and 1 <= int(column) <= width:
            names[int(column) - 1] = name or f"_{directive}"
    left = [at for at in range(width) if not names[at]]
    called = [plain_name(one) for one in found.directives.get("columns", "").split(found.mark)]
    for place, at in enumerate(left):
        names[at] = (
            ("question", "answer")[place]
            if place < 2
            else (called[at] if at < len(called) and called[at] else f"extra_{place - 1}")
        )
    rows = [Row(number, row.cells) for number, row in enumerate(found.rows, 1)]
    kept = [at for at in range(width) if not names[at].startswith("_")]
    header = Row(0, tuple(names[at] for at in kept))
    return [header, *(Row(row.number, tuple(row.cell(at) for at in kept)) for row in rows)]


def _form(found: Rows) -> list[Record]:
    """The responses to a form: its questions are the header, what stands below is what people said."""
    header = found.rows[0] if found.rows else None
    if header is None or not any(plain_name(cell) in _STAMPS for cell in header.cells):
        return []
    return [Record(cell, "", header.start, header.end) for cell in header.cells if reads_like_question(cell)]


def _only_column(found: Rows) -> list[Record]:
    """A list of questions, one a line."""
    rows = [row for row in found.rows if len([cell for cell in row.cells if cell]) == 1]
    if len(rows) < len(found.rows) or len(rows) < 2:
        return []
    asking = [row for row in rows if reads_like_question(next(filter(None, row.cells)))]
    if len(asking) < _ENOUGH * len(rows):
        return []
    kept = rows if rows[0] in asking else rows[1:]
    return [Record(next(filter(None, row.cells)), "", row.start, row.end) for row in kept]


def _title(found: Rows) -> str:
    """A single cell above the header."""
    cells = [cell for cell in found.rows[0].cells if cell] if found.rows else []
    more = any(len([cell for cell in row.cells if cell]) > 1 for row in found.rows[1:])
    alone = len(cells) == 1 and more and len(cells[0].split()) <= 12 and not reads_like_question(cells[0])
    return cells[0] if alone else ""


def _why_not(path: str, found: Rows) -> str:
    names = [cell for cell in found.rows[0].cells if cell] if found.rows else []
    if any(plain_name(name) == "question" for name in names):
        return f'{path} has a column "question" but no question in it.'
    shown = ", ".join(name[:40] for name in names[:12])
    return f'{path} has no column named "question"; its columns are {shown or "empty"}: rename one.'
