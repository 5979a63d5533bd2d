"""Which words of an answer stand where it says the opposite of a key point: they may not carry the point's credit.

A negator of the answer is licensed where the point negates much the same words. A piece of a sentence with an odd
number of unlicensed negators, opposites or denials is turned. Words that often hide a negation ("prevents", "lacks")
and stand on one side only excuse a single negator, for they may be how a person says the other side's negation.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.grading import polarity
from bot.grading.negation import Negator
from bot.grading.reading import Clause, Reading

Mask = NDArray[np.bool_]

# Chosen on SAF and SemEval training rows and points_dev.jsonl: more negations noticed against good answers harmed.
# From this similarity on, what two negators stand beside is the same thing.
_ALIKE = 0.55
# What a negator stands beside must come this near to some word of the point, or it is about something else.
_ABOUT = 0.5
_TELLING = 0.3
_NEAREST_TARGETS = 2
_BEFORE = 5
_HINT = re.compile(
    r"\b(?:prevent|avoid|lack|free\s+of|absen[ct]|infeasibl|impossibl|unless|unnecessar|unlike|unable|eliminat|exclud"
    r"|reject|refus|fail|broke|break)\w*",
    re.IGNORECASE,
)


def turned_words(question: Reading, point: Reading, answer: Reading, near: NDArray[np.float64]) -> Mask | None:
    """One flag for each word of the answer, or None where nothing is turned.

    `near` are the similarities of their words in 0..1, shape (point words, answer words).
    """
    if not (answer.negators or point.negators or answer.denials or polarity.has_opposites(point, answer)):
        return None
    ours = [_beside(point, negator) for negator in point.negators]
    unlicensed = [
        negator for negator in answer.negators if negator.whole or _speaks_against(near, ours, _beside(answer, negator))
    ]
    hints = _hints(point, 0, len(point.plain))
    turned = np.zeros(len(answer.words), dtype=bool)
    for at, sentence in enumerate(answer.sentences):
        denied = at + 1 in answer.denials
        for piece in answer.pieces(sentence):
            rulers = [negator for negator in unlicensed if _rules(negator, piece)]
            inside = near[:, piece.first : piece.last]
            turns = len(rulers) + polarity.opposed(question, point, answer, piece, inside) + denied
            if not any(_rules(negator, piece) for negator in answer.negators):
                turns += _lost_negation(point, inside)
            plain = denied or any(negator.whole for negator in rulers)
            if turns % 2 and (plain or hints == _hints(answer, piece.span.start, piece.span.end)):
                turned[piece.first : piece.last] = True
    return turned if turned.any() else None


def share_turned(answer: Reading, by_sentence: Sequence[NDArray[np.float64]], turned: Sequence[Mask | None]) -> float:
    """The share of the answer's words, 0..1, that say the opposite of the point which their sentence comes nearest to.

    Both sequences have an entry for each point, as `features.Evidence` has them.
    """
    nearest = np.argmax(by_sentence, axis=0)
    said = [turned[point] for point in nearest]
    spoken = sum(sentence.last - sentence.first for sentence in answer.sentences)
    against = sum(
        int(mask[sentence.first : sentence.last].sum())
        for mask, sentence in zip(said, answer.sentences, strict=True)
        if mask is not None
    )
    return against / spoken if spoken else 0.0


def _beside(reading: Reading, negator: Negator) -> list[int]:
    """The telling words around a negator: the last one before it and the first ones after."""
    before = [
        i
        for i in range(max(0, negator.place - _BEFORE), negator.place)
        if reading.words[i].weight > _TELLING and reading.words[i].span.end <= negator.span.start
    ]
    return [*before[-1:], *negator.targets[:_NEAREST_TARGETS]]


def _speaks_against(near: NDArray[np.float64], ours: list[list[int]], theirs: list[int]) -> bool:
    """Whether a negator beside these words is about the point, and the point does not negate the same."""
    if theirs and near[:, theirs].max() < _ABOUT:
        return False
    return not any(words and theirs and near[np.ix_(words, theirs)].max() >= _ALIKE for words in ours)


def _rules(negator: Negator, piece: Clause) -> bool:
    inside = piece.span.start <= negator.span.start < piece.span.end
    earlier = negator.span.start < piece.span.start
    return inside or (negator.whole and earlier and bool(negator.targets) and piece.first <= negator.targets[-1])


def _lost_negation(point: Reading, inside: NDArray[np.float64]) -> bool:
    """Whether a piece without negators says the very word that the point negates."""
    said = inside.max(axis=1)
    return any(bool(negator.targets) and said[negator.targets[0]] >= polarity.FIRM for negator in point.negators)


def _hints(reading: Reading, start: int, end: int) -> frozenset[str]:
    return frozenset(match.group().lower()[:5] for match in _HINT.finditer(reading.plain, start, end))
