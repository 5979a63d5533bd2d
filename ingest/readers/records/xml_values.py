"""XML text to elements, safely, and elements to the plain values that JSON has: attributes and children by name."""

import html
import html.entities
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ingest.errors import MalformedSource, UnreadableSource
from ingest.readers.html_fragments import html_as_text
from ingest.readers.records.named_fields import answer_field, is_text, plain_name, question_field
from ingest.readers.records.values import Text
from ingest.understanding.wording import reads_like_question

# Deeper elements are taken as text only.
_DEEPEST = 50
_ENTITY = re.compile(r"&([A-Za-z]\w{1,30});")
_STRAY = re.compile(r"&(?!#\d{1,8};|#x[0-9A-Fa-f]{1,8};|\w{1,30};)")
_KEPT = frozenset(("amp", "lt", "gt", "quot", "apos"))
_ROOT = re.compile(r"<[A-Za-z_]")
# What formats for documents call the elements of HTML.
_CALLED = {
    "p": "para simpara formalpara ab paragraph note tip title bridgehead",
    "pre": "programlisting screen codeblock literallayout",
    "ul": "itemizedlist list sl",
    "ol": "orderedlist steps",
    "li": "listitem item step sli",
    "em": "emphasis hi",
    "span": "seg ph mattext quote cmd math",
    "code": "literal command filename function option codeph varname",
    "a": "ulink xref link ref",
    "b": "uicontrol term",
    "dl": "variablelist",
    "div": "varlistentry",
    "table": "informaltable",
    "tr": "row",
    "td": "entry",
    "br": "lb",
}
_AS_HTML = {name: tag for tag, names in _CALLED.items() for name in names.split()}
_HTML = frozenset(
    "p b i u em strong br ul ol li code pre span div sub sup a img table tr td th tbody thead h1 h2 h3 h4 h5 h6 hr "
    "blockquote tt font small dl dt dd kbd samp var del ins s center abbr cite caption col colgroup".split()
)
# Elements that are called only by an attribute.
_FIELDS = frozenset("field str attribute property data column cell string".split())
_UNNAMED = _FIELDS | frozenset("div seg ab section node element p entry".split())


def parsed(path: str, text: str) -> tuple[Any, list[tuple[int, str]]]:
    """The root element, and what had to be mended and where. Nothing outside of the text is looked at.

    Raises MalformedSource where it is no XML, UnreadableSource where it declares entities of its own.
    """
    import lxml.etree

    root_at = _ROOT.search(text)
    declared = text.find("<!ENTITY", 0, root_at.start() if root_at else len(text))
    if declared >= 0:
        raise _refused(path, text.count("\n", 0, declared) + 1)
    data = _ENTITY.sub(_named, text).encode()
    try:
        return _without_entities(path, lxml.etree.fromstring(data, _parser(recover=False))), []
    except lxml.etree.XMLSyntaxError as problem:
        line, what = problem.lineno or 1, str(problem.msg).split(", line")[0]
    with suppress(lxml.etree.XMLSyntaxError):
        parts = re.split(r"(<!\[CDATA\[.*?\]\]>)", _ENTITY.sub(_named, text), flags=re.S)
        mended = "".join(part if part.startswith("<![CDATA[") else _STRAY.sub("&amp;", part) for part in parts)
        return _without_entities(path, lxml.etree.fromstring(mended.encode(), _parser(recover=False))), []
    root = lxml.etree.fromstring(data, _parser(recover=True)) if data.strip() else None
    if root is None or len(root) == 0:
        raise MalformedSource(path, line, f"this is no XML: {what}.")
    return _without_entities(path, root), [
        (line, f"this is no sound XML: {what}; what follows may be incomplete, so mend it")
    ]


def _without_entities(path: str, root: Any) -> Any:
    """The root, where the document declared no entities, however it hid them."""
    declared = root.getroottree().docinfo.internalDTD if root is not None else None
    if declared is not None and next(declared.iterentities(), None) is not None:
        raise _refused(path, 1)
    return root


def _refused(path: str, line: int) -> UnreadableSource:
    return UnreadableSource(f"{path}, line {line}: it declares entities of its own, which are not read; remove them.")


def _parser(recover: bool) -> Any:
    import lxml.etree

    return lxml.etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover,
        remove_comments=True, remove_pis=True, strip_cdata=True,
    )  # fmt: skip


def _named(entity: re.Match[str]) -> str:
    """`&nbsp;` is known to HTML only; XML is given the character."""
    known = html.entities.html5.get(f"{entity[1]};")
    return entity[0] if entity[1] in _KEPT or known is None else "".join(f"&#{ord(one)};" for one in known)


def name_of(element: Any) -> str:
    """Without its namespace; `<field name="question">` is a question."""
    naming = _naming(element)
    return str(element.get(naming)).strip() if naming else _bare(element.tag)


def _bare(name: Any) -> str:
    return str(name).rpartition("}")[2]


