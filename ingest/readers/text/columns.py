"""Tables that lost their lines: columns parted by tabs or wide gaps, or run together with single blanks."""

import re
from itertools import pairwise

_GAP = re.compile(r"\t+| {3,}|\s*\|\s*")


def may_head_table(line: str) -> bool:
    """Whether a line has columns, or is nothing but capitalised names; the rest of the table is only then looked at."""
    return len(_split(line)) > 1 or _header(line) != ()


def column_table(lines: list[str]) -> list[tuple[str, ...]]:
    """The rows of the table that the lines begin with, header first; nothing where they are no table.

    Without gaps the header decides: capitalised names, one a column; each row must fall into as many cells where a
    capital follows a word that no punctuation ends, as in `Primary users Data scientists Prompt engineers`.
    """
    if len(lines) < 3:
        return []
    parted = [_split(line) for line in lines]
    width = len(parted[0])
    if width >= 2 and all(len(cells) == width for cells in parted[1:3]):
        rows = [tuple(cells) for cells in parted if not all(re.fullmatch(r":?-{2,}:?", cell) for cell in cells)]
        return rows if all(len(row) == width for row in rows) and len(rows) == len(parted) else []
    header = _header(lines[0])
    if not header:
        return []
    rows = [header]
    for line in lines[1:]:
        cells = _cells(line.strip(), len(header))
        if not cells:
            break
        rows.append(cells)
    return rows if len(rows) >= 3 else []


def _split(line: str) -> list[str]:
    return [cell for cell in _GAP.split(line.strip().strip("|")) if cell]


def _header(line: str) -> tuple[str, ...]:
    names = tuple(line.split(maxsplit=7))
    fits = 2 <= len(names) <= 6 and all(re.fullmatch(r"[A-Z][\w/&-]{0,40}", name) for name in names)
    return names if fits else ()


def _cells(line: str, width: int) -> tuple[str, ...]:
    """The first cell is a label of a few words; the others begin where a new phrase seems to begin."""
    words = line.split()
    seams = [at for at in range(1, len(words)) if words[at][0].isupper() and re.search(r"[\w)]$", words[at - 1])]
    after_lower = [at for at in seams if words[at - 1][0].islower() or words[at - 1][-1] == ")"]
    label = next((at for at in seams if at <= 4), None)
    if label is None or not line[:1].isupper():
        return ()
    rest = [at for at in after_lower if at > label] or [at for at in seams if at > label]
    cuts = [label, *_spread(rest, width - 2, label, len(words))]
    if len(cuts) != width - 1:
        return ()
    bounds = [0, *cuts, len(words)]
    return tuple(" ".join(words[start:end]) for start, end in pairwise(bounds))


def _spread(seams: list[int], wanted: int, first: int, last: int) -> list[int]:
    """The seams nearest to cells of equal length."""
    chosen: list[int] = []
    for n in range(1, wanted + 1):
        ideal = first + (last - first) * n / (wanted + 1)
        free = [at for at in seams if at not in chosen and (not chosen or at > chosen[-1])]
        if free:
            chosen.append(min(free, key=lambda at: abs(at - ideal)))
    return chosen
