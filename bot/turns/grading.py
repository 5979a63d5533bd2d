"""An answer accepted, graded, shown beside its evidence, and followed up."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.messages import AskProbe, Message, Say, ShowGrade, ShowProbeResult, ShowReference
from bot.practice import hints
from bot.practice.grading import Grade, PointVerdict
from bot.practice.session import Conversation, Phase, Session, Shown
from bot.records import Attempt, AttemptPoint, Card
from bot.turns.assistance import Feedback
from bot.turns.assisted import Assisted
from bot.turns.evidence import Shelf, citations_of, cited_points, evidence_of
from bot.turns.sequence import Sequence, open_session
from bot.turns.turn import Turn
from knowledge.quality.thin import why_thin
from knowledge.questions import KeyPoint, Question, ReferenceAnswer

WITHDRAWN = Say("That question was withdrawn just now.")


class Grader(Protocol):
    @property
    def version(self) -> str:
        """Which way of grading this is, so that a grade and its ratings can be traced to it."""
        ...

    def grade(self, question: str, reference: ReferenceAnswer, answer: str) -> Grade: ...


class Reviews(Protocol):
    async def review(
        self,
        learner: str,
        question: Question,
        grade: Grade,
        hints: int,
        confidence: float | None,
        now: datetime,
    ) -> tuple[Card, ...]:
        """The cards of the question's key points after this grade."""
        ...


class Generation(Shelf, Protocol):
    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Graded:
    """An attempt with its grade, what is shown of it, the cards of its learner after it, and the point that most needs
    a follow-up with the words of that; None where none was written and none is to be had."""

    attempt: Attempt
    grade: Grade
    shown: ShowGrade
    cards: tuple[Card, ...]
    probe: tuple[KeyPoint, str] | None = None


def rateable_grade(attempt: Attempt) -> Shown:
    """What a vote on the grade of this attempt is about."""
    return Shown("grade", attempt.id, attempt.generation, attempt.grader, attempt.passages)


