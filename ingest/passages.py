"""Text cut into passages short enough for the encoder to see whole, at sentence ends, each with its own lines."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from knowledge.sentences import split_sentences

# all-MiniLM-L6-v2 reads 256 word pieces; technical English takes about 1.35 of them a word.
MOST_WORDS = 180
_FEWEST_FOR_TEXT = 100
# Past such a share of the room, the end of a paragraph is a better place to cut than the last sentence that fits.
_PARAGRAPH_FROM = 0.6
# Code and addresses have few blanks; six characters count as a word there.
_WORD_LENGTH = 6
# Characters for a word, at most, where one is looked for to cut at.
_FAR = 50
_WORD = re.compile(r"\S+\s*")
# Wider than any indentation with a mark: only so much is looked at before a sentence.
_WIDEST_MARGIN = 100


@dataclass(frozen=True, slots=True)
class Cut:
    """One piece of a text, with the source lines it stands on."""

    text: str
    start_line: int
    end_line: int


def cut(lines: Sequence[tuple[int, str]], context: str = "") -> tuple[Cut, ...]:
    """The numbered lines of a text as passages. `context` is encoded before each, so it takes room from all of them."""
    cleaned = [(number, _readable(line)) for number, line in _without_fences(lines)]
    text = "\n".join(line for _, line in cleaned)
    starts = [0]
    for _, line in cleaned:
        starts.append(starts[-1] + len(line) + 1)
    room = max(_FEWEST_FOR_TEXT, MOST_WORDS - _weight(context))
    found: list[Cut] = []
    for start, end in _bounds(text, room):
        piece = text[start:end].strip("\n")
        if piece.strip():
            lead = start + len(text[start:end]) - len(text[start:end].lstrip("\n"))
            first, last = (bisect_right(starts, at) - 1 for at in (lead, lead + len(piece) - 1))
            found.append(Cut(_squeezed(piece), cleaned[first][0], cleaned[last][0]))
    return tuple(found)


def _bounds(text: str, room: int) -> list[tuple[int, int]]:
    if _weight(text) <= room:
        return [(0, len(text))]
    bounds: list[tuple[int, int]] = []
    begun, weight, paragraph = 0, 0, 0
    for at, end in _sentence_bounds(text, room):
        more = _weight(text[at:end])
        if weight and weight + more > room:
            cut_at = paragraph if _weight(text[begun:paragraph]) >= _PARAGRAPH_FROM * room else at
            bounds.append((begun, cut_at))
            begun, weight = cut_at, _weight(text[cut_at:at])
        if at > begun and text[max(0, at - _WIDEST_MARGIN) : at].rstrip(" ").endswith("\n\n"):
            paragraph = at
        weight += more
    return [*bounds, (begun, len(text))]


def _sentence_bounds(text: str, room: int) -> list[tuple[int, int]]:
    """Offsets of sentences, each with its list mark, up to the next; one longer than the room is cut at blanks."""
    starts = [0]
    for sentence in split_sentences(text):
        margin = max(0, sentence.start - _WIDEST_MARGIN)
        line = text.rfind("\n", margin, sentence.start) + 1 or margin
        only_mark = re.fullmatch(r"\s*\W?\w{0,3}\W?\s*", text[line : sentence.start])
        starts.append(line if only_mark else sentence.start)
    ordered = sorted(set(starts))
    bounds: list[tuple[int, int]] = []
    for start, end in zip(ordered, [*ordered[1:], len(text)], strict=True):
        at = start
        while end - at >= (room + 1) * (_WORD_LENGTH + 1) or _weight(text[at:end]) > room:
            words = [word.start() for word in islice(_WORD.finditer(text, at, min(end, at + _FAR * room)), room)]
            half = words[len(words) // 2] if len(words) > 1 else at + room * _WORD_LENGTH
            stop = half if at < half < end else end
            bounds.append((at, stop))
            at = stop
        if at < end:
            bounds.append((at, end))
    return bounds


def _weight(text: str) -> int:
    return max(len(text.split()), len(text) // (_WORD_LENGTH + 1))


def _without_fences(lines: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    return [(number, line) for number, line in lines if not re.match(r"\s*(?:```|~~~)", line)]


def _readable(line: str) -> str:
    """A line without marks that say nothing by themselves; list marks, code and the words of links stay."""
    line = re.sub(r"!\[[^\[\]]*\]\((?:[^()]|\([^()]*\))*\)|<!--(?:(?!<!--).)*?-->|</?[a-zA-Z][^<>]*>", "", line)
    line = re.sub(r"\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)", r"\1", line)
    line = re.sub(r"^\s*#{1,6}\s+|(?<!\s)\s+#{1,6}$", "", line)
    line = re.sub(r"\*\*|__(?=\S)|(?<=\S)__|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])", "", line)
    return re.sub(r"(?<!\w)_(?=\w)|(?<=\w)_(?!\w)", "", line).replace("`", "").rstrip()


def _squeezed(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip()
