"""An answer against a reference answer: deterministic, without a model server, within a tenth of a second.

Each key point gets a credit, the credit a verdict, and the score follows from the credits by a formula of one line.
docs/grading.md explains it and says how good it is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.grading import polarity
from bot.grading.advice import advise
from bot.grading.calibration import Calibration, Scale, packaged_calibration
from bot.grading.features import Evidence, overshadowed, weigh
from bot.grading.instructions import without_instructions
from bot.grading.order import Neighbours, rivals_of
from bot.grading.reading import Reading, WordEncoder
from bot.grading.signs import flag_of
from bot.grading.standing import Standing, bar, edge
from bot.grading.turning import share_turned
from bot.practice.grading import Flag, Grade, GradedPoint, PointVerdict, Verdict, score_of
from knowledge.key_points import extract_key_points
from knowledge.questions import KeyPoint, ReferenceAnswer

# How much of what a sentence says better of another authored point counts against this one: an extracted point is
# often a piece of the next. Chosen on points_dev.jsonl, questions left out (accuracy .761 to .774).
SHADOW = 0.25
# What an answer that only lists terms keeps of its credit.
_TERM_LIST_SHARE = 0.25
# From this nearness on a sentence is about the point, so that turning its meaning matters, and then contradicts it.
_TURN_MATTERS = 0.6
_TURN_CONTRADICTS = 0.7
# How many neighbouring words must be torn apart, in one authored point and in a whole answer, to be nonsense. Of
# answers that people called correct, 1-2% keep fewer together than this.
_POINT_PAIRS, _POINT_KEPT = 3, 0.5
_ANSWER_PAIRS, _ANSWER_KEPT = 5, 0.33
# From this share of words said against the reference on, an answer denies it, and no point of it counts as covered.
# Of answers that people called correct, some 5% of SAF's training rows and 1% of our own say as much against it.
_DENIES = 0.4
# From this share of a point's nearness on, what is left without the turned sentences says it as well as they do.
_AS_WELL = 0.95
# What such an answer keeps of the credit for authored points, which it was asked to say one by one.
_DENIED_SHARE = 0.5
# Nothing is quoted for a point that the answer hardly touches.
_QUOTED_SHARE = 0.5
_FENCE_LINE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[^\n`]*$", re.MULTILINE)
# Where a quote is cut out of a sentence: what joins it to the rest is left out.
_LOOSE_END = re.compile(r"^(?:and|or|but|so)\s+|(?:[\s,;:–—-]+(?:and|or|but|so)?)$", re.IGNORECASE)


class Grader:
    """Grades answers; questions and references are read once and kept."""

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
        scale = self._scale(reference)
        key_points = reference.key_points or extract_key_points(question, reference.text) or _whole(reference.text)
        if not key_points:
            raise ValueError("The reference answer has no words to grade against; give it a text or key points.")
        asked = self._read(question)
        said, instructed = self._heard(answer)
        sign = flag_of(asked, reference.text, said)
        flags = tuple(flag for flag in (Flag.INSTRUCTION if instructed else None, sign) if flag)
        readable = any(self._read(point.text).words for point in key_points)
        if sign in (Flag.EMPTY, Flag.DONT_KNOW, Flag.RESTATES_QUESTION) or not readable:
            points = [GradedPoint(point, PointVerdict.MISSED, 0.0) for point in key_points]
        else:
            found, shadows = self._weighed(asked, key_points, said, scale)
            listed, torn, denied = sign is Flag.TERM_LIST, _torn(found), self._denied(found, said, scale)
            points = [
                self._point(evidence, point, said, scale, float(shadow), listed=listed, torn=torn, denied=denied)
                for point, evidence, shadow in zip(key_points, found, shadows, strict=True)
            ]
            points = _with_yes_or_no(reference.text, said, points)
            flags += (Flag.DENIES,) if denied else ()
        score = score_of(points, self._calibration.lenience(scale, question))
        return Grade(score, _verdict(scale, score), tuple(points), flags, advise(points, flags))

    def grade_row(self, question: str, reference_text: str, answer: str) -> Grade:
        """The same for a reference that is bare text."""
        return self.grade(question, ReferenceAnswer(reference_text, ()), answer)

    def heard(self, answer: str) -> str:
        """The answer as it is graded: in plain characters, what speaks to the grader blanked."""
        return self._heard(answer)[0].plain

    def standings(self, question: str, reference: ReferenceAnswer, grade: Grade, text: str) -> tuple[Standing, ...]:
        """How each point of `grade` stands in a text: its answer, or a part of it. Empty for a text without words."""
        said, _ = self._heard(text)
        if not said.words or not said.sentences:
            return ()
        scale = self._scale(reference)
        found, shadows = self._weighed(self._read(question), [point.key_point for point in grade.points], said, scale)
        torn = _torn(found)
        mine, whole = self._encoder.encode([said.plain, reference.text])
        about = float(mine @ whole)
        return tuple(
            Standing(
                nearness=self._calibration.nearness(evidence.features.array()) - float(shadow),
                clean=not (torn or evidence.turned is not None or _doubted(evidence, authored=self._authored(scale))),
                turned=evidence.nearness if evidence.turn.turned else 0.0,
                aimed=evidence.turn.aimed,
                about=about,
            )
            for evidence, shadow in zip(found, shadows, strict=True)
        )

    def bar(self, reference: ReferenceAnswer, one: PointVerdict, other: PointVerdict) -> float:
        """The nearness that parts two neighbouring verdicts; contradictions part from misses by what turns them."""
        if PointVerdict.CONTRADICTED in (one, other):
            return _TURN_CONTRADICTS
        return bar(self._scale(reference), one, other)

    def settle(
        self, question: str, reference: ReferenceAnswer, grade: Grade, verdicts: Mapping[str, PointVerdict]
    ) -> Grade:
        """The grade with other verdicts on some points, by their ids: each credit at the near edge of its verdict, the
        score by the same formula."""
        scale = self._scale(reference)
        points = [
            replace(point, verdict=verdict, credit=edge(scale, point.verdict, verdict))
            if (verdict := verdicts.get(point.key_point.id, point.verdict)) is not point.verdict
            else point
            for point in grade.points
        ]
        score = score_of(points, self._calibration.lenience(scale, question))
        return Grade(score, _verdict(scale, score), tuple(points), grade.flags, advise(points, grade.flags))

    def _scale(self, reference: ReferenceAnswer) -> Scale:
        return self._calibration.authored if reference.key_points else self._calibration.extracted

    def _authored(self, scale: Scale) -> bool:
        return scale is self._calibration.authored

    def _weighed(
        self, asked: Reading, key_points: Sequence[KeyPoint], said: Reading, scale: Scale
    ) -> tuple[list[Evidence], NDArray[np.float64]]:
        """Each point measured in the text, and what is taken from its nearness for what is said of others."""
        read = [self._read(point.text) for point in key_points]
        found = [weigh(asked, it, said, rivals_of(asked, it, read)) for it in read]
        return found, SHADOW * overshadowed(found) if self._authored(scale) else np.zeros(len(found))

    def _heard(self, answer: str) -> tuple[Reading, bool]:
        """The answer without what speaks to the grader, and whether there was any of it."""
        instructed = False

        def heed(plain: str) -> str:
            nonlocal instructed
            plain, instructed = without_instructions(plain)
            return plain

        return Reading(answer, self._encoder, heed), instructed

    def _denied(self, found: Sequence[Evidence], said: Reading, scale: Scale) -> bool:
        """Whether most of what the answer says is the opposite of points that it does not say as well elsewhere."""

        def said_upright(evidence: Evidence) -> bool:
            upright = self._calibration.nearness(evidence.upright.array())
            return (
                scale.credit(upright) >= scale.covered
                and upright >= self._calibration.nearness(evidence.features.array()) * _AS_WELL
            )

        turned = [None if said_upright(evidence) else evidence.turned for evidence in found]
        return share_turned(said, [evidence.by_sentence for evidence in found], turned) >= _DENIES

    def _point(
        self,
        evidence: Evidence,
        point: KeyPoint,
        said: Reading,
        scale: Scale,
        shadow: float,
        *,
        listed: bool,
        torn: bool,
        denied: bool,
    ) -> GradedPoint:
        credit = scale.credit(self._calibration.nearness(evidence.features.array()) - shadow)
        quote = _LOOSE_END.sub("", said.quote(evidence.quoted))
        turned = evidence.turn.turned and evidence.nearness >= _TURN_MATTERS
        whole = turned and evidence.turn.certain and evidence.nearness >= _TURN_CONTRADICTS
        if whole or evidence.turn.aimed:
            return GradedPoint(point, PointVerdict.CONTRADICTED, 0.0, quote)
        # What turns the point's meaning may not lift it over the bar; the rest of the answer may.
        upright = 0.0 if denied else scale.credit(self._calibration.nearness(evidence.upright.array()) - shadow)
        credit = min(credit, max(upright, _unsupported(scale)))
        if denied and self._authored(scale):
            credit *= _DENIED_SHARE
        if listed:
            credit *= _TERM_LIST_SHARE
        if turned or torn or _doubted(evidence, authored=self._authored(scale)):
            credit = min(credit, _doubtful(scale))
        near = credit >= _QUOTED_SHARE * scale.partly
        return GradedPoint(point, _point_verdict(scale, credit), round(credit, 4), quote if near else None)


def _torn(found: Sequence[Evidence]) -> bool:
    """Whether the answer as a whole says the reference's words in no order that makes sense."""
    pairs = sum(evidence.neighbours.pairs for evidence in found)
    kept = sum(evidence.neighbours.kept for evidence in found)
    return Neighbours(kept, pairs).torn(_ANSWER_PAIRS, _ANSWER_KEPT)


