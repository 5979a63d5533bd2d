"""Where several people see the conversation: what opens a thread, what goes on in one, and what only one gets to see.

Nothing that a learner said or earned in private is shown here, and no grade of one learner to another unless the place
is set so.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol

from bot.commands import Ask, Command, Daily, Practise, Simple, Sure, Unvote, Vote, Words, parse
from bot.errors import NothingToPractise
from bot.messages import Message, Reply, Say
from bot.practice.group import GroupSession
from bot.practice.session import Conversation, Shown
from bot.records import Attempt
from bot.turns.asking import Asking
from bot.turns.grading import WITHDRAWN, Grading, rateable_grade
from bot.turns.group import Group, Wishes, open_group
from bot.turns.personal import Memory as PersonalMemory
from bot.turns.personal import Personal
from bot.turns.practising import Library, Practising
from bot.turns.rating import is_rateable, rate
from bot.turns.threads import daily_thread, practice_thread, question_thread
from bot.turns.turn import Turn, aside
from bot.turns.words import NOT_UNDERSTOOD, NOTHING_TO_STOP, OVER, is_over, is_question, split_confidence

# Delivery ends the id of a message so where it goes on in a thread that was opened for it, or where the clock speaks.
_CONTINUED = ":then"
_LEADING = ("reveal", "next", "skip", "stop")
_NOTHING_OPEN = Say("No question is open here. `practice` starts one.")


class Memory(Wishes, PersonalMemory, Protocol):
    """What a place needs to look up and to keep."""


class Admins(Protocol):
    async def is_admin(self, learner: str) -> bool: ...


class Place:
    def __init__(
        self,
        library: Library,
        practising: Practising,
        grading: Grading,
        group: Group,
        personal: Personal,
        memory: Memory,
        asking: Asking,
        admins: Admins | None,
    ) -> None:
        self._library = library
        self._practising = practising
        self._grading = grading
        self._group = group
        self._personal = personal
        self._memory = memory
        self._asking = asking
        self._admins = admins

    async def turns(self, message: Message, state: Conversation, *, fresh: bool) -> AsyncGenerator[Turn, None]:
        """`fresh` where nothing was said to the coach in this conversation before: then it was addressed by name."""
        command = self._read(message, state, fresh)
        group = _open(state)
        answers = tuple(seat.attempt_id for seat in group.seats) if group else ()
        if is_over(message, command, group.question_id if group else None, answers):
            yield aside(self._over(message, command, state), message.learner)
        elif isinstance(command, Words) and group is not None and message.in_thread:
            async with aclosing(self._answer(message, command.text, state, group)) as turns:
                async for turn in turns:
                    yield turn
        elif (asked := _asked(message, command, state, fresh)) is not None:
            async with aclosing(self._ask(message, asked, state)) as turns:
                async for turn in turns:
                    yield turn
        else:
            yield await self._turn(message, command, state, fresh)

    async def again(self, message: Message, attempt: Attempt, state: Conversation) -> Turn:
        """A message that was accepted as an answer before, and comes again because it was not done with."""
        group = _open(state)
        question = self._library.question(attempt.question_id)
        if attempt.score is not None:
            return Turn(state)
        if question is None or question.answer is None:
            return aside(Turn(state, (WITHDRAWN,)), message.learner)
        if group is not None and group.waits_for(attempt.id):
            return await self._group.grade(message, attempt, question, state)
        return self._group.late_grade(await self._grading.assess(message, attempt, question), question, state)

    def _read(self, message: Message, state: Conversation, fresh: bool) -> Command:
        rating = is_rateable(message.about)
        # In a thread people talk to one another too, so that only whole messages are commands.
        talk = message.in_thread and not fresh and not rating
        command = parse(message.text, question_open=talk, topics=self._library.topics(), rating=rating)
        if isinstance(command, Words) and _open(state) is None and command.text.endswith("?"):
            asked = parse(message.text, question_open=False)
            return asked if isinstance(asked, Ask) else command
        return command

    async def _turn(self, message: Message, command: Command, state: Conversation, fresh: bool) -> Turn:
        learner = message.learner
        match command:
            case Daily():
                return await self._daily(message, command, state)
            case Practise():
                return await self._practise(message, command, state)
            case Words() if message.in_thread and message.about:
                # Handed over to be graded.
                return aside(Turn(state, (_NOTHING_OPEN,)), learner)
            case Words() if message.in_thread and not fresh:
                return Turn(state)
            case Vote() | Unvote() if not is_rateable(message.about):
                return await self._typed_vote(message, command, state)
        personal = await self._personal.turn(message, command, state)
        if personal is not None:
            over = _open(state) is not None and _open(personal.state) is None
            turn = aside(personal, learner)
            return Turn(turn.state, (*turn.replies, Say("This practice is over.")), forget=True) if over else turn
        if isinstance(command, Simple | Sure):
            return await self._steer(message, command, state)
        return aside(Turn(state, (NOT_UNDERSTOOD,)), learner)

    async def _steer(self, message: Message, command: Simple | Sure, state: Conversation) -> Turn:
        group, learner = _open(state), message.learner
        if command == Simple("why"):
            return aside(await self._why(message, state), learner)
        if group is None or not message.in_thread:
            said = NOTHING_TO_STOP if command == Simple("stop") else _NOTHING_OPEN
            return aside(Turn(state, (said,)), learner)
        match command:
            case Sure(confidence):
                return aside(self._group.sure(message, confidence, state), learner)
            case Simple("hint"):
                return aside(await self._group.hint(message, state), learner)
            case Simple("join"):
                return aside(self._group.join(message, state), learner)
            case Simple(word) if word in _LEADING:
                return await self._lead(message, word, state, group)
        return aside(Turn(state, (NOT_UNDERSTOOD,)), learner)

    async def _lead(self, message: Message, word: str, state: Conversation, group: GroupSession) -> Turn:
        admin = group.opener is None and await self._is_admin(message.learner)
        if not group.led_by(message.learner, admin=admin):
            who = "an admin" if group.opener is None else "whoever opened this practice"
            return aside(
                Turn(state, (Say(f"Only {who} may do that: others may still be answering."),)), message.learner
            )
        match word:
            case "skip":
                return await self._group.skip(state, message.at)
            case "stop":
                return await self._group.stop(state, message.at)
        return await self._group.reveal(state, message.at)

    async def _answer(
        self, message: Message, text: str, state: Conversation, group: GroupSession
    ) -> AsyncGenerator[Turn, None]:
        if message.learner in group.answered or not text:
            # Whoever has answered is talking to the others.
            said = (Say("Your answer to this question is in already."),) if message.about else ()
            yield aside(Turn(state, said), message.learner)
            return
        words, confidence = split_confidence(text)
        async with aclosing(self._group.answer(message, words, confidence, state)) as turns:
            async for turn in turns:
                yield turn

    async def _practise(self, message: Message, wish: Practise, state: Conversation) -> Turn:
        group = _open(state)
        if wish.mock:
            said: tuple[Reply, ...] = (Say("A mock interview is for you alone: start it where only you and I talk."),)
            return aside(Turn(state, said), message.learner)
        if group is not None and message.in_thread:
            said = (Say("A practice is going on in this thread."), self._group.question(group))
            return aside(Turn(state, said), message.learner)
        try:
            if message.in_thread:
                return await self._group.start(message, wish, state)
            fitting = len(await self._practising.fitting(wish))
        except NothingToPractise as nothing:
            return aside(Turn(state, (Say(str(nothing)),)), message.learner)
        return Turn(state, (practice_thread(wish, fitting),))

    async def _ask(self, message: Message, text: str, state: Conversation) -> AsyncGenerator[Turn, None]:
        if not message.in_thread:
            yield Turn(state, (question_thread(self._asking.words_asked(text)),))
            return
        async with aclosing(self._asking.turns(message, text, state)) as turns:
            async for turn in turns:
                if _open(state) is None:
                    yield turn
                elif turn.final:
                    # It may answer the open question, which the others still think about.
                    yield aside(replace(turn, state=state), message.learner)

    async def _daily(self, message: Message, command: Daily, state: Conversation) -> Turn:
        by_clock = message.id.endswith(_CONTINUED)
        match command.step:
            case "announce" if not message.in_thread and (by_clock or await self._is_admin(message.learner)):
                question = self._library.question(command.question_id)
                if question is None or question.answer is None:
                    return aside(Turn(state, (Say("There is no such question to answer."),)), message.learner)
                return Turn(state, (daily_thread(question),))
            case "open" if by_clock and message.in_thread and _open(state) is None:
                return self._group.start_daily(message, command.question_id, state)
            case "close" if by_clock:
                group = _open(state)
                closing = group is not None and group.opener is None
                return await self._group.reveal(state, message.at) if closing else Turn(state)
        return aside(Turn(state, (NOT_UNDERSTOOD,)), message.learner)

    async def _typed_vote(self, message: Message, command: Vote | Unvote, state: Conversation) -> Turn:
        """On the learner's own grade of the open question, else on what stands in the thread for all."""
        shown = await self._own_grade(message, state) or state.rateable
        turn = await rate(message, command, Conversation(rateable=shown), self._memory)
        # A reason is given by button here: the next words of a learner may be an answer, or talk.
        replies = (Say("Thank you, noted."),) if turn.state.reason_awaited else turn.replies
        return aside(Turn(state, replies, rating=turn.rating), message.learner)

    async def _own_grade(self, message: Message, state: Conversation) -> Shown | None:
        group = _open(state)
        seat = group.seat(message.learner) if group is not None else None
        attempt = await self._memory.attempt(seat.attempt_id) if seat is not None and seat.attempt_id else None
        return rateable_grade(attempt) if attempt is not None and attempt.score is not None else None

    async def _why(self, message: Message, state: Conversation) -> Turn:
        """On a grade: of its question. Else of the one that was shown last."""
        kind, _, name = message.about.partition(":")
        attempt = await self._memory.attempt(name) if kind == "grade" else None
        return self._group.why(attempt.question_id if attempt else None, state)

    def _over(self, message: Message, command: Command, state: Conversation) -> Turn:
        """A button on a question that is not open; its evidence is no secret any more once the question was shown."""
        question_id = message.about.removeprefix("question:")
        if command == Simple("why") and state.group is not None and question_id in state.group.shown:
            return self._group.why(question_id, state)
        return Turn(state, (OVER,))

    async def _is_admin(self, learner: str) -> bool:
        return self._admins is not None and await self._admins.is_admin(learner)


def _asked(message: Message, command: Command, state: Conversation, fresh: bool) -> str | None:
    """The question in it; None where it is none, or where people talk to one another."""
    match command:
        case Ask(text):
            return text
        case Words(text) if is_question(text) and (fresh or not message.in_thread or state.rateable is not None):
            return text
    return None


def _open(state: Conversation) -> GroupSession | None:
    return open_group(state) if state.group is not None and not state.group.finished else None
