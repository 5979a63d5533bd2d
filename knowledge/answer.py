"""Passages to a cited answer, made of their own sentences: nothing is said that no passage says."""

from dataclasses import dataclass
from itertools import pairwise

from knowledge.questions import Citation
from knowledge.quotable import ends_whole


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """`citations` are 1-based numbers into `Answer.citations`; never empty."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two cited sentences that say opposite things, both shown to the reader."""

    one: CitedSentence
    other: CitedSentence


@dataclass(frozen=True, slots=True)
class NearestQuestion:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`confidence` is 0..1. An abstention has no sentences, and names the nearest questions that are known instead."""

    question: str
    sentences: tuple[CitedSentence, ...]
    citations: tuple[Citation, ...]
    confidence: float
    abstained: bool
    nearest: tuple[NearestQuestion, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """The sentences in order, each followed by its citation marks; `;` parts the items of a list."""
        whole = [*(ends_whole(sentence.text) for sentence in self.sentences), True]
        ends = ("" if here else "." if after else ";" for here, after in pairwise(whole))
        return tuple(
            sentence.text + "".join(f" [{number}]" for number in sentence.citations) + end
            for sentence, end in zip(self.sentences, ends, strict=True)
        )

    @property
    def text(self) -> str:
        return " ".join(self.said)
