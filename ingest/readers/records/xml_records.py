"""XML: question banks, quizzes, dumps of forums, feeds, FAQs in any words; else the text of a document."""

from collections.abc import Iterator
from typing import Any

from ingest.blocks import Block, Flaw, Reading, Record
from ingest.errors import MalformedSource, NothingAsked
from ingest.files.sources import Document
from ingest.readers.html_fragments import without_html
from ingest.readers.records.record_fields import title_of
from ingest.readers.records.record_values import records_of
from ingest.readers.records.values import said
from ingest.readers.records.xml_quizzes import moodle_records, qti_records
from ingest.readers.records.xml_values import children, name_of, parsed, text_of, value_of

_PARAGRAPHS = frozenset(("p", "para", "simpara", "ab", "paragraph", "shortdesc"))
_CODE = frozenset(("programlisting", "screen", "codeblock", "pre", "literallayout"))
_ITEMS = frozenset(("listitem", "li", "item"))


def read(document: Document) -> Reading:
    """Raises MalformedSource where the text is no XML, UnreadableSource where it declares entities, NothingAsked where
    it holds neither questions nor running text."""
    root, doubtful = parsed(document.path, document.text)
    if name_of(root).lower() == "html":
        from ingest.readers.web_page import read as read_page

        return read_page(document)
    flaws = tuple(Flaw(line, f"{document.path}, line {line}: {what}.") for line, what in doubtful)
    title, found = _found(root)
    if not found and flaws:
        raise MalformedSource(document.path, flaws[0].line, f"{doubtful[0][1]}.")
    if not found:
        raise NothingAsked(f"{document.path} holds no question and no running text but settings or data: leave it out.")
    return Reading("xml", title, tuple(found), flaws=flaws)


def _found(root: Any) -> tuple[str, list[Record | Block]]:
    name = name_of(root).lower()
    if name == "quiz" and any(question.get("type") for question in root.iter("{*}question")):
        return "", list(moodle_records(root))
    if name == "posts" or any(row.get("PostTypeId") for row in root.iterchildren("{*}row")):
        return "", list(_posts(root))
    if name in ("assessmentitem", "questestinterop", "assessmenttest", "assessment") and (
        quiz := list(qti_records(root))
    ):
        return "", list(quiz)
    if name in ("rss", "feed", "rdf"):
        entries = [_entry(entry) for entry in root.iter("{*}item", "{*}entry")]
        return said(root.findtext("{*}channel/{*}title") or root.findtext("{*}title") or ""), list(records_of(entries))
    value = value_of(root)
    found: list[Record | Block] = list(records_of(value, sections_by_key=False))
    if not any(isinstance(one, Record) for one in found):
        found = list(_prose(root, 1)) or found
        heads = [one.text for one in found if isinstance(one, Block) and one.kind == "heading" and one.level == 1]
        return heads[0] if heads else title_of(value), found
    return title_of(value), found


def _posts(root: Any) -> Iterator[Record]:
    """The questions of a Stack Exchange dump, each with the accepted answer or else the one with most votes."""
    answers: dict[str, list[Any]] = {}
    for row in root.iterchildren("{*}row"):
        if row.get("PostTypeId") == "2":
            answers.setdefault(row.get("ParentId", ""), []).append(row)
    for row in root.iterchildren("{*}row"):
        if row.get("PostTypeId") != "1" or not (row.get("Title") or "").strip():
            continue
        given = answers.get(row.get("Id", ""), [])
        accepted = [one for one in given if one.get("Id") == row.get("AcceptedAnswerId", "none")]
        best = accepted or sorted(given, key=lambda one: -_votes(one))
        start = row.sourceline or 1
        tags = (row.get("Tags") or "").strip("<>|").replace("><", ", ").replace("|", ", ")
        answer = without_html(best[0].get("Body", "")).strip() if best and (accepted or _votes(best[0]) >= 0) else ""
        line = (best[0].sourceline or start) if answer else start
        fields = {"tags": tags, "votes": row.get("Score", ""), "asked": row.get("CreationDate", "")[:10]}
        yield Record(
            row.get("Title"), answer, start, max(start, line), key=row.get("Id", ""), answer_line=max(start, line),
            fields={name: held for name, held in fields.items() if held},
        )  # fmt: skip


def _votes(row: Any) -> int:
    try:
        return int(row.get("Score", "0"))
    except ValueError:
        return 0


def _entry(entry: Any) -> dict[str, Any]:
    """An entry of a feed: its title and the fullest text it has."""
    texts = {name_of(child): text_of(child) for child in children(entry)}
    body = next((texts[name] for name in ("encoded", "content", "description", "summary") if texts.get(name)), None)
    kept = {name: texts[name] for name in ("title", "category", "link") if texts.get(name)}
    return {**kept, **({"content": body} if body is not None else {})}


def _prose(element: Any, depth: int) -> Iterator[Block]:
    """The titles and paragraphs of a document, whatever schema it keeps to."""
    if depth > 40:
        return
    for child in children(element):
        name = name_of(child).lower()
        text = text_of(child)
        if name in ("title", "head", "bridgehead") and text:
            yield Block("heading", said(text), said(text), text.line, text.end, min(depth, 6))
        elif name in _CODE and text:
            yield Block("code", text, f"```\n{text}\n```", text.line, text.end)
        elif name in _PARAGRAPHS and text:
            yield Block("paragraph", said(text), said(text), text.line, text.end)
        elif name in _ITEMS and text:
            yield Block("item", said(text), f"- {said(text)}", text.line, text.end, 0, "-")
        else:
            is_part = any(name_of(inner).lower() in ("title", "head") for inner in children(child))
            yield from _prose(child, depth + 1 if is_part and depth else depth)
