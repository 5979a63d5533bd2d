"""A PDF opened, or one sentence that says why it cannot be; and what is looked at before a page is touched."""

import re
import zlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from ingest.errors import UnreadableSource
from ingest.files.sources import Document

# A page of text is some ten kilobytes of drawing commands, a map a few megabytes. What inflates to more than this would
# be parsed for minutes and take gigabytes.
LARGEST_STREAM = 64_000_000
# Streams may be packed twice; nobody packs them more often by accident.
_MOST_FILTERS = 4
_STREAM = re.compile(rb"stream\r?\n")
_PIECE = 1 << 16
_DATE = re.compile(r"D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s*(?:([-+Z])(\d\d)?'?(\d\d)?'?)?")
# PDF 1.0 is of 1993; an earlier date is a clock that was not set.
_FIRST_YEAR = 1990


def opened(document: Document) -> Any:
    """A pypdfium2.PdfDocument with at least one page. Raises UnreadableSource."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    start = document.data[:1024]
    if b"%PDF-" not in start:
        raise UnreadableSource(f"{document.path} is no PDF although its name says so; export it again as PDF.")
    _refuse_bombs(document)
    try:
        pdf = pypdfium2.PdfDocument(document.data)
    except pypdfium2.PdfiumError as problem:
        code = pdfium.FPDF_GetLastError()
        if code == pdfium.FPDF_ERR_PASSWORD or "password" in str(problem).lower():
            raise UnreadableSource(
                f"{document.path} is locked with a password; save a copy without one and ingest that."
            ) from problem
        if code == pdfium.FPDF_ERR_SECURITY:
            raise UnreadableSource(
                f"{document.path} is encrypted in a way that cannot be read; save a copy without protection."
            ) from problem
        raise UnreadableSource(
            f"{document.path} is damaged and cannot be opened as a PDF; download or export it again."
        ) from problem
    if len(pdf) == 0:
        raise UnreadableSource(f"{document.path} is a PDF without pages; export it again.")
    return pdf


def said_date(text: str) -> str:
    """A PDF's `D:20240131120000+01'00'` in ISO form, empty where it is none or cannot be true."""
    found = _DATE.match(text.strip())
    if not found:
        return ""
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups()[:6])
    sign, hours, minutes = found.groups()[6:]
    away = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        zone = UTC if sign in (None, "Z") else timezone(-away if sign == "-" else away)
        said = datetime(year, month or 1, day or 1, hour, minute, second, tzinfo=zone)
    except ValueError:
        return ""
    return said.isoformat() if said.year >= _FIRST_YEAR else ""


def _refuse_bombs(document: Document) -> None:
    """Raises UnreadableSource where a stream inflates to more than a page can sensibly hold.

    PDFium inflates a content stream as a whole before it parses it, so this has to be seen before it is asked. What
    cannot be inflated is left to PDFium, which mends more than we could.
    """
    data = document.data
    at = 0
    for found in _STREAM.finditer(data):
        if found.start() < at:
            continue
        head = data[max(0, found.start() - 1024) : found.start()]
        head = head[head.rfind(b" obj") + 1 :]
        flates = head.count(b"/FlateDecode") + head.count(b"/Fl ")
        if not flates or re.search(rb"/Subtype\s*/Image", head):
            continue
        size = _inflated(data, found.end(), min(flates, _MOST_FILTERS))
        if size > LARGEST_STREAM:
            raise UnreadableSource(
                f"{document.path} holds a part that unpacks to more than {LARGEST_STREAM // 1_000_000} MB, which no "
                "page of text needs; print it to a new PDF and ingest that."
            )


def _inflated(data: bytes, start: int, times: int) -> int:
    """How many bytes a stream inflates to, counted no further than one piece past the limit."""
    inflaters = [zlib.decompressobj() for _ in range(times)]
    size = 0
    for at in range(start, len(data), _PIECE):
        if inflaters[0].eof:
            break
        size += _through(inflaters, data[at : at + _PIECE], LARGEST_STREAM - size)
        if size > LARGEST_STREAM or size < 0:
            break
    return abs(size)


def _through(inflaters: list[Any], piece: bytes, room: int) -> int:
    """The bytes that come out of the last inflater for a piece put into the first; -1 where the data is damaged."""
    first, *rest = inflaters
    size = 0
    try:
        while True:
            out = first.decompress(piece, _PIECE)
            size += _through(rest, out, room - size) if rest else len(out)
            piece = first.unconsumed_tail
            if not piece or first.eof or size > room:
                return size
    except zlib.error:
        return size
