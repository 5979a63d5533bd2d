"""A concept question: a cited answer, or an honest "I do not know" that becomes a gap."""

import asyncio
from dataclasses import replace
from typing import Protocol

from bot.messages import Message, ShowAnswer
from bot.practice.session import Conversation, Shown
from bot.records import Asked
from bot.turns.turn import Turn
from knowledge.answer import Answer
from knowledge.questions import Question


class Answerer(Protocol):
    @property
    def template(self) -> str:
        """Which way of putting answers together this is, so that a rating can be traced to it."""
        ...

    @property
    def generation_id(self) -> str: ...

    def answer(self, text: str) -> Answer: ...


class Questions(Protocol):
    def question(self, question_id: str) -> Question | None: ...


def words_asked(text: str, library: Questions) -> str:
    """What a question of the corpus says, where exactly its id was given: a button may carry only so few letters."""
    question = library.question(text)
    return question.text if question is not None else text


async def ask(message: Message, text: str, state: Conversation, answerer: Answerer) -> Turn:
    answer = await asyncio.to_thread(answerer.answer, text)
    asked = Asked(
        id=f"{message.id}:answer",
        learner=message.learner,
        conversation=message.conversation,
        question=text,
        answer=answer.text,
        abstained=answer.abstained,
        confidence=answer.confidence,
        generation=answerer.generation_id,
        passages=tuple(citation.passage_id for citation in answer.citations),
        at=message.at,
        template=answerer.template,
    )
    return Turn(
        replace(state, rateable=Shown("answer", asked.id, asked.generation, asked.template, asked.passages)),
        (ShowAnswer(asked.id, answer, message.at),),
        asked=(asked,),
        gap=text if answer.abstained else None,
    )
