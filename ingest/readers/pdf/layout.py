"""The order in which a page is read: columns found by the gutters between them, and tables taken out first.

A gutter is an upright blank strip with lines of text on both sides and nothing across. The longest is found, what
stands above and below it is split off, and these parts and its two sides are looked at in the same way; so a title over
two columns, three columns, and side notes need no rules of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.readers.pdf.page import Word

# In sizes of the text: a blank wider than this parts two pieces of a line. Justified text stays below it, gutters
# above.
PIECE_GAP = 0.8
# In sizes of the text: a gutter is at least this wide. Places for one are tried every so many points.
_GUTTER = 0.6
_STEP = 2.0
# A column is at least this share of the page, one of running text that share, and so many lines are in it.
_NARROWEST, _NARROW = 0.1, 0.2
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
    """Where a blank strip is, and from where to where."""

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


def columns(words: Sequence[Word], width: float) -> list[list[Word]]:
    """The words of a page in the order of reading, each list one column or one strip across.

    A word without text stands for a table.
    """
    gutter = _best_gutter(words, width)
    if gutter is None:
        return [list(words)] if words else []
    above = [word for word in words if word.y < gutter.top]
    below = [word for word in words if word.y > gutter.bottom]
    within = [word for word in words if gutter.top <= word.y <= gutter.bottom]
    left = [word for word in within if word.x1 <= gutter.x]
    right = [word for word in within if word.x1 > gutter.x]
    return [leaf for part in (above, left, right, below) for leaf in columns(part, width)]


def _best_gutter(words: Sequence[Word], width: float) -> Gutter | None:
    """The gutter with most lines beside it, at its widest place."""
    import numpy

    said = [word for word in words if word.text]
    if len(said) < 4 * _FEWEST:
        return None
    size = median(word.size for word in said)
    blank = _GUTTER * size
    x0, x1, y = (numpy.array([getattr(word, name) for word in words]) for name in ("x0", "x1", "y"))
    tried: dict[tuple[float, float], list[float]] = {}
    for x in numpy.arange(min(x0) + _NARROWEST * width, max(x1) - _NARROWEST * width, _STEP):
        crossing = numpy.unique(y[(x0 < x + blank) & (x1 > x)])
        cuts = [-1e9, *crossing.tolist(), 1e9]
        for above, under in pairwise(cuts):
            if under - above > _FEWEST * size:
                tried.setdefault((above, under), []).append(float(x))
    best: tuple[float, Gutter] | None = None
    for (above, under), xs in tried.items():
        for x in _middles(xs):
            inside = [word for word in said if above < word.y < under]
            left, right = [word for word in inside if word.x1 <= x], [word for word in inside if word.x1 > x]
            if len(left) < 2 * _FEWEST or len(right) < 2 * _FEWEST:
                continue
            tops, ends = zip(*((min(w.y for w in side), max(w.y for w in side)) for side in (left, right)), strict=True)
            shared = min(ends) - max(tops)
            # Of two gutters beside the same note, the one that runs on along the text.
            worth = shared + 0.1 * (max(ends) - min(tops))
            if (best is None or worth > best[0]) and shared > 2.5 * size and _are_columns(left, right, width):
                best = (worth, Gutter(x, min(tops), max(ends)))
    return best[1] if best else None


def _middles(xs: Sequence[float]) -> list[float]:
    """The middle of each run of neighbouring places."""
    runs: list[list[float]] = []
    for x in xs:
        if runs and x - runs[-1][-1] <= 1.5 * _STEP:
            runs[-1].append(x)
        else:
            runs.append([x])
    return [run[len(run) // 2] for run in runs]


def _are_columns(left: list[Word], right: list[Word], width: float) -> bool:
    """Whether two sides are read one after the other, and not line by line as a table is."""
    sides = [[_extent(row) for row in rows_of(side)] for side in (left, right)]
    edges = [(min(row.x0 for row in side), max(row.x1 for row in side)) for side in sides]
    if min(b - a for a, b in edges) < _NARROWEST * width or min(map(len, sides)) < _FEWEST:
        return False
    filled = [
        sum(row.x1 - row.x0 >= _FILLED * (b - a) for row in side) >= 0.35 * len(side)
        for side, (a, b) in zip(sides, edges, strict=True)
    ]
    if _rows_agree(sides[0], sides[1]):
        return False
    level = {round(row.y) for row in sides[0]}
    near = sum(not level.isdisjoint((round(row.y) - 1, round(row.y), round(row.y) + 1)) for row in sides[1])
    is_note = min(b - a for a, b in edges) < _NARROW * width
    return (all(filled) and not is_note) or (any(filled) and near < 0.5 * len(sides[1]))


def _extent(row: list[Word]) -> Piece:
    main = max(row, key=lambda word: len(word.text) * word.size)
    return Piece(tuple(row), row[0].x0, max(word.x1 for word in row), main.y, main.size)


def _rows_agree(left: list[Piece], right: list[Piece]) -> bool:
    """Whether paragraphs on both sides begin on the same lines again and again, as the cells of a table do."""
    heights = [sorted({round(piece.y, 1) for piece in side}) for side in (left, right)]
    gaps = sorted(b - a for ys in heights for a, b in pairwise(ys) if b - a > 2)
    usual = gaps[len(gaps) // 5] if gaps else 0.0
    starts = [[ys[0], *(b for a, b in pairwise(ys) if b - a > 1.2 * usual)] for ys in heights]
    fewer, more = sorted(starts, key=len)
    # Entries of one length stand level, too; the cells of a table are seldom all as long as their neighbours.
    as_long = abs(len(left) - len(right)) <= 0.05 * len(left) and len(left) >= 3 * len(fewer)
    if len(fewer) < 3 or as_long:
        return False
    same = sum(any(abs(y - other) <= 1.5 for other in more) for y in fewer)
    return same >= 0.8 * len(more)
