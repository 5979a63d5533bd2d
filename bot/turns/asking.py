"""A concept question: a cited answer, or an honest "I do not know" that becomes a gap.

A question that follows another is understood first, and with a language model the answer grows in one message.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Protocol

from bot.messages import Live, Message, ShowAnswer
from bot.practice.session import Conversation, Shown
from bot.records import Asked
from bot.turns.assistance import Exchange, Phrased
from bot.turns.assisted import Assisted, Stops
from bot.turns.turn import Turn
from bot.turns.words import is_courtesy
from knowledge.answer import Answer
from knowledge.follow_ups import by_rule
from knowledge.questions import Citation, Question

# All that is said in answer to one question is one message that grows.
KEY = "answer"
# Platforms let a message be changed about once a second, and people read no faster.
_SECONDS_BETWEEN = 1.0


class Answerer(Protocol):
    @property
    def template(self) -> str:
        """Which way of putting answers together this is, so that a rating can be traced to it."""
        ...

    @property
    def generation_id(self) -> str: ...

    def answer(self, text: str) -> Answer: ...

    def evidence(self, text: str) -> tuple[Answer, tuple[Citation, ...]]:
        """The same answer, and the passages that another one may be made of."""
        ...


class Questions(Protocol):
    def question(self, question_id: str) -> Question | None: ...


class Memory(Stops, Protocol):
    async def asked_one(self, asked_id: str) -> Asked | None: ...


@dataclass(frozen=True, slots=True)
class _Wanted:
    """`question` stands alone; `read_as` is the same where it was asked in other words, else empty."""

    message: Message
    question: str
    read_as: str
    generation: str

    @property
    def id(self) -> str:
        return answer_id(self.message)

    def shown(self, phrased: Phrased) -> ShowAnswer:
        return ShowAnswer(
            self.id, phrased.answer, self.message.at, whole=phrased.whole, read_as=self.read_as, note=phrased.note
        )


class Asking:
    def __init__(
        self, questions: Questions, answerer: Callable[[], Answerer], memory: Memory, assisted: Assisted
    ) -> None:
        self._questions = questions
        self._answerer = answerer
        self._memory = memory
        self._assisted = assisted

    @staticmethod
    def follows(text: str, state: Conversation) -> bool:
        """Whether these words can only be asked after what was asked before."""
        return bool(state.asked) and not is_courtesy(text) and by_rule(text, Exchange(state.asked)) != text

    async def turns(self, message: Message, text: str, state: Conversation) -> AsyncGenerator[Turn, None]:
        """All but the last turn show an answer that still grows and keep nothing: whoever makes them again after a
        crash goes on in the same message. `text` may be the id of a question of the corpus."""
        answerer, assistance = self._answerer(), self._assisted.assistance
        question = self.words_asked(text)
        standalone = question if question != text else await self._standalone(message, text, state)
        wanted = _Wanted(message, standalone, standalone if standalone != question else "", answerer.generation_id)
        if assistance is None:
            answer = await asyncio.to_thread(answerer.answer, standalone)
            yield _whole(wanted, state, Phrased(answer, True, answerer.template))
            return
        answer, passages = await asyncio.to_thread(answerer.evidence, standalone)
        if answer.abstained:
            yield _whole(wanted, state, Phrased(answer, True, answerer.template))
            return
        asker = self._assisted.asker(message, f"answer:{wanted.id}")
        async with aclosing(_paced(assistance.phrase(answer, passages, asker))) as growing:
            async for phrased in growing:
                yield _whole(wanted, state, phrased, live=True) if phrased.whole else _part(wanted, state, phrased)

    def words_asked(self, text: str) -> str:
        """What a question of the corpus says, where exactly its id was given: a button carries only so few letters."""
        question = self._questions.question(text)
        return question.text if question is not None else text

    async def _standalone(self, message: Message, text: str, state: Conversation) -> str:
        before = await self._before(message, state)
        if before is None:
            return text
        if self._assisted.assistance is None:
            return by_rule(text, before)
        asker = self._assisted.asker(message, f"answer:{answer_id(message)}")
        return await self._assisted.assistance.standalone(text, before, asker)

    async def _before(self, message: Message, state: Conversation) -> Exchange | None:
        """The last question and, where that is what was shown last, its answer."""
        last = state.rateable.id if state.rateable is not None and state.rateable.target == "answer" else ""
        asked = await self._memory.asked_one(last) if last else None
        if asked is not None and (message.place or state.asked == asked.question):
            return Exchange(asked.question, asked.answer)
        return Exchange(state.asked) if state.asked else None


def answer_id(message: Message) -> str:
    return f"{message.id}:answer"


async def _paced(growing: AsyncGenerator[Phrased, None]) -> AsyncGenerator[Phrased, None]:
    """The first as soon as it is there, then one a second at most, and the whole."""
    clock = asyncio.get_running_loop().time
    told = float("-inf")
    async with aclosing(growing):
        async for phrased in growing:
            if phrased.whole or clock() - told >= _SECONDS_BETWEEN:
                told = clock()
                yield phrased


def _part(wanted: _Wanted, state: Conversation, phrased: Phrased) -> Turn:
    return Turn(state, (Live(KEY, wanted.shown(phrased)),), final=False, passing=True)


def _whole(wanted: _Wanted, state: Conversation, phrased: Phrased, *, live: bool = False) -> Turn:
    answer, message = phrased.answer, wanted.message
    asked = Asked(
        id=wanted.id,
        learner=message.learner,
        conversation=message.conversation,
        question=wanted.question,
        answer=answer.text,
        abstained=answer.abstained,
        confidence=answer.confidence,
        generation=wanted.generation,
        passages=tuple(citation.passage_id for citation in answer.citations),
        at=message.at,
        template=phrased.template,
    )
    rateable = Shown("answer", asked.id, asked.generation, asked.template, asked.passages)
    shown = wanted.shown(phrased)
    # A place belongs to all in it: whoever is forgotten leaves no words in its state. There the row that can be rated
    # tells what was asked, for as long as it is kept.
    kept = "" if message.place else wanted.question
    return Turn(
        replace(state, rateable=rateable, asked=kept),
        (Live(KEY, shown) if live else shown,),
        asked=(asked,),
        gap=wanted.question if answer.abstained else None,
    )
