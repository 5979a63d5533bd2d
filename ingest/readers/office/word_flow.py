"""The body of a Word document as paragraphs and tables in the order in which they are read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ingest.readers.office.word_styles import Role, Styles, W, value
from ingest.readers.office.word_text import Said, said

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Half points: where no style says so, a paragraph is a heading whose letters are larger than the text's by so much,
# or by less and bold.
_LARGER = 4
_LARGER_AND_BOLD = 2
_LONGEST_HEADING = 40
# With so many headings by style, large letters mean nothing more.
_ENOUGH_STYLED = 3
# Above this share of the text, letters of equal width are its taste and no code.
_MOST_CODE = 0.6


@dataclass(slots=True)
class Paragraph:
    """`heading` is its depth from 1, 0 for running text; `code` whether all of it is."""

    role: Role
    said: Said
    heading: int = 0
    code: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """`merged` goes on with the cell above it."""

    parts: list["Part"]
    span: int = 1
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    rows: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is no content and why, or, with `is_flaw`, what would be but cannot be read."""

    reason: str
    text: str
    is_flaw: bool = False


Part: TypeAlias = Paragraph | Table | LeftOut


def flow(element: Any, styles: Styles, links: dict[str, str]) -> Iterator[Part]:
    """Text boxes follow the paragraph that they hang on. Inserted text counts, deleted text does not."""
    for child in element:
        tag = child.tag
        if tag == W + "p":
            role = styles.role(child)
            words = said(child, styles, links)
            if role.is_contents:
                yield LeftOut("table of contents", words.plain)
            else:
                yield Paragraph(role, words, role.heading, role.code or words.all_look(lambda look: look.code))
            for box in words.boxes:
                yield from flow(box, styles, links)
        elif tag == W + "tbl":
            yield Table(list(_rows(child, styles, links)))
        elif tag == W + "sdt":
            if _is_contents(child):
                yield LeftOut("table of contents", "".join(one.text or "" for one in child.iter(W + "t")))
            else:
                for content in child.iterchildren(W + "sdtContent"):
                    yield from flow(content, styles, links)
        elif tag == _MC + "AlternateContent":
            yield from flow(next(iter(child), ()), styles, links)
        elif tag == W + "altChunk":
            yield LeftOut("a part that was inserted from another file", "", is_flaw=True)
        elif tag in (W + "ins", W + "moveTo", W + "customXml", W + "smartTag"):
            yield from flow(child, styles, links)


def _rows(table: Any, styles: Styles, links: dict[str, str]) -> Iterator[list[Cell]]:
    """Rows and cells may stand within controls of a form."""
    for row in _inside(table, "tr", stop="tbl"):
        if row.find(f"{W}trPr/{W}del") is not None:
            continue
        cells = []
        for cell in _inside(row, "tc", stop="tbl"):
            properties = cell.find(W + "tcPr")
            span = value(properties, "gridSpan") or "1"
            merged = value(properties, "vMerge")
            width = min(int(span), 100) if span.isdigit() else 1
            cells.append(Cell(list(flow(cell, styles, links)), width, merged is not None and merged != "restart"))
        yield cells


def _inside(element: Any, name: str, stop: str) -> Iterator[Any]:
    for child in element:
        if child.tag == W + name:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml"):
            yield from _inside(child, name, stop)


def _is_contents(control: Any) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and "contents" in str(gallery.get(W + "val", "")).lower()


def find_headings(parts: Sequence[Part]) -> None:
    """Makes headings of the paragraphs that are set in larger letters, where hardly any is one by its style."""
    paragraphs = [part for part in parts if isinstance(part, Paragraph)]
    letters = sum(len(one.said.plain) for one in paragraphs)
    if sum(len(one.said.plain) for one in paragraphs if one.code) > _MOST_CODE * letters:
        for one in paragraphs:
            one.code = one.role.code
    for one in paragraphs:
        if one.role.is_title and one.said.plain:
            one.heading = one.heading or 1
    styled = [one.heading for one in paragraphs if one.heading and not one.role.is_title]
    if len(styled) >= _ENOUGH_STYLED:
        return
    usual = _most_common_size(_all_paragraphs(parts))
    large = {}
    for one in paragraphs:
        size = _most_common_size([one])
        words = len(one.said.plain.split())
        least = usual + (_LARGER_AND_BOLD if one.said.all_look(lambda look: look.bold) else _LARGER)
        if usual and size >= least and 0 < words <= _LONGEST_HEADING and not one.heading and not one.code:
            large[id(one)] = size
    ranks = {size: rank for rank, size in enumerate(sorted(set(large.values()), reverse=True), 1)}
    for one in paragraphs:
        if id(one) in large:
            one.heading = min(6, max(styled, default=0) + ranks[large[id(one)]])


def _most_common_size(paragraphs: Iterable[Paragraph]) -> int:
    """That of most letters; 0 where nothing says a size."""
    sizes: Counter[int] = Counter()
    for one in paragraphs:
        for run in one.said.runs:
            sizes[run.look.size] += len(run.text.strip())
    return sizes.most_common(1)[0][0] if sizes else 0


def _all_paragraphs(parts: Sequence[Part]) -> Iterator[Paragraph]:
    for part in parts:
        if isinstance(part, Paragraph):
            yield part
        elif isinstance(part, Table):
            for row in part.rows:
                for cell in row:
                    yield from _all_paragraphs(cell.parts)
