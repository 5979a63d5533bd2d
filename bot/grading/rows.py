"""A grade as one flat JSON object: the stable form that machines read."""

from typing import Any

from bot.practice.grading import Grade, PointVerdict


def grade_to_row(grade: Grade) -> dict[str, Any]:
    """`score`, `verdict`, the key points' texts by verdict, `flags`, and one sentence of `feedback`."""
    row: dict[str, Any] = {"score": grade.score, "verdict": grade.verdict.value, "graded": True}
    for verdict in (PointVerdict.COVERED, PointVerdict.PARTLY, PointVerdict.MISSED, PointVerdict.CONTRADICTED):
        row[verdict.value] = [point.key_point.text for point in grade.points if point.verdict is verdict]
    return {**row, "flags": [flag.value for flag in grade.flags], "feedback": grade.advice}


def ungradable_row() -> dict[str, Any]:
    """The same shape where there is nothing to grade against: no score is invented, `graded` is false."""
    return {
        "score": None,
        "verdict": None,
        "graded": False,
        **{verdict.value: [] for verdict in PointVerdict},
        "flags": [],
        "feedback": "This answer was not graded: no reference answer was given, and the corpus knows none.",
    }
