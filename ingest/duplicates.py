"""The same question asked by several sources, or twice by one: linked, so that it is asked once and cites them all.

Two questions are the same where they ask in the same way (what, why, how, when ...) about the same words, apart from
words that change nothing ("Explain the concept of X" is "What is X?") and from spelling. "What is precision?" and
"What is recall?" share all but the word that matters, and stay two. Each question looks only at those that it shares
a rare word with.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from rapidfuzz.distance import DamerauLevenshtein

from knowledge.markup import plain
from knowledge.questions import Question
from knowledge.sentences import content_stems, stem, words

_FRAME = re.compile(
    r"(?:can you |could you |please |briefly |explain briefly |in (?:a )?(?:few|short|your own) words,? )*"
    r"(?:(?:explain|describe|define|discuss|outline|elaborate on|list|name|mention|state|tell me about|talk about)\b|"
    r"what(?:'s|’s| is| are| do you (?:know|understand|mean) (?:by|about)| is meant by| does .{1,40}? mean\b))?"
    r"(?:\s+(?:briefly|what is|what are))?(?:\s+(?:the|a|an))?"
    r"(?:\s+(?:concept|notion|idea|meaning|definition|term)s?(?:\s+(?:of|behind))?)?\s*",
    re.I,
)
_FILLER_WORDS = """
    briefly please you can could would should will me some own main key basic general generally typical typically common
    commonly traditional various several use used
