"""The same question asked by several sources, or twice by one: linked, so that it is asked once and cites them all.

Two questions are the same where they ask in the same way (what, why, how, when ...) about the same words, apart from
words that change nothing ("Explain the concept of X" is "What is X?") and from spelling. "What is precision?" and
"What is recall?" share all but the word that matters, and stay two. Each question looks only at those that it shares
a rare word with.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

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


@dataclass(frozen=True, slots=True)
class _Asking:
    """What a question asks, without the way it is worded: `stems` in order, each once."""

    way: str
    stems: tuple[str, ...]
    directed: bool

    @property
    def key(self) -> tuple[object, ...]:
        return (self.way, self.stems if self.directed else tuple(sorted(self.stems)))


def link_duplicates(questions: Sequence[Question]) -> dict[str, str]:
    """For each question that another one stands for: the id of that one, which has the better answer.

    Work grows with the number of questions and with how many share a rare word, not with its square.
    """
    asking = {question.id: _asking(question.text) for question in questions}
    groups = _Groups(asking)
    by_key: dict[tuple[object, ...], str] = {}
    for id_, asked in asking.items():
        if asked.stems:
            groups.join(id_, by_key.setdefault(asked.key, id_))
    for one, other in _neighbours({by_key[key]: asking[by_key[key]] for key in by_key}):
        if _nearly_same(asking[one], asking[other]):
            groups.join(one, other)
    by_id = {question.id: question for question in questions}
    links: dict[str, str] = {}
    for members in groups.larger_than_one():
        best = min((by_id[member] for member in members), key=_preference)
        links |= {member: best.id for member in members if member != best.id}
    return links


def _preference(question: Question) -> tuple[object, ...]:
    """Smallest is best: answered, by an author who named the key points, at a length one can learn; then the place."""
    answer = question.answer
    drafted = answer is None or answer.draft
    authored = answer is not None and any(point.probe for point in answer.key_points)
    size = min(len(answer.text.split()), 150) // 30 if answer else 0
    return (drafted, not authored, -size, question.locator.path, question.locator.start_line, question.id)


@lru_cache(maxsize=200_000)
def _asking(text: str) -> _Asking:
    if _CODE.search(text):
        return _Asking("code", tuple(text.casefold().split()), directed=True)
    bare = plain(text)
    found = words(bare)
    framed = _FRAME.sub("", bare, count=1) or bare
    stems = tuple(dict.fromkeys(s for s in content_stems(framed.replace("/", " ")) if s not in _FILLER))
    way = next((word for word in found if word in _WAYS), "what")
    comparing = _COMPARING & set(stems)
    if comparing:
        way = "what" if way == "how" else way
        stems = (*(s for s in stems if s not in _COMPARING), "differ")
    return _Asking(way, stems, directed=not comparing and bool(_DIRECTED.search(framed)))


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
    same_start = one[:2] == other[:2] and min(len(one), len(other)) >= 6
    digits = any(character.isdigit() for character in one + other)
    return same_start and not digits and DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1


def _neighbours(asking: Mapping[str, _Asking]) -> Iterable[tuple[str, str]]:
    """Pairs that share one of their two rarest stems, each pair once."""
    holders: dict[str, list[str]] = defaultdict(list)
    for id_, asked in asking.items():
        for stem_ in asked.stems:
            holders[stem_].append(id_)
    seen: set[tuple[str, str]] = set()
    for id_, asked in asking.items():
        for stem_ in sorted(asked.stems, key=lambda s: len(holders[s]))[:3]:
            if 1 < len(holders[stem_]) <= _TOO_COMMON:
                for other in holders[stem_]:
                    pair = (id_, other) if id_ < other else (other, id_)
                    if id_ != other and pair not in seen:
                        seen.add(pair)
                        yield pair


class _Groups:
    """Who belongs together, joined two at a time."""

    def __init__(self, ids: Collection[str]) -> None:
        self._parent = {id_: id_ for id_ in ids}

    def join(self, one: str, other: str) -> None:
        self._parent[self._root(one)] = self._root(other)

    def larger_than_one(self) -> list[list[str]]:
        members: dict[str, list[str]] = defaultdict(list)
        for id_ in self._parent:
            members[self._root(id_)].append(id_)
        return [group for group in members.values() if len(group) > 1]

    def _root(self, id_: str) -> str:
        while self._parent[id_] != id_:
            self._parent[id_] = self._parent[self._parent[id_]]
            id_ = self._parent[id_]
        return id_
