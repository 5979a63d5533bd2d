"""An answer accepted, graded, shown beside its evidence, and followed up."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.messages import AskProbe, Message, Say, ShowGrade, ShowProbeResult, ShowReference
from bot.practice import hints
from bot.practice.grading import Grade, PointVerdict
from bot.practice.session import Conversation, Phase, Session, Shown
from bot.records import Attempt, AttemptPoint, Card
from bot.turns.evidence import Shelf, citations_of, cited_points, evidence_of
from bot.turns.sequence import Sequence, open_session
from bot.turns.turn import Turn
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
    """An attempt with its grade, what is shown of it, and the cards of its learner after it."""

    attempt: Attempt
    grade: Grade
    shown: ShowGrade
    cards: tuple[Card, ...]


def rateable_grade(attempt: Attempt) -> Shown:
    """What a vote on the grade of this attempt is about."""
    return Shown("grade", attempt.id, attempt.generation, attempt.grader, attempt.passages)


class Grading:
    def __init__(self, shelf: Generation, sequence: Sequence, grader: Grader, reviews: Reviews) -> None:
        self._shelf = shelf
        self._sequence = sequence
        self._grader = grader
        self._reviews = reviews

    async def answer(self, message: Message, text: str, state: Conversation) -> AsyncIterator[Turn]:
        """Accepts the words first, then grades them: a crash in between loses neither the answer nor the grade."""
        session = open_session(state)
        question = self._sequence.question(session)
        if question is None or question.answer is None:
            yield self._sequence.move_on(state, session, message.at, (WITHDRAWN,))
            return
        attempt = self.attempt(message, question, text, session.hints, session.confidence, mock=session.mock)
        accepted = replace(state, session=session.accepted(attempt.id))
        yield Turn(accepted, attempts=(attempt,), final=False)
        yield await self.grade(attempt, question, accepted, message.at)

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

    async def assess(self, attempt: Attempt, question: Question, now: datetime) -> Graded:
        """The grade of an accepted answer, wherever and whenever it is shown."""
        reference = question.answer
        assert reference is not None
        grade = await asyncio.to_thread(self._grader.grade, question.text, reference, attempt.text)
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
            grader=self._grader.version,
        )
        cards = await self._reviews.review(attempt.learner, question, grade, attempt.hints, attempt.confidence, now)
        shown = ShowGrade(
            attempt_id=attempt.id,
            grade=grade,
            score=score,
            points=cited_points(grade, reference, citations),
            citations=citations,
            hint_cost=cost,
            confidence=attempt.confidence,
        )
        return Graded(graded, grade, shown, cards)

    async def grade(self, attempt: Attempt, question: Question, state: Conversation, now: datetime) -> Turn:
        """The grade that the session waits for; it goes on from there."""
        session = open_session(state)
        graded = await self.assess(attempt, question, now)
        kept = replace(state, rateable=rateable_grade(graded.attempt))
        probe = None if session.mock else _probe(graded.grade)
        session = session.graded(graded.shown.score, probe.id if probe else None, _lost(graded.grade))
        if probe and probe.probe:
            shown = replace(graded.shown, probed=True)
            turn = Turn(replace(kept, session=session), (shown, AskProbe(probe.probe)))
        else:
            turn = self._sequence.move_on(kept, session, now, (Say("Noted.") if session.mock else graded.shown,))
        return replace(turn, attempts=(graded.attempt,), cards=graded.cards)

    async def grade_or_move_on(
        self, attempt: Attempt, question: Question | None, state: Conversation, now: datetime
    ) -> Turn:
        """The grade that the session waits for, for an attempt that comes back; the question may be gone meanwhile."""
        if question is None or question.answer is None:
            return self._sequence.move_on(state, open_session(state), now, (WITHDRAWN,))
        return await self.grade(attempt, question, state, now)

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


def _lost(grade: Grade) -> tuple[str, ...]:
    lost = (PointVerdict.MISSED, PointVerdict.CONTRADICTED)
    return tuple(point.key_point.id for point in grade.points if point.verdict in lost)


def _probe(grade: Grade) -> KeyPoint | None:
    """The point that most needs a follow-up: contradicted, then missed, then half said."""
    for verdict in (PointVerdict.CONTRADICTED, PointVerdict.MISSED, PointVerdict.PARTLY):
        for point in grade.points:
            if point.verdict is verdict and point.key_point.probe:
                return point.key_point
    return None
