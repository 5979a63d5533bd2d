"""A text as the grader sees it: words with weights and vectors, and the clauses that can be quoted."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.grading.negation import Negator, denials_of, negators_of
from knowledge.encoder import TokenVectors, Vectors
from knowledge.questions import Span
from knowledge.sentences import STOP_WORDS, split_sentences, stem, word_spans

# Nobody says more than this in an interview answer; what follows is not read, so that a pasted book stays cheap.
MAX_WORDS = 1200
MAX_CHARACTERS = 16_000
# The encoder reads 256 word pieces at once; so many words always fit.
_CHUNK_WORDS = 120
_MAX_CLAUSES = 60
# A scenario may be long; what is asked stands at its end.
_LEAD_WORDS = 60

_CLAUSE_BREAK = re.compile(
    r"[;:]\s+|\s+[-–—]\s+|,\s+(?=(?:and|but|so|while|whereas|although|though|because|however|which|unlike)\b)"
    r"|\s+(?=(?:but|while|whereas|although|because|however|unlike)\b)"
)
_PIECE_BREAK = re.compile(r"[,;:]\s+(?:(?:and|or|but|so)\s+)?|\s+[-–—]\s+|\s+(?=(?:and|but|while|because)\s)")
_MOST_PIECES = 12
_LOOK_ALIKES = str.maketrans(
    "’ʼаеорсухіјѕԁһԛԝЅІЈАВЕКМНОРСТХοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "''aeopcyxijsdhqwSIJABEKMHOPCTXoABEZHIKMNOPTYX"
)


class WordEncoder(Protocol):
    """What grading needs of a model."""

    def encode(self, texts: Sequence[str]) -> Vectors: ...

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]: ...

    def rarity(self, word: str) -> float: ...


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `span` are offsets into the plain text, `weight` is its rarity, 0 for a function word."""

    text: str
    stem: str
    span: Span
    weight: float


@dataclass(frozen=True, slots=True)
class Clause:
    """Offsets into the plain text, and the half-open range of the words within."""

    span: Span
    first: int
    last: int


