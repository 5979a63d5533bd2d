"""Which sentences of a model's answer may be shown: those that a passage backs, in a form that does no harm."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.assisting.ports import Backing
from bot.assisting.showable import showable
from bot.assisting.written import Written
from knowledge.agreement import same_statement
from knowledge.questions import Citation
from knowledge.quotable import leans
from knowledge.sentences import content_stems, words

# Of itself, of what it was given or told, and of what it does: nothing that a passage says.
_OF_ITSELF = re.compile(
    r"\b(?:passages?|(?:the|this|these|provided|given|above)\s+(?:texts?|context|information|documents?|sources?|data"
    r"|question|answer)|(?:system\s+)?prompts?|instructions?|(?:as|i\s+am|i'm)\s+an?\s+(?:\w+\s+){0,2}(?:ai|model"
    r"|assistant)|secret|i|me|my|we|our|us|according\s+to|based\s+on|in\s+(?:summary|conclusion)|overall|certainly|sure)\b",
    re.I,
)
_POINTS_BACK = re.compile(r"^\W*(?:it|they|this|these|that|those|its|their|he|she|such|both)\b", re.I)
_REPEATED = 0.8
_FEWEST_WORDS = 4


class Relevant(Protocol):
    def holds(self, sentence: str, by: Sequence[int]) -> bool: ...


@dataclass(frozen=True, slots=True)
class Vetted:
    """One sentence that a model wrote. `citations` are 1-based numbers of passages that back it, none where it was
    dropped; `reason` says why it was, and is empty where it was kept. `cited` are the numbers that the model gave."""

    text: str
    citations: tuple[int, ...]
    reason: str
    cited: tuple[int, ...] = ()

    @property
    def kept(self) -> bool:
        return not self.reason


class Vetting:
    """One reply's sentences, in order."""

    def __init__(self, backing: Backing, relevant: Relevant, passages: Sequence[Citation], question: str) -> None:
        self._backing = backing
        self._relevant = relevant
        self._passages = [passage.text for passage in passages]
        self._question = question
        self.all: list[Vetted] = []

    @property
    def kept(self) -> list[Vetted]:
        return [one for one in self.all if one.kept]

    def vet(self, written: Written) -> Vetted:
        """What backs it stands with it, whatever the model had marked: a mark is a promise, and not the proof."""
        text = _ended(written.text)
        found = self._judged(Vetted(text, (), "", written.citations))
        self.all.append(found)
        return found

    def figures(self) -> Mapping[str, float]:
        """`dropped` is the share of sentences that were not shown, of any; by reason, how many."""
        reasons = [one.reason.partition(":")[0] for one in self.all if not one.kept]
        counts = {
            f"dropped_{reason.replace(' ', '_')}": float(reasons.count(reason)) for reason in sorted(set(reasons))
        }
        moved = sum(bool(one.cited) and not set(one.citations) & set(one.cited) for one in self.kept)
        return {
            "written": float(len(self.all)),
            "dropped": len(reasons) / len(self.all) if self.all else 0.0,
            "unmarked": float(sum(not one.cited for one in self.kept)),
            "recited": float(moved),
            **counts,
        }

    def _judged(self, one: Vetted) -> Vetted:
        matter = " ".join((*self._passages, self._question))
        if len(words(one.text)) < _FEWEST_WORDS or not showable(one.text, matter):
            return replace(one, reason="form")
        if not all(_spoken(found[0], matter) for found in _OF_ITSELF.finditer(one.text)):
            return replace(one, reason="of itself")
        if any(_repeats(one.text, earlier.text) for earlier in self.kept):
            return replace(one, reason="repeated")
        if one.cited and not any(0 < number <= len(self._passages) for number in one.cited):
            return replace(one, reason="no such passage")
        return self._backed(one)

    def _backed(self, one: Vetted) -> Vetted:
        claim, before = one.text, None
        if _POINTS_BACK.match(one.text) or leans(one.text):
            before = self.all[-1] if self.all and self.all[-1].kept else None
            if before is None:
                return replace(one, reason="points at nothing")
            claim = f"{before.text} {one.text}"
        found = self._backing.check(claim, self._passages, self._question)
        by = tuple(place + 1 for place in found.by)
        if before is not None:
            by = tuple(number for number in by if number in before.citations)
        if not found.backed or not by:
            return replace(one, reason=f"not backed: {found.why}")
        if not self._relevant.holds(claim, by):
            return replace(one, reason="beside the question")
        named = tuple(number for number in one.cited if number in by)
        return replace(one, citations=named or by[:1])


def _spoken(words_found: str, matter: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(words_found)}(?!\w)", matter, re.I))


def _repeats(one: str, other: str) -> bool:
    mine, theirs = set(content_stems(one)), set(content_stems(other))
    shared = len(mine & theirs) / (len(mine | theirs) or 1)
    return mine <= theirs or shared >= _REPEATED or same_statement(one, other)


def _ended(text: str) -> str:
    bare = text.strip().strip('"“”').rstrip()
    bare = bare[:1].upper() + bare[1:] if bare[:1].islower() and bare.split(" ", 1)[0].isalpha() else bare
    return bare if re.search(r"[.!?]$", bare) else f"{bare.rstrip(' ,;:')}."
