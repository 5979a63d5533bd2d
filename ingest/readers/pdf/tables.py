"""Tables: ruled ones from their strokes, and those without from columns of text that keep apart over several lines."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.readers.pdf.layout import Piece, pieces_of, rows_of
from ingest.readers.pdf.lines import line_of
from ingest.readers.pdf.marked import marked
from ingest.readers.pdf.marks import MARK_ALONE
from ingest.readers.pdf.page import Grid, Rule, Word

# Points within which two strokes touch.
_TOUCH = 3.0
# In sizes of the text: two columns of a table keep at least this far apart.
_APART = 0.6
# More columns than this are a drawing.
_MOST_COLUMNS = 30
_POINTS = re.compile(r"[\[(]?\s*\d{1,3}\s*(?:marks?|points?|pts?|m|p)?\.?\s*[\])]?", re.I)


def ruled(words: Sequence[Word], rules: Sequence[Rule], page: int) -> tuple[list[Grid], list[Word]]:
    """The tables that strokes draw, and the words that are in none."""
    grids: list[Grid] = []
    left = list(words)
    for group in _touching(rules):
        xs = _places(rule.x0 for rule in group if not rule.level)
        ys = _places(rule.y0 for rule in group if rule.level)
        if not (3 <= len(xs) <= _MOST_COLUMNS and len(ys) >= 3):
            continue
        cells: dict[tuple[int, int], list[Word]] = {}
        outside: list[Word] = []
        for word in left:
            column, row = bisect_right(xs, (word.x0 + word.x1) / 2) - 1, bisect_right(ys, word.y - 0.3 * word.size) - 1
            if 0 <= column < len(xs) - 1 and 0 <= row < len(ys) - 1:
                cells.setdefault((row, column), []).append(word)
            else:
                outside.append(word)
        rows = [tuple(_said(cells.get((row, column), ()), page) for column in range(len(xs) - 1))
                for row in range(len(ys) - 1)]  # fmt: skip
        rows = _solid([row for row in rows if any(row)])
        if len(rows) >= 2 and len(rows[0]) >= 2:
            grids.append(Grid(rows, xs[0], xs[-1], ys[0], ys[-1], page, xs=tuple(xs)))
            left = outside
    return grids, left


def aligned(pieces: Sequence[Piece], rules: Sequence[Rule], page: int) -> list[tuple[Grid, list[Piece]]]:
    """The tables within a column that only their alignment tells, each with the pieces it is made of."""
    rows = _rows(pieces)
    found: list[tuple[Grid, list[Piece]]] = []
    at = 0
    while at < len(rows):
        end = _reach(rows, at) if len(rows[at]) >= 2 else at
        grid = _grid(rows[at:end], rules, page) if end - at >= 2 else None
        if grid is not None:
            found.append((grid, [piece for row in rows[at:end] for piece in row]))
            at = end
        else:
            at += 1
    return found


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Strokes that hang together."""
    groups: list[tuple[list[Rule], list[float]]] = []
    for rule in sorted(rules, key=lambda rule: (rule.y0, rule.x0)):
        mine = [rule]
        box = [rule.x0, rule.y0, rule.x1, rule.y1]
        apart: list[tuple[list[Rule], list[float]]] = []
        for group, edges in groups:
            near = (
                box[0] <= edges[2] + _TOUCH and box[2] >= edges[0] - _TOUCH
                and box[1] <= edges[3] + _TOUCH and box[3] >= edges[1] - _TOUCH
            )  # fmt: skip
            if near:
                mine = group + mine
                box = [min(box[0], edges[0]), min(box[1], edges[1]), max(box[2], edges[2]), max(box[3], edges[3])]
            else:
                apart.append((group, edges))
        groups = [*apart, (mine, box)]
    return [group for group, _ in groups if len(group) >= 5]


