"""EPUB books, built in the tests as publishers and converters build theirs."""

# ruff: noqa: E501 - pages of our own, a line for each of their parts

import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest

from ingest.content import Extracted, extract
from ingest.errors import UnreadableSource
from ingest.files.sources import Document
from ingest.readers import book

CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PODS = "<h2>What is a pod?</h2><p>A group of containers.</p><h2>What is a node?</h2><p>A machine that runs pods.</p>"
DATA = "<h2>What is drift?</h2><p>Data that changes under a model.</p><h2>What is leakage?</h2><p>Knowing too much.</p>"


def xhtml(body: str, title: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{title}</title></head><body>{body}</body></html>'
    )


def package(pages: Mapping[str, str], nav: str = "", more: str = "") -> dict[str, str]:
    """The files of a book with these pages in this order; `nav` is its table of contents."""
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(pages)
    )
    items += '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>' if nav else ""
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(pages)))
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<dc:title>Clusters in Words</dc:title><meta property="dcterms:modified">2024-03-05T10:00:00Z</meta></metadata>'
        f"<manifest>{items}{more}</manifest><spine>{spine}</spine></package>"
    )
    files = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OEBPS/content.opf": opf}
    files |= {f"OEBPS/{name}": text for name, text in pages.items()}
    return files | ({"OEBPS/nav.xhtml": xhtml(f'<nav epub:type="toc"><ol>{nav}</ol></nav>')} if nav else {})


def packed(files: Mapping[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def read(files: Mapping[str, str | bytes]) -> Extracted:
    return extract(Document("books/a.epub", packed(files)))


def asked(found: Extracted) -> list[str]:
    return [question.text for question in found.content.questions]


NAV = '<li><a href="b.xhtml">Of data</a></li><li><a href="a.xhtml">Of clusters</a></li><li><a href="a.xhtml#x">Deeper</a></li>'


def test_chapters_come_in_the_order_of_the_spine_and_places_name_them() -> None:
    found = read(package({"b.xhtml": xhtml(DATA), "a.xhtml": xhtml(PODS)}, NAV)).content
    assert [(question.text, question.locator.place) for question in found.questions] == [
        ("What is drift?", "chapter Of data"),
        ("What is leakage?", "chapter Of data"),
        ("What is a pod?", "chapter Of clusters"),
        ("What is a node?", "chapter Of clusters"),
    ]
    assert found.questions[0].locator.where == "books/a.epub, chapter Of data"
    assert (found.source.format, found.source.title) == ("epub", "Clusters in Words")
    assert str(found.source.modified) == "2024-03-05 10:00:00+00:00"


def test_older_books_name_their_chapters_in_another_file() -> None:
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint id="p"><navLabel><text>Chapter 1: Data</text>'
        '</navLabel><content src="b.xhtml"/></navPoint></navMap></ncx>'
    )
    files = package({"b.xhtml": xhtml(DATA)}, more='<item id="n" href="t.ncx" media-type="application/x-dtbncx+xml"/>')
    found = read(files | {"OEBPS/t.ncx": ncx}).content
    assert {question.locator.place for question in found.questions} == {"Chapter 1: Data"}


def test_cover_contents_and_copyright_are_left_out_and_said_so() -> None:
    links = '<ul><li><a href="a.xhtml">What is a pod?</a></li><li><a href="a.xhtml">What is a node?</a></li></ul>'
    pages = {
        "cover.xhtml": xhtml("<h1>Clusters in Words</h1><p>by Ada Example</p>"),
        "front.xhtml": xhtml("<h2>Copyright</h2><p>No part of it may be copied by any means at all.</p>"),
        "part2.xhtml": xhtml(f"<h2>Table of Contents</h2>{links}"),
        "a.xhtml": xhtml(PODS),
    }
    found = read(package(pages))
    assert asked(found) == ["What is a pod?", "What is a node?"]
    assert {drop.reason for drop in found.dropped} == {"cover", "copyright", "contents"}


def test_a_long_chapter_is_none_of_these_whatever_its_file_is_called() -> None:
    text = xhtml(PODS + "<p>" + "It goes on and on. " * 400 + "</p>")
    assert asked(read(package({"index.xhtml": text}))) == ["What is a pod?", "What is a node?"]


def test_a_chapter_split_into_files_goes_on_and_one_without_a_heading_gets_its_name() -> None:
    pages = {
        "a.xhtml": xhtml("<p>Nothing is asked here, and the chapter has no heading of its own.</p>"),
        "c.xhtml": xhtml(PODS),
        "d.xhtml": xhtml("<p>And more of it in the next file.</p>"),
    }
    found = read(package(pages, '<li><a href="a.xhtml">Of clusters</a></li>')).content
    assert {question.topic for question in found.questions} == {"Of clusters"}
    assert found.questions[1].answer is not None
    assert found.questions[1].answer.text.endswith("And more of it in the next file.")


def test_footnotes_of_a_book_are_no_part_of_an_answer() -> None:
    body = (
        '<h2>What is a pod?</h2><p>A group<a epub:type="noteref" href="#f">1</a> of containers.</p>'
        f'<aside epub:type="footnote" id="f"><p>Said elsewhere at length.</p></aside>{DATA}'
    )
    found = read(package({"a.xhtml": xhtml(body)})).content
    assert found.questions[0].answer is not None
    assert found.questions[0].answer.text == "A group of containers."


def test_a_chapter_that_is_not_there_costs_only_itself() -> None:
    files = package({"a.xhtml": xhtml(PODS), "b.xhtml": xhtml(DATA)})
    del files["OEBPS/b.xhtml"]
    found = read(files)
    assert asked(found) == ["What is a pod?", "What is a node?"]
    (flaw,) = found.flaws
    assert flaw.sentence.startswith("books/a.epub: chapter 2 (OEBPS/b.xhtml) is missing")


def test_a_chapter_that_explodes_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "_LARGEST_PART", 100_000)
    files = package({"a.xhtml": xhtml(PODS), "b.xhtml": xhtml("<p>" + "word " * 100_000 + "</p>")})
    found = read(files)
    assert asked(found) == ["What is a pod?", "What is a node?"]
    assert "100,000 bytes" in found.flaws[0].sentence


