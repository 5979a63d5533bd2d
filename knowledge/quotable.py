"""What of a passage can be quoted: whole sentences and list items, each with the sentence that it leans on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from knowledge.asked import said_stems
from knowledge.markup import blank_marks
from knowledge.sentences import split_sentences, words

# Longer than this and it is no sentence but a text that lost its full stops, or a list of addresses.
_MOST_WORDS, _MOST_LETTERS = 70, 480
# A bare line of so many words may be a sentence without a full stop; a shorter one is a label.
_LEAST_WORDS = 5
_LONGEST_MARK = 4
_DANGLING = re.compile(
    r"""^\W*(?:
    (?:it|this|that|these|those|they|them|he|she|its|their|such|both|neither|either|here|
       however|therefore|thus|hence|consequently|accordingly|moreover|furthermore|additionally|instead|otherwise|
       nevertheless|nonetheless|similarly|likewise|conversely|meanwhile|finally|then|also|but|and|or|so|yet|still|
       for\ example|for\ instance|e\.g\.|i\.e\.|in\ addition|in\ contrast|by\ contrast|in\ other\ words|
       on\ the\ other\ hand|as\ a\ result|for\ this\ reason|because\ of\ this|in\ (?:this|that|either|such)\b|
       the\ (?:former|latter|same|two|other|others)|another|others?|yes|no)\b
    )""",
    re.I | re.X,
)
# `The cache stores these keys`, `Layers are therefore combined`: the first words point back at what was said before.
_POINTS_BACK = re.compile(
    r"^(?:[^\s,;:]+\s+){1,5}(?:these|those|therefore|thus|hence|then|also|too|instead|otherwise)\b"
    r"|^(?:[^\s,;:]+\s+){0,8}(?:each|both|all|some|one|most|any) of (?:them|their|its)\b",
    re.I,
)
_EMPHASIS = re.compile(r"\*\*|__|`+|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])")
_TAG = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|code|a|ul|ol|li|span|div|img|h[1-6]|pre|kbd|sup|sub|details|summary)(?:\s[^<>\n]*)?/?>",
    re.I,
)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\(([^()\n]*)\)")
_ENDING = re.compile(r"""[.!?…:]["'”’)\]]*$""")


@dataclass(frozen=True, slots=True)
class Quotable:
    """One sentence or item of a passage, as it stands there but for emphasis marks and line breaks.

    `needs` is the place, in the passage's `quotables`, of the sentence that has to be said before this one: the one
    right before it, or the line that leads into its list. `stands` is False where that sentence is missing.
    `series` is the place of the first item of the list that this one belongs to.
    """

    text: str
    stems: frozenset[str]
    place: int
    needs: int | None = None
    stands: bool = True
    leads: bool = False
    series: int | None = None

    @property
    def length(self) -> int:
        """In words."""
        return len(self.text.split())

    @property
    def whole(self) -> bool:
        """Whether it ends as a sentence does; an item of a list often does not."""
        return ends_whole(self.text)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence as it is shown; `item` says that it opens a list item, `apart` that a blank line stands before it."""

    text: str
    item: bool
    apart: bool

    @property
    def leads(self) -> bool:
        return self.text.endswith((":", "："))


@lru_cache(maxsize=2048)
def quotables(text: str, heading: str = "") -> tuple[Quotable, ...]:
    """In the order of the text. Questions, the heading itself and bare labels say nothing and are left out."""
    found: list[Quotable] = []
    lead: int | None = None
    series: int | None = None
    unbroken = False
    for piece in _pieces(text):
        if not _says_something(piece, heading):
            unbroken = False
            continue
        if piece.apart and not piece.item and lead is not None:
            lead, unbroken = None, False
        needs, stands = None, True
        if piece.item and lead is not None:
            needs = lead
        elif _DANGLING.match(piece.text) or (_POINTS_BACK.match(piece.text) and not piece.leads):
            needs = len(found) - 1 if unbroken and found else None
            stands = needs is not None
        place = len(found)
        series = (place if series is None else series) if piece.item else None if piece.apart else series
        found.append(
            Quotable(
                text=piece.text,
                stems=said_stems(piece.text),
                place=place,
                needs=needs,
                stands=stands,
                leads=piece.leads,
                series=series if piece.item else None,
            )
        )
        lead = place if piece.leads else lead
        unbroken = True
    return tuple(found)


def _pieces(text: str) -> Iterator[_Piece]:
    masked = blank_marks(text)
    ended = 0
    sentences = split_sentences(masked)
    if not sentences:
        # Nothing but code or addresses, which are then what there is to say.
        lines = (_shown(line) for line in text.splitlines() if not _FENCE.match(line))
        yield from (_Piece(line, item=True, apart=False) for line in lines if line)
        return
    starts = [*(sentence.start for sentence in sentences[1:]), len(text)]
    for sentence, following in zip(sentences, starts, strict=True):
        apart = "\n\n" in masked[ended : sentence.start].replace(" ", "")
        ended = sentence.end
        before = masked[masked.rfind("\n", 0, sentence.start) + 1 : sentence.start].strip()
        item = 0 < len(before) <= _LONGEST_MARK
        # An address or the end of a link at the end of the sentence is a blank in the masked text.
        line_end = text.find("\n", sentence.end)
        raw = text[sentence.start : min(following, len(text) if line_end < 0 else line_end)]
        # What is too long for a sentence is a text without full stops, whose lines are its sentences.
        for shown in [_shown(raw)] if sayable(_shown(raw)) else map(_shown, raw.split("\n")):
            yield _Piece(shown, item, apart)
            item = apart = False


def ends_whole(text: str) -> bool:
    return bool(_ENDING.search(text))


def leans(text: str) -> bool:
    """Whether a sentence points back at the one before it."""
    return bool(_DANGLING.match(text) or _POINTS_BACK.match(text))


def sayable(text: str) -> bool:
    return len(text.split()) <= _MOST_WORDS and len(text) <= _MOST_LETTERS


def chain(units: tuple[Quotable, ...], place: int) -> tuple[int, ...]:
    """The places that have to be said together, in order, for the one at `place` to be understood; none where that
    cannot be had, and where it leans on more than one sentence and the line that leads into its list."""
    needed = [place]
    while (before := units[needed[-1]].needs) is not None:
        needed.append(before)
    first = units[needed[-1]]
    if len(needed) > 2 + first.leads or not first.stands:
        return ()
    return tuple(reversed(needed))


def _says_something(piece: _Piece, heading: str) -> bool:
    said = words(piece.text)
    if not said or piece.text.endswith("?") or said == words(heading):
        return False
    return piece.item or ends_whole(piece.text) or len(said) >= _LEAST_WORDS


def _shown(raw: str) -> str:
    """The words with tags and emphasis marks dropped; a link keeps its words, an image goes."""
    without = _LINK.sub(lambda found: "" if found.group().startswith("!") else found[1], raw)
    return " ".join(_EMPHASIS.sub("", _TAG.sub(" ", without)).split())
