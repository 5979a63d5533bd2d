"""reStructuredText: docutils finds the sections, the text between them is kept as it stands, without directives."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.blocks import Block, Reading
from ingest.errors import UnreadableSource
from ingest.files.sources import Document
from ingest.readers.text.restructured_parts import (
    FOLDING,
    TABLES,
    dedented,
    fold,
    framed,
    named_questions,
    spelled_fields,
    table,
    table_end,
)
from ingest.understanding.labels import names_part
from ingest.understanding.wording import after_answer_label, opens_question, reads_like_question, without_marks

# Explicit markup that says nothing to a reader: targets, comments, contents; an admonition keeps what it holds.
_HIDDEN_DIRECTIVES = (
    "contents|toctree|index|highlight|image|figure|include|meta|sectionauthor|codeauthor|currentmodule|module|only|raw"
)
_HIDDEN = re.compile(rf"\.\.(?:\s+(?:_[^:]*:|\||\[|(?:{_HIDDEN_DIRECTIVES})\s*:{{0,2}}).*|\s*|\s+(?![\w-]+::).*)")
_ADMONITION = re.compile(r"\.\.\s+(?P<name>[\w-]+)::\s*(?P<rest>.*)")
_UNDERLINE = re.compile(r"([=\-~^\"'`+*#<>:.])\1{2,}\s*")
_ITEM = re.compile(r"(?P<indent>\s*)(?P<mark>[-*+•]|\(?(?:\d{1,3}|#)[.)])\s+(?=\S)")
_ROLE = re.compile(r":[a-zA-Z][\w:.-]*:`(?P<text>[^`<]+?)(?:\s*<[^>`]*>)?`")


def read(document: Document) -> Reading:
    """Headings as deep as docutils says; paragraphs, items and code in between. Raises UnreadableSource."""
    lines = document.text.split("\n")
    titles = _titles(document.path, document.text)
    spelled_fields(lines)
    asking = named_questions(lines)
    blocks: list[Block] = []
    at = 0
    for line, level, title, underline in titles:
        blocks.extend(_body(lines, at, line - 1, asking))
        raw = "\n".join(lines[line - 1 : underline])
        blocks.append(Block("heading", _without_roles(title), raw, line, underline, level))
        at = underline
    blocks.extend(_body(lines, at, len(lines), asking))
    title = next((heading for _, level, heading, _ in titles if level == 1), "")
    return Reading("rst", title, tuple(blocks))


def _titles(path: str, text: str) -> list[tuple[int, int, str, int]]:
    """(first line, depth, title, last line) of each section, 1-based, in order."""
    import docutils.nodes

    try:
        document = parsed(text)
    except RecursionError as problem:
        raise UnreadableSource(f"{path} is nested too deeply to be read; flatten it and ingest it again.") from problem
    lines = text.split("\n")
    found: list[tuple[int, int, str, int]] = []
    for section in document.findall(docutils.nodes.section):
        heading = section.next_node(docutils.nodes.title)
        if heading is None or heading.line is None:
            continue
        depth = 1
        parent = section.parent
        while isinstance(parent, docutils.nodes.section):
            depth, parent = depth + 1, parent.parent
        found.append(_placed(lines, heading.line, depth, heading.rawsource or heading.astext()))
    return found


def parsed(text: str) -> Any:
    """The document tree; mistakes in it are passed over, and no file but this text is read."""
    import docutils.core
    import docutils.utils

    settings = {
        "report_level": docutils.utils.Reporter.SEVERE_LEVEL + 1,
        "halt_level": docutils.utils.Reporter.SEVERE_LEVEL + 1,
        "file_insertion_enabled": False,
        "raw_enabled": False,
        "doctitle_xform": False,
        "_disable_config": True,
    }
    return docutils.core.publish_doctree(text, settings_overrides=settings)


def _placed(lines: list[str], near: int, depth: int, title: str) -> tuple[int, int, str, int]:
    """docutils counts to the title or to its underline, depending on the overline; the text itself decides."""
    around = [i for i in (near - 2, near - 1, near - 3, near) if 0 <= i < len(lines)]
    at = next((i for i in around if lines[i].strip() == title.strip()), near - 1)
    first = at if at and _UNDERLINE.fullmatch(lines[at - 1]) and lines[at - 1].strip() else at + 1
    return first, depth, title.strip(), at + 2


def _body(lines: list[str], start: int, end: int, asking: frozenset[int]) -> Iterator[Block]:
    """Blocks of the 0-based lines start..end-1, parted by blank lines; an indented part belongs to what is above.

    The lines `asking` name what answers them.
    """
    at = start
    while at < end:
        line = lines[at]
        if (past := table_end(lines, at, end)) is not None:
            yield from table(lines[at:past], at + 1)
            at = past
            continue
        if not line.strip() or (_UNDERLINE.fullmatch(line) and not line.startswith(":")):
            at += 1
            continue
        admonition = _ADMONITION.fullmatch(line)
        if line.startswith("..") and _HIDDEN.fullmatch(line):
            at = _indented_end(lines, at + 1, end)
        elif admonition:
            inside = _indented_end(lines, at + 1, end)
            if admonition["name"] in ("code-block", "code", "sourcecode", "parsed-literal"):
                yield from _one("code", lines, at + 1, inside)
                at = inside
            elif admonition["name"] in TABLES:
                yield from table(lines[at:inside], at + 1)
                at = inside
            elif admonition["name"] == "rubric":
                title = _without_roles(admonition["rest"])
                yield Block("heading", title, line, at + 1, at + 1, 6)
                at += 1
            elif admonition["name"] in FOLDING:
                asked = _without_roles(admonition["rest"] or admonition["name"])
                opened, whole = framed(asked, lines[at + 1 : inside], at + 1, at in asking)
                yield from opened
                lines[at + 1 : inside] = dedented(lines[at + 1 : inside])
                at = inside if whole else at + 1
            else:
                lines[at] = admonition["rest"]
                at += 0 if admonition["rest"] else 1
        else:
            stop = _paragraph_end(lines, at, end)
            item = _ITEM.match(line)
            if at in asking:
                inside = _indented_end(lines, at + 1, end)
                yield fold(_without_roles(line.strip()), lines[at + 1 : inside], at + 1)
                stop = inside
            elif not item and at + 1 < stop and reads_like_question(line) and _defines(line, lines[at + 1]):
                yield from _one("paragraph", lines, at, at + 1)
                lines[at + 1 : stop] = dedented(lines[at + 1 : stop])
                stop = at + 1
            else:
                yield from _one("item" if item else "paragraph", lines, at, stop)
            at = stop


def _defines(line: str, below: str) -> bool:
    """A term with its definition indented below it, no blank line between."""
    return len(below) - len(below.lstrip()) > len(line) - len(line.lstrip())


def _one(kind: str, lines: list[str], start: int, end: int) -> Iterator[Block]:
    while end > start and not lines[end - 1].strip():
        end -= 1
    while start < end and (not lines[start].strip() or re.fullmatch(r"\s*:[\w-]+:.*", lines[start])):
        start += 1
    raw = _without_roles("\n".join(re.sub(r"^\s*\|\s", "", line.rstrip()) for line in lines[start:end]))
    raw = re.sub(r"::$", ":", re.sub(r"(?m)^\s*::$", "", raw), flags=re.M)
    if raw.strip() and without_marks(raw):
        item = _ITEM.match(raw)
        text = raw[item.end() :] if item else raw.strip()
        level = len(item["indent"]) if item else 0
        block_kind = "code" if kind == "code" else "item" if item else "paragraph"
        yield Block(block_kind, text, raw, start + 1, end, level, item["mark"] if item else "")  # type: ignore[arg-type]


def _paragraph_end(lines: list[str], at: int, end: int) -> int:
    """Past the last line of the paragraph; the next item of a list without blank lines is another."""
    stop = at + 1
    while stop < end and lines[stop].strip() and not _ITEM.match(lines[stop]) and not _begins_anew(lines[stop]):
        stop += 1
    return stop


def _begins_anew(line: str) -> bool:
    return opens_question(line) or after_answer_label(line) is not None or names_part(line)


def _indented_end(lines: list[str], at: int, end: int) -> int:
    while at < end and (not lines[at].strip() or lines[at][0].isspace()):
        at += 1
    return at


def _without_roles(text: str) -> str:
    r"""``:ref:`guide <x>` `` says only "guide"."""
    text = _ROLE.sub(lambda role: role["text"].lstrip("~!"), text)
    text = re.sub(r"`([^`<>]+?)\s*<(\w+://[^`<>\s]+)>`_{1,2}", r"[\1](\2)", text)
    return re.sub(r"`([^`<>]+?)\s*<[^`>]*>`_{1,2}", r"\1", text)
