"""Where a text negates: its negators and what each rules, and words that hint at a negation without being one."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.questions import Span

if TYPE_CHECKING:
    from bot.grading.reading import Reading

_TRUE = r"(?:true|the\s+case|correct|right|accurate|a\s+fact|so)"
_FALSE = r"(?:false|wrong|untrue|incorrect|mistaken|nonsense|a\s+(?:myth|mistake|misconception|fallacy|lie|error))"
_SAY = r"(?:say|claim|think|believe|assume|suppose|state|argue|conclude)"
_NOT = r"(?:not|never|hardly|n['\"]t)"
_OPPOSITE = r"the\s+(?:\w+\s+)?(?:opposite|contrary|reverse|converse)"
_WHOLE = (
    # It is not true that, it is a mistake to think that, it never happens that.
    rf"(?:it|this|that)(?:\s+(?:is|was)|['\"]s|(?=\s*\w*n['\"]t))\s*(?:\w+\s+)?(?:{_NOT}\s+{_TRUE}|{_FALSE})\s+(?:that|to)"
    rf"|it\s+(?:isn|wasn)['\"]?t\s+{_TRUE}\s+(?:that|to)"
    rf"|it\s+(?:does\s+not|doesn['\"]?t|never|rarely|hardly(?:\s+ever)?)\s+(?:\w+\s+)?(?:happens?|follows?|holds?|means?)\s+that"
    # I do not think that, nobody should say that, one cannot claim that, I doubt that.
    rf"|(?:(?:\w+\s+)?(?:do|does|would|should|could|can|must)(?:\s+not|n['\"]?t)|cannot|nobody|no\s+one)\s+(?:\w+\s+)?{_SAY}(?:\s+that)?"
    rf"|(?:i|we)\s+(?:\w+\s+)?(?:disagree|deny|doubt|dispute|reject)\s+that"
    # There is no reason to, there is no need for, no evidence that.
    r"|no\s+(?:\w+\s+)?(?:need|reason|evidence|proof|point|way|sense|use|benefit|value)\s+(?:to|for|that|in|of|why)"
    rf"|{_OPPOSITE}\s+of\s+(?:this|that)\s+\w+\s*:?|far\s+from|anything\s+but"
)
_BACK = re.compile(
    rf"^\W*(?:(?:but|and|yet)\s+)?(?:(?:this|that|it|all\s+of\s+this|none\s+of\s+this|the\s+above)(?:\s+(?:is|was)|['\"]s)\s+(?:\w+\s+)?"
    rf"(?:{_NOT}\s+{_TRUE}|{_FALSE}|{_OPPOSITE})|not\s+true|{_OPPOSITE}\s+is\s+(?:true|the\s+case|right|correct))\W*$",
    re.IGNORECASE,
)
_NEGATORS = re.compile(
    rf"\b(?P<whole>{_WHOLE})(?!\w)"
    r"|\b(?P<narrow>without|instead\s+of|rather\s+than|except(?:\s+for)?)\b"
    r"|\b(?P<wide>no\s+longer|(?:by\s+no\s+means|in\s+no\s+way|under\s+no\s+circumstances)"
    r"|not(?!\s+(?:only|just|merely|simply|necessarily|always|all|every))|never|cannot|can['\"]t"
    r"|no(?!\s+(?:matter|doubt|wonder))|none|nothing|nobody|nowhere|neither|nor|unable\s+to"
    r"|(?:fail|refuse|cease|decline|neglect)(?:s|ed|ing)?\s+to|hardly(?:\s+ever)?|rarely|seldom|scarcely|barely"
    r"|(?:do|does|did|is|are|was|were|has|have|had|should|would|could|must|need|wo|ai|might|sha|ought)n['\"]?t|(?:ca|wo)nt)\b",
    re.IGNORECASE,
)
_SCOPE_END = re.compile(r"[.;:!?]|,\s|\b(?:but|because|so|since|whereas|while|although|though|if|when|unless)\b")
_REACH = 6
_TELLING = 0.3


@dataclass(frozen=True, slots=True)
class Negator:
    """`place` is the index of the next word; `targets` are the telling words after it, nearest first.

    `whole`: it rules the sentence to its end, whatever the clauses.
    """

    span: Span
    place: int
    targets: tuple[int, ...]
    whole: bool


def negators_of(reading: "Reading") -> tuple[Negator, ...]:
    """In the order of the text."""
    starts = [word.span.start for word in reading.words]
    found = []
    for match in _NEGATORS.finditer(reading.plain):
        first = int(np.searchsorted(starts, match.end()))
        sentence_end = min((s.last for s in reading.sentences if s.last > first), default=first)
        span = Span(match.start(), match.end())
        if match.lastgroup == "whole":
            found.append(Negator(span, first, tuple(range(first, sentence_end)), whole=True))
            continue
        stop = _SCOPE_END.search(reading.plain, match.end())
        last = min(first + _REACH, sentence_end, int(np.searchsorted(starts, stop.start())) if stop else sentence_end)
        telling = tuple(i for i in range(first, last) if reading.words[i].weight > _TELLING)
        found.append(Negator(span, first, telling, whole=False))
    return tuple(found)


def denials_of(reading: "Reading") -> tuple[int, ...]:
    """The sentences, by index, that only deny the one before: "This is not true.", "The opposite is the case."."""
    spans = [sentence.span for sentence in reading.sentences]
    return tuple(i for i, span in enumerate(spans) if i and _BACK.match(reading.plain[span.start : span.end]))
