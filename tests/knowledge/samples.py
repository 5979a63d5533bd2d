"""A small encoder that needs no model, a clock that steps, and sources made of sentences."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from knowledge.encoder import Vectors
from knowledge.questions import Locator, Passage, Question, ReferenceAnswer, Source, SourceContent
from knowledge.sentences import content_stems


@dataclass
class WordEncoder:
    """Texts that share words are near: each stem adds one to a dimension of its own. Remembers what it was given."""

    name: str = "words"
    dimensions: int = 64
    seen: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        vectors = np.full((len(texts), self.dimensions), 0.01, dtype=np.float32)
        for row, text in enumerate(texts):
            for stem in content_stems(text):
                vectors[row, int(hashlib.sha256(stem.encode()).hexdigest(), 16) % self.dimensions] += 1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


@dataclass
class SteppingClock:
    """A minute passes between any two looks at it."""

    at: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


def make_source(
    path: str,
    *texts: str,
    topic: str = "testing",
    level: str = "mid",
    kind: str = "markdown",
    first_line: int = 1,
    fields: Mapping[str, str] | None = None,
    **metadata: str,
) -> SourceContent:
    """A source with one answered question for each text; ids come from the path and the text, as readers make them."""
    questions, passages = [], []
    for line, text in enumerate(texts, first_line):
        name = hashlib.sha256(f"{path} {text}".encode()).hexdigest()[:12]
        locator = Locator(path, line, line, "Deployment")
        asked = f"What about {text.split()[0]}?"
        questions.append(
            Question(f"q-{name}", asked, locator, ReferenceAnswer(text, ()), topic, level)  # type: ignore[arg-type]
        )
        passages.append(
            Passage(
                f"p-{name}",
                text,
                locator,
                "answer",
                asked,
                "A page",
                f"q-{name}",
                metadata={**metadata, **(fields or {})},
            )
        )
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    return SourceContent(Source(path, kind, digest, "A page"), tuple(questions), tuple(passages))
