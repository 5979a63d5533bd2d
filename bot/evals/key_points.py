"""How well the grader's verdicts on single key points agree with a person's, on questions of the corpus.

The file holds JSON lines: `question_id`, `answer`, `points` (a verdict for each key point of the question, in its
order: covered, partly, missed or contradicted), and `score` (the person's score of the whole answer, 0..1).
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.practice.grading import Grade, PointVerdict

Grading = Callable[[str, str], Grade]
"""(question id, answer) -> grade. Raises KeyError for an unknown question."""


@dataclass(frozen=True, slots=True)
class LabelledAnswer:
    question_id: str
    answer: str
    points: tuple[PointVerdict, ...]
    score: float


@dataclass(frozen=True, slots=True)
class KeyPointFigures:
    """`accuracy` is over single points, beside that of the commonest verdict; `verdicts`: precision and recall of each.

    `said` is precision and recall of "there is something of it in the answer" (covered or partly) against the rest.
    `pearson` and `rmse` compare the whole scores, `rmse_constant` is that of the mean score for everybody.
    """

    answers: int
    points: int
    accuracy: float
    accuracy_constant: float
    macro_f1: float
    verdicts: dict[str, tuple[float, float]]
    said: tuple[float, float]
    pearson: float
    rmse: float
    rmse_constant: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read_labelled(file: Path) -> tuple[LabelledAnswer, ...]:
    """Raises OSError, and ValueError naming the line that is not of the form."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            verdicts = tuple(PointVerdict(point) for point in row["points"])
            found.append(LabelledAnswer(row["question_id"], row["answer"], verdicts, float(row["score"])))
        except (KeyError, TypeError, ValueError) as problem:
            raise ValueError(f"line {number} is no labelled answer ({problem})") from problem
    return tuple(found)


def evaluate(rows: Iterable[LabelledAnswer], grade: Grading) -> KeyPointFigures:
    """Raises ValueError where an answer is labelled for another number of key points than its question has."""
    human: list[PointVerdict] = []
    ours: list[PointVerdict] = []
    scores: list[tuple[float, float]] = []
    for row in rows:
        graded = grade(row.question_id, row.answer)
        if len(graded.points) != len(row.points):
            raise ValueError(f"{row.question_id} has {len(graded.points)} key points, the label has {len(row.points)}")
        human += row.points
        ours += [point.verdict for point in graded.points]
        scores.append((row.score, graded.score))
    if not scores:
        raise ValueError("there is no labelled answer")
    wanted, given = (np.array(column) for column in zip(*scores, strict=True))
    each = {verdict.value: _precision_recall(human, ours, {verdict}) for verdict in PointVerdict}
    present = [each[verdict.value] for verdict in PointVerdict if verdict in human]
    return KeyPointFigures(
        answers=len(scores),
        points=len(human),
        accuracy=sum(a is b for a, b in zip(human, ours, strict=True)) / len(human),
        accuracy_constant=Counter(human).most_common(1)[0][1] / len(human),
        macro_f1=sum(_f1(*pair) for pair in present) / len(present),
        verdicts=each,
        said=_precision_recall(human, ours, {PointVerdict.COVERED, PointVerdict.PARTLY}),
        pearson=float(np.corrcoef(wanted, given)[0, 1]) if len(scores) > 1 and given.std() and wanted.std() else 0.0,
        rmse=float(np.sqrt(((wanted - given) ** 2).mean())),
        rmse_constant=float(wanted.std()),
    )


def _precision_recall(
    human: Sequence[PointVerdict], ours: Sequence[PointVerdict], positive: set[PointVerdict]
) -> tuple[float, float]:
    hits = sum(a in positive and b in positive for a, b in zip(human, ours, strict=True))
    return hits / max(1, sum(b in positive for b in ours)), hits / max(1, sum(a in positive for a in human))


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
