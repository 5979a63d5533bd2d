"""What came in, what did not, and why, as values and for machines as one JSON object."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ingest.blocks import Flaw
from ingest.content import Extracted
from ingest.files.sources import Problem
from ingest.understanding.findings import Dropped
from knowledge.catalogue import Held
from knowledge.quality.looking import Quality
from knowledge.questions import Question, SourceContent


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A question of this source that another question, perhaps of another source, already asks."""

    line: int
    question: str
    of_path: str
    of_line: int


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source. An unchanged one was not read again, so that what it dropped is not listed anew."""

    path: str
    format: str
    questions: int
    answered: int
    unanswered: int
    passages: int
    unchanged: bool = False
    dropped: tuple[Dropped, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    pictures: int = 0
    quarantined: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Items, an item being a question with its answer or a passage that answers none."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.added + other.added,
            self.changed + other.changed,
            self.removed + other.removed,
            self.unchanged + other.unchanged,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """One run. `embedded` counts the texts that went through the encoder; `seconds` is wall time; `waiting` says that
    the generation does not serve before it is published; `passed` counts, by suffix, files that nobody
    reads; `quarantined` is what waits for an admin's look in the whole corpus; `quality` is what else an admin should
    look at in the sources that this run read."""

    generation: str
    sources: tuple[SourceReport, ...]
    tally: Tally
    embedded: int
    seconds: float
    drafted: int = 0
    errors: tuple[Problem, ...] = field(default=())
    waiting: bool = False
    passed: Mapping[str, int] = field(default_factory=dict)
    quarantined: int = 0
    quality: Quality = field(default_factory=Quality)

    @property
    def partial(self) -> bool:
        """Whether some input stayed out."""
        return bool(self.errors)

    def to_json(self) -> dict[str, Any]:
        return {
            "generation": self.generation,
            "waiting": self.waiting,
            "sources": [asdict(source) for source in self.sources],
            **asdict(self.tally),
            "embedded": self.embedded,
            "drafted": self.drafted,
            "seconds": round(self.seconds, 3),
            "errors": [asdict(problem) for problem in self.errors],
            "passed": dict(self.passed),
            "quarantined": self.quarantined,
            "quality": self.quality.to_json(),
        }


def source_report(
    path: str,
    format_name: str,
    held: Held | None,
    extracted: Extracted | None,
    content: SourceContent | None,
    question: Callable[[str], Question | None],
    quarantined: int = 0,
) -> SourceReport:
    """The row of one source; `question` finds the ones that stand for its duplicates."""
    held = held or Held()
    duplicates: list[Duplicate] = []
    for asked in content.questions if content else ():
        original = question(asked.duplicate_of) if asked.duplicate_of else None
        if original is not None:
            place = original.locator
            duplicates.append(Duplicate(asked.locator.start_line, asked.text, place.path, place.start_line))
    return SourceReport(
        path=path,
        format=format_name,
        questions=held.questions,
        answered=held.answered,
        unanswered=held.questions - held.answered,
        passages=held.passages,
        unchanged=extracted is None,
        dropped=extracted.dropped if extracted else (),
        duplicates=tuple(duplicates),
        flaws=extracted.flaws if extracted else (),
        pictures=extracted.pictures if extracted else 0,
        quarantined=quarantined,
    )
