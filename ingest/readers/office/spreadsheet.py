"""XLSX. Every sheet is a section; its rows are questions where a column asks, by its name or by what stands in it.

A formula counts as the value that was last computed, and is never run; what looks like one is only text. Hidden rows
and columns are read, since filters hide them; a hidden sheet is not, and the report says so.
"""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from ingest.blocks import Reading
from ingest.errors import UnreadableSource
from ingest.files.sources import Document
from ingest.readers.numbered import Numbered
from ingest.readers.office.answer_sheets import Sheet, with_answers
from ingest.readers.office.lines_of_rows import questions_below_each_other
from ingest.readers.office.package import Kind, Package, damaged, opened
from ingest.readers.office.sheet_parts import formulas_without_value, merged_ranges, sheet_parts
from ingest.readers.records.column_names import is_personal
from ingest.readers.records.records_of_rows import AskedTable, Row, asked_rows
from ingest.understanding.wording import reads_like_question

_KIND = Kind("Excel workbook", ".xlsx")
# Rows are read one after another, so that a sheet may be larger than a text that is held as a tree.
_MOST_XML = 400_000_000
# The names that programs give.
_UNNAMED = re.compile(r"(?:sheet|tabelle|feuil|hoja|blad|foglio|planilha|лист) ?\d*", re.I)
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)")
_MOST_ROWS = 200_000
_MOST_COLUMNS = 200
_MOST_SHEETS = 500
_NO_STYLES = b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
_EMPTY = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
_MEND = "open the file, save it and ingest it again."


def read(document: Document) -> Reading:
    """Raises UnreadableSource where the file is no workbook, is damaged or locked, or holds no text."""
    import lxml.etree
    from openpyxl.utils.exceptions import InvalidFileException

    broken = (
        InvalidFileException, lxml.etree.XMLSyntaxError, SyntaxError, KeyError, ValueError, TypeError, IndexError,
        AttributeError, OverflowError,
    )  # fmt: skip
    package = opened(document, _KIND, _MOST_XML)
    out = Numbered()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # What openpyxl does not keep when it writes is no news to a reader.
        try:
            parts = sheet_parts(package)
            lost = package.broken("xl/worksheets")
            workbook = _loaded(package, dict.fromkeys(lost, _EMPTY), out, broken)
        except broken as problem:
            raise damaged(document.path, _KIND, "its parts do not fit together") from problem
        sheets = []
        for sheet in workbook.worksheets[:_MOST_SHEETS]:
            part = parts.get(sheet.title, "")
            try:
                if part not in lost:
                    sheets.append(_sheet(out, package, sheet, part))
            except broken:
                lost.append(part)
            if part in lost:
                out.flaw(f"{document.path}: the sheet {sheet.title} is damaged and was not read; {_MEND}")
    asked = [replace(one, asked=asked_rows(one.rows)) if one.rows else one for one in sheets]
    for one in with_answers(asked):
        _write(out, one)
    if not out.blocks:
        if any(flaw.sentence.endswith(_MEND) for flaw in out.flaws):
            raise damaged(document.path, _KIND, "its sheets are damaged")
        why = f" ({out.flaws[0].sentence.rstrip('.')})" if out.flaws else ""
        raise UnreadableSource(f"{document.path} holds no text{why}; ingest a version that has some.")
    if len(workbook.worksheets) > _MOST_SHEETS:
        out.flaw(f"{document.path}: only its first {_MOST_SHEETS} sheets were read; split it to have the rest.")
    title, fields = package.said()
    pictures = sum(name.startswith("xl/media/") for name in package.names)
    return Reading("xlsx", title, tuple(out.blocks), fields, tuple(out.places), tuple(out.flaws), pictures)


def _loaded(package: Package, instead: dict[str, bytes], out: Numbered, broken: tuple[type[Exception], ...]) -> Any:
    """The workbook; where its styles cannot be understood, without them. Raises what is in `broken`."""
    import openpyxl

    try:
        return openpyxl.load_workbook(package.cleaned(instead), read_only=True, data_only=True)
    except broken:
        plain = {**instead, "xl/styles.xml": _NO_STYLES}
        workbook = openpyxl.load_workbook(package.cleaned(plain), read_only=True, data_only=True)
        out.flaw(f"{package.path}: its styles are damaged, so that its dates are read as numbers; {_MEND}")
        return workbook


