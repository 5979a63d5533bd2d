"""Office documents are zip archives of XML parts: opened here with limits, before a library sees them.

A part with a document type is refused, which the standard forbids and entity bombs need. What libraries stumble over
and a reader does not need is left out: relations to parts that are not there, pictures, the strict spelling of names.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from ingest.errors import UnreadableSource
from ingest.files.sources import Document

# Characters of XML over all parts; a real book of 1,000 pages has some 20 million, and its tree takes ten times that.
_MOST_XML = 60_000_000
_MOST_PARTS = 20_000
_CHUNK = 1 << 20
_UNZIPPING = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
# Parts that hold nothing for a reader; damage in them is no reason to refuse the rest.
_NEEDLESS = re.compile(
    r"docProps/.*|customXml/.*|word/(?:header|footer)\d*\.xml|word/(?:settings|webSettings|fontTable)\.xml|word/glossary/.*"
    r"|xl/(?:externalLinks|drawings|comments|threadedComments|persons|pivotTables|pivotCache|charts|tables|theme|ctrlProps"
    r"|queryTables|customProperty|connections|calcChain)\b.*"
)
# Also the older and rarer kinds of the same documents: templates, shows, and those with macros, which are never run.
_WORD, _SLIDES = (f"vnd.openxmlformats-officedocument.{kind}ml." for kind in ("wordprocessing", "presentation"))
_KINDS = tuple(
    (f"{rare}.main+xml".encode(), f"{usual}.main+xml".encode())
    for rare, usual in (
        ("vnd.ms-word.document.macroEnabled", f"{_WORD}document"),
        ("vnd.ms-word.template.macroEnabledTemplate", f"{_WORD}document"),
        (f"{_WORD}template", f"{_WORD}document"),
        ("vnd.ms-powerpoint.presentation.macroEnabled", f"{_SLIDES}presentation"),
        ("vnd.ms-powerpoint.slideshow.macroEnabled", f"{_SLIDES}presentation"),
        ("vnd.ms-powerpoint.template.macroEnabled", f"{_SLIDES}presentation"),
        (f"{_SLIDES}slideshow", f"{_SLIDES}presentation"),
        (f"{_SLIDES}template", f"{_SLIDES}presentation"),
    )
)
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*?/?>(?:\s*</(?:\w+:)?Relationship>)?")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a document should be: `Word document`, `.docx`."""

    name: str
    suffix: str


@dataclass(frozen=True)
class Package:
    """An archive whose parts may be read. Every method raises UnreadableSource where a part is damaged."""

    path: str
    kind: Kind
    archive: zipfile.ZipFile

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.archive.namelist())

    def chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self.archive.open(name) as part:
                while chunk := part.read(_CHUNK):
                    yield chunk
        except _UNZIPPING as problem:
            raise damaged(self.path, self.kind, f"its part {name} cannot be unpacked") from problem

    def part(self, name: str) -> bytes:
        return b"".join(self.chunks(name))

    def broken(self, folder: str) -> list[str]:
        """The parts right in a folder that are no XML, in order."""
        found = []
        for name in sorted(self.names):
            if posixpath.dirname(name) == folder and _is_xml(name):
                # Without handlers it builds nothing, however large the part; document types were refused before.
                parser = expat.ParserCreate()
                try:
                    for chunk in self.chunks(name):
                        parser.Parse(chunk, False)
                    parser.Parse(b"", True)
                except expat.ExpatError:
                    found.append(name)
        return found

    def cleaned(self, instead: Mapping[str, bytes] | None = None) -> io.BytesIO:
        """The same document with its XML parts only, as the libraries like it, some of them replaced."""
        out = io.BytesIO()
        kept = {name for name in self.names if _is_xml(name) and not _NEEDLESS.fullmatch(name)}
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for name in sorted(kept):
                copy.writestr(name, (instead or {}).get(name) or self._clean(name, kept))
        out.seek(0)
        return out

    def said(self) -> tuple[str, dict[str, str]]:
        """The title, empty where it says nothing, and the day of the last change as a field, from the properties."""
        import lxml.etree

        name = "docProps/core.xml"
        if name not in self.names:
            return "", {}
        try:
            root = lxml.etree.fromstring(self.part(name), _parser())
        except lxml.etree.XMLSyntaxError:
            return "", {}
        title = " ".join((root.findtext("{http://purl.org/dc/elements/1.1/}title") or "").split())
        modified = (root.findtext("{http://purl.org/dc/terms/}modified") or "").strip()
        return "" if _SAYS_NOTHING.fullmatch(title) else title, {"modified": modified} if modified else {}

    def _clean(self, name: str, kept: set[str]) -> bytes:
        data = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", self.part(name))
        if name == "[Content_Types].xml":
            for rare, usual in _KINDS:
                data = data.replace(rare, usual)
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            data = _RELATION.sub(lambda found: found[0] if _leads_on(found[0], folder, kept) else b"", data)
        return data


