"""What stands on each slide: its title, lines, tables, pictures and notes, in the order in which they are read."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.readers.marked_runs import StyledText, marked_runs
from ingest.wording import without_marks

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FURNITURE = ("dt", "ftr", "sldNum", "hdr")
_TITLES = ("title", "ctrTitle")
_BODIES = ("body", "obj", "subTitle", "tbl", "")
_MONOSPACED = re.compile(
    r".*(?:courier|consolas|menlo|monaco|mono|lucida console|cascadia|source code|inconsolata).*", re.I
)
_LONGEST_TITLE = 30
# A box that says the same on so many slides, and on this share of them, is a footer by hand.
_REPEATED = 4
_REPEATED_SHARE = 0.5
_DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a slide; `listed` where it is an item of a list, which paragraphs of a body usually are."""

    text: str
    depth: int = 0
    listed: bool = False
    mark: str = "-"


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


@dataclass(slots=True)
class _Shape:
    """A shape with its place on the slide, in the units of the file."""

    element: Any
    kind: str
    top: int
    left: int
    lines: list[Line] = field(default_factory=list)
    size: int = 0


def slides_of(deck: Any) -> list[Slide]:
    """The slides of a python-pptx presentation. Raises KeyError, ValueError and the like where parts are damaged."""
    groups = _groups(deck)
    pages = [(slide, list(_shapes(slide))) for slide in deck.slides]
    often = Counter(text for _, shapes in pages for text in {_said(shape) for shape in shapes} if text)
    repeated = {text for text, count in often.items() if count >= max(_REPEATED, _REPEATED_SHARE * len(pages))}
    found = []
    for number, (slide, shapes) in enumerate(pages, 1):
        kept = [shape for shape in shapes if shape.kind in _TITLES or _said(shape) not in repeated]
        left = tuple(_said(shape) for shape in shapes if shape not in kept)
        found.append(replace(_slide(number, slide, kept, groups.get(slide.slide_id, "")), left_out=left))
    return found


def _slide(number: int, slide: Any, shapes: list[_Shape], group: str) -> Slide:
    links = {id_: relation.target_ref for id_, relation in slide.part.rels.items() if relation.is_external}
    title = next((shape for shape in shapes if shape.kind in _TITLES and shape.lines), None) or _title_by_place(shapes)
    rest = [shape for shape in shapes if shape is not title]
    lines: list[Line] = []
    codes: list[str] = []
    tables = []
    pictures = []
    for shape in rest:
        tag = shape.element.tag
        if tag == _P + "pic":
            pictures.append(_picture(shape.element, links))
        elif tag == _P + "graphicFrame":
            tables += [rows for table in shape.element.iter(_A + "tbl") if (rows := tuple(_rows(table)))]
            lines += _diagram(slide, shape.element)
        elif shape.lines and _is_code(shape.element):
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


