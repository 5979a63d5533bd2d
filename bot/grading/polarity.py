"""Whether an answer says the opposite of a key point: negations, opposites, yes against no.

Negation is counted by parity. "Without versions you cannot reproduce a run" says the same as "versions let you
reproduce a run": two negations that both touch what the texts share cancel out, one alone turns the meaning.
"""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from bot.grading.reading import Clause, Reading
from knowledge.sentences import stem

# A negator, and how many words after it are still meant (to the end of the clause at most).
_NEGATORS = re.compile(
    r"\b(?P<whole>(?:it|this|that)(?:\s+is|'s)\s+(?:not\s+(?:true|the\s+case|correct|right)|false|wrong|untrue|incorrect|"
    r"a\s+myth)\s+(?:that|to)|i\s+(?:disagree|deny|doubt)\s+that|there\s+is\s+no\s+need\s+(?:to|for))\b"
    r"|\b(?P<narrow>without|instead\s+of|rather\s+than|other\s+than|except)\b"
    r"|\b(?P<wide>not(?!\s+(?:only|just|merely|simply|necessarily|always))|never|cannot|can't|no(?!\s+(?:matter|doubt|wonder))"
    r"|none|nothing|nobody|neither|nor|hardly|rarely|seldom|unable\s+to|fails?\s+to|failed\s+to|no\s+longer|"
    r"(?:do|does|did|is|are|was|were|has|have|had|should|would|could|must|need|wo|ai|might)n'?t|(?:ca|wo)nt)\b",
    re.IGNORECASE,
)
_REACH = {"whole": 60, "wide": 8, "narrow": 4}
_SCOPE_END = re.compile(r"[.;:!?]|,\s|\b(?:but|because|so|since|whereas|while|although|though|if|when|unless)\b")
_YES_NO = re.compile(r"^\W*(?P<no>no\b(?!\s+\w+\s+(?:is|are))|nope\b)|^\W*(?P<yes>yes\b|yeah\b|yep\b)", re.IGNORECASE)


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


def negation_scopes(reading: Reading) -> list[tuple[int, int]]:
    """For each negator of the text, the half-open range of the words that it negates."""
    starts = [word.span.start for word in reading.words]
    ends = [clause.last for clause in reading.sentences]
    found = []
    for match in _NEGATORS.finditer(reading.plain):
        kind = str(match.lastgroup)
        first = int(np.searchsorted(starts, match.end()))
        last = min([first + _REACH[kind], *[end for end in ends if end > first]])
        if kind != "whole" and (stop := _SCOPE_END.search(reading.plain, match.end())):
            last = min(last, int(np.searchsorted(starts, stop.start())))
        if last > first:
            found.append((first, last))
    return found


def yes_or_no(text: str) -> bool | None:
    """What a text that opens with yes or no says; None for any other."""
    match = _YES_NO.match(text)
    return None if match is None else match.group("yes") is not None


def flips(
    point: Reading, answer: Reading, clause: Clause, partner: Sequence[int], similarity: NDArray[np.float64]
) -> int:
    """How many times the meaning is turned between a point and the sentence of the answer that comes nearest.

    `partner[i]` is the answer's word nearest to the point's word `i`, `similarity[i]` how near, with 1 for one stem.
    """
    firm = [i for i, word in enumerate(point.words) if word.weight > 0.3 and similarity[i] >= FIRM]
    mine = {i for i in firm if clause.first <= partner[i] < clause.last}
    theirs = {partner[i] for i in mine}
    ours = sum(any(first <= i < last for i in mine) for first, last in negation_scopes(point))
    other = sum(
        any(first <= j < last for j in theirs)
        for first, last in negation_scopes(answer)
        if clause.first <= first < clause.last
    )
    return abs(ours - other) % 2 ^ _opposed(point, answer, clause, partner, mine) % 2


# At or above this similarity two words are taken for the same thing said.
FIRM = 0.8


def _opposed(point: Reading, answer: Reading, clause: Clause, partner: Sequence[int], firm: set[int]) -> int:
    """Words of the point whose opposite stands in the clause about the same neighbouring word."""
    table = opposites()
    point_stems = {word.stem for word in point.words}
    there = {answer.words[j].stem for j in range(clause.first, clause.last)}
    count = 0
    for i, word in enumerate(point.words):
        against = table.get(word.stem, frozenset()) - point_stems
        if not against or word.stem in there:
            continue
        spots = [j for j in range(clause.first, clause.last) if answer.words[j].stem in against]
        near = {partner[k] for k in firm if k != i and abs(k - i) <= 4}
        if any(abs(j - k) <= 4 for j in spots for k in near if j != k):
            count += 1
    return count
