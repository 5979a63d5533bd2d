"""What stands on every page and belongs to none: running headers and footers, page numbers, tables of contents."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

from ingest.readers.pdf.page import Grid, Line
from ingest.understanding.wording import QUESTION_LABEL

# Shares of a page's height within which headers and footers stand.
_TOP, _BOTTOM = 0.13, 0.87
# Lines from the edge of the text that may be furniture.
_DEEPEST = 4
# Points by which the height of a running header differs from page to page.
_WOBBLE = 4.0
_NUMBER_ONLY = re.compile(r"(?:page|p\.|pg\.?|seite)?\s*[-–—|\[(]?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*[-–—|\])]?"
                          r"(?:\s*(?:of|/|von)\s*\d{1,4})?", re.I)  # fmt: skip
_PAGE_WORD = re.compile(r"page\s+\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*(?:/|of)\s*\d{1,4}", re.I)
# What browsers print above and below a page.
_BROWSER = re.compile(
    r"(?:https?|file)://\S+(?:\s+\d{1,4}/\d{1,4})?|\d{1,4}/\d{1,4}|"
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? \d{1,2}:\d\d(?: ?[AP]M)?\b.*",
    re.I,
)
_LEADER = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})\s*$|…{2,}\s*\d{1,4}\s*$|_{5,}\s*\d{1,4}$")


def without_furniture(elements: Sequence[Line | Grid], heights: Sequence[float], size: float) -> list[Line | Grid]:
    """The elements of a document without what repeats at the edges of its pages."""
    edges = _edge_lines(elements, heights)
    alike: dict[tuple[bool, int, str], set[int]] = defaultdict(set)
    rows = _row_texts(edges)
    for line, is_top in edges:
        for slot in _slots(line, is_top, rows):
            alike[slot].add(line.page)
    pages = len({element.page for element in elements})
    gone: set[int] = set()
    ended: dict[tuple[int, bool], float] = {}
    for line, is_top in edges:
        # Furniture is outermost: what lies behind a line of text is text.
        if abs(ended.get((line.page, is_top), line.y) - line.y) > 3:
            continue
        if _is_furniture(line, is_top, [alike[slot] for slot in _slots(line, is_top, rows)], pages, size):
            gone.add(id(line))
        else:
            ended[line.page, is_top] = line.y
    left = {one.page for one in elements if id(one) not in gone}
    for line, _ in edges:
        # A page of nothing else says just that.
        if line.page not in left and not _NUMBER_ONLY.fullmatch(line.text.strip()):
            gone.discard(id(line))
    return _without_contents([element for element in elements if id(element) not in gone])


def _row_texts(edges: Sequence[tuple[Line, bool]]) -> dict[int, str]:
    """What the whole row of each line says: its parts may lie in two columns on one page and in one on another."""
    rows: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line, _ in edges:
        rows[line.page, round(line.y)].append(line)
    return {
        id(line): " ".join(part.text for part in sorted(row, key=lambda part: part.x0))
        for row in rows.values()
        for line in row
    }


def _slots(line: Line, is_top: bool, rows: dict[int, str]) -> list[tuple[bool, int, str]]:
    """A line is where another is if it is within a few points of it, so it counts in two neighbouring slots."""
    at = line.y / (2 * _WOBBLE)
    return [
        slot
        for text in {line.text, rows[id(line)]}
        for said in _ways(text, line.page)
        for slot in ((is_top, int(at), said), (is_top, int(at + 0.5) + 100_000, said))
    ]


def _ways(text: str, page: int) -> set[str]:
    """What a line has in common with its like on other pages: all of it, or all but a number that counts the pages."""
    if _NUMBER_ONLY.fullmatch(text.strip()):
        return {"#"}
    bare = " ".join(text.split()).lower()
    numbers = list(re.finditer(r"\d{1,4}(?!\d)", bare))
    counted = {
        f"{bare[: number.start()]}#{int(number[0]) - page}{bare[number.end() :]}"
        for number in (numbers[:1] + numbers[-2:] if numbers else [])
    }
    return {bare, *counted}


def _edge_lines(elements: Sequence[Line | Grid], heights: Sequence[float]) -> list[tuple[Line, bool]]:
    """The outermost lines of each page, and whether each stands at the top."""
    found: list[tuple[Line, bool]] = []
    for page, group in groupby(sorted(elements, key=lambda one: one.page), key=lambda one: one.page):
        height = heights[page]
        lines = sorted((one for one in group if isinstance(one, Line)), key=lambda line: line.y)
        top = [line for line in lines if line.y < _TOP * height]
        bottom = [line for line in reversed(lines) if line.y > _BOTTOM * height]
        found += [(line, True) for line in _outermost(top)] + [(line, False) for line in _outermost(bottom)]
    return found


def _outermost(lines: Sequence[Line]) -> list[Line]:
    """The first few rows; parts of one row count as one."""
    taken: list[Line] = []
    rows = 0
    last = -1e9
    for line in lines:
        if abs(line.y - last) > 3:
            rows += 1
            last = line.y
        if rows > _DEEPEST:
            break
        taken.append(line)
    return taken


def _is_furniture(line: Line, is_top: bool, alike: Sequence[set[int]], pages: int, size: float) -> bool:
    text = line.text.strip()
    if _BROWSER.fullmatch(text) and line.size <= size:
        return True
    if _PAGE_WORD.fullmatch(text) and not is_top:
        return True
    same = max(alike, key=len)
    if line.size > 1.15 * size or QUESTION_LABEL.match(text) or text.endswith("?"):
        return False
    if _NUMBER_ONLY.fullmatch(text):
        return len(same) >= 2 or (not is_top and pages <= 2)
    if pages <= 3:
        return len(same) >= 2 and len(same) >= pages - 1
    # Headers name the chapter and alternate between left and right pages, so nearby ones count and not all.
    near = [page for page in same if abs(page - line.page) <= 6]
    return len(near) >= 3 or len(same) >= 0.5 * pages


def _without_contents(elements: Sequence[Line | Grid]) -> list[Line | Grid]:
    """Without tables of contents: dotted leaders to page numbers, or a column of rising page numbers."""
    leads = [isinstance(one, Line) and _leads(one) for one in elements]
    gone: set[int] = set()
    at = 0
    while at < len(elements):
        if not leads[at]:
            at += 1
            continue
        end, count, last = at + 1, 1, at
        while end < len(elements) and end - last <= 2:
            if leads[end]:
                last, count = end, count + 1
            end += 1
        if count >= 4:
            gone.update(range(at, last + 1))
        at = last + 1
    return [one for at, one in enumerate(elements) if at not in gone]


def _leads(line: Line) -> bool:
    return bool(_LEADER.search(line.text)) or (
        line.tail > 2 * line.size and re.search(r"[^\W\d].*\s\d{1,4}\s*$", line.text) is not None
    )
