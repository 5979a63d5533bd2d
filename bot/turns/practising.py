"""The practice half of a conversation: questions, answers, hints, grades, probes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.commands import Practise
from bot.errors import NothingToPractise
from bot.messages import (
    AskProbe,
    AskQuestion,
    Message,
    Reply,
    Say,
    ShowCitations,
    ShowGrade,
    ShowHint,
    ShowProbeResult,
    ShowReference,
)
from bot.practice import hints
from bot.practice.grading import Grade, PointVerdict
from bot.practice.session import MINUTES, Conversation, Phase, Session, Shown
from bot.records import Attempt, AttemptPoint, Card
from bot.turns.closing import closing_words, report
from bot.turns.evidence import Shelf, citations_of, cited_points, evidence_of
from bot.turns.turn import Turn
from knowledge.questions import Level, Outline, Question, ReferenceAnswer


class Grader(Protocol):
    @property
    def version(self) -> str:
        """Which way of grading this is, so that a grade and its ratings can be traced to it."""
        ...

    def grade(self, question: str, reference: ReferenceAnswer, answer: str) -> Grade: ...


class Library(Shelf, Protocol):
    """What practising needs of a generation."""

    @property
    def id(self) -> str: ...

    def question(self, question_id: str) -> Question | None: ...

    def outlines(
        self, topic: str | None = None, level: Level | None = None, gradable: bool | None = None
    ) -> tuple[Outline, ...]: ...

    def topics(self) -> tuple[str, ...]: ...


class Chooser(Protocol):
    """Which questions come next for a learner: due reviews first."""

    async def choose(
        self, learner: str, wish: Practise, questions: tuple[Outline, ...], now: datetime
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """(question ids in order, those of them that are due reviews)."""
        ...

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


class Practising:
    def __init__(self, library: Library, grader: Grader, chooser: Chooser) -> None:
        self._library = library
        self._grader = grader
        self._chooser = chooser

    async def start(self, message: Message, wish: Practise, state: Conversation) -> Turn:
        questions = await asyncio.to_thread(self._library.outlines, wish.topic, wish.level, True)
        if not questions:
            raise NothingToPractise(self._nothing_fits(wish))
        queue, due = await self._chooser.choose(message.learner, wish, questions, message.at)
        queued = frozenset(queue)
        minutes = sum(MINUTES[question.level or "mid"] for question in questions if question.id in queued)
        session = Session(
            id=message.id,
            queue=queue,
            due=due,
            mock=wish.mock,
            started=message.at,
            allowed_minutes=minutes,
            topic=wish.topic,
            level=wish.level,
        )
        opening: tuple[Reply, ...] = ()
        if wish.mock:
            opening = (
                Say(
                    f"Mock interview: {_count(len(queue), 'question')}, {minutes} minutes, no feedback until the "
                    "report. The clock is running."
                ),
            )
        elif wish.count > len(queue):
            opening = (Say(f"Only {_count(len(queue), 'question')} fit that wish, so that is all."),)
        return Turn(replace(state, session=session), (*opening, self._ask(session)))

    async def answer(self, message: Message, text: str, state: Conversation) -> AsyncIterator[Turn]:
        """Accepts the words first, then grades them: a crash in between loses neither the answer nor the grade."""
        session = _open(state)
        question = self._question(session)
        if question is None or question.answer is None:
            yield self._move_on(state, session, message.at, (Say("That question was withdrawn just now."),))
            return
        attempt = Attempt(
            id=f"{message.id}:attempt",
            learner=message.learner,
            conversation=message.conversation,
            question_id=question.id,
            topic=question.topic,
            generation=self._library.id,
            text=text,
            at=message.at,
            hints=session.hints,
            confidence=session.confidence,
            mock=session.mock,
        )
        accepted = replace(state, session=session.accepted(attempt.id))
        yield Turn(accepted, attempts=(attempt,))
        yield await self.grade(attempt, question, accepted, message.at)

    async def grade(self, attempt: Attempt, question: Question, state: Conversation, now: datetime) -> Turn:
        session, reference = _open(state), question.answer
        assert reference is not None
        grade = await asyncio.to_thread(self._grader.grade, question.text, reference, attempt.text)
        cost = hints.cost_of(attempt.hints)
        score = round(grade.score * (1 - cost), 4)
        citations = citations_of(question, self._library)
        graded = replace(
            attempt,
            score=score,
            verdict=str(grade.verdict),
            points=tuple(AttemptPoint(p.key_point.id, str(p.verdict), p.credit, p.quote) for p in grade.points),
            flags=tuple(str(flag) for flag in grade.flags),
            passages=tuple(citation.passage_id for citation in citations),
            grader=self._grader.version,
        )
        cards = await self._chooser.review(attempt.learner, question, grade, attempt.hints, attempt.confidence, now)
        about = Shown("grade", graded.id, graded.generation, graded.grader, graded.passages)
        kept = replace(state, rateable=about)
        lost = (PointVerdict.MISSED, PointVerdict.CONTRADICTED)
        missed = tuple(point.key_point.id for point in grade.points if point.verdict in lost)
        if session.mock:
            turn = self._move_on(kept, session.graded(score, None, missed), now, (Say("Noted."),))
            return replace(turn, attempts=(graded,), cards=cards)
        shown = ShowGrade(
            attempt_id=attempt.id,
            grade=grade,
            score=score,
            points=cited_points(grade, reference, citations),
            citations=citations,
            hint_cost=cost,
            confidence=attempt.confidence,
        )
        probe = _probe(grade)
        if probe is None:
            turn = self._move_on(kept, session.graded(score, None, missed), now, (shown,))
            return replace(turn, attempts=(graded,), cards=cards)
        point_id, probe_text = probe
        kept = replace(kept, session=session.graded(score, point_id, missed))
        return Turn(kept, (shown, AskProbe(probe_text)), attempts=(graded,), cards=cards)

    async def answer_probe(self, message: Message, text: str, state: Conversation) -> Turn:
        """The follow-up is talked through, not scored: the grade stands, and the learner sees what was missing."""
        session = _open(state)
        question = self._question(session)
        reference = question.answer if question else None
        point = next((p for p in reference.key_points if p.id == session.probe_point), None) if reference else None
        if question is None or reference is None or point is None:
            return self._move_on(state, session, message.at, ())
        only = replace(reference, key_points=(point,))
        grade = await asyncio.to_thread(self._grader.grade, question.text, only, text)
        covered = grade.points[0].verdict in (PointVerdict.COVERED, PointVerdict.PARTLY)
        result = ShowProbeResult(covered, point.text, evidence_of(point, reference))
        return self._move_on(state, session, message.at, (result,))

    async def command(self, message: Message, word: str, state: Conversation) -> Turn:
        session = _open(state)
        match word:
            case "stop":
                return Turn(replace(state, session=None), closing_words(session, self._library, message.at))
            case "hint" | "reveal" | "why" if session.mock:
                return Turn(state, (Say(f"There is no {word} in a mock interview: the report at the end shows all."),))
            case "hint":
                return self._hint(state, session)
            case "reveal":
                return await self._reveal(message, state, session)
            case "why":
                return self._why(state, session)
            case "skip" if session.phase is Phase.QUESTION:
                return self._move_on(state, session.graded(None), message.at, (Say("Skipped."),))
            case "skip" | "next" if session.phase is Phase.PROBE:
                return self._move_on(state, session, message.at, ())
            case _:
                return Turn(state, (Say("Your answer first, or `skip`, `reveal`, `stop`."),))

    def resume(self, state: Conversation, now: datetime) -> Turn:
        """Goes on where the learner left off, in the same words."""
        session = _open(state)
        question = self._question(session)
        if session.out_of_time(now) or question is None:
            return Turn(replace(state, session=None), closing_words(session, self._library, now))
        points = question.answer.key_points if question.answer else ()
        probe = next((point.probe for point in points if point.id == session.probe_point), None)
        if session.phase is Phase.PROBE and probe:
            return Turn(state, (Say("You were in the middle of this."), AskProbe(probe)))
        return Turn(state, (Say("You were in the middle of this."), self._ask(session, now)))

    def _hint(self, state: Conversation, session: Session) -> Turn:
        question = self._question(session)
        if session.phase is not Phase.QUESTION or question is None or question.answer is None:
            return Turn(state, (Say("Hints are for before the answer."),))
        if session.hints >= len(hints.COSTS):
            return Turn(state, (Say("That was the last hint. `reveal` shows the reference answer."),))
        session = session.hinted()
        given = hints.hint(question.answer, session.hints)
        shown = ShowHint(given.text, given.level, given.cost, hints.cost_of(session.hints))
        return Turn(replace(state, session=session), (shown,))

    async def _reveal(self, message: Message, state: Conversation, session: Session) -> Turn:
        """Shown before an answer, the question is over without a score, and comes back soon."""
        question = self._question(session)
        if question is None or question.answer is None:
            return self._move_on(state, session, message.at, ())
        shown = ShowReference(question.answer.text, citations_of(question, self._library), question.misconception)
        if session.phase is Phase.PROBE:
            return Turn(state, (shown,))
        nothing_said = await asyncio.to_thread(self._grader.grade, question.text, question.answer, "")
        cards = await self._chooser.review(message.learner, question, nothing_said, 0, None, message.at)
        turn = self._move_on(state, session.graded(None), message.at, (shown,))
        return replace(turn, cards=cards)

    def _why(self, state: Conversation, session: Session) -> Turn:
        question = self._question(session)
        if session.phase is Phase.QUESTION:
            before = session.answered[-1].question_id if session.answered else None
            question = self._library.question(before) if before else None
        if question is None:
            return Turn(state, (Say("The citations come with the grade; `reveal` shows them now."),))
        return Turn(state, (ShowCitations(citations_of(question, self._library)),))

    def _move_on(self, state: Conversation, session: Session, now: datetime, said: tuple[Reply, ...]) -> Turn:
        session = session.moved_on()
        if session.finished or session.out_of_time(now):
            words = (
                (report(session, self._library, now),) if session.mock else closing_words(session, self._library, now)
            )
            return Turn(replace(state, session=None), (*said, *words))
        return Turn(replace(state, session=session), (*said, self._ask(session, now)))

    def _ask(self, session: Session, now: datetime | None = None) -> AskQuestion:
        question = self._question(session)
        assert question is not None
        left = timedelta(minutes=session.allowed_minutes) - ((now or session.started) - session.started)
        return AskQuestion(
            question_id=question.id,
            text=question.text,
            number=session.position + 1,
            total=len(session.queue),
            topic=question.topic,
            level=question.level or "",
            due=question.id in session.due,
            time_allowed=left if session.mock else None,
        )

    def _question(self, session: Session) -> Question | None:
        return self._library.question(session.question_id) if session.question_id else None

    def _nothing_fits(self, wish: Practise) -> str:
        if wish.topic and wish.topic not in self._library.topics():
            return f"There is no topic {wish.topic!r}. There are: {', '.join(self._library.topics())}."
        return "No question fits that topic and level together: leave the level out, or name another topic."


def _open(state: Conversation) -> Session:
    assert state.session is not None, "the coach routes practice words only to an open session"
    return state.session


def _probe(grade: Grade) -> tuple[str, str] | None:
    """The follow-up for the point that most needs one: contradicted, then missed, then half said."""
    for verdict in (PointVerdict.CONTRADICTED, PointVerdict.MISSED, PointVerdict.PARTLY):
        for point in grade.points:
            if point.verdict is verdict and point.key_point.probe:
                return point.key_point.id, point.key_point.probe
    return None


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
