"""An answer against a reference answer: deterministic, no model server, a few milliseconds.

Each key point gets a credit, the credit a verdict, and the score is the mean credit less what contradictions cost.
docs/grading.md explains the formula and how good it is.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bot.grading import polarity
from bot.grading.advice import advise
from bot.grading.calibration import Calibration, packaged_calibration
from bot.grading.features import Evidence, weigh
from bot.grading.instructions import without_instructions
from bot.grading.reading import Reading, WordEncoder
from bot.grading.signs import flag_of
from bot.practice.grading import Flag, Grade, GradedPoint, PointVerdict, Verdict, score_of
from knowledge.key_points import extract_key_points
from knowledge.questions import KeyPoint, ReferenceAnswer

# What an answer can earn for a point at most when something speaks against its having said it.
_TERM_LIST_SHARE = 0.4
# From this nearness on, a sentence is about the point, so that turning its meaning is a contradiction.
_ABOUT = 0.75
_QUOTABLE = 0.15


class Grader:
    """Grades answers; references are read once and kept."""

    def __init__(self, encoder: WordEncoder, calibration: Calibration | None = None) -> None:
        self._encoder = encoder
        self._calibration = calibration or packaged_calibration()
        self._read = lru_cache(maxsize=2048)(lambda text: Reading(text, encoder))

    @property
    def version(self) -> str:
        """Names the constants that a grade was computed with."""
        return self._calibration.version

    def grade(self, question: str, reference: ReferenceAnswer, answer: str) -> Grade:
        """The same three texts always give the same grade. A reference without key points gets them extracted.

        Raises ValueError where the reference has no words.
        """
        key_points = reference.key_points or extract_key_points(question, reference.text)
        if not key_points:
            raise ValueError("The reference answer has no words to grade against; give it a text or key points.")
        asked = self._read(question)
        told: list[bool] = []

        def heed(plain: str) -> str:
            kept, found = without_instructions(plain)
            told.append(found)
            return kept

        said = Reading(answer, self._encoder, heed)
        flags = [Flag.INSTRUCTION] if any(told) else []
        sign = flag_of(asked, reference.text, said)
        if sign:
            flags.append(sign)
        if sign in (Flag.EMPTY, Flag.DONT_KNOW, Flag.RESTATES_QUESTION):
            points = [GradedPoint(point, PointVerdict.MISSED, 0.0) for point in key_points]
        else:
            points = [self._point(asked, point, said, sign) for point in key_points]
            points = _with_yes_or_no(reference.text, said, points)
        score = score_of(points)
        return Grade(score, self._verdict(score), tuple(points), tuple(flags), advise(points, flags))

    def grade_row(self, question: str, reference_text: str, answer: str) -> Grade:
        """The same for a reference that is bare text."""
        return self.grade(question, ReferenceAnswer(reference_text, ()), answer)

    def _point(self, asked: Reading, point: KeyPoint, said: Reading, sign: Flag | None) -> GradedPoint:
        evidence = weigh(asked, self._read(point.text), said)
        credit = self._calibration.credit(evidence.features.array())
        if sign is Flag.TERM_LIST:
            credit *= _TERM_LIST_SHARE
        if evidence.flips % 2:
            if evidence.nearness >= _ABOUT and credit >= self._calibration.partly:
                return GradedPoint(point, PointVerdict.CONTRADICTED, 0.0, _quote(said, evidence))
            credit = min(credit, self._below_covered)
        if evidence.wrong_number:
            credit = min(credit, self._below_covered)
        quote = _quote(said, evidence) if credit >= _QUOTABLE else None
        return GradedPoint(point, self._point_verdict(credit), round(credit, 4), quote)

    @property
    def _below_covered(self) -> float:
        return (self._calibration.covered + self._calibration.partly) / 2

    def _point_verdict(self, credit: float) -> PointVerdict:
        if credit >= self._calibration.covered:
            return PointVerdict.COVERED
        return PointVerdict.PARTLY if credit >= self._calibration.partly else PointVerdict.MISSED

    def _verdict(self, score: float) -> Verdict:
        if score >= self._calibration.correct:
            return Verdict.CORRECT
        return Verdict.PARTIALLY_CORRECT if score >= self._calibration.partially_correct else Verdict.INCORRECT


def _quote(said: Reading, evidence: Evidence) -> str:
    return said.quote(evidence.sentence)


def _with_yes_or_no(reference: str, said: Reading, points: Sequence[GradedPoint]) -> list[GradedPoint]:
    """Contradicts the first point where the reference opens with yes and the answer with no, or the other way."""
    right, given = polarity.yes_or_no(reference), polarity.yes_or_no(said.plain)
    if right is None or given is None or right == given:
        return list(points)
    first = replace(points[0], verdict=PointVerdict.CONTRADICTED, credit=0.0, quote=said.quote(said.sentences[0]))
    return [first, *points[1:]]
