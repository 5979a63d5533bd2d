"""A reference answer taken apart into atomic claims, each tied to the sentences that carry it. No model.

Authored key points are better; this serves every answer that came without them. A unit is a sentence, a list
item or one side of a contrast (`A does this, whereas B does that`). Units that only lead in (`These are the
reasons:`), ask, or repeat the question say nothing that a learner could be graded on and are left out; an
example belongs to the claim before it.
"""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from knowledge.markup import blank_marks, plain
from knowledge.questions import KeyPoint, Span
from knowledge.sentences import content_stems, split_sentences, stem, words

# More claims than this no learner gives in one spoken answer; the most telling ones are kept.
MOST_POINTS = 8
_ITEM_WORDS = 30
_CONTRAST = re.compile(r";\s+|,\s+(?=(?:whereas|while|but|in contrast)\b)", re.I)
# "It is not a tool, but a way of working" is one claim.
_NOT = re.compile(r"\bnot\b|n't\b|n’t\b")
_EXAMPLE = re.compile(r"(?:for (?:example|instance)|e\.g\.|such as|in other words|that is)\b", re.I)
_LIST_MARK = re.compile(r"[ \t]*(?:[-*+•◦▪]|\(?\w{1,3}[.)])[ \t]+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_LEAD_IN = re.compile(r"(?:[:：]|\s-)\s*$")
_OPENER = re.compile(
    r"(?:however|moreover|furthermore|additionally|in addition|also|basically|so|thus|therefore),?\s+", re.I
)
_SIDE_OPENER = re.compile(r"(?:whereas|while|but|in contrast),?\s+", re.I)
# What a flattened list leaves at the edges of its sentences: `… of all models. 3.`
_STRAY_MARK = re.compile(r"(?<=[.!?])\s+\(?\d{1,2}[.)]$|^[-*•]\s+")
_GENERIC_WORDS = """
    follow following below above example examples thing things way ways several various many some few different
    difference important main key common mainly basically given use used using one two three four five can
    may refer refers term means mean list listed includes include including should must not no yes need needs make
    makes made every place will whenever whereas otherwise
"""
_GENERIC = frozenset(stem(word) for word in _GENERIC_WORDS.split())


@dataclass(frozen=True)
class _Unit:
    text: str
    spans: tuple[Span, ...]
    item: bool = False

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(content_stems(self.text))


def extract_key_points(question: str, answer: str, question_id: str = "") -> tuple[KeyPoint, ...]:
    """At most MOST_POINTS claims in the order of the answer; none only where the answer has no words.

    Spans are offsets into `answer` as given. The id hangs on the question and the claim's own words, so the
    same text always gets the same id.
    """
    known = set(content_stems(question)) | _GENERIC
    units = _units(answer) or _units(answer, lead_ins=True)
    telling = [unit for unit in units if len(unit.stems - known) >= (1 if unit.item else 2)]
    chosen = _most_telling(_distinct(telling or units[:1]), set(content_stems(question)))
    prefix = question_id or "q-" + hashlib.sha256(" ".join(words(question)).encode()).hexdigest()[:12]
    return tuple(
        KeyPoint(
            id=f"{prefix}.{hashlib.sha256(' '.join(words(unit.text)).encode()).hexdigest()[:8]}",
            text=unit.text,
            spans=unit.spans,
            terms=_terms(unit, known, answer),
        )
        for unit in chosen
    )


def _units(answer: str, lead_ins: bool = False) -> list[_Unit]:
    """Sentences and items in order; questions gone, examples and fragments joined on. A line that leads in (to code,
    say) only counts with `lead_ins`: for an answer that says nothing else."""
    masked = blank_marks(answer)
    units: list[_Unit] = []
    for sentence in split_sentences(masked):
        line = masked.rfind("\n", 0, sentence.start) + 1
        begins_item = _LIST_MARK.fullmatch(masked, line, sentence.start) is not None
        text = _STRAY_MARK.sub("", _opened(plain(sentence.text), _OPENER))
        if not any(word[0].isalpha() for word in words(text)):
            continue
        if not begins_item and (text.endswith("?") or (_LEAD_IN.search(text) and not lead_ins)):
            continue
        unit = _Unit(text, (Span(sentence.start, sentence.end),), begins_item)
        gap = masked[units[-1].spans[-1].end : sentence.start] if units else "\n\n"
        if not _BLANK_LINE.search(gap) and _belongs_to(units[-1], unit):
            units[-1] = _joined(units[-1], unit)
        else:
            units.extend(_sides(unit, masked))
    return units


def _opened(text: str, opener: re.Pattern[str]) -> str:
    """The text without the word that only hooks it to the one before."""
    rest = opener.sub("", text, count=1) if opener.match(text) else text
    return rest[:1].upper() + rest[1:] if rest != text else text


def _belongs_to(last: _Unit, unit: _Unit) -> bool:
    """Whether a unit is no claim of its own: a name among names, an example, a fragment, an item's rest."""
    if unit.item:
        bare = all(len(content_stems(name)) <= 1 for name in (unit.text, *last.text.split("; ")))
        return last.item and bare
    if _EXAMPLE.match(unit.text):
        return True
    short = len(last.text.split()) + len(unit.text.split()) <= _ITEM_WORDS
    return (last.item and short) or len(last.stems) < 2 or len(unit.stems) < 2


def _joined(last: _Unit, unit: _Unit) -> _Unit:
    """An example adds its span as evidence; a fragment and the rest of a list item add their words too."""
    spans = (*last.spans, *unit.spans)
    if _EXAMPLE.match(unit.text):
        return replace(last, spans=spans)
    return replace(last, text=f"{last.text}{'; ' if unit.item else ' '}{unit.text}", spans=spans)


def _sides(unit: _Unit, masked: str) -> list[_Unit]:
    """Both sides of a contrast where each is a claim of its own, else the unit whole."""
    (span,) = unit.spans
    raw = masked[span.start : span.end].replace("\n", " ")
    cuts = [cut.end() for cut in _CONTRAST.finditer(raw)]
    if not cuts:
        return [unit]
    bounds = [0, *cuts, len(raw)]
    sides: list[_Unit] = []
    for start, end in pairwise(bounds):
        piece = raw[start:end].rstrip(" ;,")
        text = _opened(plain(piece), _SIDE_OPENER if start else _OPENER)
        sides.append(_Unit(text, (Span(span.start + start, span.start + start + len(piece)),), unit.item))
    too_thin = any(len(side.stems) < 4 for side in sides)
    return [unit] if too_thin or _NOT.search(sides[0].text) else sides


def _distinct(units: Sequence[_Unit]) -> list[_Unit]:
    """A claim made twice is one claim with both its sentences as evidence."""
    kept: list[_Unit] = []
    for unit in units:
        for i, other in enumerate(kept):
            if len(unit.stems & other.stems) >= 0.8 * len(unit.stems | other.stems):
                kept[i] = replace(other, spans=(*other.spans, *unit.spans))
                break
        else:
            kept.append(unit)
    return kept


def _most_telling(units: list[_Unit], asked: set[str]) -> list[_Unit]:
    """The MOST_POINTS units that carry most of what the answer speaks about, in their order.

    A unit weighs how often the answer uses its stems, on a logarithmic scale, over the root of its length. A
    stem of the question counts half more; one that a chosen unit already covers counts nothing, so that the
    choice spreads over the answer.
    """
    if len(units) <= MOST_POINTS:
        return units
    counts = Counter(stem_ for unit in units for stem_ in unit.stems - _GENERIC)
    weight = {stem_: (1 + math.log(times)) * (1.5 if stem_ in asked else 1.0) for stem_, times in counts.items()}
    covered: set[str] = set()
    chosen: set[int] = set()
    while len(chosen) < MOST_POINTS:
        gains = {
            # fsum, because the order of a set changes from one process to the next.
            i: math.fsum(weight.get(s, 0.0) for s in unit.stems - covered) / math.sqrt(len(unit.stems) + 4)
            + (1.0 if unit.item or i == 0 else 0.0)
            for i, unit in enumerate(units)
            if i not in chosen
        }
        best = max(gains, key=lambda i: (gains[i], -i))
        chosen.add(best)
        covered |= units[best].stems
    return [units[i] for i in sorted(chosen)]


@lru_cache(maxsize=65536)
def _says_something(word: str) -> bool:
    return bool(content_stems(word))


def _terms(unit: _Unit, known: set[str], answer: str) -> tuple[str, ...]:
    """Up to three words of the claim that the question does not already say, the most specific ones.

    Set in bold by the author, an acronym, hyphenated, long: each makes a word more likely to be the point.
    """
    bold = set(words(" ".join(re.findall(r"\*\*(.+?)\*\*", answer))))
    found: dict[str, tuple[float, int]] = {}
    for match in re.finditer(r"[\w][\w/+.&'-]*[\w+]|\w", unit.text):
        word = match.group()
        lower = word.lower()
        if len(word) < 3 or stem(lower) in known or not _says_something(lower):
            continue
        special = (lower in bold) + (word[1:] != word[1:].lower()) + ("-" in word or "/" in word)
        found.setdefault(lower, (-(len(word) + 4 * special), match.start()))
    best = sorted(found, key=lambda lower: found[lower])[:3]
    return tuple(sorted(best, key=lambda lower: found[lower][1]))
