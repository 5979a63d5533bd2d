"""DOCX. Styles, or else the size of the letters, tell the headings; lists are counted as Word counts them.

Not content: headers and footers, comments, deleted and hidden text, the table of contents. Where Word noted on which
page a paragraph began when it was last shown, that is its place, or else its number.
"""

import posixpath
from typing import Any

from ingest.blocks import Reading
from ingest.errors import UnreadableSource
from ingest.files.sources import Document
from ingest.readers.office.package import Kind, Package, damaged, opened, parsed
from ingest.readers.office.word_blocks import Writer
from ingest.readers.office.word_flow import Paragraph, find_headings, flow
from ingest.readers.office.word_numbers import Numbering
from ingest.readers.office.word_styles import Styles, W

_KIND = Kind("Word document", ".docx")


def read(document: Document) -> Reading:
    """Raises UnreadableSource where the file is no Word document, is damaged or locked, or holds no text."""
    import docx
    import lxml.etree
    from docx.opc.exceptions import OpcError

    package = opened(document, _KIND)
    try:
        word = docx.Document(package.cleaned())
        body = word.element.body
        styles = Styles(_root(word.part, "styles"))
        numbering = Numbering(_root(word.part, "numbering"))
        notes = {kind: _root(word.part, f"{kind}s") for kind in ("footnote", "endnote")}
        comments = _root(word.part, "comments")
        links = _links(package, str(word.part.partname))
    except (OpcError, lxml.etree.XMLSyntaxError, KeyError, ValueError, AttributeError, TypeError) as problem:
        raise damaged(document.path, _KIND, "its parts do not fit together") from problem
    if body is None:
        raise damaged(document.path, _KIND, "it has no body")
    parts = list(flow(body, styles, links))
    find_headings(parts)
    writer = Writer(document.path, styles, numbering, links, notes)
    writer.write(parts)
    out = writer.out
    if not any(block for block in out.blocks if getattr(block, "kind", "") != "image"):
        pictures = f", only {writer.pictures} pictures that nobody reads" if writer.pictures else ""
        raise UnreadableSource(f"{document.path} holds no text{pictures}; ingest a version that has some.")
    title, fields = package.said()
    title = title or next((p.said.plain for p in parts if isinstance(p, Paragraph) and p.role.is_title), "")
    for comment in comments.iter(W + "comment") if comments is not None else ():
        out.leave_out("comment", "".join(one.text or "" for one in comment.iter(W + "t")))
    return Reading(
        "docx", title, tuple(out.blocks), fields, tuple(out.places), tuple(out.flaws), writer.pictures,
        tuple(out.omitted),
    )  # fmt: skip


def _root(part: Any, kind: str) -> Any:
    """The root of the part that the document relates to as its styles, numbering or notes, or None."""
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            target = relation.target_part
            element = getattr(target, "element", None)
            return element if element is not None else parsed(target.blob)
    return None


def _links(package: Package, part: str) -> dict[str, str]:
    """Where the relations of a part lead, by their id; pictures too, which no library is given."""
    folder, name = posixpath.split(part.lstrip("/"))
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package.names:
        return {}
    return {str(one.get("Id")): str(one.get("Target", "")) for one in parsed(package.part(relations)) if one.get("Id")}