def _doubted(evidence: Evidence, *, authored: bool) -> bool:
    """Whether the point is said with another number, of another thing, or its words torn apart."""
    # An extracted point is often itself a list, whose order tells nothing.
    torn = authored and evidence.neighbours.torn(_POINT_PAIRS, _POINT_KEPT)
    return torn or evidence.wrong_number or evidence.misplaced


def _doubtful(scale: Scale) -> float:
    """The most that a point earns when something speaks against its having been said: never enough to be covered."""
    return scale.partly


def _unsupported(scale: Scale) -> float:
    """The most that a point earns when only sentences that turn it would carry it: partly, but half way to covered.

    Lower caps cost more of the answers that people called correct their verdict (SAF and SemEval training rows).
    """
    return (scale.partly + scale.covered) / 2


def _point_verdict(scale: Scale, credit: float) -> PointVerdict:
    if credit >= scale.covered:
        return PointVerdict.COVERED
    return PointVerdict.PARTLY if credit >= scale.partly else PointVerdict.MISSED


def _verdict(scale: Scale, score: float) -> Verdict:
    if score >= scale.correct:
        return Verdict.CORRECT
    return Verdict.PARTIALLY_CORRECT if score >= scale.partially_correct else Verdict.INCORRECT


def _with_yes_or_no(reference: str, said: Reading, points: Sequence[GradedPoint]) -> list[GradedPoint]:
    """Contradicts the first point where the reference opens with yes and the answer with no, or the other way."""
    right, given = polarity.yes_or_no(reference), polarity.yes_or_no(said.plain)
    if right is None or given is None or right == given:
        return list(points)
    first = replace(points[0], verdict=PointVerdict.CONTRADICTED, credit=0.0, quote=said.quote(said.sentences[0]))
    return [first, *points[1:]]


def _whole(reference: str) -> tuple[KeyPoint, ...]:
    """A reference without a sentence, such as a number or nothing but code, as one point; none where it has no letter
    and no digit."""
    said = " ".join(_FENCE_LINE.sub("", reference).split())
    return (KeyPoint("whole", said, ()),) if re.search(r"[^\W_]", said) else ()
