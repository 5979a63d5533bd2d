"""What a document is by its bytes, whatever its name says: read as that where it is safe, else refused."""

import io
import json
import re
import zipfile
import zlib
from dataclasses import dataclass

from ingest.errors import UnreadableSource
from ingest.files.formats import REFUSED_SUFFIXES
from ingest.files.members import reason

_PROBE = 8192
_PICTURE = "is a picture: put its text into a document and ingest that"
_SOUND = "is sound or video: write down what is said and ingest that"
_PROGRAM = "is a program and no document: leave it out"
_ARCHIVE = "is an archive under another name: give it the right suffix, such as .zip or .tar.gz, and ingest it again"
_DATA = "is a file of data for programs: export it as .csv or .json and ingest that"
_OLD_OFFICE = "is in an old Office format: save it as .docx, .xlsx or .pptx and ingest that"
_LOCKED = "is protected with a password: save it without one and ingest it again"
_UNPACKED = REFUSED_SUFFIXES[".rar"]

_STARTS = (
    (b"\x89PNG", _PICTURE), (b"\xff\xd8\xff", _PICTURE), (b"GIF8", _PICTURE), (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE), (b"8BPS", _PICTURE), (b"\0\0\1\0", _PICTURE),
    (b"ID3", _SOUND), (b"OggS", _SOUND), (b"fLaC", _SOUND), (b"\x1aE\xdf\xa3", _SOUND), (b"FLV\1", _SOUND),
    (b"\x7fELF", _PROGRAM), (b"\xfe\xed\xfa", _PROGRAM), (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM), (b"\0asm", _PROGRAM),
    (b"\x1f\x8b", _ARCHIVE), (b"BZh", _ARCHIVE), (b"\xfd7zXZ", _ARCHIVE), (b"\x28\xb5\x2f\xfd", _ARCHIVE),
    (b"Rar!\x1a\x07", _UNPACKED), (b"7z\xbc\xaf\x27\x1c", _UNPACKED), (b"MSCF", _UNPACKED),
    (b"SQLite format 3\0", _DATA), (b"PAR1", _DATA), (b"\x89HDF", _DATA), (b"ARROW1", _DATA), (b"\x93NUMPY", _DATA),
    (b"{\\rtf", REFUSED_SUFFIXES[".rtf"]), (b"AT&TFORM", REFUSED_SUFFIXES[".djvu"]),
    (b"ITSF", REFUSED_SUFFIXES[".chm"]),
)  # fmt: skip
_OPEN_DOCUMENTS = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}
# By suffix, what people call the formats that cannot be taken for text.
_CALLED = {
    ".pdf": "a PDF", ".docx": "a Word document", ".xlsx": "an Excel workbook", ".xlsm": "an Excel workbook",
    ".pptx": "a PowerPoint presentation", ".epub": "an EPUB book", ".apkg": "an Anki package",
    ".colpkg": "an Anki package",
}  # fmt: skip
_ALIKE = ({".xlsx", ".xlsm"}, {".apkg", ".colpkg"}, {".html", ".htm", ".xhtml"}, {".json", ".ipynb"})
_TEXT = frozenset((".md", ".markdown", ".mdx", ".txt", ".text", ".rst", ".csv", ".tsv", ".json", ".xls", ".doc", ""))


@dataclass(frozen=True, slots=True)
class Kind:
    """The suffix by which it is to be read, and a sentence where that is not the one of its name."""

    suffix: str
    note: str = ""


def kind_of(path: str, suffix: str, data: bytes) -> Kind:
    """How a document is to be read. Raises UnreadableSource where it is nothing that can be."""
    found = _signed(path, data)
    if found and found != suffix and not any({found, suffix} <= alike for alike in _ALIKE):
        return Kind(
            found,
            f"{path} is named {suffix or 'without a suffix'} but is {_CALLED[found]}, and is read as one: rename it.",
        )
    if not found and suffix in _CALLED:
        raise UnreadableSource(
            f"{path} is named {suffix} but is not {_CALLED[suffix]}: save it anew from the program that made it."
        )
    return Kind(suffix) if found else _by_text(path, suffix, data)


