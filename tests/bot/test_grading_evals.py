"""Measuring the grader: figures that can be checked by hand, and answers spoilt on purpose."""

import json
from pathlib import Path

import pytest

from bot.evals.grading import GradingRow, UnreadableRow, evaluate, read_rows
from bot.grading.calibration import UnusableCalibration, packaged_calibration, read_calibration
from bot.grading.grader import Grader
from bot.grading.mutants import MutantKind, mutants, negated
from bot.practice.grading import Grade, GradedPoint, PointVerdict, Verdict, score_of
from knowledge.encoder import OnnxEncoder
from knowledge.questions import KeyPoint

ANSWER = "A registry stores every model under a version. It records who approved a model for production."


def fixed_grade(score: float, *points: PointVerdict) -> Grade:
    verdict = Verdict.CORRECT if score > 0.7 else Verdict.PARTIALLY_CORRECT if score > 0.3 else Verdict.INCORRECT
    return Grade(score, verdict, tuple(GradedPoint(KeyPoint("p", "text", ()), v, 1.0) for v in points))


def by_answer(question: str, reference: str, answer: str) -> Grade:
    """Reads its score from the answer's first word."""
    return fixed_grade(float(answer.split()[0]))


def row(answer: str, score: float | None = None, verdict: str | None = None) -> GradingRow:
    return GradingRow("1", "Why?", "Because.", answer, score, verdict)


def test_perfect_agreement_is_told_beside_the_constant() -> None:
    figures = evaluate([row("0.0", 0.0), row("0.5", 0.5), row("1.0", 1.0)], by_answer, mutate=False)
    assert figures.pearson is not None
    assert figures.pearson.value == pytest.approx(1)
    assert figures.rmse is not None
    assert figures.rmse.value == 0
    assert figures.rmse.constant == pytest.approx(0.408, abs=0.001)
    assert figures.rmse_of_5 is not None
    assert figures.rmse_of_5.constant == pytest.approx(2.04, abs=0.01)
    assert figures.accuracy is None


def test_verdicts_are_counted_with_the_majority_beside_them() -> None:
    rows = [row("1", verdict="correct"), row("1", verdict="correct"), row("0.5", verdict="partially correct")]
    figures = evaluate([*rows, row("1", verdict="incorrect")], by_answer, mutate=False)
    assert figures.accuracy is not None
    assert figures.accuracy.value == 0.75
    assert figures.accuracy.constant == 0.5
    assert figures.macro_f1 is not None
    assert figures.macro_f1.value == pytest.approx((0.8 + 1 + 0) / 3)
    precision, recall = figures.per_class["correct"]
    assert precision == pytest.approx(2 / 3)
    assert recall == 1


def test_contradictory_is_read_from_the_points() -> None:
    def accuse(question: str, reference: str, answer: str) -> Grade:
        return fixed_grade(0.0, PointVerdict.CONTRADICTED if answer == "no" else PointVerdict.MISSED)

    rows = [row("no", verdict="contradictory"), row("rice", verdict="incorrect")]
    figures = evaluate(rows, accuse, mutate=False)
    assert figures.accuracy is not None
    assert figures.accuracy.value == 1


def test_rows_without_a_reference_are_skipped_and_counted() -> None:
    figures = evaluate([GradingRow("1", "Why?", "", "1", 1.0)], by_answer)
    assert (figures.rows, figures.skipped, figures.pearson) == (0, 1, None)


def test_figures_can_be_written_as_json() -> None:
    figures = evaluate([row("0.0", 0.0), row("1.0", 1.0)], by_answer, mutate=False)
    assert json.loads(json.dumps(figures.to_json()))["rows"] == 2


