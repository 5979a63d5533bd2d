"""The values that everything else speaks of. Frozen, with stable ids, and always traceable to a source's lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Level = Literal["junior", "mid", "senior"]
Kind = Literal["concept", "scenario", "design"]


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open character offsets `[start, end)` into the text of a reference answer."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a text stands in its source: 1-based lines, both inclusive.

    A format without lines of its own is read as lines all the same; `place` is then where a person looks: `page 3`.
    """

    path: str
    start_line: int
    end_line: int
    section: str = ""
    place: str = ""

    @property
    def where(self) -> str:
        return where(self.path, self.start_line, self.end_line, self.place)


def where(path: str, start_line: int, end_line: int, place: str) -> str:
    """A place as a person is told it: `faq.md:3-5`, or `slides.pptx, slide 2`."""
    return f"{path}, {place}" if place else f"{path}:{start_line}-{end_line}"


@dataclass(frozen=True, slots=True)
class Source:
    """One document as it was read.

    `digest` is the SHA-256 of its bytes in hexadecimal; `modified` is aware (UTC) or None where the origin tells none.
    `reader` is the version of the code that read it: what an older one read is read again.
    """

    path: str
    format: str
    digest: str
    title: str = ""
    modified: datetime | None = None
    reader: str = ""


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One atomic claim that a good answer makes, tied to the sentences of the reference answer that carry it."""

    id: str
    text: str
    spans: tuple[Span, ...]
    terms: tuple[str, ...] = ()
    probe: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Evidence a learner can follow: the passage's words and where they stand."""

    passage_id: str
    path: str
    start_line: int
    end_line: int
    title: str
    section: str
    text: str
    modified: datetime | None = None
    place: str = ""

    @property
    def where(self) -> str:
        return where(self.path, self.start_line, self.end_line, self.place)


@dataclass(frozen=True, slots=True)
class ReferenceAnswer:
    """What a good answer says.

    A draft was put together from cited passages for a question that came without an answer; it is never graded against
    until an admin approves it.
    """

    text: str
    key_points: tuple[KeyPoint, ...]
    draft: bool = False
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One interview question of one source. `metadata` holds the source's own scalar fields, usable as filters."""

    id: str
    text: str
    locator: Locator
    answer: ReferenceAnswer | None = None
    topic: str = ""
    level: Level | None = None
    kind: Kind = "concept"
    misconception: str = ""
    duplicate_of: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def gradable(self) -> bool:
        """Whether a learner may be asked and graded: it has an answer that is no draft, and is nobody's duplicate."""
        return self.duplicate_of is None and self.answer is not None and not self.answer.draft

    @property
    def point_ids(self) -> tuple[str, ...]:
        """The key points of the answer, in its order; none without an answer."""
        return tuple(point.id for point in self.answer.key_points) if self.answer else ()


@dataclass(frozen=True, slots=True)
class Outline:
    """A question without its words: enough to choose by. 100,000 of them take about 70 MB, whole ones ten times that.

    The fields mean what they mean in `Question`.
    """

    id: str
    topic: str
    level: Level | None
    gradable: bool
    point_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a source that can be found; `answer` and `passage` can be cited, a bare `question` cannot.

    `context` is the question or the section heading above the text: searched with it, never cited as if it were said.
    """

    id: str
    text: str
    locator: Locator
    kind: Literal["answer", "passage", "question"] = "passage"
    context: str = ""
    title: str = ""
    question_id: str | None = None
    modified: datetime | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)

    def cite(self) -> Citation:
        return Citation(
            passage_id=self.id,
            path=self.locator.path,
            start_line=self.locator.start_line,
            end_line=self.locator.end_line,
            title=self.title,
            section=self.locator.section,
            text=self.text,
            modified=self.modified,
            place=self.locator.place,
        )


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A part of a source that seems to speak to the model and not to its readers: kept for an admin's look, and never
    asked, searched or cited.

    `id` is the id that its question or passage has again once it is released; `text` all that it says, `excerpt` what
    is suspected (decoded, where it was hidden) and `reason` why. A heading that is released becomes a passage.
    """

    id: str
    kind: Literal["question", "passage", "heading"]
    text: str
    reason: str
    excerpt: str
    locator: Locator
    question: Question | None = None
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceContent:
    """Everything that one source yielded."""

    source: Source
    questions: tuple[Question, ...] = ()
    passages: tuple[Passage, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
