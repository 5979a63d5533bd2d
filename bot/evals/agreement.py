"""Computed scores and verdicts against those that people gave, beside what a constant would reach."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.practice.grading import Grade, PointVerdict, Verdict

_PARTIAL = ("correct", "partially correct", "incorrect")
_CONTRADICTORY = ("correct", "contradictory", "incorrect")


@dataclass(frozen=True, slots=True)
class Agreement:
    """One measure and what the constant answer (mean score, commonest verdict) reaches."""

    value: float
    constant: float


def score_figures(pairs: Sequence[tuple[float, float]]) -> tuple[Agreement | None, Agreement | None]:
    if len(pairs) < 2:
        return None, None
    human, ours = (np.array(column) for column in zip(*pairs, strict=True))
    varied = human.std() > 0 and ours.std() > 0
    correlation = float(np.corrcoef(human, ours)[0, 1]) if varied else 0.0
    error = float(np.sqrt(np.mean((human - ours) ** 2)))
    return Agreement(correlation, 0.0), Agreement(error, float(human.std()))


def labels_of(human: Sequence[str]) -> tuple[str, ...]:
    """Those of the kind of verdicts that people gave."""
    return _CONTRADICTORY if "contradictory" in human else _PARTIAL


def label_of(grade: Grade, contradictory: bool) -> str:
    """The grade in the labels of the file: a kind with `contradictory` has no half-right answers."""
    if not contradictory:
        return grade.verdict.value
    if grade.verdict is Verdict.CORRECT:
        return "correct"
    accused = any(point.verdict is PointVerdict.CONTRADICTED for point in grade.points)
    return "contradictory" if accused else "incorrect"


def verdict_figures(
    judged: Sequence[tuple[str, Grade]],
) -> tuple[Agreement | None, Agreement | None, dict[str, tuple[float, float]]]:
    if not judged:
        return None, None, {}
    human = [verdict for verdict, _ in judged]
    labels = labels_of(human)
    ours = [label_of(grade, "contradictory" in labels) for _, grade in judged]
    commonest = Counter(human).most_common(1)[0][0]
    constant = [commonest] * len(human)
    per_class = {label: _precision_recall(human, ours, label) for label in labels}
    return (
        Agreement(accuracy(human, ours), accuracy(human, constant)),
        Agreement(macro_f1(human, ours, labels), macro_f1(human, constant, labels)),
        per_class,
    )


def accuracy(human: Sequence[str], ours: Sequence[str]) -> float:
    return sum(a == b for a, b in zip(human, ours, strict=True)) / len(human)


def _precision_recall(human: Sequence[str], ours: Sequence[str], label: str) -> tuple[float, float]:
    hits = sum(a == b == label for a, b in zip(human, ours, strict=True))
    return hits / max(1, ours.count(label)), hits / max(1, human.count(label))


def macro_f1(human: Sequence[str], ours: Sequence[str], labels: Sequence[str]) -> float:
    """Mean F1 over the labels that people gave."""
    scores = []
    for label in labels:
        if label in human:
            precision, recall = _precision_recall(human, ours, label)
            scores.append(2 * precision * recall / (precision + recall) if precision + recall else 0.0)
    return sum(scores) / max(1, len(scores))
