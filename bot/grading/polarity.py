"""Whether an answer says the opposite of a key point: negations, opposites, yes against no.

Negation is counted by parity. "Without versions you cannot reproduce a run" says the same as "versions let you
reproduce a run": two negations that both touch what the texts share cancel out, one alone turns the meaning. A false
accusation is worse than a miss, so a turn counts as certain only where no word about that often hides a negation
("prevents", "lacks", "if ... not").
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from bot.grading.reading import Clause, Reading
from knowledge.sentences import stem

# At or above this similarity two words are taken for the same thing said.
FIRM = 0.8

# How many telling words after it a negator turns, in an answer and in a key point.
_TARGETS = 2
_POINT_TARGETS = 1
_NEIGHBOUR = 3
# A turn is certain only if this share of the point, by rarity, stands in the sentence: the same thing is spoken of.
_SAME_MATTER = 0.7
_NOT = frozenset(("not", "no", "never", "cannot"))
# It is aimed at a part of the point if so much of the sentence is about it, and it is so much of the point.
_AIMED = ((0.85, 0.35), (0.75, 0.5))
_HIDDEN = re.compile(
    r"\b(?:0\b|prevent|avoid|stop|block|forbid|lack|miss|lose|zero|hardly|rarely|seldom|unless|if|against|free\s+of|absent|absence|"
    r"only|alone|enough|more\s+than|less\s+than|other\s+than|keep|kept|protect|reject|refuse|remove|exclude|omit|skip|"
    r"but|whereas|while|unlike|infeasible|impossible|unable|unlikely|too|false|wrong|myth|mistake|instead|rather|nobody|nothing|starv|break|fail)\w*",
    re.IGNORECASE,
)
_YES_NO = re.compile(r"^\W*(?P<no>no\b(?!\s+\w+\s+(?:is|are))|nope\b)|^\W*(?P<yes>yes\b|yeah\b|yep\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether the sentence turns the point's meaning, and whether nothing hints that it only seems so."""

    turned: bool
    certain: bool
    aimed: bool


@lru_cache(maxsize=1)
def opposites() -> dict[str, frozenset[str]]:
    """Stem -> stems that mean the opposite, both ways, from `opposites.json`."""
    pairs = json.loads(resources.files("bot.grading").joinpath("opposites.json").read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for left, right in pairs:
        for a in left:
            for b in right:
                found.setdefault(stem(a), set()).add(stem(b))
                found.setdefault(stem(b), set()).add(stem(a))
    return {word: frozenset(others) for word, others in found.items()}


def negated_words(reading: Reading, targets: int | None) -> list[tuple[int, frozenset[int]]]:
    """For each negator: its place (the index of the next word) and the telling words that it turns."""
    return [(n.place, frozenset(n.targets if n.whole else n.targets[:targets])) for n in reading.negators]


def has_opposites(point: Reading, answer: Reading) -> bool:
    """Whether the answer has a word that means the opposite of one of the point's."""
    table = opposites()
    return any(not table.get(word.stem, frozenset()).isdisjoint(answer.stems) for word in point.words)


def opposed(question: Reading, point: Reading, answer: Reading, clause: Clause, near: NDArray[np.float64]) -> int:
    """How many words of the point have their opposite in the clause, said of the same neighbouring word.

    `near` as in `turn_of`. Where the question asks about both opposites, an answer speaks of both: they do not count.
    """
    partner = near.argmax(axis=1) + clause.first
    firm = {i for i, word in enumerate(point.words) if word.weight > 0.3 and near[i].max() >= FIRM}
    pairs = _opposed(point, answer, clause, partner, firm)
    return sum(point.words[i].stem not in question.stems for i, _ in pairs)


def yes_or_no(text: str) -> bool | None:
    """What a text that opens with yes or no says; None for any other."""
    match = _YES_NO.match(text)
    return None if match is None else match.group("yes") is not None


def turn_of(question: Reading, point: Reading, answer: Reading, sentence: Clause, near: NDArray[np.float64]) -> Turn:
    """Compares a point with the sentence of the answer that comes nearest.

    `near` are the similarities of their words, shape (point words, words of the sentence), 1 for one stem.
    """
    partner = near.argmax(axis=1) + sentence.first
    firm = {i for i, word in enumerate(point.words) if word.weight > 0.3 and near[i].max() >= FIRM}
    pairs = _opposed(point, answer, sentence, partner, firm)
    # Where the question asks about both opposites, an answer speaks of both.
    opposed = [(i, j) for i, j in pairs if point.words[i].stem not in question.stems]
    shared = firm | {i for i, _ in opposed}
    said = {int(partner[i]) for i in firm} | {j for _, j in opposed}

    def turns(point_targets: int | None, answer_targets: int | None) -> int:
        ours = sum(bool(words & shared) for _, words in negated_words(point, point_targets))
        theirs = sum(
            bool(words & said)
            for place, words in negated_words(answer, answer_targets)
            if sentence.first <= place < sentence.last
        )
        return ours + theirs + len(opposed)

    # A negator far from what it turns ("the scan, which is slow, does not ...") still rules its clause.
    loosely = _ruling_negators(point, shared) + _ruling_negators(answer, said) + len(opposed)
    near_by = turns(_POINT_TARGETS, _TARGETS)
    hidden = _HIDDEN.search(point.plain) or _HIDDEN.search(answer.plain, sentence.span.start, sentence.span.end)
    share = _share(point, range(len(point.words)), shared)
    focus = _share(
        answer,
        range(sentence.first, sentence.last),
        said | {j for j, word in enumerate(answer.words) if word.stem in question.stems or word.text in _NOT},
    )
    plain = hidden is None and near_by == turns(None, None) == 1 and pairs == opposed
    return Turn(
        turned=near_by % 2 == 1 or (loosely % 2 == 1 and not _HIDDEN.search(point.plain)),
        certain=plain and min(share, focus) >= _SAME_MATTER,
        aimed=plain and any(focus >= least and share >= part for least, part in _AIMED),
    )


def _share(reading: Reading, places: range, chosen: set[int]) -> float:
    total = sum(reading.words[i].weight for i in places)
    return sum(reading.words[i].weight for i in places if i in chosen) / total if total else 0.0


def _opposed(
    point: Reading, answer: Reading, sentence: Clause, partner: NDArray[np.intp], firm: set[int]
) -> list[tuple[int, int]]:
    """Words of the point and their opposites in the sentence, where both are about the same neighbouring word."""
    table = opposites()
    point_stems = {word.stem for word in point.words}
    here = range(sentence.first, sentence.last)
    found = []
    for i, word in enumerate(point.words):
        against = table.get(word.stem, frozenset()) - point_stems
        if not against or i in firm:
            continue
        near = {int(partner[k]) for k in firm if k != i and abs(k - i) <= _NEIGHBOUR}
        spots = (j for j in here if answer.words[j].stem in against)
        spot = next((j for j in spots if any(0 < abs(j - k) <= _NEIGHBOUR for k in near)), None)
        if spot is not None:
            found.append((i, spot))
    return found


def _ruling_negators(reading: Reading, about: set[int]) -> int:
    """Negators whose clause holds one of the words in question, whichever word they turn."""
    count = 0
    for place, _ in negated_words(reading, _POINT_TARGETS):
        clause = next((c for c in reading.clauses if c.first <= place <= c.last), None)
        count += clause is not None and any(clause.first <= i < clause.last for i in about)
    return count
