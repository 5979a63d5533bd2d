"""Whether the coach answers what it can and says that it does not know what it cannot.

The file holds JSON lines, one question each:

    {"id": "q-1", "query": "kv cache?", "answerable": true, "wanted": "serving-kv-cache"}
    {"id": "q-2", "query": "how do I cook rice", "answerable": false, "wanted": null}

`query` and `answerable` are needed. `wanted` is the id of the question (or passage) whose passage ought to be cited,
or a list of such ids, any of which will do; `filter` is an object of metadata equalities; further fields are left
alone.
"""

import json
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from knowledge.answer import Answer

PassagesOf = Callable[[str], Collection[str]]


class UnusableQuestions(Exception):
    """The file is no list of labelled questions in the documented form. Seen by the operator."""


class Answers(Protocol):
    def __call__(self, text: str, *, filters: Mapping[str, str] | None = None) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Labelled:
    """A query and whether the corpus answers it; `wanted` are ids of which one should be cited, none if not known."""

    id: str
    query: str
    answerable: bool
    wanted: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """How well "answer or abstain" is chosen: `accuracy` over all rows, the others with abstaining as the positive.

    A ratio without a denominator is 0.
    """

    accuracy: float
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class AbstentionFigures:
    """`answered` is the share of answerable rows that got an answer, `right_passage` the share of those with a known
    passage that cite it, `right_first` that cite it first. Both are None where no answered row names one.

    `separation` is the chance that an answerable row gets a higher confidence than another one (the area under the ROC
    curve), None where one kind is missing. Seconds are of one answer.
    """

    rows: int
    answerable: int
    abstention: Choice
    answered: float
    right_passage: float | None
    right_first: float | None
    separation: float | None
    always_answer: Choice
    never_answer: Choice
    seconds_p50: float
    seconds_p95: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read_labelled(path: Path) -> tuple[Labelled, ...]:
    """Raises UnusableQuestions where the file is missing or empty, naming the line where one is not of the form."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise UnusableQuestions(f"{path} cannot be read as text in UTF-8: {problem}.") from problem
    rows = tuple(_row(path, number, line) for number, line in enumerate(lines, 1) if line.strip())
    if not rows:
        raise UnusableQuestions(f"{path} is empty: it needs a JSON object with `query` and `answerable` on each line.")
    return rows


def evaluate(
    rows: Iterable[Labelled],
    answer: Answers,
    passages_of: PassagesOf = lambda _: (),
    clock: Callable[[], float] = time.perf_counter,
) -> AbstentionFigures:
    """Asks every question once. `passages_of` gives the passage ids that belong to a question id."""
    asked: list[tuple[Labelled, Answer]] = []
    seconds: list[float] = []
    for row in rows:
        started = clock()
        said = answer(row.query, filters=row.filters or None)
        seconds.append(clock() - started)
        asked.append((row, said))
    if not asked:
        raise UnusableQuestions("There is no question to measure with.")
    answerable = np.array([row.answerable for row, _ in asked])
    abstained = np.array([said.abstained for _, said in asked])
    confidence = np.array([said.confidence for _, said in asked])
    places = [
        _place({*row.wanted, *(one for name in row.wanted for one in passages_of(name))}, said)
        for row, said in asked
        if row.answerable and row.wanted and not said.abstained
    ]
    return AbstentionFigures(
        rows=len(asked),
        answerable=int(answerable.sum()),
        abstention=_choice(abstained, answerable),
        answered=_ratio(int((answerable & ~abstained).sum()), int(answerable.sum())),
        right_passage=_ratio(sum(place > 0 for place in places), len(places)) if places else None,
        right_first=_ratio(places.count(1), len(places)) if places else None,
        separation=_separation(confidence[answerable], confidence[~answerable]),
        always_answer=_choice(np.zeros_like(abstained), answerable),
        never_answer=_choice(np.ones_like(abstained), answerable),
        seconds_p50=float(np.percentile(seconds, 50)),
        seconds_p95=float(np.percentile(seconds, 95)),
    )


def _row(path: Path, number: int, line: str) -> Labelled:
    try:
        read = json.loads(line)
    except ValueError as problem:
        raise UnusableQuestions(f"{path}, line {number}: this is no JSON: {problem}.") from problem
    if not isinstance(read, dict) or not isinstance(read.get("query"), str):
        raise UnusableQuestions(f'{path}, line {number}: it needs a `query`, such as "what is a feature store?".')
    if not isinstance(read.get("answerable"), bool):
        raise UnusableQuestions(f"{path}, line {number}: it needs `answerable`, true or false.")
    wanted = read.get("wanted") or ()
    return Labelled(
        id=str(read.get("id", number)),
        query=read["query"],
        answerable=read["answerable"],
        wanted=(wanted,) if isinstance(wanted, str) else tuple(str(one) for one in wanted),
        filters={str(key): str(value) for key, value in (read.get("filter") or {}).items()},
    )


def _place(wanted: Collection[str], said: Answer) -> int:
    """The 1-based number of the first citation of a wanted passage, 0 where there is none."""
    numbers = (number for number, one in enumerate(said.citations, 1) if one.passage_id in wanted)
    return next(numbers, 0)


def _choice(abstained: np.ndarray[Any, np.dtype[np.bool_]], answerable: np.ndarray[Any, np.dtype[np.bool_]]) -> Choice:
    right = int((abstained & ~answerable).sum())
    precision = _ratio(right, int(abstained.sum()))
    recall = _ratio(right, int((~answerable).sum()))
    return Choice(
        accuracy=float((abstained != answerable).mean()),
        precision=precision,
        recall=recall,
        f1=_ratio(2 * precision * recall, precision + recall),
    )


def _separation(higher: Sequence[float], lower: Sequence[float]) -> float | None:
    if not len(higher) or not len(lower):
        return None
    first, second = np.asarray(higher)[:, None], np.asarray(lower)[None, :]
    return float(((first > second) + 0.5 * (first == second)).mean())


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
