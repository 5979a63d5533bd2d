"""`Coach.reply(message)`: the whole conversation, the same on every platform.

One message makes one or two turns; each is stored in one transaction before its first reply goes out.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.commands import Ask, Command, Practise, Simple, Sure, Vote, Words, parse
from bot.errors import NothingToPractise
from bot.help import HELP
from bot.messages import Message, Reply, Say, ShowProgress
from bot.practice.progress import Progress
from bot.practice.session import Conversation, Phase
from bot.records import Attempt
from bot.state import from_json, to_json
from bot.turns.asking import Answerer, ask
from bot.turns.grading import Grader, Grading, Reviews
from bot.turns.practising import Chooser, Library, Practising
from bot.turns.rating import give_reason, vote
from bot.turns.sequence import Sequence
from bot.turns.turn import Turn

_CONFIDENT_LAST_LINE = re.compile(r"\n\s*(?:sure|confidence)[: ]+\d{1,3}\s*%?\s*$", re.IGNORECASE)
_QUESTION_START = re.compile(
    r"^(?:what|why|how|when|where|who|which|can|could|does|do|is|are|should|explain|describe|define|compare|tell)\b",
    re.IGNORECASE,
)


class Memory(Protocol):
    """What the coach keeps."""

    async def load_session(self, conversation: str) -> str | None: ...

    async def keep(self, message: Message, turn: Turn, state: str) -> None:
        """Everything of the turn in one transaction, once, however often it is repeated."""
        ...

    async def attempt(self, attempt_id: str) -> Attempt | None: ...


class Shelves(Protocol):
    """The generation that serves now. Both raise NoCorpus before the first ingest."""

    def serving(self) -> Library: ...

    def answerer(self) -> Answerer: ...


class Scheduler(Chooser, Reviews, Protocol):
    """Which question comes next, and when each key point comes again."""


class Measuring(Protocol):
    async def __call__(self, learner: str, now: datetime) -> Progress: ...


class Coach:
    def __init__(
        self, shelves: Shelves, memory: Memory, grader: Grader, scheduler: Scheduler, progress: Measuring
    ) -> None:
        self._shelves = shelves
        self._memory = memory
        self._grader = grader
        self._scheduler = scheduler
        self._progress = progress

    async def reply(self, message: Message) -> AsyncIterator[Reply]:
        """The replies to one message, in order. Messages of one conversation must come one after the other.

        Raises NoCorpus where nothing was ingested yet.
        """
        stored = await self._memory.load_session(message.conversation)
        state = from_json(stored)
        library = self._shelves.serving()
        sequence = Sequence(library)
        grading = Grading(library, sequence, self._grader, self._scheduler)
        practising = Practising(library, sequence, grading, self._scheduler)
        async for turn in self._turns(message, state, library, practising):
            await self._memory.keep(message, turn, to_json(turn.state))
            for reply in turn.replies:
                yield reply

    async def _turns(
        self, message: Message, state: Conversation, library: Library, practising: Practising
    ) -> AsyncIterator[Turn]:
        if state.session is not None and state.session.phase is Phase.GRADING:
            # An earlier process died between accepting the answer and grading it: the learner gets the grade now.
            recovered = await self._overdue_grade(message, state, library, practising)
            yield recovered
            return
        question_open = state.session is not None and state.session.phase in (Phase.QUESTION, Phase.PROBE)
        command = parse(message.text, question_open=question_open, topics=library.topics())
        if state.reason_awaited and isinstance(command, Words):
            yield give_reason(message, command.text, state)
            return
        session = state.session
        if isinstance(command, Words) and session is not None and command.text:
            if session.phase is Phase.PROBE:
                yield await practising.grading.answer_probe(message, command.text, state)
                return
            text, confident = _with_confidence(command.text, state)
            async for turn in practising.grading.answer(message, text, confident):
                yield turn
            return
        yield await self._command(message, command, state, practising)

    async def _command(self, message: Message, command: Command, state: Conversation, practising: Practising) -> Turn:
        match command:
            case Practise() if state.session is not None and command == Practise():
                return practising.sequence.resume(state, message.at)
            case Practise():
                try:
                    return await practising.start(message, command, state)
                except NothingToPractise as nothing:
                    return Turn(state, (Say(str(nothing)),))
            case Ask(text):
                return await ask(message, text, state, self._shelves.answerer())
            case Vote(up, reason):
                return vote(message, up, reason, state)
            case Sure(confidence):
                return _sure(confidence, state)
            case Simple("help"):
                return Turn(state, (Say(HELP),))
            case Simple("progress"):
                progress = await self._progress(message.learner, message.at)
                return Turn(state, (ShowProgress(progress),))
            case Simple("topics"):
                return Turn(state, (Say("Topics: " + ", ".join(self._shelves.serving().topics()) + "."),))
            case Simple(word):
                if state.session is None:
                    return Turn(state, (Say("No question is open. `practice` starts one, `help` says more."),))
                return await practising.command(message, word, state)
            case Words(text):
                if text.endswith("?") or _QUESTION_START.match(text):
                    return await ask(message, text, state, self._shelves.answerer())
                return Turn(state, (Say("I did not understand that. `practice`, a question, or `help`."),))

    async def _overdue_grade(
        self, message: Message, state: Conversation, library: Library, practising: Practising
    ) -> Turn:
        session = state.session
        assert session is not None
        attempt = await self._memory.attempt(session.attempt_id or "")
        question = library.question(session.question_id or "")
        if attempt is None or question is None or question.answer is None:
            return await practising.command(message, "stop", state)
        turn = await practising.grading.grade(attempt, question, state, message.at)
        said = Say("I was interrupted before I could grade your last answer. Here it is.")
        return Turn(turn.state, (said, *turn.replies), turn.attempts, turn.cards)


def _sure(confidence: float, state: Conversation) -> Turn:
    if state.session is None or state.session.phase is not Phase.QUESTION:
        return Turn(state, (Say("Say how sure you are before or with an answer."),))
    session = replace(state.session, confidence=confidence)
    return Turn(replace(state, session=session), (Say(f"Noted: {confidence:.0%} sure. Now your answer."),))


def _with_confidence(text: str, state: Conversation) -> tuple[str, Conversation]:
    """An answer may end with a line such as `sure 70`."""
    last = _CONFIDENT_LAST_LINE.search(text)
    if last is None or state.session is None:
        return text, state
    command = parse(last.group().strip(), question_open=True)
    if not isinstance(command, Sure):
        return text, state
    return text[: last.start()].rstrip(), _sure(command.confidence, state).state
