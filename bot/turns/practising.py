"""A practice session begun, and the words that steer it: hint, why, skip, stop."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.commands import Practise
from bot.errors import NothingToPractise
from bot.messages import Message, Reply, Say, ShowCitations, ShowHint
from bot.practice import hints
from bot.practice.session import MINUTES, Conversation, Phase, Session
from bot.turns.assisted import Assisted
from bot.turns.closing import closing_words
from bot.turns.evidence import citations_of
from bot.turns.grading import Generation, Grading
from bot.turns.sequence import Questions, Sequence, open_session
from bot.turns.turn import Turn
from knowledge.questions import Level, Outline, Question

TOO_LATE_FOR_HINTS = "Hints are for before the answer."


class Library(Questions, Generation, Protocol):
    """What practising needs of a generation."""

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


class Practising:
    def __init__(
        self, library: Library, sequence: Sequence, grading: Grading, chooser: Chooser, assisted: Assisted
    ) -> None:
        self._library = library
        self.sequence = sequence
        self.grading = grading
        self._chooser = chooser
        self._assisted = assisted

    async def start(self, message: Message, wish: Practise, state: Conversation) -> Turn:
        questions = await self.fitting(wish)
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
                    f"Mock interview: {count_of(len(queue), 'question')}, {minutes} minutes, no feedback until the "
                    "report. The clock is running."
                ),
            )
        elif wish.count > len(queue):
            opening = (Say(f"Only {count_of(len(queue), 'question')} fit that wish, so that is all."),)
        # What was asked before is not what a question after this would follow.
        started = replace(state, session=session, asked="")
        return Turn(started, (*opening, self.sequence.ask(session, message.at)))

    async def fitting(self, wish: Practise) -> tuple[Outline, ...]:
        """The questions that the wish allows, at least one. Raises NothingToPractise."""
        questions = await asyncio.to_thread(self._library.outlines, wish.topic, wish.level, True)
        if not questions:
            raise NothingToPractise(self._nothing_fits(wish))
        return questions

    async def command(self, message: Message, word: str, state: Conversation) -> Turn:
        session = open_session(state)
        match word:
            case "stop":
                return Turn(replace(state, session=None), closing_words(session, self._library, message.at))
            case "hint" | "reveal" | "why" if session.mock:
                return Turn(state, (Say(f"There is no {word} in a mock interview: the report at the end shows all."),))
            case "hint":
                return await self._hint(message, state, session)
            case "reveal":
                return await self.grading.reveal(message, state, session)
            case "why":
                return self._why(state, session, on_this=bool(message.about))
            case "skip" if session.phase is Phase.QUESTION:
                return self.sequence.move_on(state, session.graded(None), message.at, (Say("Skipped."),))
            case "skip" | "next" if session.phase is Phase.PROBE:
                return self.sequence.move_on(state, session, message.at)
            case _:
                return Turn(state, (Say("Your answer first, or `skip`, `reveal`, `stop`."),))

    async def _hint(self, message: Message, state: Conversation, session: Session) -> Turn:
        question = self.sequence.question(session)
        if session.phase is not Phase.QUESTION:
            return Turn(state, (Say(TOO_LATE_FOR_HINTS),))
        shown = await self.next_hint(message, question, session.hints)
        if isinstance(shown, Say):
            return Turn(state, (shown,))
        return Turn(replace(state, session=session.hinted()), (shown,))

    async def next_hint(self, message: Message, question: Question | None, given: int) -> ShowHint | Say:
        """The hint after `given` ones; words where there is no other."""
        if question is None or question.answer is None:
            return Say(TOO_LATE_FOR_HINTS)
        if given >= len(hints.COSTS):
            return Say("That was the last hint. `reveal` shows the reference answer.")
        hint = hints.hint(question, given + 1)
        text = await self._assisted.hint(message, question, hint.level) or hint.text
        return ShowHint(text, hint.level, hint.cost, hints.cost_of(given + 1))

    def _why(self, state: Conversation, session: Session, *, on_this: bool) -> Turn:
        """Typed under an open question it asks about the grade before; a button is `on_this` question."""
        question = self.sequence.question(session)
        if session.phase is Phase.QUESTION:
            before = session.answered[-1].question_id if session.answered and not on_this else None
            question = self._library.question(before) if before else None
        if question is None:
            return Turn(state, (Say("The citations come with the grade; `reveal` shows them now."),))
        return Turn(state, (ShowCitations(citations_of(question, self._library)),))

    def _nothing_fits(self, wish: Practise) -> str:
        if wish.topic and wish.topic not in self._library.topics():
            return f"There is no topic {wish.topic!r}. There are: {', '.join(self._library.topics())}."
        return "No question fits that topic and level together: leave the level out, or name another topic."


def count_of(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
