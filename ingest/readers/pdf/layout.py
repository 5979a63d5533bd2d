"""The order in which a page is read: columns found by the gutters between them, and tables taken out first.

A gutter is a blank strip to the left of where many pieces of lines begin, with text on both sides and nothing across.
The widest span of such a strip is split off with what stands above and below it, and its two sides are looked at in
the same way; so a title over two columns, three columns, and side notes need no rules of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.readers.pdf.page import Word

# In sizes of the text: a blank wider than this parts two pieces of a line. Justified text stays below it, gutters
# above.
PIECE_GAP = 0.8
# Left edges that differ by less than this many points are one edge.
_EDGE = 2.0
# A column is at least this share of the page, and so many pieces of lines are in it.
_NARROWEST = 0.14
_FEWEST = 4
# Pieces that fill this share of their column are running text.
_FILLED = 0.6


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one line that no wide blank parts."""

    words: tuple[Word, ...]
    x0: float
    x1: float
    y: float
    size: float

    @property
    def top(self) -> float:
        return self.y - 0.75 * self.size

    @property
    def bottom(self) -> float:
        return self.y + 0.25 * self.size


@dataclass(frozen=True, slots=True)
class Gutter:
    """Where a blank strip ends on the right, and from where to where it is blank."""

    x: float
    top: float
    bottom: float


def rows_of(words: Iterable[Word]) -> list[list[Word]]:
    """Words by their lines, raised and lowered ones with the line they belong to; from the top, each from the left."""
    rows: list[list[Word]] = []
    bases: list[Word] = []
    for word in sorted(words, key=lambda word: (word.y, word.x0)):
        home = None
        for at in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            base = bases[at]
            shared = min(base.bottom, word.bottom) - max(base.top, word.top)
            sizes = sorted((base.size, word.size))
            if shared >= 0.55 * sizes[0] and sizes[1] <= 2.4 * sizes[0]:
                home = at
                break
        if home is None:
            rows.append([word])
            bases.append(word)
        else:
            rows[home].append(word)
            if word.size > 1.15 * bases[home].size:
                bases[home] = word
    for row in rows:
        row.sort(key=lambda word: (word.x0, word.order))
    order = sorted(range(len(rows)), key=lambda at: bases[at].y)
    return [rows[at] for at in order]


def pieces_of(words: Iterable[Word]) -> list[Piece]:
    """Lines parted at wide blanks, from the top."""
    found: list[Piece] = []
    for row in rows_of(words):
        begun = 0
        reach = row[0].x1
        for at in range(1, len(row) + 1):
            size = min(row[at - 1].size, row[at].size) if at < len(row) else 0.0
            if at == len(row) or row[at].x0 - reach > PIECE_GAP * size:
                some = row[begun:at]
                main = max(some, key=lambda word: len(word.text) * word.size)
                found.append(Piece(tuple(some), some[0].x0, max(word.x1 for word in some), main.y, main.size))
                begun = at
            if at < len(row):
                reach = max(reach, row[at].x1)
    return found


def columns(pieces: Sequence[Piece], width: float) -> list[list[Piece]]:
    """The pieces of a page in the order of reading, each list one column or one strip across."""
    gutter = _best_gutter(pieces, width)
    if gutter is None:
        return [list(pieces)] if pieces else []
    above = [piece for piece in pieces if piece.y < gutter.top]
    below = [piece for piece in pieces if piece.y > gutter.bottom]
    within = [piece for piece in pieces if gutter.top <= piece.y <= gutter.bottom]
    left = [piece for piece in within if piece.x0 < gutter.x - _EDGE]
    right = [piece for piece in within if piece.x0 >= gutter.x - _EDGE]
    return [leaf for part in (above, left, right, below) for leaf in columns(part, width)]


def _best_gutter(pieces: Sequence[Piece], width: float) -> Gutter | None:
    """The gutter with the most text beside it."""
    best: tuple[float, Gutter] | None = None
    for x in _edges(pieces):
        crossing = [piece.y for piece in pieces if piece.x0 < x - _EDGE and piece.x1 > x - 0.5]
        cuts = sorted({-1e9, *crossing, 1e9})
        for above, under in pairwise(cuts):
            inside = [piece for piece in pieces if above < piece.y < under]
            right = [piece for piece in inside if piece.x0 >= x - _EDGE]
            left = [piece for piece in inside if piece.x0 < x - _EDGE]
            if len(left) < _FEWEST or len(right) < _FEWEST or not _are_columns(left, right, x, width):
                continue
            # Text far above the first line that has company stays in one piece with what it belongs to.
            tops = [min(piece.y for piece in side) for side in (left, right)]
            ends = [max(piece.y for piece in side) for side in (left, right)]
            shared = min(ends) - max(tops)
            if best is None or shared > best[0]:
                best = (shared, Gutter(x, min(tops), max(ends)))
    return best[1] if best else None


def _edges(pieces: Sequence[Piece]) -> list[float]:
    """Where several pieces begin, in points from the left; the outermost edge has nothing on its left."""
    edges: list[list[float]] = []
    for x in sorted(piece.x0 for piece in pieces):
        if edges and x - edges[-1][0] <= _EDGE:
            edges[-1].append(x)
        else:
            edges.append([x])
    return [group[0] for group in edges if len(group) >= _FEWEST][:40]


def _are_columns(left: list[Piece], right: list[Piece], x: float, width: float) -> bool:
    """Whether two sides are read one after the other, and not line by line as a table is."""
    left_edge, right_edge = min(piece.x0 for piece in left), max(piece.x1 for piece in right)
    widths = x - left_edge, right_edge - x
    if min(widths) < _NARROWEST * width:
        return False
    size = median(piece.size for piece in (*left, *right))
    together = min(max(p.y for p in left), max(p.y for p in right)) - max(
        min(p.y for p in left), min(p.y for p in right)
    )
    if together < 3 * size:
        return False
    gutter = x - sorted(piece.x1 for piece in left)[int(0.95 * (len(left) - 1))]
    if gutter < 0.6 * size:
        return False
    filled = [
        sum(piece.x1 - piece.x0 >= _FILLED * wide for piece in side) >= 0.35 * len(side)
        for side, wide in zip((left, right), widths, strict=True)
    ]
    level = {round(piece.y) for piece in left}
    beside = sum(not level.isdisjoint((round(p.y) - 1, round(p.y), round(p.y) + 1)) for p in right) / len(right)
    if all(filled):
        return not _rows_agree(left, right)
    return beside < 0.5 and any(filled)


def _rows_agree(left: list[Piece], right: list[Piece]) -> bool:
    """Whether paragraphs on both sides begin on the same lines again and again, as the cells of a table do."""
    starts = [_paragraph_starts(side) for side in (left, right)]
    fewer, more = sorted(starts, key=len)
    if len(fewer) < 3:
        return False
    same = sum(any(abs(y - other) <= 1.5 for other in more) for y in fewer)
    return same >= 0.8 * len(more)


def _paragraph_starts(side: list[Piece]) -> list[float]:
    ys = sorted({round(piece.y, 1) for piece in side})
    gaps = [b - a for a, b in pairwise(ys) if b - a > 2]
    if not gaps:
        return ys[:1]
    usual = sorted(gaps)[len(gaps) // 4]
    return [ys[0], *(b for a, b in pairwise(ys) if b - a > 1.2 * usual)]
