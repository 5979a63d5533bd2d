"""Two sentences beside each other: the same said twice, opposite things said of the same, or neither.

Telling a reader that sources disagree when they do not costs more trust than to miss a disagreement, so the marks are
narrow: nearly the same words, and then one negation more, another number before the same noun, or a word's opposite.
"""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from knowledge.sentences import STOP_WORDS, stem, words

Conflict = Literal["negation", "number", "opposite"]

# Share of common stems (Jaccard) from which two sentences make the same statement.
SAME_STATEMENT = 0.6
# So few words may be in one sentence only where a negation is what parts the two.
_MOST_OTHERS = 3
_NEGATION_WORDS = """
    not no never none nothing nobody cannot neither nor without hardly seldom rarely isn't aren't wasn't weren't don't
    doesn't didn't won't can't couldn't shouldn't wouldn't hasn't haven't needn't mustn't
"""
_NEGATIONS = frozenset(_NEGATION_WORDS.split())
_OPPOSITE_PAIRS = """
    increase/decrease increase/reduce raise/lower raise/reduce higher/lower high/low more/less more/fewer faster/slower
    fast/slow always/never before/after online/offline required/optional mandatory/optional allowed/forbidden
    permitted/forbidden enable/disable possible/impossible cheaper/costlier cheap/expensive larger/smaller large/small
    safe/unsafe mutable/immutable automatic/manual automatically/manually true/false include/exclude accept/reject
    better/worse improve/worsen first/last minimum/maximum static/dynamic synchronous/asynchronous stateful/stateless
    public/private
"""
_OPPOSITES = frozenset(frozenset(map(stem, pair.split("/"))) for pair in _OPPOSITE_PAIRS.split())
_COUNTING_WORDS = "two three four five six seven eight nine ten eleven twelve"
_COUNTING = {word: str(number) for number, word in enumerate(_COUNTING_WORDS.split(), 2)}
_MODALS = frozenset(map(stem, ("can", "may", "will", "do")))
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# `the 2023 cohort` counts nothing.
_YEAR = re.compile(r"(?:19|20)\d\d")


def same_statement(one: str, other: str) -> bool:
    """Whether both say the same in nearly the same words, and nothing that conflicts."""
    return _overlap(_statement(one), _statement(other)) >= SAME_STATEMENT and compatible(one, other)


def compatible(one: str, other: str) -> bool:
    """Whether two sentences of like meaning may be one statement: as many negations, the same numbers, no conflict."""
    return (
        _negations(one) == _negations(other)
        and set(_NUMBER.findall(one)) == set(_NUMBER.findall(other))
        and conflict(one, other) is None
    )


def conflict(one: str, other: str) -> Conflict | None:
    """How two sentences that speak of the same contradict each other; None where they do not."""
    if "://" in one or "://" in other:
        return None
    first, second = _statement(one), _statement(other)
    if _overlap(first, second) < SAME_STATEMENT:
        return None
    if _count_differently(one, other):
        return "number"
    only_first, only_second = first - second, second - first
    swapped = sum(frozenset((a, b)) in _OPPOSITES for a in only_first for b in only_second)
    negated = _negations(one) % 2 != _negations(other) % 2
    # A negation beside an opposite says the same again: `is not allowed` and `is forbidden`.
    if swapped == 1 and not negated:
        return "opposite"
    if negated and not swapped and len(only_first | only_second) <= _MOST_OTHERS:
        return "negation"
    return None


@lru_cache(maxsize=8192)
def _statement(text: str) -> frozenset[str]:
    """Stems of the content words but for numbers, negations and modal verbs: what is spoken of."""
    content = (word for word in words(text) if word not in STOP_WORDS | _NEGATIONS and word not in _COUNTING)
    return frozenset(stem(word) for word in content if not word[0].isdigit()) - _MODALS


def _overlap(first: frozenset[str], second: frozenset[str]) -> float:
    """Jaccard over stems; statements of under three content words are too short to be told apart."""
    if min(len(first), len(second)) < 3:
        return 0.0
    return len(first & second) / len(first | second)


def _negations(text: str) -> int:
    return sum(word in _NEGATIONS for word in words(text.replace("’", "'")))


def _count_differently(one: str, other: str) -> bool:
    """Whether a noun that both count once is counted differently: `30 days` against `90 days`."""
    first, second = _counted(one), _counted(other)
    return any(
        len(first[noun]) == len(second[noun]) == 1 and first[noun] != second[noun]
        for noun in first.keys() & second.keys()
    )


def _counted(text: str) -> dict[str, set[str]]:
    """For each stem that a number stands right before: those numbers."""
    found: dict[str, set[str]] = {}
    for word, noun in pairwise(words(text.replace("%", " percent"))):
        number = _COUNTING.get(word) or (word if _NUMBER.fullmatch(word) else None)
        if number and noun not in STOP_WORDS and not _NUMBER.fullmatch(noun) and not _YEAR.fullmatch(number):
            found.setdefault(stem(noun), set()).add(number.replace(",", ""))
    return found