def test_a_book_without_a_package_document_still_has_its_pages() -> None:
    assert asked(read({"mimetype": "application/epub+zip", "text/a.xhtml": xhtml(PODS)})) == [
        "What is a pod?",
        "What is a node?",
    ]


def encryption(method: str, target: str) -> str:
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
        f'<enc:EncryptedData><enc:EncryptionMethod Algorithm="{method}"/><enc:CipherData><enc:CipherReference URI="{target}"/>'
        "</enc:CipherData></enc:EncryptedData></encryption>"
    )


def test_a_protected_book_stays_out_and_one_with_locked_fonts_does_not() -> None:
    locked = encryption("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "OEBPS/a.xhtml")
    fonts = encryption("http://www.idpf.org/2008/embedding", "OEBPS/f.otf")
    files = package({"a.xhtml": xhtml(PODS)})
    with pytest.raises(UnreadableSource, match=r"books/a\.epub is protected against copying \(DRM\)"):
        read(files | {"META-INF/encryption.xml": locked})
    assert asked(read(files | {"META-INF/encryption.xml": fonts})) == ["What is a pod?", "What is a node?"]


def test_a_broken_archive_is_told_in_a_sentence() -> None:
    whole = packed(package({"a.xhtml": xhtml(PODS)}))
    for data in (b"no archive", whole[: len(whole) // 2], b"PK\x03\x04" + b"\0" * 100):
        with pytest.raises(UnreadableSource, match=r"books/a\.epub is a damaged EPUB"):
            book.read(Document("books/a.epub", data))


def test_a_book_of_pictures_says_that_it_holds_no_text() -> None:
    with pytest.raises(UnreadableSource, match=r"books/a\.epub holds no text"):
        read(package({"a.xhtml": xhtml("<div></div>")}))


def test_entities_and_paths_that_lead_out_of_a_book_lead_nowhere() -> None:
    container = CONTAINER.replace(
        '<?xml version="1.0"?>', '<?xml version="1.0"?><!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    )
    files = package({"../../../etc/passwd": "", "a.xhtml": xhtml(PODS + "<p>&x;</p>")})
    found = read(files | {"META-INF/container.xml": container})
    assert asked(found) == ["What is a pod?", "What is a node?"]
    assert "root:" not in repr(found)
