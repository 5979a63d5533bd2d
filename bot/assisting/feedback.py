"""A computed grade in a model's words: prose that is checked, and arguments that must have been earned."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from bot.assisting.judging import Hearing, Judged, judge
from bot.assisting.ports import Notes
from bot.assisting.prose import Checked, Prose
from bot.assisting.waiting import awaited, wanted
from bot.errors import ModelUnavailable
from bot.models.values import Models, Wanted
from bot.practice.grading import Grade, PointVerdict
from bot.turns.assistance import Asker, Feedback
from knowledge.questions import Question

PROMPT = "feedback"
_HEADINGS = (
    ("Said", PointVerdict.COVERED),
    ("Half said", PointVerdict.PARTLY),
    ("Said the opposite", PointVerdict.CONTRADICTED),
    ("Not said", PointVerdict.MISSED),
)


class Trials(Protocol):
    def heard(self, model: str, digest: str) -> bool:
        """Whether a trial has shown that this model with this prompt judges at least as well as the computed grade."""
        ...


class GradeFeedback:
    """`patience` in seconds. Without a passed trial a model's arguments are counted and change nothing."""

    def __init__(
        self, models: Models, grader: Hearing, prose: Prose, trials: Trials, patience: float, notes: Notes
    ) -> None:
        self._models = models
        self._grader = grader
        self._prose = prose
        self._trials = trials
        self._patience = patience
        self._notes = notes

    async def feedback(self, question: Question, answer: str, grade: Grade, grader: str, asker: Asker) -> Feedback:
        """Never raises for a model's fault. The model does not see a flagged answer: its learner is told the flag."""
        if grade.flags or question.answer is None:
            return Feedback(grade, grader)

        def measured(text: str) -> Mapping[str, float]:
            return self._figures(_read(text), question, answer, grade)

        wanted = replace(wanted_of(question, answer, grade, asker), measure=measured)
        try:
            read = await awaited(self._models.data(wanted), asker, self._patience)
        except ModelUnavailable as why:
            return Feedback(grade, grader, str(why))
        earned = self._trials.heard(read.call.model, read.call.digest)
        judged, prose = await asyncio.to_thread(self._checked, read.data, question, answer, grade, earned=earned)
        await self._notes.note(read.call.id, {**judged.figures(), **prose.figures(), "earned": float(earned)})
        if not prose.text and not (earned and judged.heard):
            return Feedback(grade, grader)
        heard = judged.grade if earned else grade
        return Feedback(replace(heard, advice=prose.text or heard.advice), f"{grader} + {read.call.template}")

    def _checked(
        self, data: Mapping[str, Any], question: Question, answer: str, grade: Grade, *, earned: bool
    ) -> tuple[Judged, Checked]:
        """What it argues, and what it says checked against the verdicts that will be shown."""
        judged = judge(data, question, answer, grade, self._grader)
        advice = data.get("advice")
        said = self._grader.heard(answer)
        shown = judged.grade if earned else grade
        return judged, self._prose.check(advice if isinstance(advice, str) else "", question, said, shown)

    def _figures(self, data: Mapping[str, Any], question: Question, answer: str, grade: Grade) -> Mapping[str, float]:
        """Of a reply that nobody sees, beside one that was shown."""
        judged, prose = self._checked(data, question, answer, grade, earned=False)
        return {**judged.figures(), **prose.figures()}


def _read(text: str) -> Mapping[str, Any]:
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def wanted_of(question: Question, answer: str, grade: Grade, asker: Asker) -> Wanted:
    return wanted(PROMPT, {"points": _listed(grade), "question": question.text, "answer": answer}, asker)


def _listed(grade: Grade) -> str:
    """The points under what was found of them, best first: a small model praises what stands under "Said"."""
    lines = []
    for heading, verdict in _HEADINGS:
        found = [
            f"{number}. {' '.join(one.key_point.text.split())}"
            for number, one in enumerate(grade.points, 1)
            if one.verdict is verdict
        ]
        lines += [f"{heading} ({verdict}):", *found] if found else []
    return "\n".join(lines)
