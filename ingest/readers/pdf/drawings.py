"""What is drawn on a page: strokes that may rule a table, dots that may be bullets, pictures that may hold text."""

import ctypes
from collections.abc import Iterator
from typing import Any

from ingest.readers.pdf.page import Page, Rule

# Charts and maps have many thousand strokes and no table among them worth the time.
MOST_OBJECTS = 20_000
# More strokes than this make no table that a person could read.
MOST_RULES = 3_000
_DEEPEST_FORM = 4
# Points; a smaller picture is an icon, a bullet, a logo.
_SMALLEST_PICTURE = 48.0
_THIN = 2.5
# Points; browsers draw the bullets of lists as small discs and squares.
_SMALLEST_DOT, _LARGEST_DOT = 1.5, 7.0


def add_drawings(handle: Any, box: tuple[float, float, float, float], turn: int, page: Page) -> None:
    """Level and upright strokes, and pictures large enough to hold text."""
    import pypdfium2.raw as pdfium

    left, _, right, top = box
    budget = [MOST_OBJECTS]
    for item, matrix in _objects(handle, budget):
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind not in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH):
            continue
        edges = [ctypes.c_float() for _ in range(4)]
        if not pdfium.FPDFPageObj_GetBounds(item, *edges):
            continue
        a, b, c, d = (edge.value for edge in edges)
        (x0, y0), (x1, y1) = _moved(matrix, a, b), _moved(matrix, c, d)
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            if x1 - x0 >= _SMALLEST_PICTURE and y1 - y0 >= _SMALLEST_PICTURE:
                page.pictures.append((x0 - left, top - y1, x1 - left, top - y0))
        elif turn == 0 and x1 > left and x0 < right:
            if _SMALLEST_DOT <= x1 - x0 <= _LARGEST_DOT and 0.8 <= (x1 - x0) / max(0.1, y1 - y0) <= 1.25:
                page.dots.append((x0 - left, x1 - left, top - (y0 + y1) / 2))
                continue
            if len(page.rules) < MOST_RULES:
                page.rules.extend(_strokes(item, matrix, (x0, y0, x1, y1), left, top))


def _strokes(
    item: Any, matrix: tuple[float, ...], bounds: tuple[float, float, float, float], left: float, top: float
) -> Iterator[Rule]:
    import pypdfium2.raw as pdfium

    x0, y0, x1, y1 = bounds
    if min(x1 - x0, y1 - y0) <= _THIN:
        if max(x1 - x0, y1 - y0) >= 2 * _THIN:
            x, y = (x0 + x1) / 2 - left, top - (y0 + y1) / 2
            if x1 - x0 >= y1 - y0:
                yield Rule(x0 - left, y, x1 - left, y)
            else:
                yield Rule(x, top - y1, x, top - y0)
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    count = pdfium.FPDFPath_CountSegments(item)
    if not stroke.value or count > 1000:
        return
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, own)
    whole = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
    px, py = ctypes.c_float(), ctypes.c_float()
    before = begin = (0.0, 0.0)
    for at in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, at)
        pdfium.FPDFPathSegment_GetPoint(segment, px, py)
        point = _moved(whole, px.value, py.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        ends = [(before, point)] if kind == pdfium.FPDF_SEGMENT_LINETO else []
        begin = point if kind == pdfium.FPDF_SEGMENT_MOVETO else begin
        if pdfium.FPDFPathSegment_GetClose(segment):
            ends.append((point, begin))
        before = point
        for (ax, ay), (bx, by) in ends:
            if min(abs(ax - bx), abs(ay - by)) <= 1 and max(abs(ax - bx), abs(ay - by)) >= 2 * _THIN:
                yield Rule(min(ax, bx) - left, top - max(ay, by), max(ax, bx) - left, top - min(ay, by))


def _objects(handle: Any, budget: list[int]) -> Iterator[tuple[Any, tuple[float, ...]]]:
    """The objects of a page and of the forms drawn on it, each with the matrix to the page; no more than budgeted."""
    import pypdfium2.raw as pdfium

    def within(count: int, get: Any, holder: Any, matrix: tuple[float, ...], deep: int) -> Iterator[Any]:
        for at in range(count):
            if budget[0] <= 0:
                return
            budget[0] -= 1
            item = get(holder, at)
            if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_FORM:
                yield item, matrix
            elif deep < _DEEPEST_FORM:
                own = pdfium.FS_MATRIX()
                pdfium.FPDFPageObj_GetMatrix(item, own)
                inner = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
                yield from within(
                    pdfium.FPDFFormObj_CountObjects(item), pdfium.FPDFFormObj_GetObject, item, inner, deep + 1
                )

    whole = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    yield from within(pdfium.FPDFPage_CountObjects(handle), pdfium.FPDFPage_GetObject, handle, whole, 0)


def _moved(matrix: tuple[float, ...], x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _times(m: tuple[float, ...], n: tuple[float, ...]) -> tuple[float, ...]:
    """First `m`, then `n`."""
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3], m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )  # fmt: skip