"""
# What is no prose is compared as it stands: the same words in JSON and in YAML are two questions.
_CODE = re.compile(r"[{}<>;=|]")
# The ways of asking that are not "what": the first that a question holds makes it another question.
_WAYS = ("why", "when", "where", "who", "how")
_FILLER = frozenset(stem(word) for word in _FILLER_WORDS.split())
# These make "how" ask for the same as "what": how is A different from B, what is the difference between A and B.
_COMPARING = frozenset(stem(word) for word in ("differ", "different", "difference", "compare", "versus", "vs"))
# What comes first and what second matters: moving from A to B is not moving from B to A.
_DIRECTED = re.compile(
    r"\bfrom\b.+\bto\b|\b(?:over|before|after|into|instead|than)\b|\b(?:move|migrat|convert|switch|translat)\w*\b.+\bto\b",
    re.I,
)
# A stem shared by more questions than this tells nothing; its questions share a rarer one if they are the same.
_TOO_COMMON = 200
# In shorter words a slip makes another word.
_FEWEST_TO_SLIP = 6

# Whether it has no answer of its own, whether nobody named the key points, how short it is, and its place.
_Preference = tuple[bool, bool, int, str, int]
_Name = TypeVar("_Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class _Asking:
    """What a question asks, without the way it is worded: `stems` in order, each once."""

    way: str
    stems: tuple[str, ...]
    directed: bool

    @property
    def key(self) -> tuple[object, ...]:
        return (self.way, self.stems if self.directed else tuple(sorted(self.stems)))


def link_duplicates(questions: Iterable[Question]) -> dict[str, str]:
    """For each question that another one stands for: the id of that one, which has the better answer.

    Of each question only what it asks is kept, about 1 kB, so that they may come by one after another. Work grows with
    the number of questions and with how many share a rare word, not with its square.
    """
    ids: list[str] = []
    preferences: list[_Preference] = []
    first_with: dict[tuple[object, ...], int] = {}
    asking: dict[int, _Asking] = {}
    same: list[tuple[int, int]] = []
    for number, question in enumerate(questions):
        ids.append(question.id)
        preferences.append(_preference(question))
        asked = _asking(question.text)
        if asked.stems:
            first = first_with.setdefault(asked.key, number)
            if first == number:
                asking[number] = asked
            else:
                same.append((number, first))
    groups = _Groups(range(len(ids)))
    for one, other in same:
        groups.join(one, other)
    for one, other in _neighbours(asking):
        if _nearly_same(asking[one], asking[other]):
            groups.join(one, other)
    links: dict[str, str] = {}
    for members in groups.larger_than_one():
        best = min(members, key=lambda member: (*preferences[member], ids[member]))
        links |= {ids[member]: ids[best] for member in members if member != best}
    return links


def _preference(question: Question) -> _Preference:
    """Smallest is best: answered, by an author who named the key points, at a length one can learn; then the place."""
    answer = question.answer
    drafted = answer is None or answer.draft
    authored = answer is not None and any(point.probe for point in answer.key_points)
    size = min(len(answer.text.split()), 150) // 30 if answer else 0
    return (drafted, not authored, -size, sys.intern(question.locator.path), question.locator.start_line)


def _asking(text: str) -> _Asking:
    if _CODE.search(text):
        return _Asking("code", tuple(map(sys.intern, text.casefold().split())), directed=True)
    bare = plain(text)
    found = words(bare)
    framed = _FRAME.sub("", bare, count=1) or bare
    stems = tuple(dict.fromkeys(s for s in content_stems(framed.replace("/", " ")) if s not in _FILLER))
    way = next((word for word in found if word in _WAYS), "what")
    comparing = _COMPARING & set(stems)
    if comparing:
        way = "what" if way == "how" else way
        stems = (*(s for s in stems if s not in _COMPARING), "differ")
    return _Asking(way, tuple(map(sys.intern, stems)), directed=not comparing and bool(_DIRECTED.search(framed)))


def _nearly_same(one: _Asking, other: _Asking) -> bool:
    """The same but for spelling: each word that only one has is a misspelling of one that only the other has."""
    if one.way != other.way or one.directed != other.directed or len(one.stems) != len(other.stems):
        return False
    if len(one.stems) < 2 or one.way == "code":
        return False
    pairs = zip(one.stems, other.stems, strict=True)
    return all(a == b or _spelt_differently(a, b) for a, b in pairs)


def _spelt_differently(one: str, other: str) -> bool:
    """Long words a slip apart; a prefix that turns the meaning (un-, over-) is no slip, nor is another number."""
    same_start = one[:2] == other[:2] and min(len(one), len(other)) >= _FEWEST_TO_SLIP
    return same_start and not _has_digit(one + other) and DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1


def _neighbours(asking: Mapping[_Name, _Asking]) -> Iterator[tuple[_Name, _Name]]:
    """Pairs that may be the same but for spelling and share one of the three rarest stems of either, each pair once."""
    counts = Counter(stem_ for asked in asking.values() for stem_ in asked.stems)
    telling = {stem_ for stem_, count in counts.items() if 1 < count <= _TOO_COMMON}
    alike: dict[int, list[_Name]] = defaultdict(list)
    for name, asked in asking.items():
        alike[hash((asked.way, asked.directed, *map(_unmistakable, asked.stems)))].append(name)
    for names in alike.values():
        # Of the names before: those with a stem, and those that it leads to others, being one of their rarest.
        holders: dict[str, list[_Name]] = defaultdict(list)
        led: dict[str, list[_Name]] = defaultdict(list)
        for name in names if len(names) > 1 else ():
            held = telling.intersection(asking[name].stems)
            rarest = held.intersection(sorted(asking[name].stems, key=lambda s: counts[s])[:3])
            near = {other for stem_ in rarest for other in holders[stem_]}
            near.update(other for stem_ in held for other in led[stem_])
            yield from ((other, name) for other in near)
            for stem_ in held:
                holders[stem_].append(name)
            for stem_ in rarest:
                led[stem_].append(name)


def _unmistakable(stem_: str) -> str:
    """What two spellings of a stem share, by the rule of `_spelt_differently`."""
    return stem_[:2] if len(stem_) >= _FEWEST_TO_SLIP and not _has_digit(stem_) else stem_


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


class _Groups:
    """Who belongs together, joined two at a time."""

    def __init__(self, numbers: range) -> None:
        self._parent = list(numbers)

    def join(self, one: int, other: int) -> None:
        self._parent[self._root(one)] = self._root(other)

    def larger_than_one(self) -> list[list[int]]:
        members: dict[int, list[int]] = defaultdict(list)
        for number in range(len(self._parent)):
            members[self._root(number)].append(number)
        return [group for group in members.values() if len(group) > 1]

    def _root(self, number: int) -> int:
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number
