"""Fits the grader's constants to answers that people graded. Needs scipy; run by `bot.grading.refit` alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# How much the three kinds of rows weigh: answers with scores (1), with verdicts alone, answers to other questions.
_JUDGED_WEIGHT = 1.0
_FOREIGN_WEIGHT = 0.3
# How far the lenience of one question may leave the common one: the variance of its errors over that of its logarithm.
_SHRINKAGE = 0.3
_FOLDS = 6
# Thresholds this near to the best are as good as it: their middle is a steadier choice than the best itself.
_AS_GOOD = 0.005


@dataclass(frozen=True, slots=True)
class Measured:
    """Rows and their points flattened: `features` (points, features), `row` (points,) the row of each point.

    `target` (rows,) is 0..1: a score, or 1 for correct and 0 for anything else. `question` (rows,) groups them.
    """

    features: Floats
    row: NDArray[np.int64]
    target: Floats
    question: NDArray[np.int64]

    def credits(self, weights: Floats, floor: float) -> Floats:
        """The mean credit of each row."""
        credit = np.clip((self.features @ weights - floor) / (1 - floor), 0, 1)
        return np.bincount(self.row, credit) / np.bincount(self.row)

    def only(self, keep: NDArray[np.bool_]) -> "Measured":
        inside = keep[self.row]
        renumbered = np.cumsum(keep) - 1
        return Measured(self.features[inside], renumbered[self.row[inside]], self.target[keep], self.question[keep])


def measured(rows: Sequence[tuple[Floats, float, str]]) -> Measured:
    """From (features of the points, target, question) of each row."""
    names = {name: place for place, name in enumerate(dict.fromkeys(question for _, _, question in rows))}
    return Measured(
        np.vstack([features for features, _, _ in rows]),
        np.repeat(np.arange(len(rows)), [len(features) for features, _, _ in rows]),
        np.array([target for _, target, _ in rows]),
        np.array([names[question] for _, _, question in rows]),
    )


@dataclass(frozen=True, slots=True)
class Fit:
    """`weights` are none negative and sum to 1; see `Scale` for the rest."""

    weights: Floats
    floor: float
    lenience: float


def fit(graded: Measured, judged: Measured, foreign: Measured) -> Fit:
    """Least squares on scores through the lenience, on verdicts through a logistic link, and on strangers towards 0."""
    from scipy.optimize import minimize

    def loss(x: Floats) -> float:
        weights = x[:3] / max(1e-9, x[:3].sum())
        floor, lenience, shift, slope = x[3:]
        error = np.mean((lenient(graded.credits(weights, floor), lenience) - graded.target) ** 2)
        chance = 1 / (1 + np.exp(-(shift + slope * _logit(judged.credits(weights, floor)))))
        error += _JUDGED_WEIGHT * np.mean((chance - judged.target) ** 2)
        error += _FOREIGN_WEIGHT * np.mean(foreign.credits(weights, floor) ** 2)
        return float(error)

    bounds = [(0.0, 1.0)] * 3 + [(0.05, 0.45), (1.0, 8.0), (-5.0, 5.0), (0.2, 4.0)]
    x = minimize(loss, [0.6, 0.2, 0.2, 0.2, 4.0, 0.0, 1.0], bounds=bounds, method="L-BFGS-B").x
    return Fit(x[:3] / x[:3].sum(), float(x[3]), float(x[4]))


def lenient(credits: Floats, lenience: float | Floats) -> Floats:
    return np.asarray(1 - (1 - credits) ** lenience)


def _logit(share: Floats) -> Floats:
    inside = np.clip(share, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(inside / (1 - inside)))


def lenience_by_question(graded: Measured, found: Fit) -> dict[int, float]:
    """One lenience for each question, drawn towards the common one the more the fewer answers it has."""
    from scipy.optimize import minimize_scalar

    credits = graded.credits(found.weights, found.floor)
    common = np.log(found.lenience)
    best: dict[int, float] = {}
    for question in np.unique(graded.question):
        here = graded.question == question

        def loss(power: float, here: NDArray[np.bool_] = here) -> float:
            error = np.sum((lenient(credits[here], float(np.exp(power))) - graded.target[here]) ** 2)
            return float(error + _SHRINKAGE * (power - common) ** 2)

        best[int(question)] = float(np.exp(minimize_scalar(loss, bounds=(0.0, 3.5), method="bounded").x))
    return best


def leave_questions_out(graded: Measured, judged: Measured, foreign: Measured) -> tuple[Floats, Floats]:
    """Lenient scores of every graded and judged row, each from a fit that never saw its question."""
    scores = (np.zeros(len(graded.target)), np.zeros(len(judged.target)))
    for fold in range(_FOLDS):
        held = (graded.question % _FOLDS == fold, judged.question % _FOLDS == fold)
        found = fit(graded.only(~held[0]), judged.only(~held[1]), foreign)
        for out, rows, hold in zip(scores, (graded, judged), held, strict=True):
            out[hold] = lenient(rows.only(hold).credits(found.weights, found.floor), found.lenience)
    return scores


def verdict_thresholds(scores: Sequence[Floats], classes: NDArray[np.int64], above: float) -> tuple[float, float]:
    """(partially correct, correct): the best mean of accuracy and macro-F1, over all given sets of scores together.

    `correct` lies above `above`, the score of an answer whose only point is partly covered.

    `classes` are 0 incorrect, 1 partially correct, 2 correct.
    """
    grid = np.unique(np.quantile(np.concatenate(scores), np.linspace(0.003, 0.85, 80)))
    first = int(np.searchsorted(grid, above, side="right"))
    tried = [
        (sum(_quality(classes, (s >= low).astype(int) + (s >= high)) for s in scores) / len(scores), low, high)
        for place, low in enumerate(grid)
        for high in grid[max(place, first) :]
    ]
    best = max(value for value, _, _ in tried)
    plateau = np.array([(low, high) for value, low, high in tried if value >= best - _AS_GOOD])
    low, high = plateau.mean(axis=0)
    return float(low), float(high)


def _quality(truth: NDArray[np.int64], ours: NDArray[np.int64]) -> float:
    f1 = []
    for label in range(3):
        hits = np.sum((truth == label) & (ours == label))
        f1.append(2 * hits / max(1, np.sum(truth == label) + np.sum(ours == label)))
    return float((np.mean(truth == ours) + np.mean(f1)) / 2)
