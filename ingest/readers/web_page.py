"""HTML. The page's own tags give the structure and the lines; trafilatura tells which of it is content."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.blocks import Block, BlockKind, Reading
from ingest.errors import UnreadableSource
from ingest.sources import Document
from ingest.wording import reads_like_question, without_marks

# Never content, whatever stands in it.
_OUTSIDE = frozenset(
    ["script", "style", "noscript", "template", "nav", "footer", "aside", "form", "button", "select", "svg", "iframe"]
)
_LEAVES = frozenset(["p", "li", "dt", "dd", "pre", "blockquote", "figcaption", "caption", "summary"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_PARTS = frozenset(["div", "section", "article", "main", "ul", "ol", "dl", "table", "details", "header", "body"])
# trafilatura drops text of very short pages and of lists of links; below this share of the page it is not believed.
_BELIEVED = 0.3
_SHINGLE = 5


def read(document: Document) -> Reading:
    """Blocks in the order of the page. Raises UnreadableSource where it holds no text beside its navigation."""
    import lxml.html

    path, text = document.path, document.text

    try:
        page = lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except lxml.etree.ParserError as problem:
        raise UnreadableSource(f"{path} is no web page: {problem}.") from problem
    blocks = [block for block in _blocks(page.find("body") if page.find("body") is not None else page) if block.text]
    kept = _content(blocks, text)
    if not kept:
        raise UnreadableSource(f"{path} holds no text beside its navigation; save the page as text and ingest that.")
    title = page.findtext(".//title") or ""
    return Reading("html", " ".join(title.split()), tuple(kept))


def _content(blocks: list[Block], page: str) -> list[Block]:
    """Those blocks whose words trafilatura keeps too, and the headings and questions between them."""
    import trafilatura

    extracted = trafilatura.extract(page, favor_recall=True, include_comments=False, include_tables=True) or ""
    known = _shingles(extracted)
    believed = [block.kind == "fold" or bool(_shingles(block.raw) & known) for block in blocks]
    said = [len(block.raw) for block in blocks]
    if sum(size for size, good in zip(said, believed, strict=True) if good) < _BELIEVED * sum(said):
        return blocks
    return [
        block for at, block in enumerate(blocks) if believed[at] or _frames(block, believed[max(0, at - 1) : at + 3])
    ]


def _frames(block: Block, around: list[bool]) -> bool:
    """Whether a block that trafilatura left out belongs to what it kept: a heading, a question, an item of a list."""
    belongs = block.kind in ("heading", "table", "item") or reads_like_question(block.text)
    return belongs and any(around)


def _shingles(text: str) -> set[tuple[str, ...]]:
    """Runs of words, long enough to tell one sentence from another; a shorter text is one run."""
    words = re.findall(r"[a-z0-9]+", without_marks(text).lower())
    return {tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))} if words else set()


def _blocks(element: Any, depth: int = 0) -> Iterator[Block]:
    """The blocks of an element; text that stands in no block of its own is a paragraph."""
    if depth > 200:
        return
    loose: list[str] = [element.text or ""]
    loose_at = element.sourceline or 1
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in _OUTSIDE or not tag:
            loose.append(child.tail or "")
            continue
        if tag in _HEADINGS or tag in _LEAVES or tag in _PARTS or _holds_blocks(child):
            yield from _paragraph("paragraph", "".join(loose), loose_at)
            loose, loose_at = [], child.sourceline or loose_at
            yield from _block(child, tag, depth)
        elif tag == "br":
            loose.append("\n")
        else:
            loose.append(_said(child))
        loose.append(child.tail or "")
    yield from _paragraph("paragraph", "".join(loose), loose_at)


def _block(element: Any, tag: str, depth: int) -> Iterator[Block]:
    line = element.sourceline or 1
    if tag in _HEADINGS:
        text = " ".join(_said(element).split())
        yield Block("heading", text, text, line, line + _lines(element), int(tag[1]))
    elif tag == "pre":
        code = element.text_content().strip("\n")
        yield Block("code", code, f"```\n{code}\n```", line, line + _lines(element))
    elif tag == "table":
        yield from _table(element, line)
    elif tag == "details":
        yield from _fold(element, line, depth)
    elif tag == "dl":
        yield from _definitions(element, depth)
    elif tag == "li":
        nested = [child for child in element if child.tag in ("ul", "ol")]
        own = "".join([element.text or "", *(_said(c) + (c.tail or "") for c in element if c not in nested)])
        level = 2 * sum(1 for above in element.iterancestors() if above.tag in ("ul", "ol"))
        yield from _paragraph("item", own, line, level - 2)
        for inner in nested:
            yield from _blocks(inner, depth + 1)
    elif tag in _LEAVES and not _holds_blocks(element):
        yield from _paragraph("paragraph", _marked(element), line, end=line + _lines(element))
    else:
        yield from _blocks(element, depth + 1)


def _paragraph(kind: BlockKind, text: str, line: int, level: int = 0, end: int | None = None) -> Iterator[Block]:
    said = "\n".join(filter(None, (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))))
    if said:
        raw = f"{' ' * level}- {said}" if kind == "item" else said
        yield Block(kind, said, raw, line, max(line, end or line), level, "-" if kind == "item" else "")


def _table(element: Any, line: int) -> Iterator[Block]:
    rows = tuple(
        tuple(" ".join(cell.text_content().split()) for cell in row.iter("td", "th")) for row in element.iter("tr")
    )
    rows = tuple(row for row in rows if any(row))
    if rows:
        raw = "\n".join(" | ".join(row) for row in rows)
        yield Block("table", raw, raw, line, line + len(rows), rows=rows)


def _fold(element: Any, line: int, depth: int) -> Iterator[Block]:
    summary = element.find("summary")
    asked = " ".join(_said(summary).split()) if summary is not None else ""
    inside = [block for block in _blocks(element, depth + 1) if block.text != asked]
    if not asked or not reads_like_question(asked):
        yield from inside
        return
    hidden = "\n".join(("" if block.kind == "item" else "\n") + block.raw for block in inside).strip("\n")
    yield Block("fold", asked, hidden, line, max([line, *(block.end for block in inside)]), level=line)


def _definitions(element: Any, depth: int) -> Iterator[Block]:
    """A term that asks is a question with what is said of it; any other is a paragraph like the rest."""
    for term in element.iter("dt"):
        asked = " ".join(_said(term).split())
        answers: list[Block] = []
        for after in term.itersiblings():
            if after.tag != "dd":
                break
            answers.extend(_blocks(after, depth + 1))
        line = term.sourceline or 1
        if reads_like_question(asked):
            hidden = "\n\n".join(block.raw for block in answers)
            yield Block("fold", asked, hidden, line, max([line, *(block.end for block in answers)]), level=line)
        else:
            said = " ".join(block.raw for block in answers)
            yield from _paragraph("item", f"{asked}: {said}", line)


def _holds_blocks(element: Any) -> bool:
    return any(
        isinstance(inner.tag, str) and (inner.tag in _HEADINGS or inner.tag in _PARTS or inner.tag in _LEAVES)
        for inner in element.iterdescendants()
    )


def _marked(element: Any) -> str:
    """The words of a paragraph; one that is bold as a whole stays recognisable as that."""
    said = _said(element)
    bold = "".join(inner.text_content() for inner in element if inner.tag in ("b", "strong"))
    return f"**{said.strip()}**" if bold and " ".join(bold.split()) == " ".join(said.split()) else said


def _said(element: Any) -> str:
    """Text with its line breaks, without what is never content."""
    if isinstance(element.tag, str) and element.tag not in _OUTSIDE:
        inner = "".join(_said(child) + (child.tail or "") for child in element)
        return ("\n" if element.tag == "br" else "") + (element.text or "") + inner
    return ""


def _lines(element: Any) -> int:
    return str(element.text_content()).count("\n")
