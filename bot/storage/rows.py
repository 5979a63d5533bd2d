"""Between the values of `bot.records` and the rows of the tables."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, fields
from hashlib import sha256
from typing import Any

from sqlalchemy import RowMapping

from bot.records import Approval, Asked, Attempt, AttemptPoint, Card, Gap, Rating

Row = dict[str, Any]
_RATING_FIELDS = tuple(field.name for field in fields(Rating))


def attempt_row(attempt: Attempt) -> Row:
    row = asdict(attempt)
    del row["points"]
    return row


def point_rows(attempt: Attempt) -> list[Row]:
    return [
        {"attempt_id": attempt.id, "position": position, **asdict(point)}
        for position, point in enumerate(attempt.points)
    ]


def read_attempt(row: RowMapping, points: Iterable[AttemptPoint]) -> Attempt:
    return Attempt(**_tuples(row), points=tuple(points))


def read_point(row: RowMapping) -> AttemptPoint:
    return AttemptPoint(row["key_point_id"], row["verdict"], row["credit"], row["quote"])


def read_card(row: RowMapping) -> Card:
    return Card(**row)


def read_asked(row: RowMapping) -> Asked:
    return Asked(**_tuples(row))


def read_rating(row: RowMapping) -> Rating:
    known = _tuples(row)
    return Rating(**{name: known[name] for name in _RATING_FIELDS})


def read_gap(row: RowMapping) -> Gap:
    return Gap(**row)


def read_approval(row: RowMapping) -> Approval:
    return Approval(**row)


def gap_id(question: str) -> str:
    """The same for wordings that differ only in case, spacing and punctuation; short enough to type."""
    folded = unicodedata.normalize("NFKC", question).casefold()
    words = " ".join(re.findall(r"\w+", folded)) or " ".join(folded.split())
    return "gap-" + sha256(words.encode("utf-8", "replace")).hexdigest()[:12]


def _tuples(row: RowMapping) -> Row:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