class Reading:
    """One text, read once. Vectors are computed when first asked for.

    `original` is what the person wrote, `plain` the same with look-alike letters, accents and invisible characters
    reduced to plain ones; `origin[i]` is the offset in `original` of character `i` of `plain`.
    """

    def __init__(self, text: str, encoder: WordEncoder, heed: Callable[[str], str] | None = None) -> None:
        """`heed` may blank parts of the plain text that are not to be read; it must keep the length."""
        self.original = text
        self._encoder = encoder
        self._replies: dict[str, Vectors] = {}
        self._encoded: dict[str, Vectors] = {}
        plain, self.origin = _plain(text[:MAX_CHARACTERS])
        self.plain = heed(plain) if heed else plain
        spans = word_spans(self.plain)[:MAX_WORDS]
        self.words = tuple(self._word(span) for span in spans)
        self.sentences = self._ranges([Span(s.start, s.end) for s in split_sentences(self.plain)], minimum=1)[
            :_MAX_CLAUSES
        ]
        self.clauses = self._ranges(
            [piece for sentence in self.sentences for piece in _split_clauses(self.plain, sentence.span)], minimum=1
        )[:_MAX_CLAUSES]

    def _word(self, span: Span) -> Word:
        text = self.plain[span.start : span.end].lower()
        weight = 0.0 if text in STOP_WORDS else self._encoder.rarity(text)
        return Word(text, stem(text), span, weight)

    def _ranges(self, spans: list[Span], minimum: int) -> list[Clause]:
        starts = np.array([word.span.start for word in self.words])
        found = []
        for span in spans:
            first, last = (int(np.searchsorted(starts, at)) for at in (span.start, span.end))
            if last - first >= minimum:
                found.append(Clause(span, first, last))
        return found

    def pieces(self, sentence: Clause) -> list[Clause]:
        """The sentence cut at commas and joining words, for quoting no more than what matters."""
        cuts = [sentence.span.start]
        for match in _PIECE_BREAK.finditer(self.plain, sentence.span.start, sentence.span.end):
            if len(cuts) < _MOST_PIECES and len(word_spans(self.plain[cuts[-1] : match.end()])) >= 2:
                cuts.append(match.end())
        spans = [Span(a, b) for a, b in zip(cuts, [*cuts[1:], sentence.span.end], strict=True)]
        return self._ranges(spans, minimum=1)

    def quote(self, clause: Clause) -> str:
        """The clause in the person's own characters, verbatim."""
        if not self.origin:
            return ""
        start = self.origin[clause.span.start]
        end = self.origin[clause.span.end - 1] + 1
        return self.original[start:end].strip()

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words if word.weight > 0)

    @cached_property
    def negators(self) -> tuple[Negator, ...]:
        return negators_of(self)

    @cached_property
    def denials(self) -> tuple[int, ...]:
        """The sentences, by index, that only deny the one before them."""
        return denials_of(self)

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        return np.array([word.weight for word in self.words])

    @cached_property
    def word_vectors(self) -> Vectors:
        """Unit vectors in context, shape (words, dimensions)."""
        rows: list[Vectors] = []
        for first in range(0, len(self.words), _CHUNK_WORDS):
            chunk = self.words[first : first + _CHUNK_WORDS]
            start = chunk[0].span.start
            pieces = self._encoder.token_vectors([self.plain[start : chunk[-1].span.end]])[0]
            for word in chunk:
                inside = (pieces.offsets[:, 1] > word.span.start - start) & (
                    pieces.offsets[:, 0] < word.span.end - start
                )
                mean = pieces.vectors[inside].sum(axis=0)
                rows.append(mean / max(float(np.linalg.norm(mean)), 1e-9))
        return np.vstack(rows)

    @cached_property
    def clause_vectors(self) -> Vectors:
        """Unit vectors, shape (clauses, dimensions). Each is read alone: a batch would change an int8 result."""
        return np.vstack([self._encoder.encode([self.plain[c.span.start : c.span.end]]) for c in self.clauses])

    @cached_property
    def sentence_vectors(self) -> Vectors:
        return np.vstack([self._encoder.encode([self.plain[c.span.start : c.span.end]]) for c in self.sentences])

    def rest(self, sentence: Clause, without: NDArray[np.bool_]) -> str:
        """The sentence without some of its words; empty where less than three are left."""
        left = [
            word.span for i, word in enumerate(self.words) if sentence.first <= i < sentence.last and not without[i]
        ]
        return " ".join(self.plain[span.start : span.end] for span in left) if len(left) >= 3 else ""

    def encoded(self, part: str, question: "Reading | None" = None) -> Vectors:
        """A unit vector, shape (1, dimensions), of some of this text, read after a question where one is given."""
        text = f"{_lead(question)} {part}" if question else part
        if text not in self._encoded:
            self._encoded[text] = self._encoder.encode([text])
        return self._encoded[text]

    def replies(self, question: "Reading") -> Vectors:
        """Unit vectors of each sentence, and last of the whole text, read right after the question.

        Shape (sentences + 1, dimensions). What exceeds the encoder's limit is cut.
        """
        if question.plain not in self._replies:
            lead = _lead(question)
            spans = [sentence.span for sentence in self.sentences]
            texts = [self.plain[span.start : span.end] for span in spans]
            if len(texts) != 1:
                texts.append(self.plain)
            rows = [self._encoder.encode([f"{lead} {text}"]) for text in texts]
            self._replies[question.plain] = np.vstack(rows if len(rows) > 1 else rows * 2)
        return self._replies[question.plain]

    @cached_property
    def vector(self) -> NDArray[np.float32]:
        """One unit vector for the whole text."""
        chunks = [
            self.plain[chunk[0].span.start : chunk[-1].span.end]
            for chunk in (self.words[i : i + _CHUNK_WORDS] for i in range(0, len(self.words), _CHUNK_WORDS))
        ]
        mean = np.vstack([self._encoder.encode([chunk]) for chunk in chunks]).sum(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


def _lead(question: Reading) -> str:
    return " ".join(question.plain.split()[-_LEAD_WORDS:])


def _split_clauses(text: str, span: Span) -> list[Span]:
    """The clauses of one sentence; a piece of fewer than three words stays with the one before it."""
    cuts = [span.start]
    for match in _CLAUSE_BREAK.finditer(text, span.start, span.end):
        at = match.end()
        if len(word_spans(text[cuts[-1] : at])) >= 3 and len(word_spans(text[at : span.end])) >= 3:
            cuts.append(at)
    return [Span(a, b) for a, b in zip(cuts, [*cuts[1:], span.end], strict=True)]


def _plain(text: str) -> tuple[str, list[int]]:
    """Character by character, so that offsets can be taken back: NFKD, no marks, no invisible characters."""
    characters: list[str] = []
    origin: list[int] = []
    for at, character in enumerate(text):
        for piece in unicodedata.normalize("NFKD", character).translate(_LOOK_ALIKES):
            category = unicodedata.category(piece)
            if category not in ("Mn", "Cf"):
                characters.append(piece)
                origin.append(at)
    return "".join(characters), origin
