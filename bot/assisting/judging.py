"""Arguments of a model for another verdict on a point: heard only as far as code finds the learner's own words for it.

Whatever a model says, it can do no more than a slightly more lenient or stricter grader would: one step, within the
band in which the computed verdict is unsure, and only for the credit that the step needs.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.grading.standing import BAND, ON_THE_MATTER, Standing, one_step
from bot.practice.grading import Grade, PointVerdict
from knowledge.questions import Question, ReferenceAnswer
from knowledge.sentences import content_stems, words

# A quote shorter than this could be found in any answer.
_LEAST_WORDS, _LEAST_TELLING = 3, 2
_MARKS = str.maketrans("‘’“”«»„`´", '\'\'"""""\'\'')
_OUTER = " \t\n\"'.,;:!?…"
_RANK = {PointVerdict.MISSED: 0, PointVerdict.PARTLY: 1, PointVerdict.COVERED: 2}


class Hearing(Protocol):
    """What judging needs of the grader."""

    def heard(self, answer: str) -> str: ...

    def standings(self, question: str, reference: ReferenceAnswer, grade: Grade, text: str) -> tuple[Standing, ...]: ...

    def bar(self, reference: ReferenceAnswer, one: PointVerdict, other: PointVerdict) -> float: ...

    def settle(
        self, question: str, reference: ReferenceAnswer, grade: Grade, verdicts: Mapping[str, PointVerdict]
    ) -> Grade: ...


@dataclass(frozen=True, slots=True)
class Argument:
    """For another verdict on one point; `point` is its 1-based number, `quote` the learner's words, or so it claims."""

    point: int
    verdict: PointVerdict
    quote: str


@dataclass(frozen=True, slots=True)
class Judged:
    """`grade` with the verdicts that were heard. `made` counts the arguments for another verdict than the computed
    one, `heard` those that changed one; `voided` says that one of them was invented, and so none was heard."""

    grade: Grade
    made: int = 0
    heard: int = 0
    voided: bool = False

    def figures(self) -> dict[str, float]:
        return {"arguments": self.made, "arguments_heard": self.heard, "arguments_voided": float(self.voided)}


def judge(reply: Mapping[str, Any], question: Question, answer: str, grade: Grade, grader: Hearing) -> Judged:
    """The grade after what the reply argues. A flagged answer is not argued about."""
    arguments = read_arguments(reply, len(grade.points))
    if arguments is None:
        return Judged(grade, made=1, voided=True)
    arguments = tuple(one for one in arguments if one.verdict is not grade.points[one.point - 1].verdict)
    if not arguments or grade.flags or question.answer is None:
        return Judged(grade, made=len(arguments))
    said = grader.heard(answer)
    if not all(_honest(one, said, grade) for one in arguments):
        return Judged(grade, made=len(arguments), voided=True)
    present = grader.standings(question.text, question.answer, grade, answer)
    verdicts = {
        grade.points[one.point - 1].key_point.id: one.verdict
        for one in arguments
        if _borne_out(one, question, question.answer, grade, present, grader)
    }
    if not verdicts:
        return Judged(grade, made=len(arguments))
    settled = grader.settle(question.text, question.answer, grade, verdicts)
    return Judged(settled, made=len(arguments), heard=len(verdicts))


def read_arguments(reply: Mapping[str, Any], points: int) -> tuple[Argument, ...] | None:
    """None where one is not of the form, names no point of the answer, or two speak of the same point."""
    found = []
    listed = reply.get("arguments", [])
    if not isinstance(listed, list):
        return None
    for one in listed:
        try:
            argument = Argument(int(one["point"]), PointVerdict(one["verdict"]), str(one["quote"]))
        except (KeyError, TypeError, ValueError):
            return None
        if not 1 <= argument.point <= points:
            return None
        found.append(argument)
    twice = Counter(argument.point for argument in found).most_common(1)
    return None if twice and twice[0][1] > 1 else tuple(found)


def _honest(argument: Argument, said: str, grade: Grade) -> bool:
    """Whether the learner said these words, and the verdict is a neighbour of the computed one."""
    return one_step(grade.points[argument.point - 1].verdict, argument.verdict) and quoted_in(argument.quote, said)


def quoted_in(quote: str, said: str) -> bool:
    """Whether the quote stands in the text word for word, whatever the spacing, case and kind of quotation mark."""
    wanted = _normal(quote).strip(_OUTER)
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", _normal(said)) is not None


def _normal(text: str) -> str:
    return " ".join(text.translate(_MARKS).lower().split())


def _borne_out(
    argument: Argument,
    question: Question,
    reference: ReferenceAnswer,
    grade: Grade,
    present: Sequence[Standing],
    grader: Hearing,
) -> bool:
    """Whether code finds the quote near the point, and the computed verdict near the argued one. What raises a verdict
    is about the question's matter, too."""
    telling = set(content_stems(argument.quote)) - set(content_stems(question.text))
    alone = grader.standings(question.text, reference, grade, argument.quote)
    if len(words(argument.quote)) < _LEAST_WORDS or len(telling) < _LEAST_TELLING or not (alone and present):
        return False
    was = grade.points[argument.point - 1].verdict
    whole, part = present[argument.point - 1], alone[argument.point - 1]
    bar = grader.bar(reference, was, argument.verdict)
    if argument.verdict is PointVerdict.CONTRADICTED:
        return min(whole.turned, part.turned) >= bar - BAND
    if _RANK[argument.verdict] > _RANK.get(was, -1) and part.about < ON_THE_MATTER:
        return False
    if was is PointVerdict.CONTRADICTED:
        return not whole.aimed and bar <= whole.turned <= bar + BAND
    if _RANK[argument.verdict] > _RANK[was]:
        return whole.clean and part.clean and min(whole.nearness, part.nearness) >= bar - BAND
    return whole.nearness < bar + BAND and abs(part.nearness - bar) <= BAND
