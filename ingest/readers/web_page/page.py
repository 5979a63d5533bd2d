"""The bytes of a page to its tree: in the encoding it declares or betrays, however deep it is nested."""

import codecs
import re
from dataclasses import dataclass
from typing import Any

from ingest.errors import UnreadableSource
from ingest.files.sources import Document

_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^<>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_PROBE = 4096
# What HTML calls these is, since browsers read it so, the Windows encoding that has letters where they have none.
_AS_BROWSERS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
# A text in another encoding has no such share of sound UTF-8 beyond ASCII; one in UTF-8 may hold a few broken bytes.
_SOUND = 0.9
_EMPTY_IN_XML = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)([a-zA-Z][\w:.-]*)([^<>]*?)/>"
)
_TOO_DEEP = "Excessive depth"
# What says nothing about the text in it, and then whatever else nests: without these, any page is within the depth.
_INLINE = re.compile(r"</?(?:font|span|b|i|u|em|strong|small|big|a|tt|code|sub|sup)\b[^<>]*>", re.I)
_WRAPPERS = re.compile(r"</?(?:div|section|article|main|center|blockquote|header|form|fieldset)\b[^<>]*>", re.I)
_NESTING = re.compile(
    r"</?(?!(?:h[1-6]|p|pre|br|title|meta|head|body|html|script|style|nav|footer)\b)[a-z][\w:-]*\b[^<>]*>", re.I
)


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page. `damaged` counts the characters that could not be decoded; `cut` says that nesting beyond all
    reason made the parser stop early."""

    root: Any
    damaged: int = 0
    cut: bool = False


def parse(document: Document) -> Page:
    """Raises UnreadableSource where the bytes hold no page."""
    text = decoded(document.data)
    if text.count("\0") > len(text) // 100:
        raise UnreadableSource(f"{document.path} is a binary file, not a web page; save the page and ingest that.")
    return parse_text(text.replace("\0", ""), document.path)


def parse_text(text: str, path: str) -> Page:
    """Raises UnreadableSource where a text holds no page."""
    import lxml.etree

    if text[:200].lstrip().startswith("<?xml") or "http://www.w3.org/1999/xhtml" in text[:2000]:
        text = _EMPTY_IN_XML.sub(r"<\1\2></\1>", text)
    text = re.sub(r"^\s*<\?xml[^<>]*\?>", "", text)
    try:
        root, cut = _tree(text)
        if cut:
            root, cut = _tree(_WRAPPERS.sub("<p>", _INLINE.sub("", text)))
        if cut:
            root, cut = _tree(_NESTING.sub("<p>", _INLINE.sub("", text)))
    except lxml.etree.ParserError as problem:
        raise UnreadableSource(f"{path} is no web page: {problem}.") from problem
    return Page(root, text.count("\ufffd"), cut)


def _tree(text: str) -> tuple[Any, bool]:
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    return root, any(_TOO_DEEP in problem.message for problem in parser.error_log)


def decoded(data: bytes) -> str:
    """By its mark, as UTF-8 wherever it is sound, as declared, or as Windows text. What fits none is U+FFFD."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(data[:_PROBE])
    encoding = _known(declared[1].decode("ascii", "replace")) if declared else "cp1252"
    as_utf8 = data.decode("utf-8", "replace")
    beyond = sum(not character.isascii() for character in as_utf8)
    if encoding in ("utf-8", "utf-16", "cp1252") and as_utf8.count("\ufffd") < (1 - _SOUND) * beyond:
        return as_utf8
    return data.decode("cp1252" if encoding in ("utf-8", "utf-16") else encoding, "replace")


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return "cp1252"
    return _AS_BROWSERS.get(found, found)
