"""Whether grades are better with a model's arguments than without: labelled answers, graded both ways.

The rows come with the package: JSON lines, one question each, with `id`, `question`, `reference`, `points` ({`text`,
`terms`}) and `answers` ({`answer`, `points`: a person's verdict on each, `score`}).
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

import numpy as np

from bot.assisting.judging import Judged, judge
from bot.assisting.trials import Outcome, Quality
from bot.errors import ModelUnavailable
from bot.evals.key_points import KeyPointFigures, LabelledAnswer, evaluate
from bot.grading.grader import Grader
from bot.models.values import Read
from bot.practice.grading import Grade, PointVerdict
from knowledge.questions import KeyPoint, Locator, Question, ReferenceAnswer

# So many verdicts must have changed before their effect can be told from chance.
LEAST_HEARD = 20
_RESAMPLES = 5000

Ask = Callable[[Question, str, Grade], Awaitable[Read]]
"""(question, answer, computed grade) -> what the model replies. Raises ModelUnavailable."""


@dataclass(frozen=True, slots=True)
class TrialRow:
    question: Question
    answer: str
    verdicts: tuple[PointVerdict, ...]
    score: float


def packaged_rows() -> tuple[TrialRow, ...]:
    """120 answers of our own writing to 60 questions of the starter corpus: tests/evals/points_dev.jsonl."""
    text = resources.files("bot.evals").joinpath("trial.jsonl").read_text(encoding="utf-8")
    return tuple(row for line in text.splitlines() for row in _rows(json.loads(line)))


def drawn(many: int, seed: int) -> tuple[TrialRow, ...]:
    """So many of the packaged rows, the same for the same seed; in their order."""
    rows = packaged_rows()
    chosen = np.random.default_rng(seed).permutation(len(rows))[:many]
    return tuple(rows[place] for place in sorted(chosen))


def _rows(one: Mapping[str, Any]) -> list[TrialRow]:
    points = tuple(
        KeyPoint(f"{one['id']}.{number}", point["text"], (), tuple(point["terms"]))
        for number, point in enumerate(one["points"], 1)
    )
    question = Question(one["id"], one["question"], Locator("trial", 1, 1), ReferenceAnswer(one["reference"], points))
    return [
        TrialRow(question, said["answer"], tuple(map(PointVerdict, said["points"])), float(said["score"]))
        for said in one["answers"]
    ]


@dataclass(frozen=True, slots=True)
class Tried:
    """One row: its computed grade, and what became of the reply; None where there was none."""

    row: TrialRow
    computed: Grade
    judged: Judged | None
    read: Read | None

    @property
    def grade(self) -> Grade:
        return self.judged.grade if self.judged else self.computed


async def try_rows(
    rows: Sequence[TrialRow], grader: Grader, ask: Ask, progress: Callable[[int, int], None]
) -> list[Tried]:
    """One after the other. A flagged answer is not shown to the model, as in practice."""
    tried = []
    for number, row in enumerate(rows, 1):
        reference = row.question.answer
        assert reference is not None
        computed = grader.grade(row.question.text, reference, row.answer)
        judged: Judged | None = Judged(computed)
        read: Read | None = None
        if not computed.flags:
            try:
                read = await ask(row.question, row.answer, computed)
                judged = judge(read.data, row.question, row.answer, computed, grader)
            except ModelUnavailable:
                judged = None
        tried.append(Tried(row, computed, judged, read))
        progress(number, len(rows))
    return tried


def outcome_of(tried: Sequence[Tried], grader: str, at: datetime, seed: int = 0) -> Outcome:
    """Raises ValueError where the model replied to nothing."""
    read = next((one.read for one in tried if one.read), None)
    if read is None:
        raise ValueError("the model replied to none of the answers")
    gains = [_right(one.row, one.grade) - _right(one.row, one.computed) for one in tried]
    judged = [one.judged for one in tried if one.judged]
    heard = sum(one.heard for one in judged)
    without, with_model = (
        _quality(tried, lambda one: one.computed),
        _quality(tried, lambda one: one.grade),
    )
    difference, interval = float(np.mean(gains)), _interval(gains, seed)
    return Outcome(
        model=read.call.model,
        prompt=f"{read.call.prompt}/{read.call.version}",
        digest=read.call.digest,
        grader=grader,
        answers=len(tried),
        unanswered=len(tried) - len(judged),
        made=sum(one.made for one in judged),
        heard=heard,
        voided=sum(one.voided for one in judged),
        without=without,
        with_model=with_model,
        difference=round(difference, 4),
        interval=interval,
        # Not merely "no worse" with nothing changed, and the score must not pay for the verdicts.
        earned=heard >= LEAST_HEARD and difference > 0 and interval[0] >= 0 and with_model.rmse <= without.rmse,
        at=at.isoformat(),
    )


def _right(row: TrialRow, grade: Grade) -> float:
    return sum(a is b.verdict for a, b in zip(row.verdicts, grade.points, strict=True)) / len(row.verdicts)


def _interval(gains: Sequence[float], seed: int) -> tuple[float, float]:
    """The 95% percentile bootstrap interval of the mean gain; answers are drawn, for points of one hang together."""
    from scipy.stats import bootstrap

    if len(gains) < 2 or len(set(gains)) == 1:
        return (float(gains[0]), float(gains[0]))
    drawn = bootstrap(
        (np.array(gains),),
        np.mean,
        n_resamples=_RESAMPLES,
        method="percentile",
        random_state=np.random.default_rng(seed),
    ).confidence_interval
    return (round(float(drawn.low), 4), round(float(drawn.high), 4))


def _quality(tried: Sequence[Tried], grade_of: Callable[[Tried], Grade]) -> Quality:
    grades = {(one.row.question.id, one.row.answer): grade_of(one) for one in tried}
    labelled = [LabelledAnswer(one.row.question.id, one.row.answer, one.row.verdicts, one.row.score) for one in tried]
    figures: KeyPointFigures = evaluate(labelled, lambda question_id, answer: grades[question_id, answer])
    return Quality(*(round(x, 4) for x in (figures.accuracy, figures.macro_f1, figures.pearson, figures.rmse)))
