"""Words in the wrong places: a point's words shuffled into nonsense, or said of the wrong subject."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.grading.polarity import FIRM
from bot.grading.reading import Clause, Reading

# Neighbouring words of a point stay this near in any sentence that says the same.
_NEAR = 4
# The subject of a sentence stands within its first words.
_SUBJECT_WORDS = 4


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Pairs of neighbouring words of a point that the answer both says, and how many it keeps together."""

    kept: int
    pairs: int

    def torn(self, at_least: int, share: float) -> bool:
        """Whether there are enough pairs to tell, and under this share of them stays together."""
        return self.pairs >= at_least and self.kept < share * self.pairs


def neighbours_in(point: Reading, cosines: NDArray[np.float64]) -> Neighbours:
    """`cosines` has shape (point words, answer words)."""
    content = [i for i, word in enumerate(point.words) if word.weight > 0.3]
    places = {i: np.flatnonzero(cosines[i] >= FIRM) for i in content}
    pairs = [(a, b) for a, b in pairwise(content) if len(places[a]) and len(places[b])]
    kept = sum(int(np.abs(places[a][:, None] - places[b][None, :]).min() <= _NEAR) for a, b in pairs)
    return Neighbours(kept, len(pairs))


def said_of_another(
    question: Reading, point: Reading, rivals: frozenset[str], answer: Reading, sentence: Clause
) -> bool:
    """Whether the sentence's subject is a rival of the point's own, and the point's own is nowhere in the sentence."""
    there = {word.stem for word in answer.words[sentence.first : sentence.last]}
    opening = {word.stem for word in answer.words[sentence.first : sentence.last][:_SUBJECT_WORDS]}
    return bool(opening & rivals) and not there & point.stems & question.stems


def rivals_of(question: Reading, point: Reading, points: list[Reading]) -> frozenset[str]:
    """What the question also asks about and other points speak of first, as in "how do A and B differ?"."""
    own = {word.stem for word in point.words}
    others = {
        word.stem for other in points for word in other.words[:_SUBJECT_WORDS] if word.weight > 0 and other is not point
    }
    asked = question.stems
    if not own & asked:
        return frozenset()
    return frozenset((others & asked) - own)
