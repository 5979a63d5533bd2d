"""A sentence to a learner taken apart: what it says of the learner (said it, did not), and the claim it says it of.

Only what is recognised is shown: a sentence about the learner in any other form could praise what was not said.
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["praise", "lack", "fact"]

_SAYS = (
    r"(?:sa(?:y|id)|mention(?:ed)?|cover(?:ed)?|explain(?:ed)?|describ(?:e|ed)|noted?|identif(?:y|ied)|stated?"
    r"|recogni[sz](?:e|ed)|underst(?:and|ood)|g(?:i|a)ve|made|named?|includ(?:e|ed)|highlight(?:ed)?|address(?:ed)?"
    r"|show(?:ed|n)?|touch(?:ed)?|talk(?:ed)?|sp(?:ea|o)k(?:e|en)?|captur(?:e|ed)|discuss(?:ed)?|emphasi[sz](?:e|ed)"
    r"|point(?:ed)?|list(?:ed)?|refer(?:red)?|add(?:ed)?|bring|brought|raised?)"
)
_LEAD = (
    r"(?:(?:however|also|but|and|first(?:ly)?|second(?:ly)?|then|next\s+time|in\s+addition|additionally|finally"
    r"|to\s+improve|still|yet|on\s+top)\b,?\s*)*"
)
_WELL = r"(?:\s+(?:well|clearly|correctly|rightly|nicely|out|on|to|about|up|of))*"
# Not "fully", which would praise what is half said, nor "wrongly".
_HOW = r"(?:(?:also|well|rightly|correctly|clearly|nicely|accurately|briefly|have|partly)\s+)*"
_NOT = (
    r"(?:did|do|have|had)(?:\s+not|n['’]t)|never|could(?:\s+also)?(?:\s+have)?|should(?:\s+also)?(?:\s+have)?|might|can"
    r"|forgot\s+to|failed\s+to"
)
_LINK = r"\s*(?:the\s+(?:point|fact|idea)\s+)?(?:that|how|why|which)?\b\s*"
_YOU = r"you(?:r\s+answer)?"
_PRAISE = re.compile(
    rf"^{_LEAD}(?:(?:it\s+is\s+|it['’]s\s+)?(?:good|right|great|correct)\s+that\s+)?{_YOU}\s+{_HOW}{_SAYS}{_WELL}{_LINK}",
    re.I,
)
_LACK = re.compile(
    rf"^{_LEAD}(?:{_YOU}\s+(?:{_NOT})\s+{_HOW}{_SAYS}{_WELL}"
    rf"|{_YOU}\s+(?:miss(?:ed)?|left\s+out|forgot|omitted|overlooked)"
    r"|what\s+(?:is|was)\s+missing\s+is|(?:please\s+)?(?:also\s+)?(?:add|include|mention|remember|explain|say|name|describe))"
    rf"(?:\s+also)?{_LINK}",
    re.I,
)
_POINTS_BACK = re.compile(
    r"^(?!it(?:\s+is|['’]s)\s+(?:good|right|great|correct)\s+that\b)(?:this|that|it|they|these|those|which)\b", re.I
)
_OF_THE_LEARNER = re.compile(r"\b(?:you|your|yours|yourself)\b", re.I)
_JOINT = re.compile(rf";\s+|,?\s+(?:but|however|although|though|while|yet|whereas|and)\b,?\s+(?={_YOU}\b)", re.I)


@dataclass(frozen=True, slots=True)
class Part:
    """`praise` says that the learner said the claim, `lack` that they did not, `fact` nothing of the learner."""

    kind: Kind
    claim: str


def parts_of(sentence: str) -> tuple[Part, ...]:
    """Its parts in order; none where one of them speaks of the learner in a form that is not known, or where it leans
    on the sentence before (`This matters because ...`): both may stand in the reference, and the tie nowhere."""
    if _POINTS_BACK.match(sentence.strip()):
        return ()
    parts = tuple(_part(piece) for piece in _JOINT.split(sentence.strip()) if piece.strip())
    return () if any(part is None for part in parts) else tuple(part for part in parts if part)


def _part(piece: str) -> Part | None:
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...] = (("lack", _LACK), ("praise", _PRAISE))
    kind, claim = next(
        ((kind, piece[found.end() :]) for kind, pattern in kinds if (found := pattern.match(piece))), ("fact", piece)
    )
    claim = claim.strip(" ,:")
    return None if not claim or _OF_THE_LEARNER.search(claim) else Part(kind, claim)
