"""Slips of the keyboard, mended by the words of what was found: no dictionary knows a corpus better than itself."""

import re
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from knowledge.asked import KnowsRarity, telling_words
from knowledge.sentences import stem

_SHORTEST = 5
# At most a fifth of the letters may be wrong, two swapped ones counting as one (Damerau and Levenshtein); a little less
# than 0.8, which floating point misses.
_LIKENESS = 0.799


def mended(text: str, known: Iterable[str], encoder: KnowsRarity) -> str:
    """The text with slips such as `regstry` replaced by the word of `known` (lower case) that was meant.

    Only a word that the encoder's vocabulary lacks is a slip, and only where a known word begins with the same letter.
    """
    slips = [word for word in telling_words(text) if _may_be_slip(word, encoder)]
    vocabulary = sorted(word for word in set(known) if word.isalpha()) if slips else []
    for slip in slips:
        near = [word for word in vocabulary if word[0] == slip[0] and abs(len(word) - len(slip)) <= 2]
        if stem(slip) in map(stem, near):
            continue
        meant = process.extractOne(slip, near, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=_LIKENESS)
        if meant:
            text = re.sub(rf"\b{re.escape(slip)}\b", meant[0], text, flags=re.I)
    return text


def _may_be_slip(word: str, encoder: KnowsRarity) -> bool:
    return len(word) >= _SHORTEST and word.isalpha() and encoder.rarity(word) >= 1.0
