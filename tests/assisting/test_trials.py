"""A model earns a say in grading by a trial, and by nothing else."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.assisting.trials import FILE, Outcome, Quality, TrialBook
from bot.errors import ModelUnavailable
from bot.evals.judging import LEAST_HEARD, TrialRow, Tried, drawn, outcome_of, packaged_rows, try_rows
from bot.evals.key_points import read_labelled
from bot.grading.grader import Grader
from bot.models.values import Read
from bot.practice.grading import Grade, PointVerdict
from knowledge.encoder import OnnxEncoder
from knowledge.questions import Question
from knowledge.sentences import split_sentences
from tests.assisting.scripted import CALL
from tests.evals.fit_authored import HELD_OUT
from tests.evals.make_trial import TRIAL, trial_lines

NOW = datetime(2026, 11, 21, tzinfo=UTC)
QUALITY = Quality(0.7, 0.5, 0.6, 0.25)
OUTCOME = Outcome("small", "feedback/v1", "abc", "2", 120, 0, 40, 25, 1, QUALITY, QUALITY, 0.03, (0.01, 0.05), True, "")


@pytest.fixture(scope="module")
def grader(encoder: OnnxEncoder) -> Grader:
    return Grader(encoder)


def test_only_the_model_prompt_and_constants_that_were_tried_are_heard(tmp_path: Path) -> None:
    book = TrialBook(tmp_path, "2")
    assert not book.heard("small", "abc")
    book.keep(OUTCOME)
    assert book.heard("small", "abc")
    assert not book.heard("large", "abc")
    assert not book.heard("small", "abd")
    assert not TrialBook(tmp_path, "3").heard("small", "abc")


def test_a_later_trial_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    book = TrialBook(tmp_path, "2")
    book.keep(OUTCOME)
    book.keep(replace(OUTCOME, model="large"))
    book.keep(replace(OUTCOME, earned=False))
    assert not book.heard("small", "abc")
    assert book.heard("large", "abc")
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"small abc 2": true}', '{"small abc 2": {"earned": "yes"}}'])
def test_a_spoilt_file_earns_nobody_a_say(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert not TrialBook(tmp_path, "2").heard("small", "abc")


def test_the_packaged_rows_are_the_development_answers_and_none_held_out() -> None:
    assert TRIAL.read_text(encoding="utf-8") == trial_lines()
    held_out = {row.answer for row in read_labelled(HELD_OUT)}
    assert len(packaged_rows()) == 120
    assert not held_out & {row.answer for row in packaged_rows()}
    assert drawn(20, 1) == drawn(20, 1) != drawn(20, 2)


async def _tried(
    grader: Grader, many: int, arguments: Callable[[TrialRow, Grade], list[dict[str, Any]]]
) -> list[Tried]:
    rows = {row.answer: row for row in drawn(many, 0)}

    async def ask(question: Question, answer: str, grade: Grade) -> Read:
        return Read({"advice": "", "arguments": arguments(rows[answer], grade)}, "", CALL)

    return await try_rows(tuple(rows.values()), grader, ask, lambda done, total: None)


async def test_a_model_that_says_nothing_earns_nothing(grader: Grader) -> None:
    outcome = outcome_of(await _tried(grader, 6, lambda row, grade: []), "2", NOW)
    assert (outcome.made, outcome.heard, outcome.difference, outcome.interval) == (0, 0, 0.0, (0.0, 0.0))
    assert outcome.without == outcome.with_model
    assert not outcome.earned


async def test_a_model_that_argues_everything_up_is_not_heard(grader: Grader) -> None:
    up = {PointVerdict.MISSED: PointVerdict.PARTLY, PointVerdict.PARTLY: PointVerdict.COVERED}

    def lenient(row: TrialRow, grade: Grade) -> list[dict[str, Any]]:
        return [
            {"point": number, "verdict": str(up[point.verdict]), "quote": row.answer}
            for number, point in enumerate(grade.points, 1)
            if point.verdict in up
        ]

    outcome = outcome_of(await _tried(grader, 30, lenient), "2", NOW)
    assert outcome.heard > 0
    assert not outcome.earned


async def test_a_model_that_judges_as_a_person_does_is_heard(grader: Grader) -> None:
    """An oracle: it argues only towards the person's verdict, with the best sentence there is."""

    def knowing(row: TrialRow, grade: Grade) -> list[dict[str, Any]]:
        order = [PointVerdict.MISSED, PointVerdict.PARTLY, PointVerdict.COVERED]
        found = []
        for number, (point, wanted) in enumerate(zip(grade.points, row.verdicts, strict=True), 1):
            if wanted is point.verdict or PointVerdict.CONTRADICTED in (wanted, point.verdict):
                continue
            step = 1 if order.index(wanted) > order.index(point.verdict) else -1
            quote = point.quote or max((one.text for one in split_sentences(row.answer)), key=len)
            found.append({"point": number, "verdict": str(order[order.index(point.verdict) + step]), "quote": quote})
        return found

    outcome = outcome_of(await _tried(grader, 60, knowing), "2", NOW)
    assert outcome.heard >= LEAST_HEARD
    assert outcome.with_model.accuracy > outcome.without.accuracy
    assert outcome.interval[0] > 0
    assert outcome.earned


async def test_a_model_that_never_replies_has_no_outcome(grader: Grader) -> None:
    async def ask(question: Question, answer: str, grade: Grade) -> Read:
        raise ModelUnavailable("away", "down")

    tried = await try_rows(drawn(2, 0), grader, ask, lambda done, total: None)
    with pytest.raises(ValueError, match="replied to none"):
        outcome_of(tried, "2", NOW)


def test_an_outcome_is_plain_json(tmp_path: Path) -> None:
    TrialBook(tmp_path, "2").keep(OUTCOME)
    kept = TrialBook(tmp_path, "2").outcomes()["small abc 2"]
    assert kept == {**asdict(OUTCOME), "interval": [0.01, 0.05]}
