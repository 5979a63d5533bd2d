"""A sentence as a claim to be compared: its words in order, what each does there, and the clauses they stand in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.asked import said_stems
from knowledge.backing.vocabulary import BE, COUNTS, CRITICAL, LIGHT, MARKERS, NEUTRAL, PRONOUNS, kindred, paraphrase
from knowledge.sentences import stem
from knowledge.short_forms import short_forms

_TOKEN = re.compile(r"[<>=≤≥≠]+|(?:(?<![\w)])-)?[$€£]?[A-Za-z0-9_]+(?:[-'/&+.@][A-Za-z0-9_]+)*[+%]*|[,;:.!?()]|[–—]")
_NUMBER = re.compile(r"-?[$€£]?\d+(?:[.,]\d+)*%?")
_COMPARED = re.compile(r"[<>=≤≥≠]+")
_STARTS_CLAUSE = frozenset({";", ":", "(", "–", "—"})
# A clause that opens a sentence with one of these leads in to the main one, which begins after a comma.
_LEADS_IN = frozenset({"condition", "once", "until", "before", "after", "reason", "while", "contrast", "purpose"})
# A stretch after `, and` that is at least so long is a clause and no member of a list.
_CLAUSE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Token:
    """`role`: `content`, `number`, `name` (written as nothing else is: capitals, digits), `critical`, `neutral`.

    `group` is the group of a critical word, `clause` the number of its clause; `comma` tells that one stands before.
    """

    word: str
    stem: str
    stems: frozenset[str]
    role: str
    group: str
    clause: int
    comma: bool

    @property
    def parts(self) -> frozenset[str]:
        """What a compound or a short form is made of; the word itself where it is neither."""
        return self.stems - {self.stem} or frozenset((self.stem,))

    @property
    def telling(self) -> bool:
        return self.role in ("content", "number", "name")


@dataclass(frozen=True, slots=True)
class Claim:
    """`markers[n]` says how clause n is joined: a group of `MARKERS`, `and`, `start`, `part` or `main`, several
    with `+` between them; `openings` are the clauses that open a sentence."""

    tokens: tuple[Token, ...]
    markers: tuple[str, ...]
    openings: frozenset[int]

    def sentence(self, clause: int) -> int:
        return sum(opening <= clause for opening in self.openings)

    def clause(self, number: int) -> list[int]:
        return [place for place, token in enumerate(self.tokens) if token.clause == number]


@lru_cache(maxsize=4096)
def read_claim(text: str) -> Claim:
    pieces = _TOKEN.findall(text.replace("’", "'"))
    tokens: list[Token] = []
    markers = ["start"]
    comma, opening = False, True
    openings = {0}
    for at, raw in enumerate(pieces):
        if not any(letter.isalnum() or letter in "_<>=≤≥≠" for letter in raw):
            ends = raw in ".!?" and pieces[at + 1 : at + 2] and pieces[at + 1][0].isupper()
            if (raw in _STARTS_CLAUSE or ends) and any(token.clause == len(markers) - 1 for token in tokens):
                markers.append("start" if ends else "part")
            comma, opening = comma or raw in ",;:()", opening or bool(ends)
            leading = raw == "," and len(markers) - 1 in openings and set(markers[-1].split("+")) & _LEADS_IN
            if leading and _main_follows(pieces[at + 1 :]):
                markers.append("main")
            continue
        word = raw.lower()
        marker = _marker(word, comma, opening, pieces[at + 1 :])
        if marker:
            empty = not any(token.clause == len(markers) - 1 for token in tokens)
            if empty:
                markers[-1] = marker if markers[-1] in ("start", "part", "and") else f"{markers[-1]}+{marker}"
            else:
                markers.append(marker)
        if opening:
            openings.add(len(markers) - 1)
        tokens.append(_token(raw, len(markers) - 1, comma, opening))
        comma = opening = False
    return Claim(tuple(tokens), tuple(markers), frozenset(openings))


def _main_follows(rest: Sequence[str]) -> bool:
    """Whether this comma is the last one before the next clause: one before it may part a list."""
    for at, piece in enumerate(rest):
        word = piece.lower()
        if piece == ",":
            after = rest[at + 1].lower() if at + 1 < len(rest) else ""
            return after in ("and", "but", "so", "or") or after in MARKERS
        if piece in _STARTS_CLAUSE or piece == "." or (at and word in MARKERS):
            return True
    return True


def _marker(word: str, comma: bool, opening: bool, rest: Sequence[str]) -> str:
    last = not rest or not rest[0][0].isalnum()
    if word in MARKERS and not last and not (word == "provided" and not comma):
        return MARKERS[word]
    if word == "so" and (comma or opening):
        return "condition" if rest[:1] == ["long"] else "purpose" if rest[:1] == ["that"] else "result"
    if word in ("since", "as") and (comma or opening):
        return "reason"
    if word in ("and", "or", "then", "otherwise", "preferably", "even") and comma:
        stretch = next((n for n, piece in enumerate(rest) if not piece[0].isalnum()), len(rest))
        return "and" if stretch >= _CLAUSE_WORDS else ""
    if word in ("and", "or") and rest[:1] and rest[0].lower() in PRONOUNS:
        return "and"
    return ""


def _token(raw: str, clause: int, comma: bool, opening: bool) -> Token:
    word = raw.lower()
    bare = word.removesuffix("'s").removesuffix("'")
    if _COMPARED.fullmatch(bare):
        return Token(bare, bare, frozenset((bare,)), "critical", bare, clause, comma)
    if bare in COUNTS or _NUMBER.fullmatch(bare):
        number = COUNTS.get(bare, bare.replace(",", ""))
        return Token(bare, number, frozenset((number,)), "number", "", clause, comma)
    if bare in CRITICAL:
        return Token(bare, stem(bare), frozenset((stem(bare),)), "critical", CRITICAL[bare], clause, comma)
    if bare in MARKERS or bare in NEUTRAL or bare in BE or (len(bare) == 1 and not _letter(raw)):
        return Token(bare, stem(bare), frozenset(), "neutral", "", clause, comma)
    own = stem(bare)
    if bare in LIGHT:
        return Token(bare, own, frozenset((own,)), "neutral", "", clause, comma)
    long = short_forms().get(bare)
    stems = said_stems(bare) | (said_stems(long) if long else frozenset())
    unusual = any(letter.isdigit() or letter == "_" for letter in raw) or any(map(str.isupper, raw[1:]))
    named = unusual or (raw[0].isupper() and not opening)
    return Token(bare, own, stems, "name" if named else "content", "", clause, comma)


def _letter(raw: str) -> bool:
    """Whether one letter is a name, as that of a language."""
    return raw.isupper() and raw not in "AI"


def says(said: Token, stands: Token) -> bool:
    """Whether the passage's token says what the claim's token says."""
    if said.role == "number" or stands.role == "number":
        return said.role == stands.role and said.stem == stands.stem
    if _unusual(said) or _unusual(stands):
        return said.word == stands.word
    if said.stem == stands.stem or (said.parts <= stands.stems and said.parts == stands.parts):
        return True
    if said.role == "name":
        return False
    return paraphrase(said.stem, stands.stem) or kindred(said.word, stands.word)


def _unusual(token: Token) -> bool:
    return any(letter.isdigit() or letter == "_" for letter in token.word)
