"""Whether a sentence that somebody else wrote is backed by the passages that it cites.

To let a wrong sentence through is far worse than to refuse a right one, for what a passage says can always be quoted.
So a sentence is backed only where one or two neighbouring sentences of one passage say all of it: every telling word,
in the passage's order or in one that says the same, with the same numbers, negations, quantities and hedges, joined in
the same way, of the same subject. What is not recognised is refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from knowledge.agreement import conflict
from knowledge.asked import said_stems
from knowledge.backing.aligning import align
from knowledge.backing.claims import Claim, read_claim
from knowledge.backing.joints import refusal
from knowledge.encoder import Vectors
from knowledge.quotable import quotables

# A claim with fewer telling words says too little to be found anywhere.
_LEAST_TELLING, _MOST_WORDS = 2, 60
# What says the same words in the same order is near in meaning, too; this only stops what nobody thought of.
_NEAR = 0.45


# `X is a technique that does Y` claims what `X does Y` does.
_IS_A_WAY = re.compile(
    r"(?<=\w) is an? (?:technique|method|process|approach|practice|procedure) (?:that|which) (?=[a-z]+s\b)"
)


class Encodes(Protocol):
    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions)."""
        ...


@dataclass(frozen=True, slots=True)
class Backed:
    """`by` are the places of the passages that back the sentence, none where it is not backed; `why` says in a word or
    two what was missing, and is empty where nothing was."""

    backed: bool
    why: str
    by: tuple[int, ...] = ()


class Backing:
    """May be used from several threads. Takes a few milliseconds a sentence, most of them for the two vectors."""

    def __init__(self, encoder: Encodes) -> None:
        self._encoder = encoder

    def check(self, sentence: str, passages: Sequence[str], given: str = "") -> Backed:
        """`given` are words that the reader has in mind, as those of the question: where the passage says them of the
        sentence's subject, the sentence need not. They back nothing."""
        sentence = _IS_A_WAY.sub(" ", sentence, count=1)
        claim = read_claim(sentence)
        telling = [token for token in claim.tokens if token.telling]
        if len(telling) < _LEAST_TELLING or len(claim.tokens) > _MOST_WORDS or sentence.rstrip().endswith("?"):
            return Backed(False, "no claim")
        why = "absent"
        found: list[int] = []
        for place, passage in enumerate(passages):
            refused = self._refusal(sentence, claim, passage, given)
            if refused:
                why = _nearer(why, refused)
            else:
                found.append(place)
        if found:
            return Backed(True, "", tuple(found))
        return Backed(False, why)

    def _refusal(self, sentence: str, claim: Claim, passage: str, given: str) -> str:
        """Why this passage does not back the claim; empty where it does."""
        why = "absent"
        for text in windows(passage):
            if _bare(text) == _bare(sentence):
                return ""
            alignment = align(claim, read_claim(text))
            refused = refusal(alignment, said_stems(given))
            if not refused and conflict(sentence, text):
                refused = "conflict"
            if not refused and not self._near(sentence, text):
                refused = "far in meaning"
            if not refused:
                return ""
            why = _nearer(why, refused)
        return why

    def _near(self, sentence: str, text: str) -> bool:
        one, other = self._encoder.encode([sentence, text])
        return float(one @ other) >= _NEAR


@lru_cache(maxsize=256)
def windows(passage: str) -> tuple[str, ...]:
    """The sentences of a passage, and after them each two that stand together; a blank line parts."""
    blocks = [[unit.text for unit in quotables(block)] for block in re.split(r"\n\s*\n", passage)]
    return (
        *(text for block in blocks for text in block),
        *(f"{one} {other}" for block in blocks for one, other in pairwise(block)),
    )


def _bare(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split()).rstrip(" .!;,")


def _nearer(one: str, other: str) -> str:
    """The reason of the reading that came further: a word that is not there is the least."""
    return other if one.startswith("absent") else one
