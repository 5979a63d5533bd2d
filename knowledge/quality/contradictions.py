"""Two sources that say opposite things of the same: found among passages that lie near each other in meaning."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from knowledge.agreement import Conflict, conflict
from knowledge.generation import Generation
from knowledge.questions import Passage
from knowledge.quotable import quotables

# Statements that conflict share most of their words (`agreement.SAME_STATEMENT`), and so do their passages: in pairs of
# passages made of one another by turning one sentence around, no cosine was below this.
_NEAR = 0.55
_NEIGHBOURS = 8
_CHUNK = 256


@dataclass(frozen=True, slots=True)
class Said:
    """One side: the sentence, the source's own key and where it stands for a person, and how old that is."""

    sentence: str
    path: str
    where: str
    modified: datetime | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`about` is the question or heading above the first sentence."""

    kind: Conflict
    about: str
    one: Said
    other: Said


class Comparison:
    """Of passages with those of other sources: each pair of sentences is told once.

    A search by vector for each passage, without encoding anything.
    """

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._seen: set[frozenset[str]] = set()

    def of(self, passages: Iterable[Passage]) -> Iterator[Contradiction]:
        """What these say against other sources, in their order."""
        for some in _chunks(passages):
            for passage, others in self._generation.neighbours(some, _NEIGHBOURS, _NEAR):
                for other in others:
                    yield from _between(passage, other, self._seen)


def _between(one: Passage, other: Passage, seen: set[frozenset[str]]) -> Iterator[Contradiction]:
    for first in quotables(one.text, one.context):
        for second in quotables(other.text, other.context):
            pair = frozenset((first.text, second.text))
            if pair in seen or (kind := conflict(first.text, second.text)) is None:
                continue
            seen.add(pair)
            yield Contradiction(kind, one.context, _said(first.text, one), _said(second.text, other))


def _said(sentence: str, passage: Passage) -> Said:
    return Said(sentence, passage.locator.path, passage.locator.where, passage.modified)


def _chunks(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    rest = iter(passages)
    while some := list(islice(rest, _CHUNK)):
        yield some
