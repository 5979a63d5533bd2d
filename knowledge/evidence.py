"""The evidence bar: whether what was found answers what was asked, and how likely that is.

Four signals, each of which may only raise the probability (a logistic model whose weights are all positive). They are
ratios and cosines, so they mean the same in a corpus of ten passages and of a hundred thousand. The constants live in
`evidence.json` with the command that refits them and the figures that they reached.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import numpy as np

from knowledge.asked import Asked

if TYPE_CHECKING:
    from knowledge.composing import Composed
    from knowledge.ranking import Ranked, Reads

_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million|half|free)\b", re.I
)
_DATE = re.compile(
    r"\b(?:(?:1[5-9]|20)\d\d|\d{1,2}[:.]\d{2}|january|february|march|april|june|july|august|september|october|november"
    r"|december|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|\d+ (?:hours|days|weeks|months|years))\b",
    re.I,
)
# A proper name: two capitalised words in a row, or one right after `by`, `from`, `at` or `called`.
_NAME = re.compile(r"(?:[A-Z][a-z]+\s+[A-Z][a-z]+)|(?<=\bby\s)[A-Z]\w+|(?<=\bat\s)[A-Z]\w+|(?<=\bfrom\s)[A-Z]\w+")
# What tells that somebody made something.
_MADE = re.compile(
    r"\b(?:by|inventors?|invented|creators?|created|founders?|founded|authors?|wrote|written|made|develop(?:ers?|ed)"
    r"|built|discovered|painted|directed|started|coined|design(?:ers?|ed)|introduced|proposed|published|released"
    r"|came from)\b",
    re.I,
)
CONSTANTS = Path(__file__).with_name("evidence.json")
# How many sentences the words of the query are looked for in: more find any word somewhere.
_ALIGNED = 2


@dataclass(frozen=True, slots=True)
class Signals:
    """`question`: the cosine of the query with the nearest question that is answered. `passage`: over the best
    passages, the highest cosine times the mean of 1 and the share of the telling words, by rarity, that the same
    passage says. `words`: the mean, over the query's word pieces, of the best cosine with a word piece of the nearest
    sentences and headings, in a middle layer, so that `employees` asked for and nowhere said shows. `fact`: 1, or 0
    where a number, a date or a name was asked for and no sentence that would be said holds one."""

    question: float
    passage: float
    words: float
    fact: float


@dataclass(frozen=True, slots=True)
class EvidenceBar:
    """`weights` by name of signal; an answer needs a confidence of at least `threshold`, and from `sure` on nothing
    more is looked up."""

    version: str
    weights: Mapping[str, float]
    bias: float
    threshold: float
    sure: float

    def confidence(self, signals: Signals) -> float:
        """The probability, 0..1, that the evidence answers the question."""
        logit = self.bias + sum(weight * float(getattr(signals, name)) for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-logit))


def measure(ranked: "Ranked", composed: "Composed", reads: "Reads") -> Signals:
    """The signals of what was found and would be said."""
    said = [unit.text for quote in composed.quotes for unit in quote.units]
    return Signals(
        question=max((one.question for one in ranked.candidates), default=0.0),
        passage=max((one.evidence for one in ranked.candidates), default=0.0),
        words=_alignment(ranked, composed, reads),
        fact=float(holds_fact(ranked.asked, said)),
    )


def _alignment(ranked: "Ranked", composed: "Composed", reads: "Reads") -> float:
    nearest = sorted(composed.pool, key=lambda quote: -float(quote.vector @ ranked.query))[:_ALIGNED]
    headings = {
        best.passage.context
        for best in (*ranked.candidates[:1], *sorted(ranked.candidates, key=lambda one: -one.question)[:1])
    }
    evidence = [text for text in (*(quote.point.text for quote in nearest), *sorted(headings)) if text.strip()]
    if not evidence:
        return 0.0
    query, *said = (text.vectors for text in reads.token_vectors([ranked.asked.text, *evidence]))
    if not len(query):
        return 0.0
    return float((query @ np.vstack(said).T).max(axis=1).mean())


def holds_fact(asked: Asked, said: Sequence[str]) -> bool:
    """Whether a sentence holds the kind of fact that was asked for; true where any sentence could answer."""
    match asked.wants:
        case None:
            return True
        case "number":
            return any(_NUMBER.search(text) for text in said)
        case "date":
            return any(_DATE.search(text) for text in said)
        case "name" | "maker":
            known = asked.text.lower()
            telling = [text for text in said if asked.wants == "name" or _MADE.search(text)]
            return any(name.lower() not in known for text in telling for name in _NAME.findall(text))
        case _ as never:
            assert_never(never)


def supports(cosine: float, coverage: float) -> float:
    """Near in meaning and in the same words: a passage that lacks every telling word counts half."""
    return cosine * (1 + coverage) / 2


@lru_cache(maxsize=1)
def standard_bar() -> EvidenceBar:
    """The bar that the project ships."""
    read = json.loads(CONSTANTS.read_text(encoding="utf-8"))
    return EvidenceBar(read["version"], read["weights"], read["bias"], read["threshold"], read["sure"])
