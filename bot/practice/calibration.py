"""How well a learner's stated confidence fits the scores that followed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

BUCKETS = 5


@dataclass(frozen=True, slots=True)
class Bucket:
    """The answers given with a confidence in [low, high), the last bucket with its upper end; means are 0..1."""

    low: float
    high: float
    answers: int
    mean_confidence: float
    mean_score: float


@dataclass(frozen=True, slots=True)
class CalibrationWeek:
    """One week, named by its Monday; `brier` and `bias` as in Calibration."""

    monday: date
    answers: int
    brier: float
    bias: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """`buckets` holds those with answers, lowest first; `weeks` is oldest first.

    `brier` is the mean of (confidence - score)^2, 0 at best and 1 at worst: the score of Brier, "Verification of
    forecasts expressed in terms of probability", Monthly Weather Review 78 (1950), in its one-event form, with the
    grade's 0..1 in place of a yes or no. `bias` is mean confidence minus mean score: above 0 is over-confident.
    """

    answers: int
    brier: float
    bias: float
    buckets: tuple[Bucket, ...]
    weeks: tuple[CalibrationWeek, ...]


def calibrate(stated: Iterable[tuple[date, float, float]]) -> Calibration | None:
    """From (local day, confidence, score) of each answer with both; None where there is none.

    Raises ValueError for a confidence or score outside 0..1.
    """
    answers = list(stated)
    if not answers:
        return None
    buckets: dict[int, list[tuple[float, float]]] = defaultdict(list)
    weeks: dict[date, list[tuple[float, float]]] = defaultdict(list)
    for day, confidence, score in answers:
        if not (0 <= confidence <= 1 and 0 <= score <= 1):
            raise ValueError(f"Confidence {confidence} and score {score} must both lie in 0..1.")
        buckets[min(int(confidence * BUCKETS + 1e-9), BUCKETS - 1)].append((confidence, score))
        weeks[day - timedelta(days=day.weekday())].append((confidence, score))
    pairs = [(confidence, score) for _, confidence, score in answers]
    return Calibration(
        answers=len(pairs),
        brier=_brier(pairs),
        bias=_bias(pairs),
        buckets=tuple(
            Bucket(
                low=n / BUCKETS,
                high=(n + 1) / BUCKETS,
                answers=len(some),
                mean_confidence=fmean(confidence for confidence, _ in some),
                mean_score=fmean(score for _, score in some),
            )
            for n, some in sorted(buckets.items())
        ),
        weeks=tuple(
            CalibrationWeek(monday, len(some), _brier(some), _bias(some)) for monday, some in sorted(weeks.items())
        ),
    )


def _brier(pairs: Sequence[tuple[float, float]]) -> float:
    return fmean((confidence - score) ** 2 for confidence, score in pairs)


def _bias(pairs: Sequence[tuple[float, float]]) -> float:
    return fmean(confidence - score for confidence, score in pairs)
