"""Passages to a cited answer, or to an honest "I do not know" with the nearest questions that are known.

Nothing is written here: every sentence is one of a passage, quoted. The words of the question choose among sentences
and are never part of one, and what a passage says is quoted, not obeyed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.answer import Answer, NearestQuestion
from knowledge.citing import cite
from knowledge.composing import MOST_WORDS, Composed, Quote, compose, said_units
from knowledge.evidence import EvidenceBar, Signals, measure, standard_bar
from knowledge.excerpts import excerpts
from knowledge.key_points import extract_key_points
from knowledge.questions import Citation, ReferenceAnswer
from knowledge.quotable import ends_whole
from knowledge.ranking import Candidate, Finds, Ranked, Reads, rank
from knowledge.remembered import RememberedEncoder

_SENTENCES = 5
_NEAREST = 3
_DRAFT_SENTENCES, _DRAFT_WORDS = 7, 170
# What an encoder reads of a text at most, in letters; the rest of a longer question would only cost time.
_LONGEST = 2000
# From this cosine on, the question that a passage answers is the question that was asked.
_SAME_QUESTION = 0.8


@dataclass(frozen=True, slots=True)
class _Found:
    ranked: Ranked
    composed: Composed
    signals: Signals
    confidence: float


class Answerer:
    """Answers from one generation; may be used from several threads."""

    # Raised when sentences are chosen in another way, so that ratings tell the ways apart.
    template = "extract-1"

    def __init__(self, finds: Finds, encoder: Reads, bar: EvidenceBar | None = None) -> None:
        self._finds = finds
        self._encoder = RememberedEncoder(encoder)
        self._bar = bar or standard_bar()

    @property
    def generation_id(self) -> str:
        return self._finds.id

    def answer(self, text: str, limit: int = _SENTENCES, filters: Mapping[str, str] | None = None) -> Answer:
        """At most `limit` cited sentences of about 120 words in all, or an abstention; `filters` as in the search."""
        return self._answer(text, self._find(text, limit, MOST_WORDS, filters) if text.strip() else None)

    def evidence(self, text: str, filters: Mapping[str, str] | None = None) -> tuple[Answer, tuple[Citation, ...]]:
        """`answer(text)`, and what a model may put it in words from: the answer's own citations under the same numbers,
        then further relevant passages, at most 4, each cut to whole sentences that matter; none for an abstention."""
        found = self._find(text, _SENTENCES, MOST_WORDS, filters) if text.strip() else None
        answer = self._answer(text, found)
        if found is None or answer.abstained:
            return answer, ()
        return answer, excerpts(answer, found.ranked.candidates, found.composed.pool)

    def _answer(self, text: str, found: _Found | None) -> Answer:
        if found is None:
            return Answer(text, (), (), 0.0, True)
        if found.confidence < self._bar.threshold or not found.composed.quotes:
            nearest = _nearest(found.ranked.candidates)
            return Answer(text, (), (), found.confidence, True, nearest)
        cited = cite(found.ranked.candidates, said_units(found.composed.quotes), found.composed.pool)
        return Answer(
            text, cited.sentences, cited.citations, found.confidence, False, disagreements=cited.disagreements
        )

    def signals(self, text: str, filters: Mapping[str, str] | None = None) -> Signals | None:
        """What the evidence bar weighs, for refitting it; None where nothing was found."""
        found = self._find_whole(text, _SENTENCES, MOST_WORDS, filters) if text.strip() else None
        return found.signals if found else None

    def draft_answer(self, question: str) -> ReferenceAnswer | None:
        """An answer for a question that came without one, marked as a draft; None below the evidence bar."""
        found = self._find(question, _DRAFT_SENTENCES, _DRAFT_WORDS, None) if question.strip() else None
        if found is None or found.confidence < self._bar.threshold or not found.composed.quotes:
            return None
        cited = cite(found.ranked.candidates, said_units(found.composed.quotes), found.composed.pool)
        text = " ".join(one.text if ends_whole(one.text) else f"{one.text}." for one in cited.sentences)
        return ReferenceAnswer(text, extract_key_points(question, text), draft=True, citations=cited.citations)

    def reference_for(self, question: str) -> ReferenceAnswer | None:
        """What to grade an answer to this question against: the reference answer of the same question where it is
        known, else one drafted from cited passages; None below the evidence bar."""
        ranked = rank(question, self._finds, self._encoder, None) if question.strip() else None
        for candidate in sorted(ranked.candidates, key=lambda one: -one.question) if ranked else ():
            if candidate.question < _SAME_QUESTION or candidate.passage.question_id is None:
                continue
            known = self._finds.question(candidate.passage.question_id)
            if known is not None and known.answer is not None and not known.answer.draft:
                return known.answer
        return self.draft_answer(question)

    def _find(self, text: str, limit: int, most_words: int, filters: Mapping[str, str] | None) -> _Found | None:
        found = self._find_whole(text, limit, most_words, filters)
        if found is None or len(found.ranked.asked.sides) < 2 or found.confidence >= self._bar.sure:
            return found
        # No passage compares the two well, so each side is looked up: the answer is as sure as the weaker of them.
        sides = [
            self._find_whole(side, (limit + 1) // 2, most_words // 2, filters) for side in found.ranked.asked.sides
        ]
        whole = [side for side in sides if side is not None and side.composed.quotes]
        if len(whole) < 2 or min(side.confidence for side in whole) <= found.confidence:
            return found
        return _joined(whole, found.ranked)

    def _find_whole(self, text: str, limit: int, most_words: int, filters: Mapping[str, str] | None) -> _Found | None:
        ranked = rank(text[:_LONGEST], self._finds, self._encoder, filters)
        if not ranked.candidates:
            return None
        composed = compose(ranked, self._encoder, limit, most_words)
        signals = measure(ranked, composed, self._encoder)
        return _Found(ranked, composed, signals, self._bar.confidence(signals))


def _joined(sides: Sequence[_Found], whole: Ranked) -> _Found:
    """Both sides' candidates in one list, and their quotes moved to where their candidate now stands."""
    candidates: list[Candidate] = []
    quotes: list[Quote] = []
    pool: list[Quote] = []
    for side in sides:
        first = len(candidates)
        candidates.extend(side.ranked.candidates)
        quotes.extend(replace(quote, candidate=quote.candidate + first) for quote in side.composed.quotes)
        pool.extend(replace(quote, candidate=quote.candidate + first) for quote in side.composed.pool)
    weaker = min(sides, key=lambda side: side.confidence)
    joined = Ranked(whole.asked, whole.query, tuple(candidates))
    return _Found(joined, Composed(tuple(quotes), tuple(pool)), weaker.signals, weaker.confidence)


def _nearest(candidates: Sequence[Candidate]) -> tuple[NearestQuestion, ...]:
    known = {
        candidate.passage.question_id: candidate.passage.context
        for candidate in sorted(candidates, key=lambda one: -one.question)
        if candidate.passage.question_id and candidate.passage.context
    }
    return tuple(NearestQuestion(name, text) for name, text in list(known.items())[:_NEAREST])
