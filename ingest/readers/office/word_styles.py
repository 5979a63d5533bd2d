"""What a Word document says by style: headings, lists, code, bold and hidden text, and the size of the letters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo) ?(?P<level>\d)", re.I)
_CODE_STYLE = re.compile(r".*(?:code|verbatim|preformatted|listing|macro|plain ?text|html pre|typewriter).*", re.I)
_MONOSPACED = re.compile(
    r".*(?:courier|consolas|menlo|monaco|monospace|\bmono\b|mono$|lucida console|cascadia|inconsolata|fira code|"
    r"jetbrains|source code|andale|terminal|typewriter).*",
    re.I,
)
_LIST_STYLE = re.compile(r"list (?P<kind>bullet|number|paragraph|continue)?\s?(?P<depth>\d)?", re.I)
# Styles inherit from each other; a ring of them is a damaged document.
_DEEPEST = 30


def value(element: Any, name: str, attribute: str = "val") -> str | None:
    """The attribute of a child, None where there is no such child; one without the attribute says yes: `1`."""
    child = element.find(W + name) if element is not None else None
    return None if child is None else str(child.get(W + attribute, "1"))


def is_on(flag: str | None) -> bool:
    return flag is not None and flag not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Look:
    """How a run of text looks. `size` is in half points, 0 where nothing says."""

    bold: bool = False
    hidden: bool = False
    code: bool = False
    size: int = 0


@dataclass(frozen=True, slots=True)
class Role:
    """What a paragraph is by its style: a heading's depth from 1, the number of its list and how deep it is in it."""

    name: str = ""
    heading: int = 0
    is_title: bool = False
    is_contents: bool = False
    code: bool = False
    list_id: str = ""
    depth: int = 0


@dataclass
class Styles:
    """The styles part, or nothing where the document has none."""

    root: Any
    _roles: dict[str, Role] = field(default_factory=dict)

    @cached_property
    def _by_id(self) -> dict[str, Any]:
        found = self.root.iter(W + "style") if self.root is not None else ()
        return {str(style.get(W + "styleId")): style for style in found}

    @cached_property
    def _default(self) -> str:
        """The style of paragraphs that name none."""
        for id_, style in self._by_id.items():
            if style.get(W + "type") == "paragraph" and is_on(style.get(W + "default")):
                return id_
        return ""

    def role(self, paragraph: Any) -> Role:
        """What its own properties say goes before what its style says."""
        properties = paragraph.find(W + "pPr")
        named = value(properties, "pStyle") or self._default
        if named not in self._roles:
            self._roles[named] = self._role_of_style(named)
        role = self._roles[named]
        outline = value(properties, "outlineLvl")
        numbering = properties.find(W + "numPr") if properties is not None else None
        if outline is None and numbering is None:
            return role
        heading = _depth(outline) if outline is not None else role.heading
        list_id, depth = role.list_id, role.depth
        if numbering is not None:
            list_id = value(numbering, "numId") or list_id
            depth = int(_number(value(numbering, "ilvl"), role.depth))
        return Role(role.name, heading, role.is_title, role.is_contents, role.code, list_id, min(depth, 8))

    def look(self, run: Any, paragraph: Any) -> Look:
        """The run's own properties go before those of its style, and these before its paragraph's."""
        own = run.find(W + "rPr")
        properties = paragraph.find(W + "pPr")
        character = value(own, "rStyle")
        chain = [own, *self._properties(character)] if character else [own]
        chain += self._properties(value(properties, "pStyle") or self._default)
        if self.root is not None and (defaults := self.root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")) is not None:
            chain.append(defaults)
        chain = [one for one in chain if one is not None]

        def first(name: str, attribute: str = "val") -> str | None:
            return next((found for one in chain if (found := value(one, name, attribute)) is not None), None)

        name = self._name(character) if character else ""
        return Look(
            bold=is_on(first("b")),
            hidden=is_on(first("vanish")) or is_on(first("webHidden")),
            code=bool(_CODE_STYLE.fullmatch(name)) or bool(_MONOSPACED.fullmatch(first("rFonts", "ascii") or "")),
            size=int(_number(first("sz"), 0)),
        )

    def _name(self, id_: str) -> str:
        style = self._by_id.get(id_)
        return (value(style, "name") or id_) if style is not None else id_

    def _chain(self, id_: str) -> Iterator[Any]:
        """The style and those that it is based on."""
        for _ in range(_DEEPEST):
            style = self._by_id.get(id_)
            if style is None:
                return
            yield style
            id_ = value(style, "basedOn") or ""

    def _properties(self, id_: str) -> list[Any]:
        found = (style.find(W + "rPr") for style in self._chain(id_))
        return [properties for properties in found if properties is not None]

    def _role_of_style(self, id_: str) -> Role:
        chain = list(self._chain(id_))
        names = [self._name(str(style.get(W + "styleId"))) for style in chain] or [id_]
        heading = next((int(found["level"]) for name in names if (found := _HEADING.fullmatch(name))), 0)
        list_id, depth = "", 0
        for style in chain:
            properties = style.find(W + "pPr")
            if not heading and (outline := value(properties, "outlineLvl")) is not None:
                heading = _depth(outline)
            numbering = properties.find(W + "numPr") if properties is not None else None
            if numbering is not None and not list_id:
                list_id = value(numbering, "numId") or ""
                depth = int(_number(value(numbering, "ilvl"), 0))
        listed = _LIST_STYLE.fullmatch(names[0])
        if listed and listed["depth"] and not depth:
            depth = int(listed["depth"]) - 1
        return Role(
            names[0],
            heading,
            is_title=names[0].lower() == "title",
            is_contents=bool(re.fullmatch(r"(?:toc|table of figures|index) ?\d*", names[0], re.I)),
            code=any(_CODE_STYLE.fullmatch(name) for name in names if name),
            list_id=list_id,
            depth=depth,
        )


def _depth(outline: str) -> int:
    """The outline counts from 0; 9 is running text."""
    level = int(_number(outline, 9))
    return level + 1 if 0 <= level <= 8 else 0


def _number(text: str | None, otherwise: float) -> float:
    return float(text) if text is not None and re.fullmatch(r"-?\d{1,9}(?:\.\d+)?", text) else otherwise
