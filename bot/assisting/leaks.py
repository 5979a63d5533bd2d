"""Whether a probe or hint gives away what the learner is to find: key terms in any disguise, or the answer reworded."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz import fuzz

from knowledge.disguises import joined_letters, plain_letters, squeezed
from knowledge.encoder import Vectors
from knowledge.questions import KeyPoint
from knowledge.sentences import STOP_WORDS, stem, words
from knowledge.short_forms import short_forms

# From this rarity on a word of a point is telling: below lie common ones ("time", "keep", "data", "model"). A term is
# secret however common it is.
TELLING = 0.7
# No probe comes nearer to its point's text than this (cosine). Of the 1,184 probes that people wrote for the starter
# corpus 95% lie below, and of two points of one question, which say different things, 90%.
NEAREST = 0.45
# Under so many letters a word is found in others by chance.
_CHANCE = 5
_SLIP = 86
# Words about words: a term can be described by its letters.
_SPELLS = re.compile(
    r"\b(?:letters?|acronym|initials?|abbreviat\w*|spell\w*|rhymes?|begin\w*\s+with\s+[\"'a-z]\b|starts?\s+with\s+[\"'a-z]\b"
    r"|synonym|anagram|backwards?|reversed)\b",
    re.IGNORECASE,
)


class WordEncoder(Protocol):
    def encode(self, texts: Sequence[str]) -> Vectors: ...

    def rarity(self, word: str) -> float: ...


@dataclass(frozen=True, slots=True)
class Secret:
    """What may not be said: single `words` and their `stems`, `terms` without spaces, and the `initials` of terms."""

    words: frozenset[str]
    stems: frozenset[str]
    terms: frozenset[str]
    initials: frozenset[str]


def secret_of(points: Iterable[KeyPoint], evidence: Iterable[str], said: Iterable[str], encoder: WordEncoder) -> Secret:
    """Key terms and telling words of the points and their evidence, but for what `said` has: question and answer."""
    points, said = tuple(points), tuple(said)
    terms, telling, long = _gathered(points, tuple(evidence), said, encoder)
    initials = {"".join(word[0] for word in _words(term)) for term in [*terms, *long] if len(_words(term)) > 1}
    return Secret(
        words=frozenset(map(squeezed, telling)),
        stems=frozenset(map(stem, telling)),
        terms=frozenset(map(squeezed, [*terms, *long])),
        initials=frozenset(initials - {squeezed(word) for text in said for word in words(text)}),
    )


def telling_words(
    points: Iterable[KeyPoint], evidence: Iterable[str], said: Iterable[str], encoder: WordEncoder
) -> tuple[str, ...]:
    """The secret in words, for a model that is asked not to say them."""
    terms, telling, _ = _gathered(tuple(points), tuple(evidence), tuple(said), encoder)
    return tuple(dict.fromkeys([*terms, *sorted(telling)]))


def _gathered(
    points: Sequence[KeyPoint], evidence: Sequence[str], said: Sequence[str], encoder: WordEncoder
) -> tuple[list[str], set[str], list[str]]:
    """The terms, the telling words, and what short forms among them stand for."""
    known = {stem(word) for text in said for word in _words(text)}
    terms = [term for point in points for term in point.terms]
    texts = [*(point.text for point in points), *evidence]
    long, short = _short_forms_of([*terms, *texts], known)
    telling = {
        word
        for text in [*texts, *long]
        for word in _words(text)
        if word not in STOP_WORDS and encoder.rarity(word) >= TELLING
    }
    telling |= {word for term in terms for word in _words(term) if word not in STOP_WORDS} | set(short)
    left = {word for word in telling if stem(word) not in known}
    terms, long = (
        [term for term in some if any(stem(word) not in known for word in _words(term))] for some in (terms, long)
    )
    return terms, left, long


def told(text: str, secret: Secret) -> str | None:
    """The secret that the text says in some form, None where it says none."""
    if _SPELLS.search(text):
        return "letters"
    plain = plain_letters(text)
    spelt = joined_letters(plain)
    for word in (*_words(text), *_words(plain)):
        if stem(word) in secret.stems or squeezed(word) in secret.words | secret.terms | secret.initials:
            return word
        if alike := next((hidden for hidden in secret.words if _alike(word, hidden)), None):
            return alike
    run = squeezed(plain)
    for hidden in secret.words | secret.terms | secret.stems | secret.initials:
        if any(hidden in letters for letters in spelt):
            return hidden
        if len(hidden) > _CHANCE and (hidden in run or hidden[::-1] in run):
            return hidden
    return None


def says_the_same(text: str, points: Sequence[KeyPoint], encoder: WordEncoder) -> bool:
    """Whether the text comes as near to one of the points as its rewording would."""
    if not points:
        return False
    near = encoder.encode([point.text for point in points]) @ encoder.encode([text])[0]
    return float(near.max()) >= NEAREST


def _alike(word: str, hidden: str) -> bool:
    """A slip of the secret word, or one of them built from the other: `autoscaling` tells `scaling`."""
    short, long = sorted((word, hidden), key=len)
    if len(short) < _CHANCE:
        return False
    return stem(short) in long or fuzz.ratio(stem(word), stem(hidden)) >= _SLIP


def _words(text: str) -> list[str]:
    """Words with joined ones also in their parts: `k-fold`, `k`, `fold`."""
    found = words(text)
    return found + [part for word in found for part in re.split(r"[-'/&+.]", word) if part and part != word]


def _short_forms_of(texts: Sequence[str], known: set[str]) -> tuple[list[str], list[str]]:
    """The long forms of short ones in the texts, and the short ones of their long forms, but for those known."""
    spoken = {word for text in texts for word in _words(text)}
    running = " ".join(texts).lower()
    pairs = [(short, long) for short, long in short_forms().items() if stem(short) not in known]
    return [long for short, long in pairs if short in spoken], [short for short, long in pairs if long in running]
