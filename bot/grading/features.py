"""What is measured between one key point and an answer. Each feature means something, and credit only rises with it."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from bot.grading import order, polarity, turning
from bot.grading.reading import Clause, Reading, Word
from knowledge.encoder import Vectors
from knowledge.questions import Span

# Spelling likeness (0-100) from which an unknown word is a slip of a known one.
_SLIP = 86
# A part of a sentence is quoted alone where it says this share of what the whole sentence says of the point.
_TELLS = 0.92


@dataclass(frozen=True, slots=True)
class PointFeatures:
    """All lie in 0..1, up to rounding.

    `words`: how near the answer comes to each word of the point, weighted by how rare the word is; words of the
    question do not count. `beyond`: cosine of the point with the nearest sentence of the answer (or the whole), once
    what the question already says is taken out of both. `in_context`: the same with both read as replies to the
    question, which lets a short answer ("because it vibrates") find its subject.
    """

    words: float
    beyond: float
    in_context: float

    def array(self) -> NDArray[np.float64]:
        return np.array(astuple(self))


NAMES = tuple(field.name for field in fields(PointFeatures))


@dataclass(frozen=True, slots=True)
class Evidence:
    """The features, the sentence of the answer that comes nearest, and what speaks against the point.

    `upright` are the features of what is left of the answer without the clauses that turn the point's meaning.
    `quoted` is the shortest run of that sentence's pieces that says nearly as much of the point as the whole does.
    `nearness` is `words` within that sentence alone; `turn` tells whether the sentence turns the point's meaning;
    `wrong_number` where the point gives a number and the sentence another, `misplaced` where it
    says the point of something else; `neighbours` tells how the answer keeps the point's words together;
    `by_sentence` is `words` within each sentence, and `turned` flags the words of the answer that stand where it says
    the opposite of the point, None where none does.
    """

    features: PointFeatures
    upright: PointFeatures
    sentence: Clause
    quoted: Clause
    nearness: float
    turn: polarity.Turn
    wrong_number: bool
    misplaced: bool
    neighbours: order.Neighbours
    by_sentence: NDArray[np.float64]
    turned: turning.Mask | None


def weigh(question: Reading, point: Reading, answer: Reading, rivals: frozenset[str] = frozenset()) -> Evidence:
    """Measures one key point in an answer of at least one word. `rivals` as in `order.rivals_of`."""
    weights = point_weights(question, point)
    cosines = similarities(point, answer)
    near = np.clip(cosines, 0, 1)
    per_sentence = np.array([weights @ near[:, s.first : s.last].max(axis=1) for s in answer.sentences])
    asked = _asked(question, point)
    beyond = _beyond(asked, point.vector, answer.sentence_vectors)
    sentence = answer.sentences[int(np.argmax(per_sentence + beyond))]
    inside = near[:, sentence.first : sentence.last]
    numbers = numbers_of(point.words) - numbers_of(question.words)
    here = numbers_of(answer.words[sentence.first : sentence.last]) - numbers_of(question.words)
    features = PointFeatures(
        words=float(weights @ near.max(axis=1)),
        beyond=max(0.0, *beyond, *_beyond(asked, point.vector, answer.vector[None, :])),
        in_context=max(0.0, *_beyond(asked, point.replies(question)[-1], answer.replies(question))),
    )
    turned = turning.turned_words(question, point, answer, near)
    return Evidence(
        features,
        features if turned is None else _upright(question, point, answer, weights, near, turned),
        sentence,
        quoted=_telling_part(answer, sentence, weights, near),
        nearness=float(weights @ inside.max(axis=1)),
        turn=polarity.turn_of(question, point, answer, sentence, inside),
        wrong_number=bool(numbers and here and not numbers & numbers_of(answer.words)),
        misplaced=order.said_of_another(question, point, rivals, answer, sentence),
        neighbours=order.neighbours_in(point, cosines),
        by_sentence=per_sentence,
        turned=turned,
    )


def overshadowed(found: Sequence[Evidence]) -> NDArray[np.float64]:
    """By how much the sentence that says each point best comes nearer to another point, 0..1: then it is about that.

    Saying "a student imitates a teacher" says a little of every point about students and teachers.
    """
    near = np.array([evidence.by_sentence for evidence in found])
    best = near.argmax(axis=1)
    return np.asarray(near[:, best].max(axis=0) - near[np.arange(len(found)), best])


def _upright(
    question: Reading,
    point: Reading,
    answer: Reading,
    weights: NDArray[np.float64],
    near: NDArray[np.float64],
    turned: turning.Mask,
) -> PointFeatures:
    """The features without the turned words; a sentence that has some is read again without them."""
    if turned.all():
        return PointFeatures(0.0, 0.0, 0.0)
    asked = _asked(question, point)
    whole = [not turned[s.first : s.last].any() for s in answer.sentences]
    touched = [sentence for sentence, untouched in zip(answer.sentences, whole, strict=True) if not untouched]
    rests = [rest for rest in (answer.rest(sentence, turned) for sentence in touched) if rest]
    alone = [answer.sentence_vectors[whole], *(answer.encoded(rest) for rest in rests)]
    replied = [answer.replies(question)[: len(whole)][whole], *(answer.encoded(rest, question) for rest in rests)]
    return PointFeatures(
        words=float(weights @ near[:, ~turned].max(axis=1)),
        # Nothing may be left of a short answer.
        beyond=max((0.0, *_beyond(asked, point.vector, np.vstack(alone)))),
        in_context=max((0.0, *_beyond(asked, point.replies(question)[-1], np.vstack(replied)))),
    )


def _asked(question: Reading, point: Reading) -> NDArray[np.float32]:
    return question.vector if question.words else np.zeros_like(point.vector)


def _telling_part(answer: Reading, sentence: Clause, weights: NDArray[np.float64], near: NDArray[np.float64]) -> Clause:
    pieces = answer.pieces(sentence)
    whole = float(weights @ near[:, sentence.first : sentence.last].max(axis=1))
    runs = [
        Clause(Span(a.span.start, b.span.end), a.first, b.last)
        for at, a in enumerate(pieces)
        for b in pieces[at:]
        if float(weights @ near[:, a.first : b.last].max(axis=1)) >= _TELLS * whole
    ]
    return min(runs, key=lambda run: (run.last - run.first, run.first), default=sentence)


def point_weights(question: Reading, point: Reading) -> NDArray[np.float64]:
    """One weight for each word of the point, sum 1: its rarity, and nothing for a word that the question gave."""
    for weights in (
        point.weights * np.array([word.stem not in question.stems for word in point.words]),
        point.weights,
        np.ones(len(point.words)),
    ):
        if weights.sum() > 0:
            break
    return np.asarray(weights / weights.sum())


def similarities(point: Reading, answer: Reading) -> NDArray[np.float64]:
    """Cosines between the words of both, shape (point words, answer words); 1 exactly for words of one stem.

    An answer's word that the encoder does not know and that is spelt nearly like one of the point counts as that one.
    """
    cosines: NDArray[np.float64] = np.minimum(point.word_vectors @ answer.word_vectors.T, 0.999).astype(np.float64)
    for j, said in enumerate(answer.words):
        for i, word in enumerate(point.words):
            if word.stem == said.stem or (said.weight == 1.0 and _misspelt(word.text, said.text)):
                cosines[i, j] = 1.0
    return cosines


def _misspelt(word: str, said: str) -> bool:
    """One or two letters wrong in a longer word; the first letter stays, so that `un-` and `in-` are no slip."""
    return len(word) >= 5 and word[0] == said[0] and fuzz.ratio(word, said) >= _SLIP


def _beyond(asked: NDArray[np.float32], point: NDArray[np.float32], said: Vectors) -> NDArray[np.float64]:
    """Cosines of `point` with each row of `said` in the space orthogonal to `asked`."""

    def rest(vectors: Vectors) -> Vectors:
        left = vectors - (vectors @ asked)[:, None] * asked
        return np.asarray(left / np.maximum(np.linalg.norm(left, axis=1, keepdims=True), 1e-6))

    return np.asarray(rest(said) @ rest(point[None, :])[0], dtype=np.float64)


_NUMBER_WORDS = dict(
    zip(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), map(str, range(2, 11)), strict=True)
)


def numbers_of(words: tuple[Word, ...]) -> frozenset[str]:
    """The numbers said, in digits; `two` is `2`. `One` and `zero` are left out: they are seldom meant as numbers."""
    said = ((_NUMBER_WORDS.get(word.text, word.text)) for word in words)
    return frozenset(text for text in said if text[0].isdigit())
