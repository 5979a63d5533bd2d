"""What only admins see: the state of the corpus, an ingest as it goes, and gaps."""

from dataclasses import dataclass
from typing import Literal

from knowledge.questions import Citation


@dataclass(frozen=True, slots=True)
class AdminGlance:
    """What an admin sees first. `up` and `down` are the votes that count; `failed` the messages given up on."""

    generation: str
    questions: int
    sources: int
    gaps: int
    up: int
    down: int
    failed: int


@dataclass(frozen=True, slots=True)
class IngestedSource:
    """`dropped` are the blocks that were left out, each as `line N: why`."""

    path: str
    questions: int
    answered: int
    passages: int
    unchanged: bool
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IngestOutcome:
    """What a new generation would change; items are questions with their answers, or passages that answer none.
    `quarantined` are pieces kept out because they seem to speak to the model, until an admin has looked; `look_at` are
    sentences on contradictions, old sources and answers too thin to grade by."""

    generation: str
    sources: tuple[IngestedSource, ...]
    added: int
    changed: int
    removed: int
    unchanged: int
    unanswered: int
    drafted: int
    errors: tuple[str, ...]
    seconds: float
    quarantined: int = 0
    look_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowIngest:
    """An ingest as it goes: `running` with the step and its count, `ready` to publish or discard with the outcome,
    `same` where nothing differed, `published`, `discarded`, or `failed` with the sentence that says why in `step`."""

    state: Literal["running", "ready", "same", "published", "discarded", "failed"]
    step: str = ""
    done: int = 0
    total: int = 0
    outcome: IngestOutcome | None = None


@dataclass(frozen=True, slots=True)
class OpenGap:
    """`asked`: people asked it in vain, `times` often. `unanswered`: a document asks it without an answer; `draft` is
    what the corpus would answer, empty where it has nothing."""

    id: str
    kind: Literal["asked", "unanswered"]
    question: str
    times: int
    draft: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowGaps:
    """The first gaps of `total`."""

    gaps: tuple[OpenGap, ...]
    total: int
