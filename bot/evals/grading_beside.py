"""The same answers graded without a language model and with one, side by side.

A difference is given with its 95 % interval of a paired bootstrap over the rows (Efron and Tibshirani, 1993, percentile
method, 2,000 resamples): where the interval holds 0, the sample cannot tell the two apart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.stats import bootstrap

from bot.evals.agreement import accuracy, label_of, labels_of, macro_f1, score_figures
from bot.evals.grading import GradingRow
from bot.models.values import Call
from bot.practice.grading import Grade

_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Twice:
    """One row's grade as computed, and as it is after the model was heard. `words` says whether the advice shown is
    the model's; `calls` are those made for it."""

    row: GradingRow
    without: Grade
    heard: Grade
    words: bool
    calls: tuple[Call, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Pair:
    """`difference` is with the model minus without, `low` and `high` its 95 % interval."""

    without: float
    heard: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class BesideFigures:
    """Measures as in `GradingFigures`, None without human scores or verdicts. `at_least_as_good` says that no measure
    is worse with the model (RMSE: higher; the others: lower) than without, on these rows; None where the model gave no
    reply, which proves nothing.

    `changed` counts grades with another score; `arguments` are the model's for another verdict, `arguments_heard` those
    that code let change one, `replies_voided` the replies that invented one. `words` is the share of rows with advice
    in the model's words, `outcomes` how the calls ended.
    """

    rows: int
    pearson: Pair | None
    rmse: Pair | None
    accuracy: Pair | None
    macro_f1: Pair | None
    at_least_as_good: bool | None
    changed: int
    arguments: int
    arguments_heard: int
    replies_voided: int
    words: float
    outcomes: dict[str, int]
    tokens_in_per_grade: float
    tokens_out_per_grade: float
    cost: float
    seconds_median: float
    seconds_p90: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def compare(graded: Sequence[Twice], seed: int = 0) -> BesideFigures:
    """Raises ValueError without rows."""
    if not graded:
        raise ValueError("there is no row with a reference to grade")
    scored = [one for one in graded if one.row.score is not None]
    judged = [one for one in graded if one.row.verdict is not None]
    human = np.array([one.row.score for one in scored], dtype=float)
    scores = np.array([[one.without.score, one.heard.score] for one in scored]).reshape(-1, 2)
    verdicts = [one.row.verdict or "" for one in judged]
    labels = labels_of(verdicts)
    contradictory = "contradictory" in labels
    given = [(label_of(one.without, contradictory), label_of(one.heard, contradictory)) for one in judged]

    def correlation(at: Sequence[int], which: int) -> float:
        pearson, _ = score_figures([(float(human[i]), float(scores[i, which])) for i in at])
        return pearson.value if pearson else 0.0

    def error(at: Sequence[int], which: int) -> float:
        _, rmse = score_figures([(float(human[i]), float(scores[i, which])) for i in at])
        return rmse.value if rmse else 0.0

    def agreement(at: Sequence[int], which: int) -> float:
        return accuracy([verdicts[i] for i in at], [given[i][which] for i in at])

    def balanced(at: Sequence[int], which: int) -> float:
        return macro_f1([verdicts[i] for i in at], [given[i][which] for i in at], labels)

    pairs = {
        "pearson": _pair(correlation, len(scored), seed),
        "rmse": _pair(error, len(scored), seed),
        "accuracy": _pair(agreement, len(judged), seed),
        "macro_f1": _pair(balanced, len(judged), seed),
    }
    calls = [call for one in graded for call in one.calls]
    noted = [call.figures or {} for call in calls]
    seconds = [one.seconds for one in graded]
    return BesideFigures(
        rows=len(graded),
        **pairs,
        at_least_as_good=_is_no_worse(pairs) if any(call.outcome == "done" for call in calls) else None,
        changed=sum(one.heard.score != one.without.score for one in graded),
        arguments=int(sum(figures.get("arguments", 0) for figures in noted)),
        arguments_heard=int(sum(figures.get("arguments_heard", 0) for figures in noted)),
        replies_voided=int(sum(figures.get("arguments_voided", 0) for figures in noted)),
        words=sum(one.words for one in graded) / len(graded),
        outcomes={outcome: [c.outcome for c in calls].count(outcome) for outcome in sorted({c.outcome for c in calls})},
        tokens_in_per_grade=sum(call.usage.input_tokens for call in calls) / len(graded),
        tokens_out_per_grade=sum(call.usage.output_tokens for call in calls) / len(graded),
        cost=sum(call.cost for call in calls),
        seconds_median=float(np.median(seconds)),
        seconds_p90=float(np.percentile(seconds, 90)),
    )


def _is_no_worse(pairs: Mapping[str, Pair | None]) -> bool:
    return all(
        pair is None or (pair.difference <= 0 if name == "rmse" else pair.difference >= 0)
        for name, pair in pairs.items()
    )


def _pair(measure: Callable[[Sequence[int], int], float], rows: int, seed: int) -> Pair | None:
    if rows < 2:
        return None
    everyone = range(rows)

    def difference(at: Any) -> float:
        return measure(at, 1) - measure(at, 0)

    found = bootstrap(
        (np.arange(rows),),
        difference,
        n_resamples=_RESAMPLES,
        vectorized=False,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return Pair(measure(everyone, 0), measure(everyone, 1), difference(everyone), float(found.low), float(found.high))
