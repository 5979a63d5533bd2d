"""`Coach.reply(message)`: the whole conversation, the same on every platform.

One message makes one or two turns; each is stored in one transaction before its first reply goes out.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol

from bot.errors import CoachError, NoCorpus
from bot.messages import Message, Reply, Say
from bot.practice.session import Conversation
from bot.state import from_json, to_json
from bot.turns.asking import Answerer, Asking
from bot.turns.asking import Memory as AskingMemory
from bot.turns.assistance import Assistance
from bot.turns.assisted import Assisted
from bot.turns.grading import Grader, Grading, Reviews, attempt_id
from bot.turns.group import Group
from bot.turns.home import Glancing, Measuring
from bot.turns.personal import Personal
from bot.turns.place import Admins, Place
from bot.turns.place import Memory as TurnsMemory
from bot.turns.practising import Chooser, Library, Practising
from bot.turns.private import Private
from bot.turns.sequence import Sequence
from bot.turns.turn import Turn, aside

NOTHING_YET = Say(
    "There is nothing to practise or to ask about yet. The coach's admins can send me documents in a direct message."
)


class Memory(TurnsMemory, AskingMemory, Protocol):
    """What the coach keeps, besides what single turns look up."""

    async def load_session(self, conversation: str) -> str | None: ...

    async def keep(self, message: Message, turn: Turn, state: str) -> None:
        """Everything of the turn in one transaction, once, however often it is repeated."""
        ...


class Shelves(Protocol):
    """The generation that serves now. Both raise NoCorpus before the first ingest."""

    def serving(self) -> Library: ...

    def answerer(self) -> Answerer: ...


class Scheduler(Chooser, Reviews, Protocol):
    """Which question comes next, and when each key point comes again."""


class Administering(Protocol):
    async def turns(self, message: Message, state: Conversation) -> AsyncGenerator[Turn, None] | None:
        """The turns that answer an admin's verb; None where the message is none. Needs no corpus."""
        ...


class Coach:
    """`glance`, `admins` and `administering` are for what only admins may see and do; without them there are none.
    Without `assistance` the coach does everything alone."""

    def __init__(
        self,
        shelves: Shelves,
        memory: Memory,
        grader: Grader,
        scheduler: Scheduler,
        progress: Measuring,
        *,
        glance: Glancing | None = None,
        admins: Admins | None = None,
        administering: Administering | None = None,
        assistance: Assistance | None = None,
    ) -> None:
        self._shelves = shelves
        self._memory = memory
        self._grader = grader
        self._scheduler = scheduler
        self._progress = progress
        self._glance = glance
        self._admins = admins
        self._administering = administering
        self._assisted = Assisted(assistance, memory)

    async def reply(self, message: Message) -> AsyncGenerator[Reply, None]:
        """The replies to one message, in order. Messages of one conversation must come one after the other.

        A message may come again after a crash: what was kept of it is gone on from, and nothing is kept twice.
        Where nothing was ingested yet, that is said if there are admins to mend it; else NoCorpus is raised.
        """
        stored = await self._memory.load_session(message.conversation)
        state = from_json(stored)
        administered = await self._administering.turns(message, state) if self._administering else None
        async with aclosing(administered or self._turns(message, state, fresh=stored is None)) as turns:
            async for turn in turns:
                await self._memory.keep(message, turn, to_json(turn.state))
                for reply in turn.replies:
                    yield reply

    async def apology(self, message: Message) -> Say:
        """The one honest sentence for a message that could not be treated yet."""
        try:
            accepted = await self._memory.attempt(attempt_id(message))
        except CoachError:
            accepted = None
        if accepted is not None and accepted.score is None:
            return Say("Your answer is kept, but I could not grade it just now. The grade follows as soon as I can.")
        return Say(
            "I could not finish that just now. What you wrote is kept, and I will come back to it as soon as I can."
        )

    async def _turns(self, message: Message, state: Conversation, *, fresh: bool) -> AsyncGenerator[Turn, None]:
        try:
            # A new generation is opened here, which may take a while.
            library = await asyncio.to_thread(self._shelves.serving)
        except NoCorpus:
            if self._administering is None:
                # At a terminal, whoever is told that can ingest.
                raise
            turn = Turn(state, (NOTHING_YET,))
            yield aside(turn, message.learner) if message.place else turn
            return
        place = self._place(message, library)
        accepted = await self._memory.attempt(attempt_id(message))
        if accepted is not None:
            # It is kept under the person's id, which may be another platform's: replies go to who speaks here.
            yield await place.again(message, replace(accepted, learner=message.learner), state)
            return
        async with aclosing(place.turns(message, state, fresh=fresh)) as turns:
            async for turn in turns:
                yield turn

    def _place(self, message: Message, library: Library) -> Place | Private:
        """Where this is said, on the generation that serves now."""
        sequence = Sequence(library)
        grading = Grading(library, sequence, self._grader, self._scheduler, self._assisted)
        practising = Practising(library, sequence, grading, self._scheduler, self._assisted)
        personal = Personal(self._memory, library, self._progress, self._glance)
        asking = Asking(library, self._shelves.answerer, self._memory, self._assisted)
        if not message.place:
            return Private(library, practising, personal, self._memory, asking)
        group = Group(library, practising, grading, self._scheduler, self._memory)
        return Place(library, practising, grading, group, personal, self._memory, asking, self._admins)
