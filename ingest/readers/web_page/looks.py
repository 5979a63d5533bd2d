"""What a page's style and classes say about its words: bold, ornament, the depth of a list."""

import re
from typing import Any

_STYLE_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]{0,2000})\}")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)\b", re.I)
_LIGHT = re.compile(r"font-weight\s*:\s*(?:normal|lighter|[1-5]00)\b", re.I)
_LARGE = re.compile(r"font-size\s*:\s*(?:1[5-9]|[2-9]\d)(?:\.\d+)?pt", re.I)
_DRESSED = frozenset(["span", "font", "p", "li", "div", "td", "b", "strong", "a", "u", "em", "i"])
_LONGEST_SHEET = 500_000

_ANCHOR_CLASS = re.compile(
    r"(?:[\w-]*[-_])?(?:headerlink|header-?anchor|hash-?link|permalink|anchor(?:-?link)?|anchorjs-link|heading-?anchor"
    r"|toc-anchor|direct-link|section-?link|octicon-link|elementor-toggle-icon|elementor-accordion-icon)",
    re.I,
)
_ANCHOR_SAYS = re.compile(r"(?:\W|permalink|link|anchor|direct link|copy|to|this|heading|section|#|¶)*", re.I)
_ANCHOR_TAIL = re.compile(r"\s*(?:[¶#§🔗]+|\[edit\]|\[edit \| edit source\])\s*$")
_ORNAMENT = re.compile(
    r"line-?numbers?(?:-rows)?|line-?nos?|linenos|hljs-ln-numbers|gutter|blob-num|katex-html|MathJax(?:_\w+)?|MJX_Assistive_MathML"
    r"|copy-?(?:btn|button|code)?(?:-\w+)?|clipboard-\w+|mw-editsection|(?:code-)?toolbar-item|footnote-?(?:ref|backref|reference)"
    r"|reference|brackets|noprint|zeroclipboard\S*|reversefootnote|mce_SELRES_\w+",
    re.I,
)
_NOTE_MARK = re.compile(r"\[?\s*(?:\d{1,3}|[a-z]|note \d{1,3}|citation needed|edit)\s*\]?[↩︎]*", re.I)
_NESTED_LIST = re.compile(r"lst-[\w.]+-(\d)$")


class Looks:
    """Reads the page's own style sheets for the classes that set bold type; exports name them `c7`."""

    def __init__(self, root: Any) -> None:
        self._bold: set[str] = set()
        self._light: set[str] = set()
        for sheet in root.iter("style"):
            for rule in _STYLE_RULE.finditer((sheet.text or "")[:_LONGEST_SHEET]):
                if _BOLD.search(rule[2]) or _LARGE.search(rule[2]):
                    self._bold.add(rule[1])
                elif _LIGHT.search(rule[2]):
                    self._light.add(rule[1])

    def is_bold(self, element: Any) -> bool | None:
        """None where an element says nothing about it."""
        if element.tag not in _DRESSED:
            return None
        if style := element.get("style"):
            if _BOLD.search(style) or (_LARGE.search(style) and element.tag in ("span", "font")):
                return True
            if _LIGHT.search(style):
                return False
        if element.tag in ("b", "strong", "u") or element.get("class") == "admonition-title":
            return True
        if element.tag in ("span", "font", "p", "li") and (names := element.get("class")) and self._bold:
            classes = names.split()
            if any(name in self._bold for name in classes):
                return True
            if element.tag == "span" and any(name in self._light for name in classes):
                return False
        return None

    def is_ornament(self, element: Any, words: int) -> bool:
        """Line numbers, copy buttons, the anchor of a heading, the mark of a footnote, a formula's second picture."""
        tag, names = element.tag, str(element.get("class") or "")
        if tag == "a":
            if words <= 5 and any(_ANCHOR_CLASS.fullmatch(name) for name in names.split()):
                return bool(_ANCHOR_SAYS.fullmatch("".join(element.itertext()).strip()))
            noted = element.get("role") == "doc-noteref" or element.get("epub:type") == "noteref"
            return bool(noted or element.get("data-footnote-ref") is not None or (words <= 1 and "footnote" in names))
        if tag == "sup":
            if "reference" in names or "footnote" in names:
                return True
            linked = element.find(".//a") is not None
            return bool(linked and _NOTE_MARK.fullmatch("".join(element.itertext()).strip()))
        if tag == "rp":
            return True
        if tag in ("span", "td", "th", "div", "button", "a", "table") and names:
            return any(_ORNAMENT.fullmatch(name) for name in str(names).split() if len(name) < 80) and not str(
                names
            ).startswith("reference ")
        return False

    @staticmethod
    def without_anchor(heading: str) -> str:
        return _ANCHOR_TAIL.sub("", heading)

    @staticmethod
    def list_level(element: Any) -> int:
        """Google Docs writes nested lists one after another and tells their depth in a class."""
        nested = next(
            (found for name in (element.get("class") or "").split() if (found := _NESTED_LIST.match(name))), None
        )
        return 2 * int(nested[1]) if nested else 0
