"""Tables of data as rows; those that only lay out a page are walked like the rest of it."""

import re
from typing import Any

from ingest.readers.web_page.drafts import Draft
from ingest.readers.web_page.special import formula, picture
from ingest.readers.web_page.survey import SILENT, Survey
from ingest.understanding.wording import reads_like_question

_LARGE = frozenset(["h1", "h2", "h3", "h4", "table", "details", "article", "section", "main", "form"])
_CODE_CELLS = ("code", "blob-code", "highlight")
# "Q1." and "Ans." before each other cell: a layout of what a list would say.
_LABEL = re.compile(r"(?:q|question|a|ans|answer)\W*\d{0,3}\W*", re.I)
# Most rows of a table without a header that asks must ask in the same column.
_ASKING = 0.6


def is_data(element: Any, page: Survey, number: int) -> bool:
    """Whether rows and columns mean something: two columns at least, and no page within a cell."""
    if element.get("role") in ("presentation", "none"):
        return False
    rows = columns = labelled = 0
    for inner in page.elements[number + 1 : page.ends[number]]:
        tag = inner.tag
        if tag in _LARGE:
            return False
        if tag == "tr":
            rows += 1
            cells = [cell for cell in inner if cell.tag in ("td", "th")]
            columns = max(columns, len(cells))
            labelled += len(cells) == 2 and bool(_LABEL.fullmatch(" ".join("".join(cells[0].itertext()).split())))
        if tag == "td" and any(name in _CODE_CELLS for name in (inner.get("class") or "").split()):
            return False
    return columns >= 2 and rows >= 2 and labelled < _ASKING * rows


def table_of(element: Any, line: int) -> Draft | None:
    rows = [tuple(_said(cell) for cell in row if cell.tag in ("td", "th")) for row in element.iter("tr")]
    rows = [row for row in rows if any(row)]
    if not rows:
        return None
    width = max(map(len, rows))
    if width == 2 and not any(True for _ in element.iter("th")):
        asking = sum(len(row) == 2 and reads_like_question(row[0]) for row in rows)
        if len(rows) > 1 and asking >= _ASKING * len(rows) and reads_like_question(rows[0][0]):
            rows.insert(0, ("Question", "Answer"))
    raw = "\n".join(" | ".join(row) for row in rows)
    return Draft("table", raw, raw, line, rows=tuple(rows))


def _said(cell: Any) -> str:
    import lxml.etree

    found: list[str] = []
    walk = lxml.etree.iterwalk(cell, events=("start", "end", "comment", "pi"))
    for event, inner in walk:
        if event == "start":
            said = formula(inner) if inner is not cell else None
            if inner.tag in ("img", "amp-img"):
                said = picture(inner) or ""
            if said is not None or inner.tag in SILENT or (inner.tag == "button"):
                found.append(said or "")
                walk.skip_subtree()
                continue
            found.append(inner.text or "")
        else:
            block = event == "end" and inner.tag in ("p", "div", "li", "br", "pre", "ul", "ol")
            found.append(" " if block else "")
            found.append(inner.tail or "" if inner is not cell else "")
    return " ".join("".join(found).split())
