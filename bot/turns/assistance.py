"""What a language model may add to a conversation, declared here and given by the wiring; without one there is none.

Nothing of it is needed: every method falls back to what the coach does alone, in time, and says so in `note`.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.practice.grading import Grade
from knowledge.answer import Answer
from knowledge.questions import Citation, KeyPoint, Question


@dataclass(frozen=True, slots=True)
class Asker:
    """For whom and what: `about` as a vote names it (`answer:ID`, `grade:ID`). `stopped` tells whether the learner
    said stop meanwhile: then what is there is shown, and nothing more is waited for. `workspace` is where they speak,
    as `slack:T1` or `discord:80351110224678912`, whose share of a model's time it is taken from."""

    learner: str
    about: str
    stopped: Callable[[], Awaitable[bool]]
    workspace: str = ""


@dataclass(frozen=True, slots=True)
class Phrased:
    """An answer as far as it is checked; the last one is `whole`. `template` says how it was made, for ratings;
    `note` is one sentence for the learner, empty where nothing is to be said."""

    answer: Answer
    whole: bool
    template: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """`grade` has the advice in prose, and verdicts only as far as code could verify an argument for another one."""

    grade: Grade
    grader: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked before in this conversation and answered: `question` stands alone."""

    question: str
    answer: str = ""


class Assistance(Protocol):
    async def standalone(self, text: str, before: Exchange, asker: Asker) -> str:
        """The question as it would be asked by someone who does not know what was said before."""
        ...

    def phrase(self, extracted: Answer, passages: tuple[Citation, ...], asker: Asker) -> AsyncGenerator[Phrased, None]:
        """Growing answers, each with one more checked sentence or several; the last is whole. Never raises for a
        model's fault: then the last one is the extracted answer."""
        ...

    async def feedback(self, question: Question, answer: str, grade: Grade, grader: str, asker: Asker) -> Feedback: ...

    async def probe(self, question: Question, grade: Grade, point: KeyPoint, asker: Asker) -> str | None:
        """A follow-up at `point`, without a key term of it; None where the written one, or none, is as good."""
        ...

    async def hint(self, question: Question, level: int, asker: Asker) -> str | None:
        """The words of the hint of `level`; None where the computed ones are to be taken."""
        ...
