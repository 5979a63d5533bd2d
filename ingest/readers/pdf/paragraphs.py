"""Lines gathered to paragraphs, items, headings and code: what goes on with the line before, and what begins anew."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ingest.readers.pdf.headings import Headings, is_too_long
from ingest.readers.pdf.marks import bullet, number
from ingest.readers.pdf.measures import Measures
from ingest.readers.pdf.page import Grid, Line
from ingest.understanding.wording import ANSWER_LABEL, opens_question, reads_like_question

_ENDED = re.compile(r"[.?!:;…][\"'”’)\]]*$")
_ASKED = re.compile(r"[?:][\"'”’)\]]*\W*$")


@dataclass(slots=True)
class Part:
    """Lines that belong together. `level` is a heading's."""

    kind: Literal["heading", "paragraph", "item", "code", "table"]
    lines: list[Line] = field(default_factory=list)
    level: int = 0
    mark: str = ""
    grid: Grid | None = None

    @property
    def page(self) -> int:
        return self.grid.page if self.grid else self.lines[0].page


def parts_of(elements: Sequence[Line | Grid], measures: Measures, headings: Headings) -> list[Part]:
    """Everything of a document in its order, each line in one part."""
    found: list[Part] = []
    for element in elements:
        if isinstance(element, Grid):
            found.append(Part("table", grid=element))
            continue
        last = found[-1] if found else None
        if last is not None and last.kind != "table" and _goes_on(last, element, measures, headings):
            last.lines.append(element)
        else:
            found.append(_begun(element, measures, headings))
    for part in found:
        if part.kind == "heading" and is_too_long(line.text for line in part.lines):
            part.kind, part.level = "paragraph", 0
        elif part.kind in ("paragraph", "item") and not bullet(part.lines[0].text)[0]:
            part.level = headings.by_font(part.lines)
            part.kind = "heading" if part.level else part.kind
    return found


def _begun(line: Line, measures: Measures, headings: Headings) -> Part:
    if line.mono and not measures.mono:
        return Part("code", [line])
    level = headings.large(line)
    if level:
        return Part("heading", [line], level)
    text = line.text
    mark, _ = bullet(text)
    if not mark and line.runs[0].text.strip() and _symbol_mark(line):
        mark = "•"
    if not mark and not line.bold:
        mark, _ = number(text)
    return Part("item", [line], mark=mark) if mark else Part("paragraph", [line])


def _symbol_mark(line: Line) -> bool:
    """A bullet from a symbol font, or the `o` that a word processor sets in another font."""
    return bool(re.match(r"[\uf000-\uf0ff]\s+\S|o\s+[A-Z]", line.text)) and (
        ord(line.text[0]) >= 0xF000 or line.runs[0].mono
    )


def starts_with_mark(line: Line) -> bool:
    return bool(bullet(line.text)[0] or number(line.text)[0] or _symbol_mark(line))


def _same_block(before: Line, line: Line, measures: Measures) -> bool:
    """Whether a line stands right below another in the same column."""
    if (before.page, before.column) != (line.page, line.column):
        return False
    step = (line.y - before.y) / max(before.size, line.size)
    return 0 < step <= 1.3 * max(measures.leading, 1.1)


def _goes_on(part: Part, line: Line, measures: Measures, headings: Headings) -> bool:
    before = part.lines[-1]
    if part.kind == "code":
        return _code_goes_on(before, line, measures)
    if abs(before.size - line.size) > 0.08 * max(before.size, line.size):
        return False
    if part.kind == "heading":
        close = _same_block(before, line, measures) and not _labelled(line)
        if headings.large(line) != part.level:
            return False
        # A heading's lines are as far apart as they need to be, two headings farther; each question is its own.
        return close and not (_fits(before, line, measures) and (_ASKED.search(before.text) or starts_with_mark(line)))
    if headings.large(line):
        return False
    if (
        line.mono
        and not measures.mono
        and not (
            _same_block(before, line, measures)
            and not before.mono
            and not _fits(before, line, measures)
            and not _ENDED.search(before.text)
        )
    ):
        return False
    if not _same_block(before, line, measures):
        return _over_a_break(part, before, line, measures)
    return not _stops(before, line, measures, part)


def _stops(before: Line, line: Line, measures: Measures, part: Part | None = None) -> bool:
    """Whether a line right below another begins something new."""
    if abs(before.size - line.size) > 0.08 * max(before.size, line.size):
        return True
    text, ended = before.text.strip(), bool(_ENDED.search(before.text.strip()))
    if _labelled(line):
        return True
    fits = _fits(before, line, measures)
    cut = not ended and (line.text.strip()[:1].islower() or re.search(r"[^\W_]-$", text) is not None)
    if bullet(line.text)[0] or _symbol_mark(line):
        return not (line.text.lstrip()[0] in "-–—*" and cut)
    if number(line.text)[0] and (ended or fits or (part is not None and part.kind == "item")):
        return True
    if not measures.bold and before.bold != line.bold and _bold_breaks(before, line, fits, ended):
        return True
    if (before.style.family, before.style.italic) != (line.style.family, line.style.italic) and (
        ended or (fits and not cut)
    ):
        return True
    step = (line.y - before.y) / line.size
    if step > 1.13 * measures.leading and (ended or (fits and not cut)):
        return True
    if fits and not cut:
        return True
    indent = line.x0 - before.x0
    first = part is None or before is part.lines[0]
    if indent > 0.9 * line.size and not (first and part is not None and part.kind == "item"):
        return ended and not (first and len(text.split()) > 30)
    if indent < -0.9 * line.size and not first:
        return ended or (part is not None and part.kind == "item" and not cut)
    return False


def _bold_breaks(before: Line, line: Line, fits: bool, ended: bool) -> bool:
    if before.bold and not line.runs[0].bold:
        return fits or ended
    return line.bold and not before.runs[-1].bold and (fits or ended)


def _fits(before: Line, line: Line, measures: Measures) -> bool:
    """Whether the first word of a line would have had room on the line above: then somebody began it anew."""
    room = measures.right(before) - before.x1
    return line.first_width + 0.8 * line.size < room


def _labelled(line: Line) -> bool:
    text = line.text.strip()
    return opens_question(text) or ANSWER_LABEL.match(text) is not None


def _over_a_break(part: Part, before: Line, line: Line, measures: Measures) -> bool:
    """Whether a paragraph goes on at the top of the next column or page."""
    if (before.page, before.column) == (line.page, line.column) or line.page - before.page > 1:
        return False
    text, following = before.text.strip(), line.text.strip()
    if starts_with_mark(line) or _labelled(line) or before.bold != line.bold:
        return False
    if re.search(r"[^\W\d_][-\u00ad]$", text) and following[:1].islower():
        return True
    if _ENDED.search(text):
        # A sentence that ends at the very edge of its column says nothing; most breaks are within a paragraph.
        within = len(part.lines) > 1 and text.endswith(".") and not reads_like_question(following)
        return within and not _fits(before, line, measures) and measures.reaches_edge(before)
    return following[:1].islower() or not _fits(before, line, measures)


def _code_goes_on(before: Line, line: Line, measures: Measures) -> bool:
    if not line.mono or abs(before.size - line.size) > 0.5:
        return False
    if (before.page, before.column) != (line.page, line.column):
        return True
    return (line.y - before.y) / line.size < 3.2
