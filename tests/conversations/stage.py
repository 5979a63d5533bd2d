"""Where a script is played: who speaks, where, when, and what was shown so far."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.assemble.house import House
from bot.chat.plain_text import render
from bot.messages import Aside, AskQuestion, Live, Message, OpenThread, Reply, ShowAnswer, ShowGrade
from tests.conversations.codes import Codes
from tests.conversations.replay import (
    AGAIN,
    BY_THE_CLOCK,
    DIES,
    GRADES_IN_THREAD,
    IN_THREAD,
    STOPS,
    In,
    On,
    Said,
    Speaker,
)
from tests.conversations.replay import Stage as Direction


class Killed(BaseException):
    """What a process that is killed does not live to catch."""


class DyingGrader:
    version = "dying"

    def grade(self, *asked: Any) -> Any:
        raise Killed


@dataclass
class Stage:
    """Everybody's place; `play` says what comes back. `died` once the coach was killed and has to start again."""

    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    learner: str = "sam"
    place: str = ""
    thread: str = ""
    in_thread: bool = False
    died: bool = False

    def __post_init__(self) -> None:
        self._shown: defaultdict[str, list[str]] = defaultdict(list)
        self._about = ""
        self._threads = 0
        self._next: Direction | None = None
        self._said: dict[tuple[str, str], Message] = {}
        self._codes = Codes()
        self._growing = False

    async def set(self, step: Speaker | In | On | Direction, house: House) -> None:
        match step:
            case Speaker(name):
                self.learner = name
            case In(place):
                self.place, self.in_thread = place, False
            case On(which, kind):
                self._about = f"{kind}:{self._shown[kind][0 if which == 'first' else -1]}"
            case Direction() if step == IN_THREAD:
                self.in_thread = True
            case Direction() if step == GRADES_IN_THREAD:
                await house._store.set_place(self.place, "thread")
            case Direction():
                self._next = step

    async def play(self, said: Said, house: House) -> tuple[str, ...]:
        self.now += timedelta(minutes=1)
        message = self._message(said)
        direction, self._next, self._about = self._next, None, ""
        self._said[self.learner, said.text] = message
        grader = house.coach._grader
        if direction == DIES:
            house.coach._grader = DyingGrader()
        house.stopped = lambda: direction == STOPS and self._growing
        self._growing = False
        try:
            return tuple([line async for reply in self._replies(message, house) for line in self._lines(reply)])
        except Killed:
            self.died = True
            return ()
        finally:
            house.coach._grader = grader

    async def _replies(self, message: Message, house: House) -> Any:
        async for reply in house.coach.reply(message):
            yield reply
            if isinstance(reply, OpenThread):
                self._threads += 1
                self.thread, self.in_thread = f"script:#{message.place}:{self._threads}", True
                then = replace(
                    message,
                    id=f"{message.id}:then",
                    conversation=self.thread,
                    text=reply.then,
                    in_thread=True,
                    about="",
                )
                async for more in house.coach.reply(then):
                    yield more

    def _message(self, said: Said) -> Message:
        if self._next == AGAIN:
            return self._said[self.learner, said.text]
        by_clock = self._next == BY_THE_CLOCK
        name = f"line-{said.line}" + (":then" if by_clock else "")
        learner = "" if by_clock else self.learner
        conversation = f"script:{self.learner}"
        if self.place:
            conversation = self.thread if self.in_thread else f"script:#{self.place}"
        in_thread = self.in_thread or not self.place
        return Message(
            name, learner, conversation, self._codes.typed(said.text), self.now, self._about, self.place, in_thread
        )

    def _lines(self, reply: Reply) -> Iterator[str]:
        if isinstance(reply, Aside):
            yield f"(only {reply.to} sees)"
        inner = reply.reply if isinstance(reply, Aside | Live) else reply
        self._growing = isinstance(inner, ShowAnswer) and not inner.whole
        if self._growing:
            return
        self._note(inner)
        yield from self._codes.written(render(reply)).split("\n")
        if isinstance(reply, OpenThread):
            yield "(in its thread)"

    def _note(self, reply: object) -> None:
        match reply:
            case ShowGrade():
                self._shown["grade"].append(reply.attempt_id)
            case ShowAnswer():
                self._shown["answer"].append(reply.asked_id)
            case AskQuestion():
                self._shown["question"].append(reply.question_id)
