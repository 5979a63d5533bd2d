"""Practice of several people in one thread: each answers and is graded for themselves, the reference is for all."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.commands import Practise
from bot.messages import Aside, AskQuestion, Message, Reply, Say, ShowCitations, ShowGrade, ShowRound
from bot.practice.grading import PointVerdict
from bot.practice.group import GroupSession, PlaceSettings
from bot.practice.session import Conversation
from bot.records import Attempt
from bot.turns.asked import asked
from bot.turns.evidence import citations_of
from bot.turns.grading import WITHDRAWN, Graded, Grading
from bot.turns.practising import TOO_LATE_FOR_HINTS, Chooser, Library, Practising, count_of
from bot.turns.turn import Turn
from bot.turns.words import late, noted
from knowledge.questions import Question


class Wishes(Protocol):
    async def place_settings(self, place: str) -> PlaceSettings: ...

    async def agreed_to_be_named(self, learners: Sequence[str]) -> tuple[str, ...]:
        """Those of them who did, in the same order."""
        ...


class Group:
    """Each method takes a state whose `group` is open, unless it says otherwise."""

    def __init__(
        self, library: Library, practising: Practising, grading: Grading, chooser: Chooser, wishes: Wishes
    ) -> None:
        self._library = library
        self._practising = practising
        self._grading = grading
        self._chooser = chooser
        self._wishes = wishes

    async def start(self, message: Message, wish: Practise, state: Conversation) -> Turn:
        """Opens a session where there is none. Raises NothingToPractise."""
        questions = await self._practising.fitting(wish)
        # Chosen as for somebody new: the reviews that are due for one learner would tell the others what they missed.
        queue, _ = await self._chooser.choose(message.conversation, wish, questions, message.at)
        return self._opened(message, state, message.learner, queue)

    def start_daily(self, message: Message, question_id: str, state: Conversation) -> Turn:
        """Opens a session of one question that nobody leads."""
        question = self._library.question(question_id)
        if question is None or question.answer is None:
            return Turn(state, (WITHDRAWN,))
        return self._opened(message, state, None, (question_id,))

    def _opened(self, message: Message, state: Conversation, opener: str | None, queue: tuple[str, ...]) -> Turn:
        group = GroupSession(message.id, opener, queue, message.at)
        return Turn(Conversation(group=group), (self.question(group),))

    def question(self, group: GroupSession) -> AskQuestion:
        question = self._open_question(group)
        assert question is not None
        return asked(question, group.position + 1, len(group.queue))

    async def answer(
        self, message: Message, text: str, confidence: float | None, state: Conversation
    ) -> AsyncGenerator[Turn, None]:
        """The learner's only answer to the open question: accepted first, then graded."""
        group = open_group(state)
        question = self._open_question(group)
        if question is None or question.answer is None:
            yield await self._next(state, message.at, (WITHDRAWN,))
            return
        seat = group.seat(message.learner)
        sure = seat.confidence if confidence is None else confidence
        attempt = self._grading.attempt(message, question, text, seat.hints, sure, mock=False)
        group = group.seated(replace(seat, confidence=sure)).accepted(message.learner, attempt.id)
        accepted = replace(state, group=group)
        yield Turn(accepted, attempts=(attempt,), final=False)
        yield await self.grade(message, attempt, question, accepted)

    async def grade(self, message: Message, attempt: Attempt, question: Question, state: Conversation) -> Turn:
        """Shows the grade; and the reference to all, where nobody is left to wait for."""
        graded = await self._grading.assess(message, attempt, question)
        group = open_group(state).graded(attempt.id, graded.shown.score)
        settings = await self._wishes.place_settings(message.place)
        shown: Reply = Aside(attempt.learner, graded.shown)
        if settings.grades == "thread":
            shown = held_back(graded.shown)
        kept = replace(state, group=group)
        turn = Turn(kept, (shown,))
        if group.all_answered:
            turn = await self.reveal(kept, message.at, (shown,))
        return replace(turn, attempts=(graded.attempt,), cards=graded.cards)

    def late_grade(self, graded: Graded, question: Question, state: Conversation) -> Turn:
        """The question is over already: the grade is kept, and its learner sees it."""
        to = graded.attempt.learner
        said = Aside(to, late(question.text))
        return Turn(state, (said, Aside(to, graded.shown)), attempts=(graded.attempt,), cards=graded.cards)

    async def hint(self, message: Message, state: Conversation) -> Turn:
        group = open_group(state)
        seat = group.seat(message.learner)
        if seat.attempt_id is not None:
            return Turn(state, (Say(TOO_LATE_FOR_HINTS),))
        shown = await self._practising.next_hint(message, self._open_question(group), seat.hints)
        if isinstance(shown, Say):
            return Turn(state, (shown,))
        return Turn(replace(state, group=group.seated(replace(seat, hints=seat.hints + 1))), (shown,))

    def sure(self, message: Message, confidence: float, state: Conversation) -> Turn:
        group = open_group(state)
        seat = group.seat(message.learner)
        if seat.attempt_id is not None:
            return Turn(state, (Say("Say how sure you are before or with an answer."),))
        group = group.seated(replace(seat, confidence=confidence))
        return Turn(replace(state, group=group), (noted(confidence),))

    def join(self, message: Message, state: Conversation) -> Turn:
        group = open_group(state).with_joined(message.learner)
        return Turn(replace(state, group=group), (Say("You are in: the reference answer waits for your answer, too."),))

    def why(self, question_id: str | None, state: Conversation) -> Turn:
        """The evidence of a question that is over, by default the one before; `state` may have a finished session."""
        shown = state.group.shown if state.group is not None else ()
        wanted = question_id or (shown[-1] if shown else None)
        question = self._library.question(wanted) if wanted in shown and wanted else None
        if question is None:
            return Turn(state, (Say("The citations come with the reference answer."),))
        return Turn(state, (ShowCitations(citations_of(question, self._library)),))

    async def reveal(self, state: Conversation, now: datetime, said: tuple[Reply, ...] = ()) -> Turn:
        """The reference for all, then the next question or the end."""
        return await self._next(state, now, (*said, *await self._round(open_group(state))))

    async def skip(self, state: Conversation, now: datetime) -> Turn:
        return await self._next(state, now, (Say("Skipped."),))

    async def stop(self, state: Conversation, now: datetime) -> Turn:
        """Whoever answered the open question gets to see the reference before the end."""
        group = open_group(state)
        shown = await self._round(group) if group.answered else ()
        return self._ended(state, group.stopped(), shown)

    async def _next(self, state: Conversation, now: datetime, said: tuple[Reply, ...]) -> Turn:
        group = open_group(state).moved_on()
        while not group.finished and self._open_question(group) is None:
            group = group.moved_on()
        if group.finished:
            return self._ended(state, group, said)
        return Turn(replace(state, group=group), (*said, self.question(group)))

    def _ended(self, state: Conversation, group: GroupSession, said: tuple[Reply, ...]) -> Turn:
        """How many took part is said; what anybody earned is not. The round of the question of the day says it all."""
        ended = replace(state, group=group)
        if group.opener is None:
            return Turn(ended, said)
        people = "nobody answered" if not group.everybody else f"{_people(len(group.everybody))} answered"
        words = (
            f"That was it: {count_of(len(group.queue), 'question')}, {people}. `progress` shows you where you stand."
        )
        return Turn(ended, (*said, Say(words)))

    async def _round(self, group: GroupSession) -> tuple[Reply, ...]:
        question = self._open_question(group)
        if question is None or question.answer is None:
            return (WITHDRAWN,)
        answered = group.answered
        named = await self._wishes.agreed_to_be_named(answered) if group.opener is None and answered else ()
        citations = citations_of(question, self._library)
        return (ShowRound(question.id, question.answer.text, citations, question.misconception, len(answered), named),)

    def _open_question(self, group: GroupSession) -> Question | None:
        return self._library.question(group.question_id) if group.question_id else None


def open_group(state: Conversation) -> GroupSession:
    assert state.group is not None, "the place routes practice words only to an open session"
    return state.group


def held_back(shown: ShowGrade) -> ShowGrade:
    """A grade that others may see while they still answer: what its learner covered, in their own words, and no more.

    The reference's words, the points that were not covered, and advice would give the rest of the answer away.
    """
    covered = tuple(
        replace(point, text="", evidence="") for point in shown.points if point.verdict is PointVerdict.COVERED
    )
    points = tuple(point for point in shown.grade.points if point.verdict is PointVerdict.COVERED)
    return replace(
        shown,
        grade=replace(shown.grade, points=points, advice=""),
        points=covered,
        citations=(),
        confidence=None,
        held=len(shown.points) - len(covered),
        note="",
    )


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"
