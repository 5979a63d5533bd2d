"""Who says it: each sentence with every passage that says the same, and those that say the opposite."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.agreement import compatible, conflict, same_statement
from knowledge.answer import CitedSentence, Disagreement
from knowledge.composing import SAME_MEANING, Quote
from knowledge.questions import Citation
from knowledge.quotable import Quotable, quotables
from knowledge.ranking import Candidate

# Passages less relevant than this share of the best one are not asked whether they agree.
_HEARD = 0.6


@dataclass(frozen=True, slots=True)
class Cited:
    sentences: tuple[CitedSentence, ...]
    citations: tuple[Citation, ...]
    disagreements: tuple[Disagreement, ...]


def cite(candidates: Sequence[Candidate], said: Sequence[tuple[int, Quotable]], pool: Sequence[Quote]) -> Cited:
    """`said` in reading order; citations are numbered in the order in which the answer first needs them."""
    numbers: dict[str, int] = {}
    citations: list[Citation] = []

    def number(candidate: int) -> int:
        passage = candidates[candidate].passage
        if passage.id not in numbers:
            citations.append(passage.cite())
            numbers[passage.id] = len(citations)
        return numbers[passage.id]

    heard = _heard(candidates)
    sentences: list[CitedSentence] = []
    opposed: list[tuple[CitedSentence, int, Quotable]] = []
    for candidate, unit in said:
        if any(unit.text == sentence.text for sentence in sentences):
            continue
        own = candidates[candidate].passage.id
        others = [(place, other) for place, other in heard if candidates[place].passage.id != own]
        twins = {place for place, other in others if same_statement(unit.text, other.text)}
        twins |= _paraphrases(candidate, unit, pool)
        sentence = CitedSentence(unit.text, tuple(dict.fromkeys(map(number, (candidate, *sorted(twins))))))
        sentences.append(sentence)
        opposed += [(sentence, place, other) for place, other in others if conflict(unit.text, other.text)]
    disagreements = {
        frozenset((one.text, other.text)): Disagreement(one, CitedSentence(other.text, (number(place),)))
        for one, place, other in opposed
    }
    return Cited(tuple(sentences), tuple(citations), tuple(disagreements.values()))


def _heard(candidates: Sequence[Candidate]) -> list[tuple[int, Quotable]]:
    best = max((candidate.relevance for candidate in candidates), default=0.0)
    return [
        (place, unit)
        for place, candidate in enumerate(candidates)
        if candidate.relevance >= _HEARD * best
        for unit in quotables(candidate.passage.text, candidate.passage.context)
    ]


def _paraphrases(candidate: int, unit: Quotable, pool: Sequence[Quote]) -> set[int]:
    """Candidates whose sentence in the pool means the same, though in other words."""
    own = next((quote for quote in pool if quote.candidate == candidate and quote.point.place == unit.place), None)
    if own is None:
        return set()
    return {
        quote.candidate
        for quote in pool
        if quote.candidate != candidate
        and float(quote.vector @ own.vector) >= SAME_MEANING
        and compatible(unit.text, quote.point.text)
    }
