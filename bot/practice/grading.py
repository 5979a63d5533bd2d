"""From verdicts on key points to a grade. Pure arithmetic: the same verdicts always give the same score."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.questions import KeyPoint


class PointVerdict(StrEnum):
    COVERED = "covered"
    PARTLY = "partly"
    MISSED = "missed"
    CONTRADICTED = "contradicted"


class Verdict(StrEnum):
    CORRECT = "correct"
    PARTIALLY_CORRECT = "partially correct"
    INCORRECT = "incorrect"


class Flag(StrEnum):
    """Why an answer earned less than its words suggest. Shown to the learner as a sentence, never as a code."""

    EMPTY = "empty"
    DONT_KNOW = "does not know"
    RESTATES_QUESTION = "restates the question"
    TERM_LIST = "lists terms without saying anything about them"
    DENIES = "reads like the opposite of the reference"
    INSTRUCTION = "tells the grader what to do"


@dataclass(frozen=True, slots=True)
class GradedPoint:
    """One key point's verdict; `quote` is verbatim from the learner's answer, None where nothing came near."""

    key_point: KeyPoint
    verdict: PointVerdict
    credit: float
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """`score` is 0..1. `points` has one entry for each key point of the reference answer, in its order."""

    score: float
    verdict: Verdict
    points: tuple[GradedPoint, ...]
    flags: tuple[Flag, ...] = ()
    advice: str = ""


# What one contradicted point takes away, as a share of a point: believing the opposite is worse than not knowing.
CONTRADICTION_COST = 0.25


def score_of(points: Sequence[GradedPoint], lenience: float = 1.0) -> float:
    """The score of an answer, 0..1, from the verdicts on its key points.

    The mean credit m, less `CONTRADICTION_COST` points for each contradicted one, at least 0; then
    1 - (1 - m)**lenience.
    A lenience of 1 asks for every point; a higher one for only some of them. Raises ValueError for no points.
    """
    if not points:
        raise ValueError("A score needs at least one key point.")
    contradicted = sum(point.verdict is PointVerdict.CONTRADICTED for point in points)
    mean = max(0.0, sum(point.credit for point in points) - CONTRADICTION_COST * contradicted) / len(points)
    return round(1 - float((1 - mean) ** lenience), 4)
