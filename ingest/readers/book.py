"""EPUB: the chapters in the order of the spine, each read as a web page and named as the book's contents name it.

Covers, contents and copyright pages are left out and said so. What is protected against reading stays out.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from ingest.blocks import Flaw, Reading
from ingest.errors import UnreadableSource
from ingest.files.sources import Document
from ingest.readers.web_page.assembled import Assembly
from ingest.readers.web_page.drafts import Draft, Drafts, Left
from ingest.readers.web_page.page import decoded, parse_text
from ingest.readers.web_page.writer import drafts_of

# Bytes of one part once unpacked, and of all: a chapter is text and has never so much of it.
_LARGEST_PART = 20_000_000
_LARGEST_BOOK = 200_000_000
_MOST_CHAPTERS = 5_000
# These two only keep embedded fonts from being copied.
_FONT_LOCKS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_LEFT_OUT = {
    "cover": r"(?:front |back |half )?cover(?:-?page|-?image)?|title-?page|half-?title(?:-?page)?|frontispiece",
    "contents": r"(?:table of )?contents|toc|nav|landmarks|list of (?:figures|tables)|loi|lot|index|page-?list",
    "copyright": r"copyright(?:-?page)?|imprint|colophon|legal(?: notice)?|licen[cs]e|dedication|epigraph"
    r"|acknowledge?ments?|about the authors?|also by .*|praise for .*|advertisement",
}
_NAMED = re.compile("|".join(f"(?P<{reason}>{names})" for reason, names in _LEFT_OUT.items()), re.I)
# A page of so many words is a chapter, whatever its name: some books call all their text `index`.
_LONGEST_LEFT_OUT = 1500


@dataclass(slots=True)
class _Book:
    """The package document. `spine` has the paths of the chapters in order; `titles` what the contents call them."""

    title: str = ""
    modified: str = ""
    spine: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    contents: set[str] = field(default_factory=set)


def read(document: Document) -> Reading:
    """Raises UnreadableSource for an archive that is broken, protected, or no book, and a book without text."""
    path = document.path
    try:
        with zipfile.ZipFile(BytesIO(document.data)) as archive:
            return _read(path, archive)
    except zipfile.BadZipFile as problem:
        raise UnreadableSource(f"{path} is a damaged EPUB ({problem}); download or export it again.") from problem


def _read(path: str, archive: zipfile.ZipFile) -> Reading:
    parts = _Parts(path, archive)
    if parts.is_protected():
        raise UnreadableSource(
            f"{path} is protected against copying (DRM), so that its text cannot be read; ingest a copy without it."
        )
    book = _book(parts)
    made = Assembly(book.title)
    flaws: list[Flaw] = []
    pictures = 0
    for number, name in enumerate(book.spine[:_MOST_CHAPTERS], 1):
        title = book.titles.get(name, "")
        try:
            drafts = drafts_of(parse_text(decoded(parts.bytes(name)), name))
        except UnreadableSource as problem:
            flaws.append(Flaw(made.next_line, f"{path}: chapter {number} ({name}) is missing: {problem}"))
            continue
        if reason := _left_out(name, title, drafts, name in book.contents):
            words = " ".join(draft.text for draft in drafts.blocks)[:200]
            drafts = Drafts(left=[Left(1, reason, words)] if words.strip() else [])
        pictures += drafts.pictures
        heading = next((draft.text for draft in drafts.blocks if draft.kind == "heading"), "")
        title = title or heading
        if title and not heading and drafts.blocks:
            drafts.blocks.insert(0, Draft("heading", title, title, 1, 1))
        made.add(drafts, _place(title, number))
    if not made.blocks:
        raise UnreadableSource(
            f"{path} holds no text; where its pages are pictures, run text recognition over it first."
        )
    fields = {"modified": book.modified} if book.modified else {}
    return Reading(
        "epub", book.title, tuple(made.blocks), fields, tuple(made.places), tuple(flaws), pictures, tuple(made.omitted)
    )


class _Parts:
    """The files in the archive, none of them ever written out, none larger than the limit once unpacked."""

    def __init__(self, path: str, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive
        self._names = {name.lower(): name for name in reversed(archive.namelist())}
        self._left = _LARGEST_BOOK

    def __iter__(self) -> Iterator[str]:
        return iter(self._archive.namelist())

    def bytes(self, name: str) -> bytes:
        """Raises UnreadableSource where the part is not there, is damaged, locked or too large."""
        known = self._names.get(name.lower())
        if known is None:
            raise UnreadableSource(f"the archive holds no {name}.")
        most = min(_LARGEST_PART, self._left)
        try:
            with self._archive.open(known) as part:
                data = part.read(most + 1)
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as problem:
            raise UnreadableSource(f"it is damaged ({problem}).") from problem
        except RuntimeError as problem:
            raise UnreadableSource(f"{self._path} is protected with a password; ingest a copy without it.") from problem
        except _unpacking_errors() as problem:
            raise UnreadableSource(f"it is damaged ({problem}).") from problem
        if len(data) > most:
            raise UnreadableSource(f"it has more than {most:,} bytes once unpacked.")
        self._left -= len(data)
        return data

    def tree(self, name: str) -> Any:
        """A part as XML, entities left alone; None where it is not there or no XML."""
        import lxml.etree

        if name.lower() not in self._names:
            return None
        parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
        return lxml.etree.fromstring(self.bytes(name), parser=parser) if self.bytes(name).strip() else None

    def is_protected(self) -> bool:
        """Whether anything but fonts is encrypted."""
        locks = self.tree("META-INF/encryption.xml")
        if locks is None:
            return False
        for one in locks.iter("{*}EncryptedData"):
            method = next((m.get("Algorithm") or "" for m in one.iter("{*}EncryptionMethod")), "")
            locked = next((r.get("URI") or "" for r in one.iter("{*}CipherReference")), "")
            if method not in _FONT_LOCKS and not locked.lower().endswith((".ttf", ".otf", ".woff", ".woff2")):
                return True
        return False


def _unpacking_errors() -> tuple[type[Exception], ...]:
    import lzma
    import zlib

    return zlib.error, lzma.LZMAError


def _book(parts: _Parts) -> _Book:
    container = parts.tree("META-INF/container.xml")
    roots = (
        [unquote(root.get("full-path") or "") for root in container.iter("{*}rootfile")]
        if container is not None
        else []
    )
    name = next((root for root in roots if root), None) or next((one for one in parts if one.endswith(".opf")), None)
    package = parts.tree(name) if name else None
    book = _Book()
    if package is None or name is None:
        # Without a package document the pages are still there, in the order in which they were packed.
        book.spine = [one for one in parts if one.lower().endswith((".xhtml", ".html", ".htm"))]
        return book
    folder = posixpath.dirname(name)
    book.title = next((" ".join((t.text or "").split()) for t in package.iter("{*}title")), "")
    for meta in package.iter("{*}meta"):
        if meta.get("property") == "dcterms:modified":
            book.modified = (meta.text or "").strip()
    items = {item.get("id") or "": item for item in package.iter("{*}item")}
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref") or "")
        if item is not None and (item.get("media-type") or "text/html") in _PAGES:
            book.spine.append(_inside(folder, item.get("href") or ""))
    for item in items.values():
        href = _inside(folder, item.get("href") or "")
        if "nav" in (item.get("properties") or "").split():
            book.contents.add(href)
            _take_titles(parts.tree(href), "{*}a", href, book)
        elif item.get("media-type") == "application/x-dtbncx+xml" and not book.titles:
            _take_titles(parts.tree(href), "{*}navPoint", href, book)
    return book


def _take_titles(tree: Any, entries: str, name: str, book: _Book) -> None:
    """The first title that leads to a file is that of the file; later ones lead to places in it."""
    if tree is None:
        return
    for entry in tree.iter(entries):
        if entries == "{*}a":
            target, said = entry.get("href"), "".join(entry.itertext())
        else:
            target = next((content.get("src") for content in entry.iter("{*}content")), None)
            said = next(("".join(label.itertext()) for label in entry.iter("{*}navLabel")), "")
        if target:
            book.titles.setdefault(_inside(posixpath.dirname(name), target), " ".join(said.split()))


def _inside(folder: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(reference.partition("#")[0])))


def _left_out(name: str, title: str, drafts: Drafts, is_contents: bool) -> str | None:
    """Why a page is no chapter: what the book or its file calls it, unless it is long."""
    if is_contents:
        return "contents"
    if sum(len(draft.raw.split()) for draft in drafts.blocks) > _LONGEST_LEFT_OUT or drafts.asks():
        return None
    heading = next((draft.text for draft in drafts.blocks if draft.kind == "heading"), "")
    stem = posixpath.splitext(posixpath.basename(name))[0].replace("_", "-")
    for said in (title, heading, stem):
        if found := _NAMED.fullmatch(said.strip()):
            return str(found.lastgroup)
    return None


def _place(title: str, number: int) -> str:
    if not title:
        return f"chapter {number}"
    return title if re.match(r"(?:chapter|part|appendix)\b", title, re.I) else f"chapter {title}"
