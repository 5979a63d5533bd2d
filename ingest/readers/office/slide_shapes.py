"""The shapes of a slide in the order in which they are read, with the lines that stand in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.readers.office.marked_runs import StyledText, marked_runs

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
TITLES = ("title", "ctrTitle")
_FURNITURE = ("dt", "ftr", "sldNum", "hdr")
_BODIES = ("body", "obj", "subTitle", "tbl", "")
_MONOSPACED = re.compile(
    r".*(?:courier|consolas|menlo|monaco|mono|lucida console|cascadia|source code|inconsolata).*", re.I
)
_DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a slide; `listed` where it is an item of a list, which paragraphs of a body usually are."""

    text: str
    depth: int = 0
    listed: bool = False
    mark: str = "-"


@dataclass(slots=True)
class Shape:
    """A shape with its place on the slide, in the units of the file."""

    element: Any
    kind: str
    top: int
    left: int
    lines: list[Line] = field(default_factory=list)
    size: int = 0


def shapes_of(slide: Any) -> Iterator[Shape]:
    """Titles first, then from the top to the bottom; a shape whose place only its layout knows stays in its order."""
    layout = {
        (kind, element.get("idx", "0")): shape
        for shape in slide.slide_layout._element.iter(P + "sp")
        for kind, element in [placeholder(shape)]
        if element is not None
    }
    found = []
    last = (0, 0)
    for element in _leaves(slide._element.find(f"{P}cSld/{P}spTree"), 0):
        kind, holder = placeholder(element)
        if kind in _FURNITURE:
            continue
        inherited = layout.get((kind, holder.get("idx", "0"))) if holder is not None else None
        last = _offset(element) or (_offset(inherited) if inherited is not None else None) or last
        shape = Shape(element, kind, *last)
        if element.tag == P + "sp":
            shape.lines = list(_lines(element, kind, slide.part.rels))
            shape.size = _size(element)
        if shape.lines or element.tag != P + "sp":
            found.append(shape)
    # Boxes that stand side by side are not quite on one height: rows of a twelfth of a usual slide.
    return iter(sorted(found, key=lambda one: (one.kind not in TITLES, one.top // 571_500, one.left)))


def _leaves(tree: Any, depth: int) -> Iterator[Any]:
    for child in tree if tree is not None and depth < _DEEPEST else ():
        if child.tag in (P + "sp", P + "pic", P + "graphicFrame", P + "cxnSp"):
            yield child
        elif child.tag == P + "grpSp":
            # Places within a group are in units of its own; its members keep their order.
            yield from _leaves(child, depth + 1)
        elif child.tag == _MC + "AlternateContent":
            yield from _leaves(next(iter(child), None), depth + 1)


def placeholder(shape: Any) -> tuple[str, Any]:
    """Its kind, `title` or `body`, and its element; a shape that is none has the kind `-`."""
    holder = next(shape.iter(P + "ph"), None) if shape is not None else None
    return ("-", None) if holder is None else (str(holder.get("type", "obj")), holder)


def _offset(shape: Any) -> tuple[int, int] | None:
    for properties in shape.iterchildren(P + "spPr", P + "xfrm"):
        offset = next(properties.iter(A + "off"), None)
        if offset is not None and all(re.fullmatch(r"-?\d{1,12}", offset.get(name, "")) for name in "xy"):
            group = next((above for above in shape.iterancestors(P + "grpSp")), None)
            outer = next(group.iterchildren(P + "grpSpPr"), None) if group is not None else None
            moved = next(outer.iter(A + "off"), None) if outer is not None else None
            offset = offset if moved is None else moved
            return int(offset.get("y", 0)), int(offset.get("x", 0))
    return None


def rows_of(table: Any) -> Iterator[tuple[str, ...]]:
    for row in table.iter(A + "tr"):
        cells = [
            "\n".join(filter(None, (text_of(paragraph, {}).strip() for paragraph in cell.iter(A + "p"))))
            for cell in row.iterchildren(A + "tc")
        ]
        if any(cells):
            yield tuple(cells)


def is_code(shape: Any) -> bool:
    faces = [face.get("typeface", "") for run in shape.iter(A + "r") for face in run.iter(A + "latin")]
    runs = sum(1 for _ in shape.iter(A + "r"))
    return bool(faces) and len(faces) == runs and all(_MONOSPACED.fullmatch(face) for face in faces)


def _lines(shape: Any, kind: str, relations: Any) -> Iterator[Line]:
    counts: dict[int, int] = {}
    for paragraph in shape.iter(A + "p"):
        text = text_of(paragraph, relations, marks=kind not in TITLES)
        if not text.strip():
            continue
        properties = paragraph.find(A + "pPr")
        depth = min(int(properties.get("lvl", "0")), 8) if properties is not None else 0
        signs = {child.tag.removeprefix(A) for child in properties} if properties is not None else set()
        counted = "buAutoNum" in signs
        counts[depth] = counts.get(depth, 0) + 1 if counted else 0
        listed = bool(signs & {"buChar", "buAutoNum", "buBlip"}) or (
            kind in _BODIES and "buNone" not in signs and kind != "subTitle"
        )
        yield Line(text.strip("\n "), depth, listed, f"{counts[depth]}." if counted else "-")


def text_of(paragraph: Any, relations: Any, marks: bool = True) -> str:
    runs: list[StyledText] = []
    for child in paragraph.iter(A + "r", A + "br", A + "fld", _MATH + "oMath"):
        if child.tag == A + "br":
            runs.append(("", False, False, "\n"))
        elif child.tag == _MATH + "oMath":
            runs.append(("", False, False, "".join(one.text or "" for one in child.iter(_MATH + "t"))))
        elif not any(above.tag == _MATH + "oMath" for above in child.iterancestors()):
            look = child.find(A + "rPr")
            text = (child.findtext(A + "t") or "").replace("\v", "\n").replace("_x000B_", "\n")
            click = look.find(A + "hlinkClick") if look is not None else None
            target = relations.get(click.get(R + "id")) if click is not None and click.get(R + "id") else None
            link = target.target_ref if target is not None and target.is_external and marks else ""
            runs.append((link, marks and look is not None and look.get("b") in ("1", "true"), False, text))
    return marked_runs(runs)


def _size(shape: Any) -> int:
    return max((int(run.get("sz")) for run in shape.iter(A + "rPr") if str(run.get("sz", "")).isdigit()), default=0)
