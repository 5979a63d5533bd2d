"""From one question of a session to the next, and to the words that end it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.messages import AskProbe, AskQuestion, Reply, Say
from bot.practice.session import Conversation, Phase, Session
from bot.turns.asked import asked
from bot.turns.closing import closing_words
from bot.turns.evidence import Shelf
from bot.turns.turn import Turn
from knowledge.questions import Question


class Questions(Shelf, Protocol):
    def question(self, question_id: str) -> Question | None: ...


class Sequence:
    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    def question(self, session: Session) -> Question | None:
        """The one that is open; None where none is, or where it was withdrawn."""
        return self._questions.question(session.question_id) if session.question_id else None

    def ask(self, session: Session, now: datetime) -> AskQuestion:
        question = self.question(session)
        assert question is not None
        left = timedelta(minutes=session.allowed_minutes) - (now - session.started)
        return asked(
            question,
            session.position + 1,
            len(session.queue),
            due=question.id in session.due,
            time_allowed=left if session.mock else None,
        )

    def move_on(self, state: Conversation, session: Session, now: datetime, said: tuple[Reply, ...] = ()) -> Turn:
        """Says `said`, then asks the next question, or closes the session that has none left or no time."""
        session = session.moved_on()
        if session.finished or session.out_of_time(now):
            return Turn(replace(state, session=None), (*said, *closing_words(session, self._questions, now)))
        return Turn(replace(state, session=session), (*said, self.ask(session, now)))

    def resume(self, state: Conversation, now: datetime) -> Turn:
        """Goes on where the learner left off, in the same words."""
        session = open_session(state)
        question = self.question(session)
        if session.out_of_time(now) or question is None:
            return Turn(replace(state, session=None), closing_words(session, self._questions, now))
        points = question.answer.key_points if question.answer else ()
        probe = session.probe or next((point.probe for point in points if point.id == session.probe_point), None)
        again = AskProbe(probe) if session.phase is Phase.PROBE and probe else self.ask(session, now)
        return Turn(state, (Say("You were in the middle of this."), again))


def open_session(state: Conversation) -> Session:
    assert state.session is not None, "the coach routes practice words only to an open session"
    return state.session
