"""Office files, Anki packages and PDFs that are broken, encrypted, or made to break whoever reads them."""

import io
import zipfile
import zlib
from collections.abc import Callable

from docx import Document as Word
from openpyxl import Workbook
from pptx import Presentation

from tests.ingest.bad_input.bad import QUESTIONS, Bad, file, zipped
from tests.ingest.bad_input.formats import BOMB, OUTSIDE
from tests.ingest.bad_input.texts import _database


def _saved(made: object) -> bytes:
    data = io.BytesIO()
    made.save(data)  # type: ignore[attr-defined]
    return data.getvalue()


def _word() -> bytes:
    made = Word()
    for asked, answer in QUESTIONS:
        made.add_heading(asked, 2)
        made.add_paragraph(answer)
    return _saved(made)


def _workbook(*rows: tuple[str, str]) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (("question", "answer"), *QUESTIONS, *rows):
        sheet.append(row)
    return _saved(made)


def _slides() -> bytes:
    made = Presentation()
    for asked, answer in QUESTIONS:
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = asked
        slide.placeholders[1].text = answer
    return _saved(made)


def _changed(data: bytes, part: str, change: Callable[[bytes], bytes] | None) -> bytes:
    """The package with a part changed, or without it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
            elif change is not None:
                new.writestr(name, change(old.read(name)))
    return made.getvalue()


def _with_entity(start: str, name: str, within: bytes) -> Callable[[bytes], bytes]:
    """The part with entities declared, and one of them used where `within` stands."""

    def change(part: bytes) -> bytes:
        body = part.split(b"?>", 1)[-1]
        return start.encode() + body.replace(within, f"&{name};".encode(), 1)

    return change


def _pdf(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of these objects, numbered from 1."""
    made = io.BytesIO(b"")
    made.write(b"%PDF-1.7\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(made.tell())
        made.write(b"%d 0 obj\n%s\nendobj\n" % (number, one))
    start = made.tell()
    made.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        made.write(b"%010d 00000 n \n" % place)
    made.write(b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start))
    return made.getvalue()


_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def _page(stream: bytes, attributes: bytes = b"") -> bytes:
    return _pdf(
        _CATALOG,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >> >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), attributes, stream),
        _FONT,
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X 6 0 R >> >> "
        b"/Length 5 >>\nstream\n/X Do\nendstream",
    )


def _locked_pdf() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    data = io.BytesIO()
    canvas = Canvas(data, encrypt=StandardEncryption("secret", "owner"))
    canvas.drawString(50, 700, "What is drift?")
    canvas.save()
    return data.getvalue()


_TEXT = b"BT /F1 12 Tf 50 700 Td (Drift is a change of the data over time.) Tj ET"
_BODY = "word/document.xml"
_STRINGS = "xl/worksheets/sheet1.xml"
_DRIFT = b"A change of the data over time, as seen by a model in production."

CASES: list[Bad] = [
    file("bomb.docx", lambda: _changed(_word(), _BODY, _with_entity(BOMB, "g", _DRIFT)), "refused"),
    file(
        "outside.docx", lambda: _changed(_word(), _BODY, _with_entity(OUTSIDE, "a", _DRIFT)), "refused", never="root:"
    ),
    file("zeros.docx", lambda: _changed(_word(), _BODY, lambda part: part + bytes(60_000_000)), "refused"),
    file("blanks.docx", lambda: _changed(_word(), _BODY, lambda part: part + b" " * 150_000_000), "refused"),
    file("body.docx", lambda: _changed(_word(), _BODY, None), "refused"),
    file("cut.docx", lambda: _changed(_word(), _BODY, lambda part: part[:-100]), "refused"),
    file("deep.docx", lambda: _changed(_word(), _BODY, lambda part: _nested(part)), "refused"),
    file("macro.docx", lambda: _with_part(_word(), "word/vbaProject.bin", b"owned"), "in", never="owned"),
    file("bomb.xlsx", lambda: _changed(_workbook(), _STRINGS, _with_entity(BOMB, "g", _DRIFT)), "refused"),
    file("outside.xlsx", lambda: _changed(_workbook(), _STRINGS, _with_entity(OUTSIDE, "a", _DRIFT)), "refused"),
    file("sheet.xlsx", lambda: _changed(_workbook(), "xl/worksheets/sheet1.xml", lambda part: part[:-60]), "refused"),
    file("far.xlsx", lambda: _workbook_far(), "told", "first 200 columns"),
    file(
        "formula.xlsx",
        lambda: _workbook(("What does the formula do?", '=HYPERLINK("http://x/","y")')),
        "told",
        "has no value",
    ),
    file("command.xlsx", lambda: _workbook(("What is run here now?", "=cmd|' /C calc'!A0")), "told", "has no value"),
    file("bomb.pptx", lambda: _changed(_slides(), "ppt/slides/slide1.xml", _with_entity(BOMB, "g", _DRIFT)), "refused"),
    file("cut.pptx", lambda: _changed(_slides(), "ppt/presentation.xml", lambda part: part[:-50]), "refused"),
    file("database.apkg", lambda: zipped({"collection.anki2": "no database"}), "refused"),
    file("tables.apkg", lambda: zipped({"collection.anki2": _database()}), "refused"),
    file("cut.apkg", lambda: zipped({"collection.anki2": _database()[:1000]}), "refused"),
    file("zeros.apkg", lambda: zipped({"collection.anki2": bytes(60_000_000)}), "refused"),
    file("begun.pdf", b"%PDF-1.7\n", "refused"),
    file("noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 100, "refused"),
    file("cut.pdf", lambda: _page(_TEXT)[:300], "refused"),
    file("locked.pdf", _locked_pdf, "refused", "password"),
    file("tree.pdf", lambda: _pdf(_CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"), "refused"),
    file("parents.pdf", lambda: _pdf(b"<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R] >>"), "refused"),
    file("pages.pdf", lambda: _pdf(_CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>"), "refused"),
    file("form.pdf", lambda: _page(b"/X Do " + _TEXT), "in"),
    file("stream.pdf", lambda: _page(zlib.compress(bytes(200_000_000), 9), b"/Filter /FlateDecode"), "refused"),
    file("filters.pdf", lambda: _page(_TEXT, b"/Filter [" + b"/FlateDecode " * 500 + b"]"), "in"),
    file("length.pdf", lambda: _page(_TEXT).replace(b"/Length 70", b"/Length 99"), "in"),
    file("count.pdf", lambda: _page(_TEXT).replace(b"/Count 1", b"/Count 2147483647"), "in"),
    file(
        "script.pdf",
        lambda: _page(_TEXT).replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (owned) >>"),
        "in",
        never="owned",
    ),
]


def _nested(part: bytes) -> bytes:
    return part.replace(b"<w:sectPr", b"<w:tbl><w:tr><w:tc>" * 20_000 + b"<w:sectPr", 1)


def _with_part(data: bytes, name: str, content: bytes) -> bytes:
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(name, content)
    return made.getvalue()


def _workbook_far() -> bytes:
    """A workbook that claims a million rows and 16,384 columns, the last of them filled."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (("question", "answer"), *QUESTIONS):
        sheet.append(row)
    sheet["XFD1048576"] = "the end"
    return _saved(made)