def _signed(path: str, data: bytes) -> str:
    """The suffix of the binary format that the bytes are in; nothing for text and what nobody knows."""
    for start, refusal in _STARTS:
        if data.startswith(start):
            raise UnreadableSource(f"{path} {refusal}.")
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(path, data)
    if refusal := _refusal(data):
        raise UnreadableSource(f"{path} {refusal}.")
    return ""


def _refusal(data: bytes) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound_refusal(data)
    if data.startswith(b"MZ") and b"\0" in data[:64]:
        return _PROGRAM
    if data[4:8] == b"ftyp":
        return _PICTURE if data[8:12] in (b"heic", b"heix", b"avif", b"mif1") else _SOUND
    if data.startswith(b"RIFF"):
        return _PICTURE if data[8:12] == b"WEBP" else _SOUND
    if data.startswith(b"BM") and b"\0" in data[:32]:
        return _PICTURE
    if re.match(rb"\x80[\x02-\x05]", data) and data.endswith(b"."):
        return "is a Python pickle, which can run programs and is never opened: export it as .json and ingest that"
    if data[257:262] == b"ustar":
        return _ARCHIVE
    return ""


def _compound_refusal(data: bytes) -> str:
    """Old Office files and encrypted new ones are folders of named streams; the names stand in UTF-16."""
    streams = (
        ("EncryptedPackage", _LOCKED),
        ("WordDocument", REFUSED_SUFFIXES[".doc"]),
        ("Workbook", REFUSED_SUFFIXES[".xls"]),
        ("PowerPoint Document", REFUSED_SUFFIXES[".ppt"]),
        ("__properties_version", REFUSED_SUFFIXES[".msg"]),
    )
    return next((refusal for name, refusal in streams if name.encode("utf-16-le") in data), _OLD_OFFICE)


def _zip_kind(path: str, data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            mime = ""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mime = archive.read("mimetype").decode("ascii", errors="replace").strip()
    except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, OSError, NotImplementedError) as problem:
        raise UnreadableSource(f"{path} is damaged ({reason(problem)}): get it anew and ingest that.") from problem
    if mime == "application/epub+zip" or "META-INF/container.xml" in names:
        return ".epub"
    if mime in _OPEN_DOCUMENTS:
        raise UnreadableSource(f"{path} {REFUSED_SUFFIXES[_OPEN_DOCUMENTS[mime]]}.")
    if "[Content_Types].xml" in names:
        for part, suffix in (("word/", ".docx"), ("xl/workbook.xml", ".xlsx"), ("ppt/", ".pptx")):
            if any(name.startswith(part) for name in names):
                return suffix
        if "xl/workbook.bin" in names:
            raise UnreadableSource(f"{path} {REFUSED_SUFFIXES['.xlsb']}.")
    if any(name.startswith("collection.anki2") for name in names):
        return ".apkg"
    if any(name.endswith(".iwa") for name in names):
        raise UnreadableSource(f"{path} is an iWork document: export it as .docx, .xlsx or .pptx and ingest that.")
    if path.lower().endswith(tuple(_CALLED)):
        return ""
    raise UnreadableSource(f"{path} {_ARCHIVE}.")


def _by_text(path: str, suffix: str, data: bytes) -> Kind:
    """A page under the name of a text, and records or a notebook under the name of another format."""
    if suffix not in _TEXT:
        return Kind(suffix)
    start = data[:_PROBE].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if re.match(rb"(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?(?:<!doctype html|<html[\s>])", start, re.S):
        return Kind(
            ".html", f"{path} is named {suffix or 'without a suffix'} but is a web page, and is read as one: rename it."
        )
    if suffix == ".json" and b'"nbformat"' in data and b'"cells"' in data:
        return Kind(".ipynb")
    if suffix in (".txt", ".text", "") and start[:1] in (b"{", b"[") and _is_json(data):
        return Kind(
            ".json", f"{path} is named {suffix or 'without a suffix'} but is JSON, and is read as that: rename it."
        )
    return Kind(suffix)


def _is_json(data: bytes) -> bool:
    if not data.rstrip().endswith((b"}", b"]")):
        return False
    try:
        return isinstance(json.loads(data), list | dict)
    except (ValueError, RecursionError):
        return False
