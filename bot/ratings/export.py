"""Ratings as flat rows, for JSON lines and spreadsheets."""

import csv
from collections.abc import Iterable
from typing import Protocol, TextIO

from bot.records import Rating

Row = dict[str, object]

# A cell that starts so is run as a formula by spreadsheets: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class RatedThings(Protocol):
    async def rated(self, *, history: bool = False) -> tuple[tuple[Rating, str], ...]: ...


async def rating_rows(store: RatedThings, *, history: bool = False) -> list[Row]:
    """The votes that count, or with `history` all of them, oldest first.

    `subject` is the question that was asked, or the id of the question whose grade was rated. `passages`, `generation`
    and `template` are what the answer or grade was made from.
    """
    return [
        {
            "id": rating.id,
            "at": rating.at.isoformat(timespec="seconds"),
            "learner": rating.learner,
            "target": rating.target,
            "target_id": rating.target_id,
            "subject": subject,
            "vote": rating.vote,
            "reason": rating.reason,
            "comment": rating.comment,
            "passages": list(rating.passages),
            "generation": rating.generation,
            "template": rating.template,
        }
        for rating, subject in await store.rated(history=history)
    ]


def write_csv(rows: Iterable[Row], file: TextIO) -> None:
    """With a header line. Lists are joined by spaces; what a spreadsheet would run gets an apostrophe before it."""
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(file, fieldnames=list(row))
            writer.writeheader()
        writer.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: object) -> object:
    if isinstance(value, list):
        value = " ".join(map(str, value))
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value