def _naming(element: Any) -> str:
    """The attribute that says what an element is, where its own name does not; empty where none does."""
    if _bare(element.tag).lower() in _UNNAMED:
        for attribute in ("name", "type", "role", "class"):
            held = (element.get(attribute) or "").strip()
            named = attribute == "name" and _bare(element.tag).lower() in _FIELDS
            if held and (named or question_field([held]) or answer_field([held], None)):
                return attribute
    return ""


def children(element: Any) -> list[Any]:
    return [child for child in element if isinstance(child.tag, str)]


def text_of(element: Any) -> Text:
    """What an element says, its paragraphs and lists kept apart, with its lines."""
    whole = "".join(element.itertext())
    line = (element.sourceline or 1) + _blank_lines(element.text or "")
    said = html_as_text(_markup(element, 0)) if len(element) else _dedented(whole)
    return Text(said, line, line + whole.strip().count("\n"))


def _blank_lines(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")


def _dedented(text: str) -> str:
    """Without the blanks that only set the text off from its tags."""
    lines = text.strip().split("\n")
    margins = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    margin = min(margins, default=0)
    return "\n".join([lines[0], *(line[margin:].rstrip() for line in lines[1:])])


def _markup(element: Any, depth: int) -> str:
    """The inside of an element as HTML."""
    inside = [_escaped(element.text)]
    for child in children(element):
        name = name_of(child).lower()
        tag = _AS_HTML.get(name, name if name in _HTML else "span")
        link = (
            child.get("href") or child.get("url") or child.get("{http://www.w3.org/1999/xlink}href") or child.get("src")
        )
        held = f' {"src" if tag == "img" else "href"}="{_escaped(link)}"' if link else ""
        inner = _markup(child, depth + 1) if depth < _DEEPEST else _escaped("".join(child.itertext()))
        inside.append(f"<{tag}{held}>{inner}</{tag}>{_escaped(child.tail)}")
    return "".join(inside)


def _escaped(text: str | None) -> str:
    return html.escape(text or "")


def value_of(element: Any, depth: int = 0) -> Any:
    """A text, or an object of attributes and children; children of one name are a list."""
    name = name_of(element)
    line, naming = element.sourceline or 1, _naming(element)
    attributes = {_bare(key): Text(held.strip(), line) for key, held in element.attrib.items() if key != naming}
    inner = children(element)
    if not inner or depth > _DEEPEST or _is_content(element, name):
        said = text_of(element)
        if not attributes:
            return said
        asked = next((key for key, held in attributes.items() if reads_like_question(held)), None)
        if said and asked is not None and plain_name(asked) not in ("title", "category", "section"):
            return {"question": attributes.pop(asked), "answer": said, **attributes}
        return {**attributes, "#text": said} if said else attributes
    asks = question_field([plain_name(name)]) is not None
    found: dict[str, Any] = dict(attributes)
    own = " ".join([element.text or "", *(child.tail or "" for child in inner)]).strip()
    if own:
        found["question" if asks else "#text"] = Text(" ".join(own.split()), element.sourceline or 1)
    if (pairs := list(_alternating(inner, depth))) and len(pairs) > 1:
        return {**found, "entries": pairs}
    for child in inner:
        key = name_of(child)
        held = value_of(child, depth + 1)
        if key in found and isinstance(found[key], list):
            found[key].append(held)
        elif key in found:
            found[key] = [found[key], held]
        else:
            found[key] = held
    return found


def _is_content(element: Any, name: str) -> bool:
    """Whether an element holds running text, whatever marks it up."""
    speaks = question_field([name]) or (answer_field([name], None) and not is_text(name))
    for inner in element.iterdescendants():
        if isinstance(inner.tag, str):
            tag = str(inner.tag).rpartition("}")[2].lower()
            if tag not in _HTML and not (speaks and tag in _AS_HTML) and tag not in ("para", "simpara", "emphasis"):
                return False
    return True


def _alternating(inner: list[Any], depth: int) -> Iterator[dict[str, Any]]:
    """Questions and answers that follow each other as brothers: each question with what comes before the next."""
    names = [plain_name(name_of(child)) for child in inner]
    asking = [name for name in names if question_field([name]) and not answer_field([name], None)]
    if len(asking) < 2 or not any(answer_field([name], None) for name in names) or len(set(asking)) > 1:
        return
    entry: dict[str, Any] | None = None
    for child, name in zip(inner, names, strict=True):
        if name == asking[0]:
            if entry is not None:
                yield entry
            held = value_of(child, depth + 1)
            entry = {"question": held} if not isinstance(held, dict) or "#text" in held else dict(held)
        elif entry is not None:
            key = name_of(child)
            held = value_of(child, depth + 1)
            entry[key] = (
                [*(entry[key] if isinstance(entry[key], list) else [entry[key]]), held] if key in entry else held
            )
    if entry is not None:
        yield entry
