"""HTML inside of a field: an answer in a quiz, a card or a forum's dump, as the Markdown-like text of an answer."""

import html
import re
from collections.abc import Iterator
from typing import Any

# What only HTML has; `<b>` or `<sub>` alone may stand in Markdown.
_BLOCKS = re.compile(r"</?(?:p|div|ul|ol|li|h[1-6]|table|tr|td|pre|blockquote|span|section|article|dl)\b[^<>]*>", re.I)
_INLINE = re.compile(
    r"<(?:b|i|em|strong|code|a|u|sub|sup|font|tt|kbd)\b[^<>]*>.{0,2000}?</|<(?:br|hr|img)\b[^<>]*>", re.I | re.S
)
_MARKDOWN = re.compile(r"^(?:```|#{1,6} |[-*] |\d+\. )|\*\*[^*\n]+\*\*|\]\(", re.M)
_NEVER = frozenset(("script", "style", "head", "noscript", "template", "iframe", "object", "form", "button"))
_BLOCK = frozenset(
    "p div h1 h2 h3 h4 h5 h6 section article blockquote dl dt dd figure figcaption center body details summary".split()
)
_DEEPEST = 100


def looks_like_html(text: str) -> bool:
    """Whether a text is written in HTML, not Markdown with a tag or two, nor about HTML."""
    if "<" not in text:
        return False
    if _BLOCKS.search(text) and "</" in text:
        return "```" not in text
    return bool(_INLINE.search(text)) and not _MARKDOWN.search(text)


def without_html(text: str) -> str:
    """A text as it would stand in Markdown, whatever it was written in."""
    if looks_like_html(text):
        return html_as_text(text)
    return (
        html.unescape(text) if re.search(r"&(?:#\d+|#x[\da-f]+|nbsp|amp|lt|gt|quot|\w{2,8}quo);", text, re.I) else text
    )


def html_as_text(text: str) -> str:
    """Paragraphs parted by a blank line, `- item`, fenced code, `a | b` rows; nothing of scripts and forms."""
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
    try:
        root = lxml.html.fragment_fromstring(text.encode(), create_parent="div", parser=parser)
    except lxml.etree.ParserError:
        return ""
    said = "".join(_said(root, 0, ""))
    pieces = re.split(r"(```.*?```)", said, flags=re.S)
    return re.sub(r"\n{3,}", "\n\n", "".join(p if p.startswith("```") else _tidy(p) for p in pieces)).strip()


def _tidy(text: str) -> str:
    lines = [re.sub(r"(?<=\S)[ \t\xa0]+", " ", line).rstrip() for line in text.replace("\xa0", " ").split("\n")]
    return "\n".join(line if re.match(r" *(?:- |\d+\. )", line) else line.strip() for line in lines)


def _said(element: Any, depth: int, indent: str) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _NEVER:
        return
    if depth > _DEEPEST:
        yield "".join(element.itertext())
        return
    tag = element.tag
    if tag == "pre":
        code = "".join(element.itertext()).strip("\n")
        yield f"\n\n```\n{code}\n```\n\n"
    elif tag in ("ul", "ol"):
        yield "\n"
        for number, item in enumerate(element.iterchildren("li", "ul", "ol"), 1):
            mark = "-" if tag == "ul" else f"{number}."
            inner = "".join(_said(item, depth + 1, indent + "  "))
            yield inner if item.tag != "li" else f"\n{indent}{mark} {inner.strip()}"
        yield "\n" if indent else "\n\n"
    elif tag == "table":
        rows = [
            ["".join(_said(cell, depth + 1, "")).split() for cell in row.iter("td", "th")] for row in element.iter("tr")
        ]
        yield "\n\n" + "\n".join(" | ".join(map(" ".join, row)) for row in rows) + "\n\n"
    elif tag == "br":
        yield "\n"
    elif tag == "img":
        alt, source = element.get("alt", ""), element.get("src", "")
        yield f"![{alt}]({source})" if source and not source.startswith("data:") else alt
    elif tag == "a":
        inner, link = "".join(_inside(element, depth, indent)), element.get("href", "")
        yield f"[{inner.strip()}]({link})" if link.startswith("http") and inner.strip() else inner
    elif tag == "code":
        inner = "".join(element.itertext())
        yield f"\n\n```\n{inner.strip(chr(10))}\n```\n\n" if "\n" in inner.strip() else f"`{inner}`"
    elif tag in _BLOCK:
        yield "\n\n" if not indent else "\n"
        yield from _inside(element, depth, indent)
        yield "\n\n" if not indent else "\n"
    else:
        yield from _inside(element, depth, indent)


def _inside(element: Any, depth: int, indent: str) -> Iterator[str]:
    yield _flat(element.text)
    for child in element:
        yield from _said(child, depth + 1, indent)
        yield _flat(child.tail)


def _flat(text: str | None) -> str:
    """Line breaks in HTML are blanks."""
    return re.sub(r"\s*\n\s*", " ", text or "")
