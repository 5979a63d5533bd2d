"""Sentences with their citation marks, out of text that a model writes piece by piece."""

import re
from dataclasses import dataclass

from knowledge.sentences import split_sentences

_NUMBERS = r"\d{1,2}(?:\s*(?:,|;|and|&|-|–)\s*\^?\d{1,2})*"
_NAMED = r"(?:passages?|sources?|refs?\.?|citations?|data)"
# `[1]`, `[1, 2]`, `[^1]`, `[Passage 1]`, `(Passage 1)`; a bare `(1)` only where a sentence ends.
_MARK = re.compile(
    rf"[\[【]\s*\^?(?:{_NAMED}\s*)?(?P<square>{_NUMBERS})\s*[\]】]"
    rf"|\(\s*{_NAMED}\s*(?P<named>{_NUMBERS})\s*\)"
    r"|\(\s*(?P<round>\d{1,2}(?:\s*,\s*\d{1,2})*)\s*\)(?=\s*(?:[.!?]|$|\n|[\[(]))"
    rf"|(?<=[.!?])\s*\(\s*(?P<after>{_NUMBERS})\s*\)",
    re.I,
)
_MARKS = r"(?:\s*\x02[\d ]+\x03)+"
_STOP_BEFORE = re.compile(rf"([.!?]+[\"'”’)]*)({_MARKS})")
_HELD = re.compile(r"\x02([\d ]+)\x03")
_OPEN = re.compile(r"^[\[(【][^\])】]{0,24}$")
# A reply that ends otherwise was cut off in the middle of a sentence.
_ENDED = re.compile(r"""[.!?\])】]["'”’*_]*\s*(?:(?:```|~~~)\s*)?$""")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s|^[^.!?]{0,60}:\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)])\s+")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_MOST_PASSAGES = 9


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence without its marks; `citations` are the passage numbers that it was marked with, in order."""

    text: str
    citations: tuple[int, ...]


class Reading:
    """Give it the pieces as they come: it returns the sentences that are whole, each once."""

    def __init__(self) -> None:
        self._text = ""
        self._given = 0

    def feed(self, piece: str) -> list[Written]:
        self._text += piece
        return self._new(whole=False)

    def end(self) -> list[Written]:
        return self._new(whole=True)

    def _new(self, *, whole: bool) -> list[Written]:
        found = sentences_of(self._text, whole=whole)
        new, self._given = found[self._given :], max(self._given, len(found))
        return new


def sentences_of(text: str, *, whole: bool = True) -> list[Written]:
    """What a reply says, sentence by sentence; headings and code are left out. Where more may come (not `whole`), the
    last sentence is left out: a mark may follow its full stop."""
    lines: list[str] = []
    fenced = False
    for line in text.replace("\r\n", "\n").split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and not _HEADING.match(line):
            lines.append(line)
        else:
            lines.append("")
    found = [sentence for block in _blocks(lines) for sentence in _sentences(block)]
    if whole and _ENDED.search(text):
        return found
    return found[:-1] if whole else _settled(found, text)


def _settled(found: list[Written], text: str) -> list[Written]:
    """All but the last; also that one stays open while what follows it may be a mark."""
    return found[:-1] if found and not _OPEN.match(found[-1].text) else found[:-2]


def _blocks(lines: list[str]) -> list[str]:
    """Each list item, and each paragraph, on one line."""
    blocks: list[str] = [""]
    for line in lines:
        if not line.strip() or _ITEM.match(line):
            blocks.append(_ITEM.sub("", line))
        else:
            blocks[-1] += f" {line}"
    return [block.strip() for block in blocks if block.strip()]


def _sentences(block: str) -> list[Written]:
    held = _MARK.sub(lambda mark: f" \x02{' '.join(map(str, _numbers(mark)))}\x03", _EMPHASIS.sub("", block))
    held = _STOP_BEFORE.sub(r"\2\1", held)
    found: list[Written] = []
    for sentence in split_sentences(held):
        numbers = [int(number) for mark in _HELD.findall(sentence.text) for number in mark.split()]
        bare = " ".join(_HELD.sub(" ", sentence.text).split())
        bare = re.sub(r"\s+([.,;:!?])", r"\1", bare)
        if not re.search(r"\w", bare):
            if found and numbers:
                found[-1] = Written(found[-1].text, tuple(dict.fromkeys((*found[-1].citations, *numbers))))
            continue
        found.append(Written(bare, tuple(dict.fromkeys(numbers))))
    return found


def _numbers(mark: re.Match[str]) -> list[int]:
    text = next(part for part in mark.groups() if part)
    numbers: list[int] = []
    for part in re.split(r",|;|and|&", text):
        ends = [int(end) for end in re.findall(r"\d+", part)]
        if len(ends) == 2 and ends[0] < ends[1] <= ends[0] + _MOST_PASSAGES:
            numbers += range(ends[0], ends[1] + 1)
        else:
            numbers += ends
    return numbers
