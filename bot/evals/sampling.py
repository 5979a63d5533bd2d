"""A part of a file, drawn by chance and the same each time."""

import random
from typing import TypeVar

Row = TypeVar("Row")


def sampled(rows: list[Row], limit: int, seed: int) -> list[Row]:
    """`limit` of them in their order; all of them for 0."""
    if not limit or limit >= len(rows):
        return rows
    return [rows[at] for at in sorted(random.Random(seed).sample(range(len(rows)), limit))]
