"""Delimited text to rows of cells with their lines: what parts the cells, quotes that do not end, rows too long."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.readers.records.named_fields import question_field
from ingest.understanding.wording import reads_like_question

# A cell may hold a long answer; the standard library's limit is 131,072.
_LONGEST_CELL = 10_000_000
_MARKS = ",\t;|"
_PROBE = 200
_FEWEST_LINES = 3
# A quoted cell of more lines, most of which look like rows, has lost its second quote.
_MOST_LINES = 40
_FLAWS = 20
_DIRECTIVE = re.compile(
    r"#(?P<name>separator|html|tags|columns|deck|notetype|guid|if matches)(?: column)?\s*:\s*(?P<value>.*)", re.I
)
_NAMED_MARKS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":"}


@dataclass(frozen=True, slots=True)
class TextRow:
    """The cells of one row, blanks around them gone, on 1-based lines `start`..`end`."""

    start: int
    end: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class Rows:
    """`directives` are what a program that exports cards says about them, by name; `doubtful` is a line and what is
    wrong there."""

    rows: list[TextRow] = field(default_factory=list)
    directives: dict[str, str] = field(default_factory=dict)
    doubtful: list[tuple[int, str]] = field(default_factory=list)
    mark: str = ","


def looks_like_table(text: str) -> bool:
    """Whether a text without a telling name is one that cards are exported to, or has a column of questions."""
    if re.match(r"#separator:|sep=.\n", text, re.I):
        return True
    lines = [line for line in text[:20_000].split("\n")[:_PROBE] if line.strip()]
    tabs = Counter(line.count("\t") for line in lines)
    if len(lines) < _FEWEST_LINES or not tabs or tabs.most_common(1)[0][0] == 0:
        return False
    fronts = [line.split("\t", 1)[0] for line in lines]
    even = tabs.most_common(1)[0][1] >= 0.9 * len(lines)
    named = question_field(lines[0].split("\t")) is not None
    return even and (named or sum(map(reads_like_question, fronts)) >= 0.5 * len(fronts))


def rows_of(text: str, is_tsv: bool) -> Rows:
    """Raises csv.Error where a cell is longer than any text is."""
    csv.field_size_limit(_LONGEST_CELL)
    lines = text.split("\n")
    found = Rows()
    at = 0
    while at < len(lines) and (
        (told := _DIRECTIVE.fullmatch(lines[at].strip())) or lines[at].lower().startswith("sep=")
    ):
        if told:
            found.directives[told["name"].lower()] = told["value"].strip()
        else:
            found.directives["separator"] = lines[at].strip("\n\r")[4:5] or "\t"
        at += 1
    told_mark = found.directives.get("separator", "")
    found.mark = _NAMED_MARKS.get(told_mark.lower(), told_mark[:1]) or _mark(lines[at:], is_tsv)
    found.rows.extend(_rows(lines, at, found))
    _even(found)
    return found


def _mark(lines: Sequence[str], is_tsv: bool) -> str:
    """Whichever of the usual marks parts the rows most evenly; one under which a column asks wins."""
    probe = [line for line in lines[: 3 * _PROBE] if line.strip()]

    def evenness(mark: str) -> tuple[bool, float, bool]:
        rows = list(csv.reader(io.StringIO("\n".join(probe)), delimiter=mark, strict=False))[:_PROBE]
        widths = Counter(len(row) for row in rows if len(row) > 1)
        named = any(len(row) > 1 and question_field([cell for cell in row if len(cell) < 60]) for row in rows[:20])
        most = widths.most_common(1)[0][1] if widths else 0
        return named, most / max(1, len(rows)), is_tsv == (mark == "\t")

    return max(_MARKS, key=evenness) if probe else ","


def _rows(lines: list[str], at: int, found: Rows) -> Iterator[TextRow]:
    while at < len(lines):
        begun = at
        for row, after in _parsed(lines, at, found.mark):
            if after - at > _MOST_LINES and _swallowed(lines[at + 1 : after], found.mark):
                what = "a quote that is opened here is never closed, so mend it; the row is read as if there were none"
                found.doubtful.append((at + 1, what))
                cells = [cell.strip().strip('"') for cell in lines[at].split(found.mark)]
                yield TextRow(at + 1, at + 1, tuple(cells))
                at += 1
                break
            if any(cell.strip() for cell in row):
                yield TextRow(at + 1, max(at + 1, _last_line(lines, at, after)), tuple(row))
            at = after
        else:
            at = len(lines)
        if at == begun:
            at += 1


def _parsed(lines: list[str], at: int, mark: str) -> Iterator[tuple[list[str], int]]:
    """Each row from here on with the index of the line behind it."""
    reader = csv.reader(
        (line + "\n" for line in lines[at:]), delimiter=mark, strict=False, skipinitialspace=mark != "\t"
    )
    for row in reader:
        yield row, at + reader.line_num


def _last_line(lines: list[str], at: int, after: int) -> int:
    while after > at + 1 and not lines[after - 1].strip():
        after -= 1
    return after


def _swallowed(lines: Sequence[str], mark: str) -> bool:
    """Whether lines inside a quoted cell are rows themselves."""
    counts = Counter(line.count(mark) for line in lines if line.strip())
    usual, times = counts.most_common(1)[0] if counts else (0, 0)
    return usual > 0 and times >= 0.5 * sum(counts.values())


def _even(found: Rows) -> None:
    """Rows with more cells than the others were cut at a mark within a text: they are put together again."""
    widths = Counter(len(row.cells) for row in found.rows if len(row.cells) > 1)
    width = widths.most_common(1)[0][0] if widths else 1
    header = next((row for row in found.rows[:20] if len(row.cells) > 1 and question_field(row.cells)), None)
    width = len(header.cells) if header is not None else width
    broken = 0
    for number, row in enumerate(found.rows):
        cells = row.cells
        if width > 1 and len([cell for cell in cells[width:] if cell.strip()]) > 0 and len(cells) > width:
            broken += 1
            if broken <= _FLAWS:
                mend = f"put texts that hold the mark {_shown(found.mark)} in quotes"
                what = f"{len(cells)} cells stand under {width} columns; {mend}"
                found.doubtful.append((row.start, what))
            cells = _together(cells, width, found.mark)
        found.rows[number] = TextRow(row.start, row.end, tuple(cell.strip() for cell in cells))
    if broken > _FLAWS:
        found.doubtful.append((found.rows[0].start, f"{broken - _FLAWS:,} more rows have more cells than columns"))


def _together(cells: Sequence[str], width: int, mark: str) -> tuple[str, ...]:
    """A cell that begins with a small letter went on with the text before it; what is left over ends the last one."""
    joined = list(cells)
    at = 1
    while at < len(joined) and len(joined) > width:
        if joined[at].lstrip()[:1].islower():
            joined[at - 1 : at + 1] = [f"{joined[at - 1]}{mark} {joined[at].lstrip()}"]
        else:
            at += 1
    return (*joined[: width - 1], f"{mark} ".join(joined[width - 1 :])) if len(joined) > width else tuple(joined)


def _shown(mark: str) -> str:
    return "tab" if mark == "\t" else f'"{mark}"'