_SAYS_NOTHING = re.compile(
    r"|(?:microsoft )?(?:word|powerpoint|excel)(?: -)? ?(?:document|presentation)?.{0,12}|untitled.{0,3}|document ?\d*"
    r"|presentation ?\d*|slide 1|book ?\d*|template|title|folie 1|powerpoint.{0,20}",
    re.I,
)


def opened(document: Document, kind: Kind, most_xml: int = _MOST_XML) -> Package:
    """Raises UnreadableSource where the bytes are no such document, are locked, or unpack to more than the limit."""
    path, data = document.path, document.data
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except _UNZIPPING as problem:
        raise damaged(path, kind, "it is no archive, or was cut short") from problem
    if len(parts) > _MOST_PARTS:
        raise UnreadableSource(
            f"{path} has {len(parts):,} parts, more than the limit of {_MOST_PARTS:,}; no {kind.name} needs so many."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableSource(f"{path} is locked with a password; save it without one and ingest it again.")
    size = sum(part.file_size for part in parts if _is_xml(part.filename))
    if size > most_xml:
        raise UnreadableSource(
            f"{path} unpacks to {size:,} bytes, more than the limit of {most_xml:,}; split it and ingest the pieces."
        )
    if "[Content_Types].xml" not in archive.namelist():
        raise damaged(path, kind, "the list of its parts is missing")
    package = Package(path, kind, archive)
    for part in parts:
        if _is_xml(part.filename):
            _refuse_types(package, part.filename)
    return package


def damaged(path: str, kind: Kind, problem: str) -> UnreadableSource:
    """The error to raise: one sentence with the mend."""
    article = "an" if kind.name[0] in "AEIOU" else "a"
    return UnreadableSource(
        f"{path} cannot be read as {article} {kind.name}: {problem}; open it, save it again as {kind.suffix} "
        "and ingest that."
    )


def _parser() -> Any:
    import lxml.etree

    return lxml.etree.XMLParser(resolve_entities=False, no_network=True)


def parsed(data: bytes) -> Any:
    """The root of a part as lxml sees it, without entities and without a look at the network.

    Raises lxml.etree.XMLSyntaxError.
    """
    import lxml.etree

    return lxml.etree.fromstring(data, _parser())


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _refuse_types(package: Package, name: str) -> None:
    """Also where the part is in UTF-16, whose letters have zero bytes between them."""
    before = b""
    for chunk in package.chunks(name):
        text = before + chunk.replace(b"\0", b"")
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise UnreadableSource(
                f"{package.path} defines its own document type in {name}, which no {package.kind.name} may and attacks "
                f"on readers do; open it, save it again as {package.kind.suffix} and ingest that."
            )
        before = text[-10:]


def _leads_on(relation: bytes, folder: str, kept: set[str]) -> bool:
    """Whether a relation leads outside, which libraries only note, or to a part that is kept."""
    if re.search(rb"TargetMode\s*=\s*[\"']External[\"']", relation):
        return True
    target = re.search(rb"\bTarget\s*=\s*[\"']([^\"']*)[\"']", relation)
    if target is None:
        return False
    name = target[1].decode("utf-8", "replace").split("#")[0]
    return posixpath.normpath(posixpath.join("/" + folder, name)).lstrip("/") in kept
