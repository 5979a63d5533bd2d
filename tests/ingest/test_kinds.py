"""What a document is, is seen by its bytes: a wrong suffix is forgiven where that is safe."""

import io
import pickle
import zipfile

import pytest

from ingest.errors import UnreadableSource
from ingest.files.kinds import kind_of
from ingest.files.sources import Document
from ingest.readers import read_document

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zip_of(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed.getvalue()


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(64)


@pytest.mark.parametrize(
    ("name", "data", "suffix"),
    [
        ("faq.txt", b"%PDF-1.7\n", ".pdf"),
        ("faq.pdf", b"junk before\n%PDF-1.7\n", ".pdf"),
        ("faq.zip", zip_of(**{"[Content_Types].xml": b"", "word/document.xml": b""}), ".docx"),
        ("faq.docx", zip_of(**{"[Content_Types].xml": b"", "xl/workbook.xml": b""}), ".xlsx"),
        ("faq.xlsm", zip_of(**{"[Content_Types].xml": b"", "xl/workbook.xml": b""}), ".xlsm"),
        ("faq.md", zip_of(mimetype=b"application/epub+zip"), ".epub"),
        ("faq.zip", zip_of(**{"collection.anki21b": b""}), ".apkg"),
        ("faq.md", b"\n<!DOCTYPE html><html></html>", ".html"),
        ("faq.xls", b"<html><table></table></html>", ".html"),
        ("faq.txt", b'[{"question": "Why?"}]', ".json"),
        ("faq.json", b'{"cells": [], "nbformat": 4}', ".ipynb"),
        ("faq.md", b"[a link](b) and {braces}", ".md"),
        ("faq.txt", b"{no json}", ".txt"),
        ("faq.html", b"<html></html>", ".html"),
    ],
)
def test_a_document_is_read_as_what_it_is(name: str, data: bytes, suffix: str) -> None:
    assert kind_of(f"d/{name}", f".{name.rsplit('.', 1)[1]}", data).suffix == suffix


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.md", b"\x89PNG\r\n\x1a\n", "is a picture: put its text into a document"),
        ("x.txt", b"\xff\xd8\xff\xe0", "is a picture"),
        ("x.md", b"ID3\x03", "is sound or video: write down what is said"),
        ("x.md", b"\0\0\0\x20ftypisom", "is sound or video"),
        ("x.txt", b"\x7fELF\x02", "is a program and no document: leave it out"),
        ("x.txt", b"MZ\x90\0\3\0", "is a program and no document"),
        ("x.docx", ole("EncryptedPackage"), "is protected with a password: save it without one"),
        ("x.docx", ole("WordDocument"), "is in the old Word format: save it as .docx"),
        ("x.xlsx", ole("Workbook"), "is in the old Excel format: save it as .xlsx"),
        ("x.pptx", ole("PowerPoint Document"), "is in the old PowerPoint format: save it as .pptx"),
        ("x.md", ole("Something"), "is in an old Office format"),
        ("x.docx", b"plain text", "is named .docx but is not a Word document: save it anew"),
        ("x.docx", zip_of(**{"a.txt": b""}), "is named .docx but is not a Word document"),
        ("x.pdf", b"<html></html>", "is named .pdf but is not a PDF"),
        ("x.docx", b"PK\x03\x04 broken", "is damaged (its bytes are not those of such an archive): get it anew"),
        ("x.docx", zip_of(mimetype=b"application/vnd.oasis.opendocument.text"), "is an OpenDocument text: save it as"),
        ("x.md", zip_of(**{"Index/Document.iwa": b""}), "is an iWork document: export it"),
        ("x.md", zip_of(**{"a.md": b""}), "is an archive under another name: give it the right suffix"),
        ("x.md", b"\x1f\x8b\x08", "is an archive under another name"),
        ("x.md", b"Rar!\x1a\x07\x00", "cannot be unpacked here: make a ZIP of it"),
        ("x.txt", b"{\\rtf1 text}", "is in Rich Text Format: save it as .docx"),
        ("x.json", b"SQLite format 3\0", "is a file of data for programs: export it as .csv"),
        ("x.json", pickle.dumps({"question": "Why?"}), "is a Python pickle, which can run programs"),
    ],
)
def test_what_is_no_document_is_named_with_the_mend(name: str, data: bytes, told: str) -> None:
    with pytest.raises(UnreadableSource) as raised:
        kind_of(f"d/{name}", f".{name.rsplit('.', 1)[1]}", data)
    assert str(raised.value).startswith(f"d/{name} ")
    assert told in str(raised.value)


def test_a_document_read_as_something_else_than_its_name_says_tells_so() -> None:
    page = b"<!DOCTYPE html><html><body><main><h2>What is drift?</h2><p>A change of data.</p></main></body></html>"
    reading = read_document(Document("d/faq.txt", page))
    assert reading.format == "html"
    assert reading.flaws[0].sentence == "d/faq.txt is named .txt but is a web page, and is read as one: rename it."
