"""Everything that a language model adds, put together: implements `bot.turns.assistance.Assistance`."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

from bot.practice.grading import Grade
from bot.turns.assistance import Asker, Exchange, Feedback, Phrased
from knowledge.answer import Answer
from knowledge.questions import Citation, KeyPoint, Question


class Phrasing(Protocol):
    def phrase(
        self, extracted: Answer, passages: tuple[Citation, ...], asker: Asker
    ) -> AsyncGenerator[Phrased, None]: ...


class Understanding(Protocol):
    async def standalone(self, text: str, before: Exchange, asker: Asker) -> str: ...


class FeedbackGiving(Protocol):
    async def feedback(self, question: Question, answer: str, grade: Grade, grader: str, asker: Asker) -> Feedback: ...


class Probing(Protocol):
    async def probe(self, question: Question, grade: Grade, point: KeyPoint, asker: Asker) -> str | None: ...


class Hinting(Protocol):
    async def hint(self, question: Question, level: int, asker: Asker) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Assistant:
    phrasing: Phrasing
    understanding: Understanding
    giving: FeedbackGiving
    probing: Probing
    hinting: Hinting

    async def standalone(self, text: str, before: Exchange, asker: Asker) -> str:
        return await self.understanding.standalone(text, before, asker)

    def phrase(self, extracted: Answer, passages: tuple[Citation, ...], asker: Asker) -> AsyncGenerator[Phrased, None]:
        return self.phrasing.phrase(extracted, passages, asker)

    async def feedback(self, question: Question, answer: str, grade: Grade, grader: str, asker: Asker) -> Feedback:
        return await self.giving.feedback(question, answer, grade, grader, asker)

    async def probe(self, question: Question, grade: Grade, point: KeyPoint, asker: Asker) -> str | None:
        return await self.probing.probe(question, grade, point, asker)

    async def hint(self, question: Question, level: int, asker: Asker) -> str | None:
        return await self.hinting.hint(question, level, asker)
