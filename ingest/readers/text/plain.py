"""Plain text: pages copied from a browser, notes, exports. The lines themselves have to tell the structure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.blocks import Block, BlockKind, Reading, Record
from ingest.files.sources import Document
from ingest.readers.text.columns import column_table, may_head_table
from ingest.understanding.chrome import line_reason
from ingest.understanding.labels import label_of
from ingest.understanding.wording import ANSWER_LABEL, KEYCAP, QUESTION_LABEL, opens_question, reads_like_question

_BULLETS = "-*+•◦▪●○■□‣·➢➤✓✔–"
_NUMBERS = r"\(?\d{1,3}[.)]|\d{1,3}\s?[-–:](?=\s)|\(?[ivxIVX]{1,4}[.)\-–]"
_MARK = re.compile(rf"\s*(?P<mark>[{re.escape(_BULLETS)}]|{_NUMBERS})\s+(?=\S)")
_SMALL = "a an and as at but by for from in into of on or the to vs with your"
_SMALL_WORDS = frozenset(_SMALL.split())
_UNDERLINE = re.compile(r"\s*(?P<mark>[=\-~*#^])(?P=mark){2,}\s*")
_MOST_TRIES = 5
# Lines are wrapped by hand where none is longer and many come near.
_WRAP = 100
_NEAR_WRAP = 55


@dataclass(slots=True)
class _Line:
    number: int
    text: str
    blank_before: bool
    blank_after: bool


def read(document: Document) -> Reading:
    lines = _lines(document.text)
    if cards := _tabbed(lines):
        return Reading("text", blocks=cards)
    lines, underlined = _without_underlines(lines)
    wrapped = _is_wrapped(lines)
    tables = _Tables(lines)
    blocks: list[Block] = []
    title = ""
    only_chrome = True
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.number in underlined:
            blocks.append(_block("heading", [line], level=underlined[line.number]))
            at += 1
            continue
        only_chrome = only_chrome and (not blocks or line_reason(blocks[-1].text) is not None)
        if only_chrome and _is_title(line):
            title = line.text.strip()
            blocks.append(_block("heading", [line], level=1))
            at += 1
        elif may_head_table(line.text) and (table := tables.at(at)):
            taken = lines[at : at + len(table)]
            raw = "\n".join(one.text for one in taken)
            blocks.append(Block("table", raw, raw, line.number, taken[-1].number, rows=tuple(table)))
            at += len(table)
        elif _is_heading(lines, at):
            # "Note" and "Example" stand within what is above.
            heading = _block("heading", [line], level=2)
            heading = replace(heading, level=6) if label_of(heading) else heading
            blocks.append(replace(heading, text=heading.text.lstrip(f"{_BULLETS} ")))
            at += 1
        else:
            taken = list(_one_piece(lines, at, wrapped))
            blocks.append(_block("item" if _MARK.match(line.text) else "paragraph", taken))
            at += len(taken)
    return Reading("text", title, tuple(blocks))


def _lines(text: str) -> list[_Line]:
    all_lines = text.split("\n")
    return [
        _Line(
            number,
            line.rstrip(),
            number == 1 or not all_lines[number - 2].strip(),
            number == len(all_lines) or not all_lines[number].strip(),
        )
        for number, line in enumerate(all_lines, 1)
        if line.strip()
    ]


def _tabbed(lines: list[_Line]) -> tuple[Record, ...]:
    """An export of cards, one a line: the question, a tab, the answer."""
    parted = [[cell.strip() for cell in line.text.split("\t")] for line in lines]
    pairs = [cells for cells in parted if len(cells) == 2 and all(cells)]
    asking = sum(reads_like_question(cells[0]) for cells in pairs)
    if len(pairs) < 2 or len(pairs) < 0.9 * len(lines) or asking < 0.5 * len(pairs):
        return ()
    return tuple(
        Record(cells[0], " ".join(cells[1:]), line.number, line.number)
        for line, cells in zip(lines, parted, strict=True)
    )


def _without_underlines(lines: list[_Line]) -> tuple[list[_Line], dict[int, int]]:
    """The lines without those that only underline the one above, and the level of each heading so made."""
    levels: dict[str, int] = {}
    kept: list[_Line] = []
    underlined: dict[int, int] = {}
    for line in lines:
        rule = _UNDERLINE.fullmatch(line.text)
        above = kept[-1] if kept else None
        if rule and above and not line.blank_before and 0.5 <= len(line.text.strip()) / len(above.text.strip()) <= 2:
            underlined[above.number] = levels.setdefault(rule["mark"], 2 + len(levels))
            kept[-1] = replace(above, blank_after=True)
        else:
            kept.append(line)
    return kept, underlined


def _is_wrapped(lines: list[_Line]) -> bool:
    lengths = [len(line.text) for line in lines]
    near = sum(length >= _NEAR_WRAP for length in lengths)
    return bool(lengths) and max(lengths) <= _WRAP and near >= 0.3 * len(lengths)


class _Tables:
    """Tables among lines without a blank one between; a long run is tried a few times and not from its every line."""

    def __init__(self, lines: list[_Line]) -> None:
        self._lines = lines
        self._ends: list[int] = []
        for at in range(len(lines) - 1, -1, -1):
            self._ends.append(at + 1 if lines[at].blank_after or not self._ends else self._ends[-1])
        self._ends.reverse()
        self._tries: dict[int, int] = {}

    def at(self, at: int) -> list[tuple[str, ...]]:
        end = self._ends[at]
        texts = [line.text for line in self._lines[at : min(end, at + 3)]]
        if not column_table(texts) or self._tries.get(end, 0) >= _MOST_TRIES:
            return []
        self._tries[end] = self._tries.get(end, 0) + 1
        return column_table([line.text for line in self._lines[at:end]])


def _one_piece(lines: list[_Line], at: int, wrapped: bool) -> Iterator[_Line]:
    """A line and those that only continue it: wrapped by hand, indented under an item, or a sentence cut in two."""
    first = lines[at]
    yield first
    is_item = _MARK.match(first.text) is not None
    said = len(first.text)
    for before, line in pairwise(lines[at:]):
        text = line.text.strip()
        if _MARK.match(line.text) or KEYCAP.match(text) or opens_question(text) or ANSWER_LABEL.match(text):
            return
        cut_in_two = _is_cut_in_two(before, line)
        if line.blank_before:
            if not cut_in_two or said < _NEAR_WRAP:
                return
        elif not (wrapped or cut_in_two or (is_item and line.text[0].isspace())):
            return
        said += len(line.text)
        yield line


def _block(kind: BlockKind, lines: list[_Line], level: int = 0) -> Block:
    raw = "\n".join(line.text for line in lines)
    text = lines[0].text.strip()
    for before, line in pairwise(lines):
        text += (" " if _is_cut_in_two(before, line) else "\n") + line.text.strip()
    mark = _MARK.match(text) if kind == "item" else None
    indent = len(raw) - len(raw.lstrip()) if kind == "item" else level
    return Block(
        kind,
        text[mark.end() :] if mark else text,
        raw,
        lines[0].number,
        lines[-1].number,
        indent,
        mark["mark"] if mark else "",
    )


def _is_cut_in_two(before: _Line, line: _Line) -> bool:
    """Whether a line goes on with the sentence of the one before."""
    return line.text.strip()[0].islower() and not re.search(r"[.!?:;]['\")\]]*(?:\s*\[\w+\])?$", before.text)


def _is_title(line: _Line) -> bool:
    """The first line that stands by itself and is no sentence and no chrome names the document."""
    text = line.text.strip()
    return (
        line.blank_before
        and len(text.split()) in range(2, 15)
        and not text.endswith((".", ":", ",", "?", ";"))
        and not _MARK.match(text)
        and not re.search(r"\w:\s", text)
        and not QUESTION_LABEL.match(text)
        and line_reason(text) is None
        and text[0].isalnum()
        and not re.search(r"[=<>{}|$€£₹]", text)
    )


def _is_heading(lines: list[_Line], at: int) -> bool:
    """A short line in title case by itself or right above a long one; a short item between two that are none."""
    line = lines[at]
    text = line.text.strip()
    mark = _MARK.match(line.text)
    if mark:
        around = [lines[i].text for i in (at - 1, at + 1) if 0 <= i < len(lines)]
        if any(_MARK.match(other) for other in around) or mark["mark"] not in _BULLETS:
            return False
        text = line.text[mark.end() :]
    stands_out = line.blank_before and (line.blank_after or len(lines[at + 1].text) >= _NEAR_WRAP)
    if not (stands_out or mark) or len(text.split()) > 9 or text.endswith((".", ",", ";", "?", "-")):
        return False
    if QUESTION_LABEL.match(text) or ANSWER_LABEL.match(text) or re.search(r"[$€£₹=|{}<>]", text):
        return False
    if line_reason(text) == "byline" or not text[0].isalnum():
        return False
    if text.endswith(":"):
        return len(text.split()) <= 4 and text[0].isupper() and line.blank_after
    words = [word for word in re.findall(r"[A-Za-z][\w'’/&-]*", text) if word.lower() not in _SMALL_WORDS]
    return bool(words) and sum(word[0].isupper() for word in words) >= 0.8 * len(words)
