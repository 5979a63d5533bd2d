"""What a person asks for: the telling words, the thing to be defined, the sides to be compared, the kind of fact."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, Protocol

from knowledge.sentences import STOP_WORDS, stem, words
from knowledge.short_forms import short_forms

Fact = Literal["number", "date", "name", "maker"]

# Words that say how something is asked and not what about; no passage has to contain them.
_ASKING_WORDS = """
    explain tell describe define compare list discuss give show name outline summarise summarize please
    difference differ different distinguish distinguishes versus vs mean means meaning meant work works working
    good bad best better way ways use used using make makes get gets got step steps help want know think exactly
    actually really can could should would may might must will shall us let example examples thing things one
    kind kinds type types purpose point idea behind not no again just only more most some any all too very many
    much when why up down out off now still like whether if im ive whats hows hear say said anybody somebody
    someone anyone people question questions answer
"""
_ASKING = frozenset(_ASKING_WORDS.split())
_NUMBER = re.compile(
    r"\b(?:how many|how (?:far|tall|old|big|fast|heavy|large)\b|how long (?:is|are|was|were|does|do|did)\b"
    r"|how much (?:is|are|was|were|does|do|did|memory|time|money)\b"
    r"|(?:price|costs?) (?:of|per|for)\b|salary|phone number|population|(?:which|what) (?:port|version)\b)",
    re.I,
)
_DATE = re.compile(r"\b(?:(?:which|what) (?:year|date|month|day)|when (?:was|were|did))\b", re.I)
_MAKER = re.compile(
    r"^who\s+(?:first\s+)?(?:invented|created|founded|wrote|made|developed|built|discovered|painted|directed|started"
    r"|coined|designed|introduced|proposed|published|released)\b",
    re.I,
)
_NAME = re.compile(
    r"^(?:who\s+(?:leads|led|won|is the|was the|are the|were the)"
    r"|whose|which (?:company|person|university|country|city|vendor))\b",
    re.I,
)
_SUBJECT = re.compile(
    r"^\s*(?:please\s+)?(?:(?:can|could) you\s+)?"
    r"(?:what(?:'s|’s|s| is| are| was| does| do)|define|explain|describe|tell me (?:what|about)|meaning of)\s+"
    r"(?:is |are )?(?:an? |the )?(?P<subject>.+?)(?:\s+(?:mean|stand for|is|are))?[\s?.!]*$",
    re.I,
)
_SIDES = (
    re.compile(r"(?P<one>.+?)\s+(?:vs\.?|versus|or|compared (?:to|with))\s+(?P<other>[^,;?]+)", re.I),
    re.compile(r"\b(?:differ\w*|distinguish\w*)\s+between\s+(?P<one>.+?)\s+and\s+(?P<other>[^,;?]+)", re.I),
    re.compile(r"\bcompare\s+(?P<one>.+?)\s+(?:and|with|to)\s+(?P<other>[^,;?]+)", re.I),
)
# Longer than this, a text is a story and names neither a subject nor two sides; patterns would only search it in vain.
_LONGEST_QUESTION = 200
# The longest side of a comparison: what is longer is a clause, and `or` in it parts no two things.
_SIDE_TERMS = 3
_SUBJECT_TERMS = 4


class KnowsRarity(Protocol):
    def rarity(self, word: str) -> float:
        """How rare a lower-case word is, 0..1."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """`terms` are the stems of the telling words and how rare each is (0..1); `spelled_out` has, for a short form or
    a compound among them, the stems that say the same; `subject` are the stems of what is to be defined; `sides` are
    the two things compared; `wants` is the kind of fact without which no sentence answers."""

    text: str
    terms: Mapping[str, float]
    spelled_out: Mapping[str, frozenset[str]] = field(default_factory=dict)
    subject: frozenset[str] = frozenset()
    sides: tuple[str, ...] = ()
    wants: Fact | None = None

    @property
    def rarity(self) -> float:
        """The mean over the telling words, 0..1."""
        return sum(self.terms.values()) / len(self.terms) if self.terms else 0.0

    def coverage(self, stems: frozenset[str]) -> float:
        """The share, by rarity, of the telling words that `stems` say; 0 where nothing telling is asked."""
        whole = sum(self.terms.values())
        said = sum(weight for term, weight in self.terms.items() if self._says(term, stems))
        return said / whole if whole else 0.0

    def names_subject(self, stems: frozenset[str]) -> bool:
        return bool(self.subject) and all(self._says(term, stems) for term in self.subject)

    def _says(self, term: str, stems: frozenset[str]) -> bool:
        return term in stems or (term in self.spelled_out and self.spelled_out[term] <= stems)


def read_asked(text: str, encoder: KnowsRarity) -> Asked:
    telling = telling_words(text)
    brief = len(text) <= _LONGEST_QUESTION
    subject = _SUBJECT.match(text) if brief else None
    defined = telling_words(subject["subject"] if subject else text)
    named = len(defined) <= (_SUBJECT_TERMS if subject else _SIDE_TERMS)
    return Asked(
        text=text,
        terms={stem(word): encoder.rarity(word) for word in telling},
        spelled_out={stem(word): stems for word in telling if (stems := _other_words(word))},
        subject=frozenset(stem(word) for word in defined) if named else frozenset(),
        sides=compared(text) if brief else (),
        wants=_wanted(text),
    )


def telling_words(text: str) -> list[str]:
    """Lower-case words that say what is asked about, compounds such as `blue-green` whole, in order, no repeats."""
    heads = (word.partition("'")[0] for word in words(text.replace("’", "'")))
    found = dict.fromkeys(word for word in heads if word not in STOP_WORDS and word not in _ASKING)
    return [word for word in found if len(word) > 1 or word.isdigit()]


@lru_cache(maxsize=4096)
def said_stems(text: str) -> frozenset[str]:
    """The stems that a text says, compounds both whole and opened, to be looked up by `Asked.coverage`."""
    return frozenset().union(*map(_stems_of, words(text)))


def _wanted(text: str) -> Fact | None:
    if _DATE.search(text):
        return "date"
    if _NUMBER.search(text):
        return "number"
    if _MAKER.match(text.strip()):
        return "maker"
    return "name" if _NAME.match(text.strip()) else None


def named(text: str) -> str:
    """What is to be defined, in the words of the question (`what is shadow deployment?`); empty where nothing is."""
    found = _SUBJECT.match(text) if len(text) <= _LONGEST_QUESTION else None
    return found["subject"] if found else ""


def compared(text: str) -> tuple[str, ...]:
    """The two sides of a comparison, in the words of the question; none where nothing is compared."""
    for pattern in _SIDES:
        found = pattern.search(text.strip())
        if found is None:
            continue
        # The verb before the first side belongs to the question: `what is better, X or Y`.
        one = re.split(r"[,:;]|\b(?:between|choose|is|are|use)\b", found["one"], flags=re.I)[-1]
        sides = (one.strip(), found["other"].strip(" .!"))
        if all(0 < len(telling_words(side)) <= _SIDE_TERMS for side in sides):
            return sides
    return ()


def _other_words(word: str) -> frozenset[str]:
    """The stems of what a short form stands for, or of a compound's parts; none for a plain word."""
    if long := short_forms().get(word):
        return said_stems(long)
    parts = _opened(word)
    return frozenset(stem(part) for part in parts) if len(parts) > 1 else frozenset()


@lru_cache(maxsize=65536)
def _stems_of(word: str) -> frozenset[str]:
    return frozenset(stem(part) for part in (word, *_opened(word)))


def _opened(word: str) -> list[str]:
    return [part for part in re.split(r"[-/&.+]", word) if part] or [word]
