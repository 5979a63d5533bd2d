"""How well search finds: hit@1, hit@5, MRR@10 and the time of a search, over questions whose passage is known.

The file is a CSV with a header: `question`, `document`, and any further columns, each of which is a filter on the
metadata field of its name. `document` is the source's own id of the wanted entry, kept in a passage's metadata as `id`.
"""

import csv
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.search import Hit

Search = Callable[[str, int, Mapping[str, str]], Sequence[Hit]]

_DEPTH = 10


class UnusableQuestions(Exception):
    """The file is no list of questions in the documented form. Seen by the operator."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query, the equalities it is narrowed by, and the id that has to be found."""

    query: str
    filters: Mapping[str, str]
    document: str


@dataclass(frozen=True, slots=True)
class RetrievalFigures:
    """Shares of `questions` found at place 1 and within the first 5; the mean of 1/place within the first 10, 0 beyond;
    seconds of one search, median and 95th percentile."""

    questions: int
    hit_at_1: float
    hit_at_5: float
    mrr_at_10: float
    seconds_p50: float
    seconds_p95: float


def read_questions(path: Path) -> tuple[Wanted, ...]:
    """Raises UnusableQuestions where the file is missing, empty or lacks a column."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise UnusableQuestions(f"{path} cannot be read as CSV in UTF-8: {problem}.") from problem
    if not rows or not {"question", "document"} <= rows[0].keys():
        raise UnusableQuestions(f"{path} needs a header with the columns question and document, and a row below it.")
    return tuple(
        Wanted(
            query=row["question"],
            filters={key: value for key, value in row.items() if key not in ("question", "document") and value},
            document=row["document"],
        )
        for row in rows
    )


def measure(
    questions: Iterable[Wanted], search: Search, clock: Callable[[], float] = time.perf_counter
) -> RetrievalFigures:
    """Asks every question once. Several hits of one wanted entry count once, at the place of the first."""
    places: list[int | None] = []
    seconds: list[float] = []
    for wanted in questions:
        started = clock()
        hits = search(wanted.query, _DEPTH, wanted.filters)
        seconds.append(clock() - started)
        places.append(_place(wanted.document, hits))
    if not places:
        raise UnusableQuestions("There is no question to measure with.")
    found = np.array([place or np.inf for place in places])
    return RetrievalFigures(
        questions=len(places),
        hit_at_1=float(np.mean(found <= 1)),
        hit_at_5=float(np.mean(found <= 5)),
        mrr_at_10=float(np.mean(1 / found)),
        seconds_p50=float(np.percentile(seconds, 50)),
        seconds_p95=float(np.percentile(seconds, 95)),
    )


def _place(document: str, hits: Sequence[Hit]) -> int | None:
    """1-based, counted in entries, so that an entry of many passages does not push the others down."""
    entries = dict.fromkeys(hit.passage.metadata.get("id", hit.passage.id) for hit in hits)
    return next((place for place, entry in enumerate(entries, 1) if entry == document), None)
