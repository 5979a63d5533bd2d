"""Questions on one sheet, their answers on another under the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.readers.records.column_names import plain_cells
from ingest.readers.records.named_fields import answer_field, key_field
from ingest.readers.records.records_of_rows import AskedTable, Row

# So many of the questions must find their number on the other sheet.
_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet that hold something, and the questions in them, None where it is no table of questions."""

    name: str
    rows: tuple[Row, ...]
    asked: AskedTable | None


def with_answers(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets, those without any answer joined with the sheet that has them, which is then left out."""
    found = list(sheets)
    for at, sheet in enumerate(found):
        if sheet.asked is None or any(one.answer for one in sheet.asked.asked):
            continue
        keys = [one.key for one in sheet.asked.asked]
        for other in found:
            answers = _answers(other) if other.asked is None else {}
            if answers and sum(key in answers for key in keys) >= _ENOUGH * len(keys):
                joined = tuple(replace(one, answer=answers.get(one.key, "")) for one in sheet.asked.asked)
                found[at] = replace(sheet, asked=replace(sheet.asked, asked=joined))
                found.remove(other)
                return with_answers(found)
    return found


def _answers(sheet: Sheet) -> dict[str, str]:
    """The answers of a sheet by their number; none where its first rows name no such columns."""
    for at, row in enumerate(sheet.rows[:5]):
        names = plain_cells(row.cells)
        key = key_field(names)
        answer = answer_field([name for name in names if name != key], None) if key else None
        if key and answer:
            place, said = names.index(key), names.index(answer)
            return {one.cell(place): one.cell(said) for one in sheet.rows[at + 1 :] if one.cell(place)}
    return {}
