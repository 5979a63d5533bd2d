"""A conversation of one learner alone with the coach."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol

from bot.commands import Ask, Command, Daily, Practise, Simple, Sure, Words, parse
from bot.errors import NothingToPractise
from bot.messages import Message, Say, ShowCitations, ShowReference
from bot.practice.session import Conversation, Phase, Session
from bot.records import Attempt
from bot.turns.asking import Asking
from bot.turns.evidence import citations_of
from bot.turns.grading import WITHDRAWN, Graded, rateable_grade
from bot.turns.personal import Personal
from bot.turns.practising import Library, Practising
from bot.turns.rating import give_reason, is_rateable
from bot.turns.turn import Turn
from bot.turns.words import NOT_UNDERSTOOD, NOTHING_TO_STOP, OVER, is_over, is_question, late, noted, split_confidence


class Attempts(Protocol):
    async def attempt(self, attempt_id: str) -> Attempt | None: ...


class Private:
    def __init__(
        self,
        library: Library,
        practising: Practising,
        personal: Personal,
        attempts: Attempts,
        asking: Asking,
    ) -> None:
        self._library = library
        self._practising = practising
        self._personal = personal
        self._attempts = attempts
        self._asking = asking

    async def turns(self, message: Message, state: Conversation, *, fresh: bool = False) -> AsyncGenerator[Turn, None]:
        unseen = False
        if state.session is not None and state.session.phase is Phase.GRADING:
            # An earlier process died between accepting the answer and grading it: the learner gets the grade now.
            overdue = await self._overdue_grade(message, state, state.session)
            yield overdue
            state, unseen = overdue.state, overdue.state.session is not None
        session = state.session
        question_open = session is not None and session.phase in (Phase.QUESTION, Phase.PROBE)
        rating = is_rateable(message.about)
        command = parse(
            message.text, question_open=question_open and not rating, topics=self._library.topics(), rating=rating
        )
        answered = session is not None and session.phase is Phase.PROBE and isinstance(command, Words)
        if message.about.startswith("grade:") and command in (Simple("why"), Simple("reveal")):
            yield await self._behind_that_grade(message, command, state)
            return
        followed_up = (session.attempt_id,) if session is not None and session.phase is Phase.PROBE else ()
        if is_over(message, command, session.question_id if session and not answered else None, followed_up):
            yield Turn(state, (OVER,))
            return
        asked = self._asked(message, command, state)
        if asked is not None:
            async with aclosing(self._asking.turns(message, asked, state)) as turns:
                async for turn in turns:
                    yield turn
        elif not isinstance(command, Words):
            yield await self._command(message, command, state)
        elif state.reason_awaited and not message.about:
            yield give_reason(message, command.text, state)
        elif session is None or not command.text:
            yield Turn(state, (NOT_UNDERSTOOD,))
        elif unseen:
            said = "You wrote that before you could see this question, so I do not take it as your answer."
            yield Turn(state, (Say(said),))
        elif session.phase is Phase.PROBE:
            yield await self._practising.grading.answer_probe(message, command.text, state)
        else:
            text, confident = _with_confidence(command.text, state, session)
            async with aclosing(self._practising.grading.answer(message, text, confident)) as turns:
                async for turn in turns:
                    yield turn

    async def again(self, message: Message, attempt: Attempt, state: Conversation) -> Turn:
        """A message that was accepted as an answer before, and comes again because it was not done with."""
        session = state.session
        question = self._library.question(attempt.question_id)
        if attempt.score is not None:
            return Turn(state)
        if session is not None and session.phase is Phase.GRADING and session.attempt_id == attempt.id:
            return await self._practising.grading.grade_or_move_on(message, attempt, question, state)
        if question is None or question.answer is None:
            return Turn(state, (WITHDRAWN,))
        graded = await self._practising.grading.assess(message, attempt, question)
        # The report of a mock interview that still runs shows what this one came to.
        quiet = attempt.mock and session is not None and session.mock
        return late_grade(graded, state, question.text, quiet=quiet)

    async def _command(self, message: Message, command: Command, state: Conversation) -> Turn:
        personal = await self._personal.turn(message, command, state)
        if personal is not None:
            return personal
        match command:
            case Practise() if state.session is not None and command == Practise():
                return self._practising.sequence.resume(state, message.at)
            case Practise():
                try:
                    return await self._practising.start(message, command, state)
                except NothingToPractise as nothing:
                    return Turn(state, (Say(str(nothing)),))
            case Sure(confidence):
                return _sure(confidence, state)
            case Simple("join"):
                return Turn(state, (Say("There is nothing to join here: `practice` starts a session for you alone."),))
            case Daily():
                return Turn(state, (NOT_UNDERSTOOD,))
            case Simple("stop") if state.session is None:
                return Turn(state, (NOTHING_TO_STOP,))
            case Simple(word):
                if state.session is None:
                    return Turn(state, (Say("No question is open. `practice` starts one, `help` says more."),))
                return await self._practising.command(message, word, state)
        return Turn(state, (NOT_UNDERSTOOD,))

    def _asked(self, message: Message, command: Command, state: Conversation) -> str | None:
        """The question in it; None where it is none. Without a session, what follows a question is one, too."""
        match command:
            case Ask(text):
                return text
            case Words(text) if state.session is None and not (state.reason_awaited and not message.about):
                return text if is_question(text) or self._asking.follows(text, state) else None
            case Simple("why") if state.session is None and not message.about and _answered_last(state):
                return "why?"
        return None

    async def _behind_that_grade(self, message: Message, command: Command, state: Conversation) -> Turn:
        """What it rests on, or its whole reference: both can be looked at whatever is open by now."""
        attempt = await self._attempts.attempt(message.about.removeprefix("grade:"))
        question = self._library.question(attempt.question_id) if attempt and attempt.score is not None else None
        if question is None:
            return Turn(state, (OVER,))
        citations = citations_of(question, self._library)
        if command == Simple("why") or question.answer is None:
            return Turn(state, (ShowCitations(citations),))
        return Turn(state, (ShowReference(question.answer.text, citations, question.misconception),))

    async def _overdue_grade(self, message: Message, state: Conversation, session: Session) -> Turn:
        """The first of two turns: what the learner says now is treated after it."""
        attempt = await self._attempts.attempt(session.attempt_id or "")
        question = self._library.question(session.question_id or "")
        if attempt is None:
            turn = await self._practising.command(message, "stop", state)
        else:
            turn = await self._practising.grading.grade_or_move_on(message, attempt, question, state)
            said = Say("I was interrupted before I could grade your last answer. Here it is.")
            turn = replace(turn, replies=(said, *turn.replies))
        return replace(turn, final=False)


def late_grade(graded: Graded, state: Conversation, question: str, *, quiet: bool = False) -> Turn:
    """A grade that nobody waits for any more: shown and kept, and the conversation stays where it is."""
    replies = () if quiet else (late(question), graded.shown)
    return Turn(
        replace(state, rateable=rateable_grade(graded.attempt)), replies, attempts=(graded.attempt,), cards=graded.cards
    )


def _answered_last(state: Conversation) -> bool:
    return bool(state.asked) and state.rateable is not None and state.rateable.target == "answer"


def _sure(confidence: float, state: Conversation) -> Turn:
    if state.session is None or state.session.phase is not Phase.QUESTION:
        return Turn(state, (Say("Say how sure you are before or with an answer."),))
    session = replace(state.session, confidence=confidence)
    return Turn(replace(state, session=session), (noted(confidence),))


def _with_confidence(text: str, state: Conversation, session: Session) -> tuple[str, Conversation]:
    words, confidence = split_confidence(text)
    if confidence is None:
        return text, state
    return words, replace(state, session=replace(session, confidence=confidence))