class Grading:
    def __init__(
        self, shelf: Generation, sequence: Sequence, grader: Grader, reviews: Reviews, assisted: Assisted
    ) -> None:
        self._shelf = shelf
        self._sequence = sequence
        self._grader = grader
        self._reviews = reviews
        self._assisted = assisted

    async def answer(self, message: Message, text: str, state: Conversation) -> AsyncGenerator[Turn, None]:
        """Accepts the words first, then grades them: a crash in between loses neither the answer nor the grade."""
        session = open_session(state)
        question = self._sequence.question(session)
        if question is None or question.answer is None:
            yield self._sequence.move_on(state, session, message.at, (WITHDRAWN,))
            return
        attempt = self.attempt(message, question, text, session.hints, session.confidence, mock=session.mock)
        accepted = replace(state, session=session.accepted(attempt.id))
        yield Turn(accepted, attempts=(attempt,), final=False)
        yield await self.grade(message, attempt, question, accepted)

    def attempt(
        self, message: Message, question: Question, text: str, hints: int, confidence: float | None, *, mock: bool
    ) -> Attempt:
        """What is accepted of the message; its id follows from the message's, so that a repeated one is recognised."""
        return Attempt(
            id=attempt_id(message),
            learner=message.learner,
            conversation=message.conversation,
            question_id=question.id,
            topic=question.topic,
            generation=self._shelf.id,
            text=text,
            at=message.at,
            hints=hints,
            confidence=confidence,
            mock=mock,
        )

    async def assess(self, message: Message, attempt: Attempt, question: Question, *, probing: bool = False) -> Graded:
        """The grade of an accepted answer, wherever and whenever it is shown, and with `probing` the follow-up."""
        reference = question.answer
        assert reference is not None
        computed = await asyncio.to_thread(self._grader.grade, question.text, reference, attempt.text)
        feedback, probe = await self._helped(message, attempt, question, computed, probing=probing)
        grade = feedback.grade
        cost = hints.cost_of(attempt.hints)
        score = round(grade.score * (1 - cost), 4)
        citations = citations_of(question, self._shelf)
        graded = replace(
            attempt,
            score=score,
            verdict=str(grade.verdict),
            points=tuple(AttemptPoint(p.key_point.id, str(p.verdict), p.credit, p.quote) for p in grade.points),
            flags=tuple(str(flag) for flag in grade.flags),
            passages=tuple(citation.passage_id for citation in citations),
            grader=feedback.grader,
        )
        cards = await self._reviews.review(
            attempt.learner, question, grade, attempt.hints, attempt.confidence, message.at
        )
        shown = ShowGrade(
            attempt_id=attempt.id,
            grade=grade,
            score=score,
            points=cited_points(grade, reference, citations),
            citations=citations,
            hint_cost=cost,
            confidence=attempt.confidence,
            note=" ".join(filter(None, [feedback.note, _roughness(question)])),
        )
        return Graded(graded, grade, shown, cards, probe)

    async def _helped(
        self, message: Message, attempt: Attempt, question: Question, computed: Grade, *, probing: bool
    ) -> tuple[Feedback, tuple[KeyPoint, str] | None]:
        """What a model makes of the grade, and the follow-up; both are asked for at once, for somebody waits."""
        alone = Feedback(computed, self._grader.version)
        point = _point_to_probe(computed, self._assisted.assistance is not None) if probing else None
        if point is None:
            return await self._assisted.feedback(message, question, attempt, alone), None
        feedback, asked = await asyncio.gather(
            self._assisted.feedback(message, question, attempt, alone),
            self._assisted.probe(message, question, attempt, computed, point),
        )
        stands = _point_to_probe(feedback.grade, bool(asked))
        if stands is None:
            return feedback, None
        words = asked if asked and stands.id == point.id else stands.probe
        return feedback, (stands, words) if words else None

    async def grade(self, message: Message, attempt: Attempt, question: Question, state: Conversation) -> Turn:
        """The grade that the session waits for; it goes on from there."""
        session = open_session(state)
        graded = await self.assess(message, attempt, question, probing=not session.mock)
        kept = replace(state, rateable=rateable_grade(graded.attempt))
        point, words = graded.probe or (None, "")
        session = session.graded(graded.shown.score, point.id if point else None, _lost(graded.grade), words)
        if point is not None:
            shown = replace(graded.shown, probed=True)
            turn = Turn(replace(kept, session=session), (shown, AskProbe(words)))
        else:
            said = Say("Noted.") if session.mock else graded.shown
            turn = self._sequence.move_on(kept, session, message.at, (said,))
        return replace(turn, attempts=(graded.attempt,), cards=graded.cards)

    async def grade_or_move_on(
        self, message: Message, attempt: Attempt, question: Question | None, state: Conversation
    ) -> Turn:
        """The grade that the session waits for, for an attempt that comes back; the question may be gone meanwhile."""
        if question is None or question.answer is None:
            return self._sequence.move_on(state, open_session(state), message.at, (WITHDRAWN,))
        return await self.grade(message, attempt, question, state)

    async def answer_probe(self, message: Message, text: str, state: Conversation) -> Turn:
        """The follow-up is talked through, not scored: the grade stands, and the learner sees what was missing."""
        session = open_session(state)
        question = self._sequence.question(session)
        reference = question.answer if question else None
        point = next((p for p in reference.key_points if p.id == session.probe_point), None) if reference else None
        if question is None or reference is None or point is None:
            return self._sequence.move_on(state, session, message.at)
        only = replace(reference, key_points=(point,))
        grade = await asyncio.to_thread(self._grader.grade, question.text, only, text)
        covered = grade.points[0].verdict in (PointVerdict.COVERED, PointVerdict.PARTLY)
        result = ShowProbeResult(covered, point.text, evidence_of(point, reference))
        return self._sequence.move_on(state, session, message.at, (result,))

    async def reveal(self, message: Message, state: Conversation, session: Session) -> Turn:
        """Shown before an answer, the question is over without a score, and comes back soon."""
        question = self._sequence.question(session)
        if question is None or question.answer is None:
            return self._sequence.move_on(state, session, message.at)
        shown = ShowReference(question.answer.text, citations_of(question, self._shelf), question.misconception)
        if session.phase is Phase.PROBE:
            return Turn(state, (shown,))
        nothing_said = await asyncio.to_thread(self._grader.grade, question.text, question.answer, "")
        cards = await self._reviews.review(message.learner, question, nothing_said, 0, None, message.at)
        turn = self._sequence.move_on(state, session.graded(None), message.at, (shown,))
        return replace(turn, cards=cards)


def attempt_id(message: Message) -> str:
    return f"{message.id}:attempt"


def _roughness(question: Question) -> str:
    """One sentence for the learner where the reference answer is too thin for the grade to mean much, else nothing."""
    why = why_thin(question)
    if why is None:
        return ""
    what = "nothing but code" if why == "only code" else "very short"
    return f"The reference answer is {what}: take this grade as a rough one."


def _lost(grade: Grade) -> tuple[str, ...]:
    lost = (PointVerdict.MISSED, PointVerdict.CONTRADICTED)
    return tuple(point.key_point.id for point in grade.points if point.verdict in lost)


def _point_to_probe(grade: Grade, any_point: bool) -> KeyPoint | None:
    """The point that most needs a follow-up: contradicted, then missed, then half said. Those with a written one come
    first; with `any_point` one without is taken where there is no other."""
    order = (PointVerdict.CONTRADICTED, PointVerdict.MISSED, PointVerdict.PARTLY)
    lacking = [point.key_point for verdict in order for point in grade.points if point.verdict is verdict]
    written = next((point for point in lacking if point.probe), None)
    return written or (lacking[0] if lacking and any_point else None)
