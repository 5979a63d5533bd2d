"""Rows graded twice: as computed, and after a language model was heard on the computed grade."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.evals.answer_runs import LEARNER
from bot.evals.calls import Remembered
from bot.evals.grading import Grading, GradingRow
from bot.evals.grading_beside import Twice
from bot.practice.grading import Grade
from bot.turns.assistance import Asker, Feedback
from knowledge.questions import Locator, Question, ReferenceAnswer

_GRADER = "computed"


class GivesFeedback(Protocol):
    async def feedback(self, question: Question, answer: str, grade: Grade, grader: str, asker: Asker) -> Feedback: ...


@dataclass(frozen=True, slots=True)
class Opinion:
    """A model's, and the calls that were made for it."""

    model: GivesFeedback
    calls: Remembered


async def grade_twice(
    rows: Sequence[GradingRow],
    grade: Grading,
    opinion: Opinion,
    done: Callable[[str, int, int], None] = lambda what, at, of: None,
    clock: Callable[[], float] = time.perf_counter,
) -> list[Twice]:
    """One row after the other; those without a reference are left out. `seconds` of each are the model's part."""
    usable = [row for row in rows if row.reference.strip()]
    graded = []
    for number, row in enumerate(usable, 1):
        without = await asyncio.to_thread(grade, row.question, row.reference, row.answer)
        about = f"grade:evaluation-{number}"
        began = clock()
        given = await opinion.model.feedback(_question(row), row.answer, without, _GRADER, Asker(LEARNER, about, _on))
        seconds = clock() - began
        words = given.grade.advice != without.advice
        graded.append(Twice(row, without, given.grade, words, opinion.calls.about(about), seconds))
        done("grades", number, len(usable))
    return graded


def _question(row: GradingRow) -> Question:
    """With a reference of bare text, as it was graded against."""
    return Question(row.id, row.question, Locator("", 1, 1), ReferenceAnswer(row.reference, ()))


async def _on() -> bool:
    return False
