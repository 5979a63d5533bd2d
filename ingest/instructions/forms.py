"""How a form of words is written down: what it gives away, how much it weighs alone, and how it is found.

Gaps are bounded everywhere and a form is only tried where words of it are there, so that no text makes the search slow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# One strong form is enough; a weak one only counts beside one of another family.
STRONG, WEAK = 2, 1

# At the beginning of a pattern: an imperative, which begins a text, a line or a clause. Elsewhere it is told, not said.
START = "<start>"
GAP = r"(?:[\w'’,-]+\s+){0,5}?"
FAR = r"[^.!?\n]{0,120}?"
URL = (
    r"(?:https?://|hxxps?://|www\.|\b[\w-]{1,60}\.(?:com|org|net|io|xyz|example|info|co)\b"
    r"|[\w.+-]{1,60}@[\w-]{1,60}\.\w+)"
)
REPLY = r"(?:answer|reply|response|output|message)(?:['’]?s)?\b"

_CLAUSE = re.compile(
    r"(?:^|[.!?;:,)\]>}…—\n]|\b(?:and|then|please|now|must|so|should|always|only|you\s+(?:will|shall"
    r"|may\s+now)))[\W_]{0,6}"
    r"(?:(?:please|now|also|just|and|then|simply|first|important|kindly|so|next|finally|instead)[\s,:!]+){0,4}\Z",
    re.I,
)
# A full stop inside an address or a number ends no sentence.
_END = re.compile(r"[.!?](?=\s|$)|\n")
_BEFORE = 60
_LONGEST = 400
_MOST = 20


@dataclass(frozen=True, slots=True)
class Form:
    """`reason` is said to an admin, "tells the model to drop its instructions". `needs` are groups of words: of each
    group one has to be in the text. `near` has to be in the same sentence."""

    family: str
    weight: int
    reason: str
    needs: tuple[tuple[str, ...], ...]
    imperative: bool
    pattern: re.Pattern[str]
    near: re.Pattern[str] | None = None

    def found(self, text: str, low: str) -> Iterator[tuple[int, int]]:
        """Where it stands in the text, the first twenty; `low` is the text in lower case."""
        if not all(any(word in low for word in group) for group in self.needs):
            return
        for number, match in enumerate(self.pattern.finditer(text)):
            if number >= _MOST:
                return
            start = match.start() + _lead(match[0])
            if self.imperative and not _CLAUSE.search(text, max(0, start - _BEFORE), start):
                continue
            if self.near is None or self.near.search(sentence(text, start, match.end())):
                yield start, match.end()


def forms(family: str, reason: str, *rows: tuple[int, str, str] | tuple[int, str, str, str]) -> tuple[Form, ...]:
    """Rows of (weight, needed words with `&` between groups, pattern, what else the sentence needs)."""
    return tuple(_form(family, reason, *row) for row in rows)


def _form(family: str, reason: str, weight: int, needs: str, pattern: str, near: str = "") -> Form:
    groups = tuple(tuple(word.replace("_", " ") for word in group.split()) for group in needs.split("&"))
    imperative = pattern.startswith(START)
    if imperative:
        pattern = rf"(?<!\w){pattern.removeprefix(START)}"
    elsewhere = re.compile(near, re.I) if near else None
    return Form(family, weight, reason, groups, imperative, re.compile(pattern, re.I | re.M), elsewhere)


def sentence(text: str, start: int, end: int) -> str:
    """The sentence or line around the words at `[start, end)`."""
    begun = max(
        (match.end() for match in _END.finditer(text, max(0, start - _LONGEST), start)),
        default=max(0, start - _LONGEST),
    )
    ended = _END.search(text, max(end - 1, begun), end + _LONGEST)
    return text[begun : ended.end() if ended else end + _LONGEST]


def _lead(found: str) -> int:
    """Marks that stand before the first word, a quotation mark among them."""
    return next((at for at, character in enumerate(found) if character.isalnum()), 0)
