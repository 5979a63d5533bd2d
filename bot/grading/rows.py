"""A grade as the stable JSON object of `coach grade`."""

from typing import Any

from bot.practice.grading import Grade, PointVerdict


def grade_to_row(grade: Grade) -> dict[str, Any]:
    """`covered` and `partly` quote the answer's own words beside the key point; `feedback` is one sentence or more."""

    def points(verdict: PointVerdict) -> list[dict[str, Any]]:
        return [
            {"key_point": point.key_point.text, "quote": point.quote, "credit": round(point.credit, 4)}
            for point in grade.points
            if point.verdict is verdict
        ]

    return {
        "score": round(grade.score, 4),
        "verdict": str(grade.verdict),
        "covered": points(PointVerdict.COVERED),
        "partly": points(PointVerdict.PARTLY),
        "missed": points(PointVerdict.MISSED),
        "contradicted": points(PointVerdict.CONTRADICTED),
        "flags": [str(flag) for flag in grade.flags],
        "feedback": grade.advice,
    }


def ungradable_row() -> dict[str, Any]:
    """For a question that nothing in the corpus answers: no score is invented."""
    return {
        "score": None,
        "verdict": None,
        "covered": [],
        "partly": [],
        "missed": [],
        "contradicted": [],
        "flags": [],
        "feedback": "There is nothing to grade this against: the corpus does not answer the question.",
    }