def _sheet(out: Numbered, package: Package, sheet: Any, part: str) -> Sheet:
    """A sheet's rows; what of it could not be read is put among the flaws."""
    path, name = package.path, str(sheet.title)
    if sheet.sheet_state != "visible":
        out.flaw(f"{path}: the sheet {name} is hidden and was not read; show it to have it ingested.")
        return Sheet(name, (), None)
    rows, bounded = _rows(sheet, merged_ranges(package, part))
    if bounded:
        out.flaw(f"{path}: of the sheet {name} only {bounded} were read; split it to have the rest.")
    if empty := formulas_without_value(package, part):
        out.flaw(
            f"{path}: {len(empty)} {'formulas' if len(empty) > 1 else 'formula'} of the sheet {name} "
            f"{'have' if len(empty) > 1 else 'has'} no value, the first in {empty[0]}; "
            "open the file in a spreadsheet program and save it."
        )
    return Sheet(name, tuple(rows), None)


def _write(out: Numbered, sheet: Sheet) -> None:
    name = sheet.name
    section = "" if _UNNAMED.fullmatch(name) else name
    if sheet.asked is not None:
        _asked(out, name, section, sheet.asked)
    elif sheet.rows:
        _plain(out, name, section, sheet.rows)


def _asked(out: Numbered, sheet: str, section: str, table: AskedTable) -> None:
    for row in table.above:
        out.place(f"sheet {sheet}, row {row.number}")
        out.paragraph(" ".join(filter(None, row.cells)))
    for one in table.asked:
        out.place(
            f"sheet {sheet}, row {one.first}"
            if one.first == one.last
            else f"sheet {sheet}, rows {one.first}-{one.last}"
        )
        out.record(one.question, one.answer, " › ".join(filter(None, (section, one.section))), one.key, one.fields)


def _plain(out: Numbered, sheet: str, section: str, rows: Sequence[Row]) -> None:
    """A sheet without a column of questions: a table, or lines of text below each other."""
    if section:
        out.place(f"sheet {sheet}, row {rows[0].number}")
        out.add("heading", section, level=1)
    wide = [row for row in rows if len(row.filled) > 1]
    if len(wide) > 0.5 * len(rows):
        begun = rows.index(wide[0])
        for row in rows[:begun]:
            out.place(f"sheet {sheet}, row {row.number}")
            out.paragraph(" ".join(filter(None, row.cells)))
        width = max(len(row.cells) for row in rows)
        cells = [row.cells + ("",) * (width - len(row.cells)) for row in rows[begun:]]
        used = [at for at in range(width) if any(row[at] for row in cells) and not is_personal(cells[0][at])]
        line = out.line
        out.table(tuple(tuple(row[at] for at in used) for row in cells))
        out.name_lines((line + at, f"sheet {sheet}, row {row.number}") for at, row in enumerate(rows[begun:]))
        return
    asking = questions_below_each_other(rows)
    for row in rows:
        out.place(f"sheet {sheet}, row {row.number}")
        text = "\n".join(filter(None, row.cells))
        if row.number in asking:
            out.add("heading", " ".join(text.split()), level=2)
        else:
            out.paragraph(text)


def _rows(sheet: Any, merged: Sequence[tuple[int, int, int, int]]) -> tuple[list[Row], str]:
    """The rows that hold something, and what of the sheet was read where that is not all of it."""
    sheet.reset_dimensions()  # What the file says of its own size is often wrong.
    found: list[Row] = []
    bounded = ""
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if not any(cell is not None for cell in cells):
            continue
        if any(cell is not None for cell in cells[_MOST_COLUMNS:]):
            bounded = f"the first {_MOST_COLUMNS} columns"
        texts = tuple(shown(cell) for cell in cells[:_MOST_COLUMNS])
        if not any(texts):
            continue
        if len(found) == _MOST_ROWS:
            return found, f"the first {_MOST_ROWS:,} rows"
        found.append(Row(number, texts))
    return list(_filled_down(found, merged)), bounded


def _filled_down(rows: Sequence[Row], merged: Sequence[tuple[int, int, int, int]]) -> Iterator[Row]:
    """Cells merged over several rows say the same in each of them, where the row has something else to say.

    Long texts are left where they stand: a question beside the rows of its answer is asked once.
    """
    by_row: dict[int, list[tuple[int, int]]] = {}
    values = {row.number: row.cells for row in rows}
    for top, left, bottom, right in merged:
        said = values[top][left - 1] if top in values and left <= len(values[top]) else ""
        if bottom > top and left == right and 0 < len(said.split()) <= 6 and not reads_like_question(said):
            for number in range(top + 1, min(bottom, top + _MOST_ROWS) + 1):
                if number in values:
                    by_row.setdefault(number, []).append((left - 1, top))
    for row in rows:
        cells = list(row.cells)
        for at, top in by_row.get(row.number, ()):
            if at < len(cells) and not cells[at]:
                cells[at] = values[top][at]
        yield Row(row.number, tuple(cells))


def shown(value: Any) -> str:
    """A cell as a person sees it, more or less: `3`, `0.25`, `2024-05-01`, `yes`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if _ERROR.fullmatch(str(value)):
        return ""
    text = str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))
