"""A page's characters as PDFium tells them, made into words with their place and font."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from math import atan2, degrees, hypot
from typing import Any

from ingest.readers.pdf.drawings import add_drawings
from ingest.readers.pdf.fonts import style_of
from ingest.readers.pdf.page import Page, Style, Word

# A dense page of a dictionary has 10,000 characters; more than this is a drawing made of letters, or an attack.
MOST_CHARACTERS = 200_000
# Points. Smaller text cannot be read by a person and is there for machines.
_SMALLEST = 1.5
_UPRIGHT = 8  # Degrees; text set more slantwise is a watermark or runs up the margin.
# PDFium's own sign for a hyphen at a line's end, and the letters that mean one.
_CHARACTERS = {0x02: "-", 0xFFFE: "-", 0x2010: "-", 0x2011: "-", 0xA0: " ", 0xAD: "\u00ad", 0xB7: "·"}
# TeX's first font encoding, seen where a font has no map: the ligatures are where others have controls.
_TEX = {0x0B: "ff", 0x0C: "fi", 0x0D: "fl", 0x0E: "ffi", 0x0F: "ffl"}
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_MAPPED = {**_CHARACTERS, **_LIGATURES}
_BLANK = frozenset(" \t\r\n\u2002\u2003\u2009\u200a\u200b\u3000")


def page_content(pdf: Any, number: int) -> Page:
    """Page `number`, from 0. `problem` says why nothing of it could be read."""
    import pypdfium2.raw as pdfium

    handle = pdfium.FPDF_LoadPage(pdf.raw, number)
    if not handle:
        return Page(number, 0, 0, problem="damaged")
    try:
        page = Page(number, pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle))
        text = pdfium.FPDFText_LoadPage(handle)
        if not text:
            page.problem = "damaged"
            return page
        try:
            page.characters = pdfium.FPDFText_CountChars(text)
            if page.characters > MOST_CHARACTERS:
                page.problem = "overfull"
                return page
            box = _visible(handle)
            links = list(_links(pdf, handle))
            turned = _Characters(text, box, links, page).read()
            add_drawings(handle, box, turned, page)
        finally:
            pdfium.FPDFText_ClosePage(text)
    finally:
        pdfium.FPDF_ClosePage(handle)
    return page


class _Characters:
    """One pass over the characters of a page."""

    def __init__(self, text: Any, box: tuple[float, float, float, float], links: list[Any], page: Page) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium = pdfium
        self._text = text
        self._box = box
        self._links = links
        self._page = page
        self._looks: dict[int, tuple[Style, int] | None] = {}
        self._styles: dict[Style, Style] = {}  # One object a style, so that runs are told apart by identity.
        self._rectangle = pdfium.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def read(self) -> int:
        """Fills the page and returns by how many quarters its text is turned."""
        characters = list(self._characters())
        angles = Counter(angle for *_, angle in characters)
        main = angles.most_common(1)[0][0] if angles else 0
        turn = round(main / 90) % 4 if abs(main - 90 * round(main / 90)) <= _UPRIGHT else 0
        left, bottom, right, top = self._box
        self._page.width, self._page.height = (
            (right - left, top - bottom) if turn % 2 == 0 else (top - bottom, right - left)
        )
        word: Word | None = None
        before_blank, last = True, -2
        for order, character, x0, x1, y0, y1, y, style, angle in characters:
            if not character:
                before_blank = True
                continue
            if (angle - 90 * turn + 180) % 360 - 180 > _UPRIGHT or (angle - 90 * turn + 180) % 360 - 180 < -_UPRIGHT:
                continue
            x0, x1, y = turned(turn, self._box, x0, y0, x1, y1, y)
            gap = x0 - word.x1 if word else 0.0
            size = style.size
            level = word is not None and not before_blank and abs(y - word.y) < 0.1 * size
            link = self._link(x0, x1, y, size) if self._links and turn == 0 else ""
            if (
                word is not None
                and level
                and -1.3 * size < gap < 0.5 * size
                and word.style is style
                and word.link == link
            ):
                word.text += character
                word.x1 = max(word.x1, x1)
            else:
                near = word is not None and not before_blank and abs(y - word.y) < 0.6 * max(size, word.size)
                joined = near and order - last <= 2 and -1.3 * size < gap < 0.3 * size
                word = Word(character, x0, x1, y, style, link, joined, order)
                self._page.words.append(word)
            before_blank, last = False, order
        return turn

    def _characters(self) -> Iterator[tuple[int, str, float, float, float, float, float, Style, int]]:
        """Number, text, box and baseline, style and direction in degrees; blanks have an empty text."""
        pdfium, text, rectangle = self._pdfium, self._text, self._rectangle
        unicode, loose, origin, item = (
            pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharOrigin,
            pdfium.FPDFText_GetTextObject,
        )  # fmt: skip
        left, bottom, right, top = self._box
        nothing = Style("", 0.0)
        high = 0
        for at in range(self._page.characters):
            code = unicode(text, at)
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
            high = 0
            look = self._look(item(text, at), at)
            if look is None:
                if code in (0x20, 0x0A, 0x0D, 0x09):
                    yield at, "", 0.0, 0.0, 0.0, 0.0, 0.0, nothing, 0
                continue
            character = _MAPPED.get(code) or (chr(code) if code else "\ufffd")
            style, angle = look
            if character in _BLANK:
                yield at, "", 0.0, 0.0, 0.0, 0.0, 0.0, nothing, angle
                continue
            if code < 0x20 and code not in _MAPPED:
                character = _TEX.get(code, "\ufffd")
            if character == "\ufffd" or (0xE000 <= code <= 0xF8FF and not style.symbol):
                self._page.unmapped += 1
            loose(text, at, rectangle)
            origin(text, at, self._x, self._y)
            if not (left - 2 <= rectangle.left <= right + 2 and bottom - 2 <= self._y.value <= top + 2):
                continue
            yield (
                at, character, rectangle.left, rectangle.right, rectangle.bottom, rectangle.top,
                self._y.value if angle % 180 == 0 else self._x.value, style, angle,
            )  # fmt: skip

    def _look(self, item: Any, at: int) -> tuple[Style, int] | None:
        """The style and direction of a text object, None for one too small to be read."""
        if not item:
            return None
        key = ctypes.cast(item, ctypes.c_void_p).value or 0
        if key not in self._looks:
            pdfium = self._pdfium
            size, matrix, name = ctypes.c_float(), pdfium.FS_MATRIX(), ctypes.create_string_buffer(256)
            font = pdfium.FPDFTextObj_GetFont(item)
            pdfium.FPDFTextObj_GetFontSize(item, size)
            pdfium.FPDFText_GetMatrix(self._text, at, matrix)
            pdfium.FPDFFont_GetBaseFontName(font, name, 256)
            tall = abs(size.value) * hypot(matrix.c, matrix.d)
            style = style_of(
                name.value.decode("utf-8", "replace"),
                tall,
                pdfium.FPDFFont_GetWeight(font),
                pdfium.FPDFFont_GetFlags(font),
                pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE,
            )
            angle = round(degrees(atan2(matrix.b, matrix.a))) % 360
            self._looks[key] = (self._styles.setdefault(style, style), angle) if tall >= _SMALLEST else None
        return self._looks[key]

    def _link(self, x0: float, x1: float, y: float, size: float) -> str:
        left, _, _, top = self._box
        x, up = (x0 + x1) / 2 + left, top - (y - 0.3 * size)
        return next((uri for a, b, c, d, uri in self._links if a <= x <= c and b <= up <= d), "")


def turned(
    turn: int, box: tuple[float, float, float, float], x0: float, y0: float, x1: float, y1: float, y: float
) -> tuple[float, float, float]:
    """Left, right and baseline as they are read, for text turned by so many quarters against the clock."""
    left, bottom, right, top = box
    if turn == 0:
        return x0 - left, x1 - left, top - y
    if turn == 1:
        return y0 - bottom, y1 - bottom, y - left
    if turn == 2:
        return right - x1, right - x0, y - bottom
    return top - y1, top - y0, right - y


def _visible(handle: Any) -> tuple[float, float, float, float]:
    import pypdfium2.raw as pdfium

    edges = [ctypes.c_float() for _ in range(4)]
    media = [ctypes.c_float() for _ in range(4)]
    if pdfium.FPDFPage_GetMediaBox(handle, *media):
        box = (media[0].value, media[1].value, media[2].value, media[3].value)
        if pdfium.FPDFPage_GetCropBox(handle, *edges):
            low, high = (
                (max(box[at], edges[at].value) for at in (0, 1)),
                (min(box[at], edges[at].value) for at in (2, 3)),
            )
            box = (*low, *high)  # type: ignore[assignment]
        if box[2] > box[0] and box[3] > box[1]:
            return box
    return (0.0, 0.0, pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle))


def _links(pdf: Any, handle: Any) -> Iterator[tuple[float, float, float, float, str]]:
    """The rectangles of a page that lead to an address on the web."""
    import pypdfium2.raw as pdfium

    position, link, rectangle = ctypes.c_int(0), pdfium.FPDF_LINK(), pdfium.FS_RECTF()
    for _ in range(2000):
        if not pdfium.FPDFLink_Enumerate(handle, position, link):
            return
        action = pdfium.FPDFLink_GetAction(link)
        if not action or not pdfium.FPDFLink_GetAnnotRect(link, rectangle):
            continue
        length = pdfium.FPDFAction_GetURIPath(pdf.raw, action, None, 0)
        buffer = ctypes.create_string_buffer(min(length, 4096))
        pdfium.FPDFAction_GetURIPath(pdf.raw, action, buffer, len(buffer))
        uri = buffer.value.decode("utf-8", "replace")
        if re.match(r"https?://[^\s()<>]+$", uri):
            yield rectangle.left, rectangle.bottom, rectangle.right, rectangle.top, uri
