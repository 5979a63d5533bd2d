"""Elements that are not running text: code, formulas, pictures."""

import re
from typing import Any
from urllib.parse import quote, unquote

from ingest.readers.web_page.drafts import Draft

_NUMBERS = re.compile(
    r"line-?numbers?(?:-rows)?|line-?nos?|linenos|hljs-ln-numbers|hljs-ln-n|gutter|blob-num|lnt|ln|line-num|copy\S*|"
    r"clipboard\S*|toolbar\S*|react-syntax-highlighter-line-number",
    re.I,
)
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|highlight|brush:?)[-_ ]([\w+#]{1,20})", re.I)
_SMALLEST_PICTURE = 48
# Services that draw a formula which the address itself holds.
_FORMULA_AT = re.compile(
    r"(?:/render/math\?math=|codecogs\.com/\w+\.(?:latex|image)\?|[?&]chl=|/latex\?(?:tex|math)=)(?P<tex>[^&#]{1,2000})",
    re.I,
)


def code_of(element: Any, line: int) -> Draft:
    """A listing as it would be typed: no line numbers, no button to copy it."""
    import lxml.etree

    found: list[str] = []
    walk = lxml.etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, inner in walk:
        if event == "start":
            numbers = any(_NUMBERS.fullmatch(name) for name in (inner.get("class") or "").split())
            if inner is not element and (numbers or inner.tag in ("button", "script", "style")):
                walk.skip_subtree()
                continue
            found.append("\n" if inner.tag == "br" else "")
            found.append(inner.text or "")
        else:
            if event == "end" and inner.tag in ("div", "li", "tr", "p") and not "".join(found[-1:]).endswith("\n"):
                found.append("\n")
            found.append(inner.tail or "" if inner is not element else "")
    code = "".join(found).replace("\r\n", "\n").strip("\n").rstrip()
    return Draft("code", code, f"```{_language(element)}\n{code}\n```", line)


def _language(element: Any) -> str:
    for one in (element, *element[:1], element.getparent()):
        if one is not None and (found := _LANGUAGE.search(one.get("class") or "")):
            return "" if found[1].lower() in ("default", "none", "text", "plaintext") else str(found[1])
    return ""


def formula(element: Any) -> str | None:
    """A formula once, as its author typed it, where the page shows it and keeps its source beside it."""
    tag = element.tag
    names = (element.get("class") or "").split()
    if not (
        tag in ("math", "mjx-container") or "katex" in names or "mwe-math-element" in names or "katex-display" in names
    ):
        return None
    source = next((note for note in element.iter("annotation", "{*}annotation")), None)
    if source is not None and (source.text or "").strip():
        return f" ${source.text.strip()}$ "
    image = next(iter(element.iter("img")), None)
    alt = element.get("alttext") or element.get("data-tex") or (image.get("alt") if image is not None else None)
    if alt:
        return f" ${alt.strip()}$ "
    within = element.find(".//math") if tag != "math" else element
    words = "".join((within if within is not None else element).itertext())
    return f" {' '.join(words.split())} "


def picture(element: Any) -> str | None:
    """`![what it shows](where it is)`; the character that an emoji's picture stands for; None for an ornament."""
    alt = " ".join((element.get("alt") or "").split())
    names = element.get("class") or ""
    if "emoji" in names or "icon" in names.split():
        return alt if "emoji" in names else None
    if "math" in names or "latex" in names:
        return f" ${alt}$ " if alt else None
    sizes = [element.get(side) or "" for side in ("width", "height")]
    if any(size.isdigit() and int(size) < _SMALLEST_PICTURE for size in sizes) or element.get("role") == "presentation":
        return alt if len(alt) == 1 else None
    source = element.get("src") or ""
    if not source or source.startswith("data:"):
        source = element.get("data-src") or element.get("data-lazy-src") or element.get("data-original") or ""
    if source.startswith("data:") or not source:
        source = "embedded"
    if typed := _FORMULA_AT.search(source):
        return f" ${' '.join(unquote(typed['tex']).split())}$ "
    alt = re.sub(r"[\[\]]", "", alt)
    return f"![{alt}]({quote(source[:500], safe=':/?&=%#,;+@~!$*')})"