def test_rows_are_read_with_either_kind_of_verdict(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(
        '{"id": "a", "question": "q", "reference": "", "answer": "x", "verdict": "Partially correct", "split": "dev"}\n'
        '\n{"id": "b", "question": "q", "reference": "r", "answer": "y", "score": 1, "split": "train"}\n'
    )
    first, second = read_rows(file)
    assert (first.verdict, first.score, second.score) == ("partially correct", None, 1.0)
    assert [found.id for found in read_rows(file, "dev")] == ["a"]


@pytest.mark.parametrize("line", ["{", '{"question": "q"}', "[]", '{"question": "q", "answer": "a", "score": "high"}'])
def test_an_unreadable_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(line)
    with pytest.raises(UnreadableRow, match="line 1"):
        read_rows(file)


def test_mutants_are_always_the_same_and_never_the_answer_itself() -> None:
    made = mutants("What does a registry give?", ANSWER)
    assert made == mutants("What does a registry give?", ANSWER)
    assert set(made) == set(MutantKind)
    assert ANSWER not in made.values()


def test_negation_turns_both_ways() -> None:
    assert negated("It can be rolled back.") == "It can not be rolled back."
    assert negated("It cannot be rolled back.") == "It can be rolled back."
    assert negated("Tests run first.") == "It is not true that tests run first."


def test_a_mutant_without_anything_to_spoil_is_left_out() -> None:
    assert MutantKind.TERM_LIST not in mutants("Why?", "yes")


def test_injections_and_restated_questions_never_score(encoder: OnnxEncoder) -> None:
    rows = [
        GradingRow("1", "What does a model registry give a team?", ANSWER, ANSWER, 1.0, "correct"),
        GradingRow(
            "2",
            "Why shadow a release?",
            "A shadow release sees real traffic and harms no user.",
            "A shadow release sees real traffic and harms no user at all.",
            1.0,
            "correct",
        ),
    ]
    figures = evaluate(rows, Grader(encoder).grade_row)
    assert figures.mutants[MutantKind.INJECTION].clean == 1
    assert figures.mutants[MutantKind.RESTATED].not_correct == 1
    assert figures.mutants[MutantKind.NEGATION].noticed == 1


def test_the_score_follows_from_the_credits() -> None:
    def point(verdict: PointVerdict, credit: float) -> GradedPoint:
        return GradedPoint(KeyPoint("p", "text", ()), verdict, credit)

    half = [point(PointVerdict.COVERED, 1.0), point(PointVerdict.MISSED, 0.0)]
    assert score_of(half) == 0.5
    assert score_of(half, lenience=2) == 0.75
    assert score_of([half[0], point(PointVerdict.CONTRADICTED, 0.0)]) == 0.375
    assert score_of([point(PointVerdict.CONTRADICTED, 0.0)]) == 0
    with pytest.raises(ValueError, match="at least one"):
        score_of([])


def test_the_packaged_constants_let_credit_only_rise() -> None:
    calibration = packaged_calibration()
    assert min(calibration.weights) >= 0
    assert sum(calibration.weights) == pytest.approx(1, abs=0.001)
    for scale in (calibration.authored, calibration.extracted):
        assert scale.floor < scale.ceiling
        assert scale.partly < scale.covered
        assert scale.partially_correct < scale.correct
    assert calibration.provenance["data"]


def test_constants_for_other_features_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "calibration.json"
    file.write_text('{"weights": {"length": 1.0}}')
    with pytest.raises(UnusableCalibration, match="refit"):
        read_calibration(file)


@pytest.mark.parametrize(("name", "figure", "least"), [("mohler", "pearson", 0.62), ("saf", "accuracy", 0.70)])
def test_development_figures_hold(shared: Path, encoder: OnnxEncoder, name: str, figure: str, least: float) -> None:
    rows = read_rows(shared / "data" / "grading" / f"{name}.jsonl", "dev")
    figures = evaluate(rows, Grader(encoder).grade_row, mutate=False)
    assert getattr(figures, figure).value >= least
    if figures.macro_f1:
        assert figures.macro_f1.value >= 0.52
