"""Grades with and without a model side by side, and what their difference is worth."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.evals.calls import Remembered
from bot.evals.grading import GradingRow
from bot.evals.grading_beside import Twice, compare
from bot.evals.grading_runs import Opinion, grade_twice
from bot.models.values import Call, Usage
from bot.practice.grading import Grade, GradedPoint, PointVerdict, Verdict
from bot.turns.assistance import Asker, Feedback
from knowledge.questions import KeyPoint, Question


def graded(score: float) -> Grade:
    verdict = Verdict.CORRECT if score > 0.7 else Verdict.PARTIALLY_CORRECT if score > 0.3 else Verdict.INCORRECT
    point = GradedPoint(KeyPoint("p", "text", ()), PointVerdict.COVERED if score else PointVerdict.MISSED, score)
    return Grade(score, verdict, (point,), advice="Say more.")


def twice(human: float, without: float, heard: float, verdict: str | None = None) -> Twice:
    row = GradingRow("1", "Why?", "Because.", "So.", human, verdict)
    return Twice(row, graded(without), graded(heard), words=False, calls=(call("grade:1"),), seconds=1.0)


def call(about: str) -> Call:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    usage = Usage(100, 10)
    return Call(about, about, "ada", "feedback", "v1", "d", "small", {}, usage, 0.25, 0.1, 1.0, at, "done")


def test_without_a_change_there_is_no_difference() -> None:
    figures = compare([twice(0.0, 0.2, 0.2), twice(0.5, 0.4, 0.4), twice(1.0, 0.9, 0.9), twice(1.0, 0.5, 0.5)])
    for pair in (figures.pearson, figures.rmse):
        assert pair is not None
        assert (pair.difference, pair.low, pair.high) == (0, 0, 0)
        assert pair.without == pair.heard
    assert figures.accuracy is None
    assert figures.macro_f1 is None
    assert (figures.at_least_as_good, figures.changed) == (True, 0)


def test_a_better_grade_is_a_lower_error_and_an_interval_without_zero() -> None:
    figures = compare([twice(number % 3 / 2, 1 - number % 3 / 2, number % 3 / 2) for number in range(30)])
    assert figures.rmse is not None
    assert figures.rmse.heard == 0
    assert figures.rmse.difference == pytest.approx(-figures.rmse.without)
    assert figures.rmse.high < 0
    assert figures.pearson is not None
    assert figures.pearson.low > 0
    assert figures.at_least_as_good
    assert figures.changed == 20


def test_a_worse_measure_is_told() -> None:
    rows = [twice(1.0, 1.0, 0.5, "correct"), twice(0.0, 0.0, 0.0, "incorrect"), twice(1.0, 1.0, 1.0, "correct")]
    figures = compare(rows)
    assert figures.accuracy is not None
    assert figures.accuracy.without == 1
    assert figures.accuracy.heard == pytest.approx(2 / 3)
    assert figures.accuracy.low <= figures.accuracy.difference <= figures.accuracy.high
    assert not figures.at_least_as_good


def test_a_verdict_that_got_lost_in_a_sample_keeps_its_labels() -> None:
    rows = [twice(0.0, 0.0, 0.0, "contradictory"), *[twice(1.0, 1.0, 1.0, "correct") for _ in range(9)]]
    figures = compare(rows)
    assert figures.macro_f1 is not None
    assert (figures.macro_f1.low, figures.macro_f1.high) == (0, 0)


def test_a_model_that_never_replied_has_proved_nothing() -> None:
    silent = [
        replace(one, calls=(replace(call("grade:1"), outcome="slow"),)) for one in (twice(0, 0, 0), twice(1, 1, 1))
    ]
    assert compare(silent).at_least_as_good is None
    assert compare([twice(0, 0, 0), twice(1, 1, 1)]).at_least_as_good is True


def test_without_rows_there_is_nothing_to_compare() -> None:
    with pytest.raises(ValueError, match="no row"):
        compare([])


class Lenient:
    """Adds half a point to every grade, and keeps calls as a store would."""

    def __init__(self) -> None:
        self.calls = Remembered(self)  # type: ignore[arg-type]

    async def end(self, call: Call) -> None: ...

    async def note(self, call_id: str, figures: Mapping[str, float]) -> None: ...

    async def feedback(self, question: Question, answer: str, grade: Grade, grader: str, asker: Asker) -> Feedback:
        assert question.answer is not None
        assert question.answer.text == "Because."
        await self.calls.end(call(asker.about))
        await self.calls.note(asker.about, {"arguments": 2, "arguments_heard": 1, "arguments_voided": 0.0})
        return Feedback(replace(grade, score=grade.score + 0.5, advice="Well said."), f"{grader} + small")


def test_each_row_is_graded_and_heard_once() -> None:
    model = Lenient()
    rows = [
        GradingRow(str(n), "Why?", reference, "So.", 0.5) for n, reference in enumerate(["Because.", " ", "Because."])
    ]
    found = asyncio.run(
        grade_twice(rows, lambda question, reference, answer: graded(0.25), Opinion(model, model.calls))
    )
    figures = compare(found)
    assert [(one.without.score, one.heard.score) for one in found] == [(0.25, 0.75), (0.25, 0.75)]
    assert (figures.rows, figures.words, figures.changed) == (2, 1.0, 2)
    assert (figures.arguments, figures.arguments_heard, figures.replies_voided) == (4, 2, 0)
    assert (figures.tokens_in_per_grade, figures.cost, figures.outcomes) == (100, 0.5, {"done": 2})
