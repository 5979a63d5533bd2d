"""What stands on each slide: its title, lines, tables, pictures and notes, in the order in which they are read."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest.readers.office.package import parsed
from ingest.readers.office.slide_shapes import (
    TITLES,
    A,
    Line,
    P,
    R,
    Shape,
    is_code,
    placeholder,
    rows_of,
    shapes_of,
    text_of,
)
from ingest.understanding.wording import without_marks

_P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_LONGEST_TITLE = 30
# A box that says the same on so many slides, and on this share of them, is a footer by hand.
_REPEATED = 4
_REPEATED_SHARE = 0.5
_LABEL = re.compile(r"(?:the )?(?:answers?|questions?|solutions?|quiz(?: time)?|ans)\W*\d*\W*", re.I)


@dataclass(frozen=True, slots=True)
class Slide:
    """`group` is the section of the deck that it belongs to, as its author named it."""

    number: int
    title: str
    lines: tuple[Line, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()
    codes: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    notes: str = ""
    group: str = ""
    is_opening: bool = False
    is_section: bool = False
    is_hidden: bool = False
    left_out: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        return f"slide {self.number}{' (hidden)' if self.is_hidden else ''}"


def slides_of(deck: Any) -> list[Slide]:
    """The slides of a python-pptx presentation. Raises KeyError, ValueError and the like where parts are damaged."""
    groups = _groups(deck)
    pages = [(slide, list(shapes_of(slide))) for slide in deck.slides]
    often = Counter(text for _, shapes in pages for text in {_said(shape) for shape in shapes} if text)
    least = max(_REPEATED, _REPEATED_SHARE * len(pages))
    repeated = {text for text, count in often.items() if count >= least and not _LABEL.fullmatch(text)}
    found = []
    for number, (slide, shapes) in enumerate(pages, 1):
        kept = [shape for shape in shapes if shape.kind in TITLES or _said(shape) not in repeated]
        left = tuple(_said(shape) for shape in shapes if shape not in kept)
        found.append(replace(_slide(number, slide, kept, groups.get(slide.slide_id, "")), left_out=left))
    return found


def _slide(number: int, slide: Any, shapes: list[Shape], group: str) -> Slide:
    links = {id_: relation.target_ref for id_, relation in slide.part.rels.items() if relation.is_external}
    title = next((shape for shape in shapes if shape.kind in TITLES and shape.lines), None) or _title_by_place(shapes)
    rest = [shape for shape in shapes if shape is not title]
    lines: list[Line] = []
    codes: list[str] = []
    tables = []
    pictures = []
    for shape in rest:
        tag = shape.element.tag
        if tag == P + "pic":
            pictures.append(_picture(shape.element, links))
        elif tag == P + "graphicFrame":
            tables += [rows for table in shape.element.iter(A + "tbl") if (rows := tuple(rows_of(table)))]
            lines += _diagram(slide, shape.element)
        elif shape.lines and is_code(shape.element):
            codes.append("\n".join(line.text for line in shape.lines))
        else:
            lines += shape.lines
    kinds = {shape.kind for shape in shapes}
    return Slide(
        number,
        "\n".join(line.text for line in title.lines) if title else "",
        tuple(lines),
        tuple(tables),
        tuple(codes),
        tuple(pictures),
        _notes(slide),
        group,
        is_opening=number == 1 and title is not None and not tables and sum(len(line.text) for line in lines) < 200,
        is_section="ctrTitle" in kinds or (slide.slide_layout._element.get("type") in ("secHead", "titleOnly", "title")
        and not lines and not tables),
        is_hidden=slide._element.get("show") in ("0", "false"),
    )  # fmt: skip


def _groups(deck: Any) -> dict[int, str]:
    """The deck's own sections: which slide is in which."""
    found = {}
    for section in deck.part._element.iter(_P14 + "section"):
        for slide in section.iter(_P14 + "sldId"):
            if str(slide.get("id", "")).isdigit():
                name = " ".join(str(section.get("name", "")).split())
                found[int(slide.get("id"))] = "" if name.lower() in ("default section", "untitled section") else name
    return found


def _title_by_place(shapes: Sequence[Shape]) -> Shape | None:
    """Without a title's own place, the first box is the title where others follow and it is short and not smaller."""
    texts = [shape for shape in shapes if shape.lines]
    if not texts or len(texts[0].lines) > 2 or texts[0].kind not in ("-", *TITLES):
        return None
    if len(shapes) < 2 or len(_said(texts[0]).split()) > _LONGEST_TITLE:
        return None
    return texts[0] if texts[0].size >= max(shape.size for shape in texts) else None


def _diagram(slide: Any, frame: Any) -> Iterator[Line]:
    """The words of a drawn diagram, which stand in a part of its own."""
    for relation in frame.iter(_DGM + "relIds"):
        id_ = relation.get(R + "dm")
        if id_ in slide.part.rels and not slide.part.rels[id_].is_external:
            for point in parsed(slide.part.rels[id_].target_part.blob).iter(_DGM + "pt"):
                text = " ".join("".join(one.text or "" for one in p.iter(A + "t")) for p in point.iter(A + "p")).strip()
                if text:
                    yield Line(text, 0, True)


def _picture(element: Any, links: dict[str, str]) -> str:
    about = next(element.iter(P + "cNvPr"), None)
    said = " ".join((about.get("descr") or "").split()) if about is not None else ""
    name = " ".join((about.get("name") or "").split()) if about is not None else ""
    return f"![{said}]({name or 'picture'})"


def _notes(slide: Any) -> str:
    if not slide.has_notes_slide:
        return ""
    lines = []
    for shape in slide.notes_slide._element.iter(P + "sp"):
        kind, holder = placeholder(shape)
        if kind in ("body", "obj") and holder is not None:
            lines += [text_of(paragraph, {}) for paragraph in shape.iter(A + "p")]
    return "\n".join(line.rstrip() for line in lines).strip()


def _said(shape: Shape) -> str:
    return without_marks(" ".join(line.text for line in shape.lines))