def _shapes(slide: Any) -> Iterator[_Shape]:
    """Titles first, then from the top to the bottom; a shape whose place only its layout knows stays in its order."""
    layout = {
        (kind, element.get("idx", "0")): shape
        for shape in slide.slide_layout._element.iter(_P + "sp")
        for kind, element in [_placeholder(shape)]
        if element is not None
    }
    found = []
    last = (0, 0)
    for element in _leaves(slide._element.find(f"{_P}cSld/{_P}spTree"), 0):
        kind, holder = _placeholder(element)
        if kind in _FURNITURE:
            continue
        inherited = layout.get((kind, holder.get("idx", "0"))) if holder is not None else None
        last = _offset(element) or (_offset(inherited) if inherited is not None else None) or last
        shape = _Shape(element, kind, *last)
        if element.tag == _P + "sp":
            shape.lines = list(_lines(element, kind, slide.part.rels))
            shape.size = _size(element)
        if shape.lines or element.tag != _P + "sp":
            found.append(shape)
    # Boxes that stand side by side are not quite on one height: rows of a twelfth of a usual slide.
    return iter(sorted(found, key=lambda one: (one.kind not in _TITLES, one.top // 571_500, one.left)))


def _leaves(tree: Any, depth: int) -> Iterator[Any]:
    for child in tree if tree is not None and depth < _DEEPEST else ():
        if child.tag in (_P + "sp", _P + "pic", _P + "graphicFrame", _P + "cxnSp"):
            yield child
        elif child.tag == _P + "grpSp":
            # Places within a group are in units of its own; its members keep their order.
            yield from _leaves(child, depth + 1)
        elif child.tag == _MC + "AlternateContent":
            yield from _leaves(next(iter(child), None), depth + 1)


def _placeholder(shape: Any) -> tuple[str, Any]:
    """Its kind, `title` or `body`, and its element; a shape that is none has the kind `-`."""
    holder = next(shape.iter(_P + "ph"), None) if shape is not None else None
    return ("-", None) if holder is None else (str(holder.get("type", "obj")), holder)


def _offset(shape: Any) -> tuple[int, int] | None:
    for properties in shape.iterchildren(_P + "spPr", _P + "xfrm"):
        offset = next(properties.iter(_A + "off"), None)
        if offset is not None and all(re.fullmatch(r"-?\d{1,12}", offset.get(name, "")) for name in "xy"):
            group = next((above for above in shape.iterancestors(_P + "grpSp")), None)
            outer = next(group.iterchildren(_P + "grpSpPr"), None) if group is not None else None
            moved = next(outer.iter(_A + "off"), None) if outer is not None else None
            offset = offset if moved is None else moved
            return int(offset.get("y", 0)), int(offset.get("x", 0))
    return None


def _title_by_place(shapes: Sequence[_Shape]) -> _Shape | None:
    """Without a title's own place, the first box is the title where others follow and it is short and not smaller."""
    texts = [shape for shape in shapes if shape.lines]
    if not texts or len(texts[0].lines) > 2 or texts[0].kind not in ("-", *_TITLES):
        return None
    if len(shapes) < 2 or len(_said(texts[0]).split()) > _LONGEST_TITLE:
        return None
    return texts[0] if texts[0].size >= max(shape.size for shape in texts) else None


def _lines(shape: Any, kind: str, relations: Any) -> Iterator[Line]:
    counts: dict[int, int] = {}
    for paragraph in shape.iter(_A + "p"):
        text = _text(paragraph, relations, marks=kind not in _TITLES)
        if not text.strip():
            continue
        properties = paragraph.find(_A + "pPr")
        depth = min(int(properties.get("lvl", "0")), 8) if properties is not None else 0
        signs = {child.tag.removeprefix(_A) for child in properties} if properties is not None else set()
        counted = "buAutoNum" in signs
        counts[depth] = counts.get(depth, 0) + 1 if counted else 0
        listed = bool(signs & {"buChar", "buAutoNum", "buBlip"}) or (
            kind in _BODIES and "buNone" not in signs and kind != "subTitle"
        )
        yield Line(text.strip("\n "), depth, listed, f"{counts[depth]}." if counted else "-")


def _text(paragraph: Any, relations: Any, marks: bool = True) -> str:
    runs: list[StyledText] = []
    for child in paragraph.iter(_A + "r", _A + "br", _A + "fld", _MATH + "oMath"):
        if child.tag == _A + "br":
            runs.append(("", False, False, "\n"))
        elif child.tag == _MATH + "oMath":
            runs.append(("", False, False, "".join(one.text or "" for one in child.iter(_MATH + "t"))))
        elif not any(above.tag == _MATH + "oMath" for above in child.iterancestors()):
            look = child.find(_A + "rPr")
            text = (child.findtext(_A + "t") or "").replace("\v", "\n").replace("_x000B_", "\n")
            click = look.find(_A + "hlinkClick") if look is not None else None
            target = relations.get(click.get(_R + "id")) if click is not None and click.get(_R + "id") else None
            link = target.target_ref if target is not None and target.is_external and marks else ""
            runs.append((link, marks and look is not None and look.get("b") in ("1", "true"), False, text))
    return marked_runs(runs)


def _rows(table: Any) -> Iterator[tuple[str, ...]]:
    for row in table.iter(_A + "tr"):
        cells = [
            "\n".join(filter(None, (_text(paragraph, {}).strip() for paragraph in cell.iter(_A + "p"))))
            for cell in row.iterchildren(_A + "tc")
        ]
        if any(cells):
            yield tuple(cells)


def _diagram(slide: Any, frame: Any) -> Iterator[Line]:
    """The words of a drawn diagram, which stand in a part of its own."""
    from ingest.readers.package import parsed

    for relation in frame.iter(_DGM + "relIds"):
        id_ = relation.get(_R + "dm")
        if id_ in slide.part.rels and not slide.part.rels[id_].is_external:
            for point in parsed(slide.part.rels[id_].target_part.blob).iter(_DGM + "pt"):
                text = " ".join(
                    "".join(one.text or "" for one in p.iter(_A + "t")) for p in point.iter(_A + "p")
                ).strip()
                if text:
                    yield Line(text, 0, True)


def _picture(element: Any, links: dict[str, str]) -> str:
    about = next(element.iter(_P + "cNvPr"), None)
    said = " ".join((about.get("descr") or "").split()) if about is not None else ""
    name = " ".join((about.get("name") or "").split()) if about is not None else ""
    return f"![{said}]({name or 'picture'})"


def _notes(slide: Any) -> str:
    if not slide.has_notes_slide:
        return ""
    lines = []
    for shape in slide.notes_slide._element.iter(_P + "sp"):
        kind, holder = _placeholder(shape)
        if kind in ("body", "obj") and holder is not None:
            lines += [_text(paragraph, {}) for paragraph in shape.iter(_A + "p")]
    return "\n".join(line.rstrip() for line in lines).strip()


def _size(shape: Any) -> int:
    return max((int(run.get("sz")) for run in shape.iter(_A + "rPr") if str(run.get("sz", "")).isdigit()), default=0)


def _is_code(shape: Any) -> bool:
    faces = [face.get("typeface", "") for run in shape.iter(_A + "r") for face in run.iter(_A + "latin")]
    runs = sum(1 for _ in shape.iter(_A + "r"))
    return bool(faces) and len(faces) == runs and all(_MONOSPACED.fullmatch(face) for face in faces)


def _said(shape: _Shape) -> str:
    return without_marks(" ".join(line.text for line in shape.lines))
