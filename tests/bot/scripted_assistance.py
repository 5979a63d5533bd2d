"""Somebody who helps the coach as a language model would, and says what a test has put down."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from bot.practice.grading import Grade
from bot.turns.assistance import Asker, Exchange, Feedback, Phrased
from knowledge.answer import Answer
from knowledge.questions import Citation, KeyPoint, Question


@dataclass
class Helper:
    """An answer grows by the sentences of the extracted one. `asked` has everything that was wanted, by its name."""

    advice: str = ""
    note: str = ""
    probing: str | None = None
    hinting: str | None = None
    reads: str = ""
    on_part: Callable[[int], None] = lambda _: None
    asked: list[tuple[str, Any]] = field(default_factory=list)

    async def standalone(self, text: str, before: Exchange, asker: Asker) -> str:
        self.asked.append(("standalone", before))
        return self.reads or text

    async def phrase(
        self, extracted: Answer, passages: tuple[Citation, ...], asker: Asker
    ) -> AsyncGenerator[Phrased, None]:
        self.asked.append(("phrase", passages))
        sentences = extracted.sentences
        for end in range(1, len(sentences)):
            if await asker.stopped():
                sentences = sentences[: end - 1] or sentences[:1]
                break
            yield Phrased(replace(extracted, sentences=sentences[:end]), False, "helper/v1")
            self.on_part(end)
        yield Phrased(replace(extracted, sentences=sentences), True, "helper/v1", self.note)

    async def feedback(self, question: Question, answer: str, grade: Grade, grader: str, asker: Asker) -> Feedback:
        self.asked.append(("feedback", asker.about))
        return Feedback(replace(grade, advice=self.advice or grade.advice), f"{grader} + helper/v1", self.note)

    async def probe(self, question: Question, grade: Grade, point: KeyPoint, asker: Asker) -> str | None:
        self.asked.append(("probe", point.id))
        return self.probing

    async def hint(self, question: Question, level: int, asker: Asker) -> str | None:
        self.asked.append(("hint", level))
        return self.hinting

    @property
    def wanted(self) -> list[str]:
        return [name for name, _ in self.asked]
