"""The words of a Word paragraph with Markdown's marks: bold, code, links and pictures; nothing hidden or deleted."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.readers.office.marked_runs import marked_runs
from ingest.readers.office.word_styles import Look, Styles, W

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_DELETED = frozenset((W + "del", W + "moveFrom"))
_UNREAD = frozenset((W + "rPr", W + "pPr"))
_LINKED = re.compile(r'\s*HYPERLINK\s+(?P<anchor>\\l\s+)?"(?P<target>[^"]*)"', re.I)
_BREAKS = frozenset(W + name for name in ("br", "cr"))


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look; `link` is where it leads, `#...` within the document."""

    text: str
    look: Look = field(default_factory=Look)
    link: str = ""


@dataclass(slots=True)
class Said:
    """A paragraph taken apart. `boxes` are the text boxes anchored in it, `notes` the ids of its footnotes; `pages`
    counts the page breaks that Word drew in it; `left_out` is what a reader of the document does not see, and why.
    """

    runs: list[Run] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    pages: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)

    @property
    def plain(self) -> str:
        return "".join(run.text for run in self.runs).strip()

    def all_look(self, has: Callable[[Look], bool]) -> bool:
        """Whether every run that shows something looks like this."""
        shown = [run for run in self.runs if re.search(r"\w", run.text)]
        return bool(shown) and all(has(run.look) for run in shown)

    def marked(self, bold: bool = True, code: bool = True) -> str:
        """The text with its marks, neighbouring runs of one look under one mark."""
        linked = [(self._link(run), run.look.bold and bold, run.look.code and code, run.text) for run in self.runs]
        return marked_runs(linked).strip()

    def _link(self, run: Run) -> str:
        """Links within the document are kept where they are all there is, as in a list of contents."""
        return "" if run.link.startswith("#") and not self._is_one_link() else run.link

    def _is_one_link(self) -> bool:
        return len({run.link for run in self.runs if run.text.strip()}) == 1


def said(paragraph: Any, styles: Styles, links: dict[str, str]) -> Said:
    """The paragraph's text. `links` are the targets of the document's relations by their id."""
    found = Said()
    _Field(found, paragraph, styles, links).take(paragraph, "")
    return found


class _Field:
    """Goes through a paragraph; fields (`HYPERLINK "..."`) begin and end in it like brackets."""

    def __init__(self, found: Said, paragraph: Any, styles: Styles, links: dict[str, str]) -> None:
        self._found = found
        self._paragraph = paragraph
        self._styles = styles
        self._links = links
        self._fields: list[list[str]] = []
        self._in_code = False

    def take(self, element: Any, link: str) -> None:
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _UNREAD:
                continue
            if tag in _DELETED:
                text = "".join(one.text or "" for one in child.iter(W + "delText", W + "t"))
                self._found.left_out.append(("deleted text", text))
            elif tag == W + "r":
                self._run(child, link)
            elif tag == W + "hyperlink":
                anchor = child.get(W + "anchor")
                self.take(child, self._links.get(child.get(_R + "id", ""), "") or (f"#{anchor}" if anchor else ""))
            elif tag == W + "fldSimple":
                target = _LINKED.match(child.get(W + "instr", ""))
                self.take(child, target["target"] if target else link)
            elif tag == M + "oMath":
                self._found.runs.append(Run(formula(child)))
            elif tag == _MC + "AlternateContent":
                self._alternative(child, link)
            elif tag not in (W + "p", W + "tbl"):
                self.take(child, link)

    def _run(self, run: Any, link: str) -> None:
        look = self._styles.look(run, self._paragraph)
        for child in run:
            tag = child.tag
            if tag == W + "fldChar":
                self._bracket(child.get(W + "fldCharType"))
            elif tag == W + "instrText" and self._fields:
                self._fields[-1][1] += child.text or ""
            elif tag == W + "lastRenderedPageBreak" or (tag in _BREAKS and child.get(W + "type") == "page"):
                self._found.pages += tag == W + "lastRenderedPageBreak"
            elif any(part == "code" for part, _ in self._fields):
                continue
            elif look.hidden:
                self._found.left_out.append(("hidden text", _text(child)))
            elif tag in (_MC + "AlternateContent", W + "drawing", W + "pict", W + "object"):
                self._alternative(child, link) if tag.startswith(_MC) else self._drawing(child)
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                self._found.notes.append((tag.removeprefix(W).removesuffix("Reference"), child.get(W + "id", "")))
            elif text := _text(child):
                inner = next((held for _, code in reversed(self._fields) if (held := _target(code))), "")
                self._found.runs.append(Run(text, look, link or inner))

    def _bracket(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(["code", ""])
        elif kind == "separate" and self._fields:
            self._fields[-1][0] = "result"
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _alternative(self, element: Any, link: str) -> None:
        """Of the same thing said twice, for newer and older programs, the first."""
        inner = element.find(_MC + "Choice")
        inner = element.find(_MC + "Fallback") if inner is None else inner
        for child in inner if inner is not None else ():
            if child.tag in (W + "drawing", W + "pict", W + "object"):
                self._drawing(child)
            elif child.tag == W + "r":
                self._run(child, link)
            else:
                self.take(child, link)

    def _drawing(self, element: Any) -> None:
        boxes = list(element.iter(W + "txbxContent"))
        self._found.boxes.extend(box for box in boxes if not any(above in boxes for above in box.iterancestors()))
        inside = {part for box in boxes for part in box.iter()}
        images = [one for one in element.iter(A + "blip", _V + "imagedata") if one not in inside]
        if images:
            about = next(element.iter(_WP + "docPr"), None)
            said = (about.get("descr") or about.get("title") or "") if about is not None else ""
            target = images[0].get(_R + "embed") or images[0].get(_R + "link") or images[0].get(_R + "id") or ""
            name = self._links.get(target, "") or "picture"
            self._found.pictures.append(f"![{' '.join(said.split())}]({name})")


def _target(instruction: str) -> str:
    """Where a HYPERLINK field leads; empty for other fields."""
    found = _LINKED.match(instruction)
    return f"{'#' if found['anchor'] else ''}{found['target']}" if found else ""


def _text(element: Any) -> str:
    tag = element.tag
    if tag == W + "t":
        return element.text or ""
    if tag in (W + "tab", W + "ptab"):
        return "\t"
    if tag in _BREAKS:
        return "\n"
    if tag == W + "noBreakHyphen":
        return "-"
    return ""


def formula(element: Any) -> str:
    """A formula in one line: `(a)/(b)`, `x^2`, `x_1`."""
    return "".join(_formula(element, 0))


def _formula(element: Any, depth: int) -> Iterator[str]:
    if depth > 60:
        return
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == M + "t":
            yield child.text or ""
        elif tag == M + "f":
            yield f"({formula_of(child, 'num')})/({formula_of(child, 'den')})"
        elif tag in (M + "sup", M + "sub"):
            inner = "".join(_formula(child, depth + 1))
            sign = "^" if tag.endswith("sup") else "_"
            yield f"{sign}{inner}" if len(inner) <= 1 else f"{sign}({inner})" if inner else ""
        elif tag == M + "rad":
            yield f"sqrt({formula_of(child, 'e')})"
        elif not tag.endswith("Pr"):
            yield from _formula(child, depth + 1)


def formula_of(element: Any, part: str) -> str:
    inner = element.find(M + part)
    return formula(inner) if inner is not None else ""