def _places(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _TOUCH:
            found.append(value)
    return found


def _said(words: Iterable[Word], page: int) -> str:
    """The text of a cell, its lines joined."""
    lines = [line_of(row, page, 0, 0, 0) for row in rows_of(words)] if words else []
    return " ".join(" ".join(marked(line.runs) for line in lines).split())


def _solid(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Without the columns that are empty throughout."""
    if not rows:
        return rows
    kept = [at for at in range(len(rows[0])) if any(row[at] for row in rows)]
    return [tuple(row[at] for at in kept) for row in rows]


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces by lines; a list mark belongs to what it marks."""
    words = [word for piece in pieces for word in piece.words]
    rows: list[list[Piece]] = []
    for row in rows_of(words):
        some = pieces_of(row)
        some.sort(key=lambda piece: piece.x0)
        if len(some) >= 2 and MARK_ALONE.fullmatch(_text(some[0])):
            some[:2] = [Piece(some[0].words + some[1].words, some[0].x0, some[1].x1, some[1].y, some[1].size)]
        rows.append(some)
    return rows


def _text(piece: Piece) -> str:
    return " ".join(word.text for word in piece.words)


def _reach(rows: list[list[Piece]], at: int) -> int:
    """Where a table that begins here ends: the columns no longer keep apart, or a wide blank follows."""
    strips = _strips(rows[at : at + 1])
    end = at + 1
    last = at + 1
    while end < len(rows):
        gap = rows[end][0].y - rows[end - 1][0].y
        if gap > 3.2 * rows[end][0].size:
            break
        more = _strips(rows[at : end + 1])
        if len(more) < 2 or len(more) < len(strips) - 1:
            break
        end += 1
        if len(rows[end - 1]) >= 2:
            strips = more
            last = end
    # A line in a later column, close below, goes on with the cell above it.
    while last < end and len(rows[last]) == 1:
        piece = rows[last][0]
        if piece.x0 < strips[1][0] - 1 and _gap(rows, last) > 1.1 * _least_gap(rows[at:last]):
            break
        if piece.x0 < strips[1][0] - 1 and piece.x1 > strips[0][1]:
            break
        last += 1
    return last


def _gap(rows: list[list[Piece]], at: int) -> float:
    return rows[at][0].y - rows[at - 1][0].y


def _least_gap(rows: list[list[Piece]]) -> float:
    return min((_gap(rows, at) for at in range(1, len(rows))), default=1e9)


def _strips(rows: Sequence[Sequence[Piece]]) -> list[tuple[float, float]]:
    """The strips of a page that rows cover, kept apart by blanks."""
    strips: list[list[float]] = []
    for piece in sorted((piece for row in rows for piece in row), key=lambda piece: piece.x0):
        if strips and piece.x0 <= strips[-1][1] + _APART * piece.size:
            strips[-1][1] = max(strips[-1][1], piece.x1)
        else:
            strips.append([piece.x0, piece.x1])
    return [(a, b) for a, b in strips]


def _grid(rows: list[list[Piece]], rules: Sequence[Rule], page: int) -> Grid | None:
    strips = _strips(rows)
    full = [row for row in rows if len(row) >= 2]
    top, bottom = min(p.top for p in rows[0]), max(p.bottom for p in rows[-1])
    x0, x1 = strips[0][0], strips[-1][1]
    between = sorted(
        rule.y0 for rule in rules
        if rule.level and top - 12 < rule.y0 < bottom + 12 and rule.x0 < x0 + 12 and rule.x1 > x1 - 0.4 * (x1 - x0)
    )  # fmt: skip
    if len(full) < (2 if len(between) >= 2 else 3) or not 2 <= len(strips) <= 12:
        return None
    if all(word.style.mono for row in rows for piece in row for word in piece.words):
        return None
    lasts = [_text(row[-1]) for row in full]
    if sum(bool(_POINTS.fullmatch(said)) for said in lasts) >= 0.8 * len(lasts) and len(strips) == 2:
        return None
    starts = [a for a, _ in strips]
    table: list[tuple[str, ...]] = []
    for group in _row_groups(rows, [y for y in between if top < y < bottom], strips):
        words: list[list[Word]] = [[] for _ in strips]
        for piece in group:
            words[max(0, bisect_right(starts, piece.x0 + 0.5) - 1)].extend(piece.words)
        table.append(tuple(_said(some, page) for some in words))
    filled = sum(sum(map(bool, row)) >= 2 for row in table)
    is_table = len(table) >= 2 and filled >= 0.6 * len(table)
    return Grid(table, x0, x1, top, bottom, page, xs=tuple(starts)) if is_table else None


def _row_groups(rows: list[list[Piece]], between: list[float], strips: list[tuple[float, float]]) -> list[list[Piece]]:
    """Lines of a table by the row they belong to: strokes part them, or wider gaps, or else each first cell begins
    one."""
    gaps = [_gap(rows, at) for at in range(1, len(rows))]
    least = min(gaps)
    wide = sum(gap > 1.2 * least for gap in gaps)
    groups: list[list[Piece]] = [list(rows[0])]
    for at, (before, row) in enumerate(pairwise(rows), 1):
        if len(between) >= 2:
            new = any(before[0].y < y < row[0].y for y in between)
        elif wide and len(rows) - wide >= 2:
            new = gaps[at - 1] > 1.2 * least
        else:
            new = row[0].x0 < strips[0][1] and (len(row) >= 2 or len(strips) == 1)
        if new:
            groups.append(list(row))
        else:
            groups[-1].extend(row)
    return groups
