"""PDF: pages of characters made into text in the order in which it is read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from ingest.blocks import Block, Flaw, Reading
from ingest.errors import UnreadableSource
from ingest.files.sources import Document
from ingest.readers.pdf import tables
from ingest.readers.pdf.bullets import write_bullets
from ingest.readers.pdf.content import page_content
from ingest.readers.pdf.furniture import without_furniture
from ingest.readers.pdf.headings import Headings, plain_title
from ingest.readers.pdf.layout import columns, pieces_of
from ingest.readers.pdf.lines import lines_of
from ingest.readers.pdf.measures import measure
from ingest.readers.pdf.opening import opened, said_date
from ingest.readers.pdf.page import Grid, Line, Page, Style, Word
from ingest.readers.pdf.paragraphs import parts_of
from ingest.readers.pdf.wrapping import Wrapping
from ingest.readers.pdf.writing import Writer

# The longest books have some 2,000 pages; at about 30 pages a second, reading so many takes a little over a minute.
MOST_PAGES = 2000
# Characters on a page that is a picture: a scanner's name and a page number.
_FEWEST = 40
# Such a share of a page is covered by the picture of a scanned one.
_COVERED = 0.4
# A page with more characters of no known meaning is no text; a few are signs of formulas and bullets.
_UNMAPPED = 0.3


def read(document: Document) -> Reading:
    """Raises UnreadableSource where it is damaged, locked, or has no text."""
    pdf = opened(document)
    try:
        return _reading(document, pdf)
    finally:
        pdf.close()


def _reading(document: Document, pdf: Any) -> Reading:
    elements: list[Line | Grid] = []
    heights: list[float] = []
    states: list[str] = []
    pictures: Counter[tuple[int, ...]] = Counter()
    for number in range(min(len(pdf), MOST_PAGES)):
        page = page_content(pdf, number)
        heights.append(page.height or 1.0)
        states.append(_state(page))
        pictures.update(tuple(map(round, box)) for box in page.pictures)
        if states[-1] == "":
            elements.extend(_in_order(page))
    if not elements:
        raise UnreadableSource(_nothing(document.path, states))
    fields = _fields(pdf)
    lines = [one for one in elements if isinstance(one, Line)]
    measures = measure(lines)
    kept = without_furniture(elements, heights, measures.size)
    headings = Headings(kept, measures, _outline(pdf))
    parts = parts_of(kept, measures, headings)
    writer = Writer(measures, Wrapping(line.text for line in lines))
    writer.write(parts)
    # A picture in the same place on page after page is a logo or a background.
    count = sum(times for times in pictures.values() if times < 3)
    return Reading(
        "pdf",
        _title(fields, writer.blocks),
        tuple(writer.blocks),
        fields,
        tuple(writer.places),
        tuple(_flaws(document.path, states, len(pdf), writer)),
        count,
    )


def _in_order(page: Page) -> list[Line | Grid]:
    """The lines and tables of a page as they are read."""
    write_bullets(page)
    grids, words = tables.ruled(page.words, page.rules, page.number)
    stand_ins = {id(word): (word, grid) for grid in grids for word in [_stand_in(grid)]}
    found: list[Line | Grid] = []
    leaves = columns([*words, *(word for word, _ in stand_ins.values())], page.width)
    for column, leaf in enumerate(leaves):
        tables_here = [stand_ins[id(word)][1] for word in leaf if id(word) in stand_ins]
        said = [word for word in leaf if id(word) not in stand_ins]
        pieces = pieces_of(said)
        for grid, taken in tables.aligned(pieces, page.rules, page.number):
            gone = {id(word) for piece in taken for word in piece.words}
            said = [word for word in said if id(word) not in gone]
            tables_here.append(grid)
        for grid in tables_here:
            grid.column = column
        lines: list[Line | Grid] = [*lines_of(said, page.number, column)] if said else []
        lines.extend(tables_here)
        lines.sort(key=lambda one: one.y if isinstance(one, Line) else (one.top + one.bottom) / 2)
        found.extend(lines)
    return found


def _stand_in(grid: Grid) -> Word:
    """A table as one word, so that it takes its place in the order of reading."""
    height = grid.bottom - grid.top
    return Word("", grid.x0, grid.x1, grid.bottom - 0.25 * height, Style("", height))


def _state(page: Page) -> str:
    """What is wrong with a page; empty where it has text or is blank."""
    if page.problem:
        return page.problem
    said = sum(len(word.text) for word in page.words)
    if said and page.unmapped > _UNMAPPED * said:
        return "unmapped"
    area = max(1.0, page.width * page.height)
    covered = sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in page.pictures) / area
    return "picture" if said < _FEWEST and covered >= _COVERED else ""


_SENTENCES = {
    "picture": ("has only pictures and no text", "run text recognition (OCR) over it and ingest the result"),
    "unmapped": (
        "has text in fonts that do not say which letters they show",
        "export it again with embedded Unicode fonts, or run text recognition (OCR) over it",
    ),
    "damaged": ("is damaged", "export it again"),
    "overfull": ("has more characters than a page of text can hold", "export it again as plain text"),
}


def _nothing(path: str, states: Sequence[str]) -> str:
    bad = Counter(state for state in states if state)
    if not bad:
        return (
            f"{path} has no text in any of its pages; export it with its text, or run text recognition (OCR) over it."
        )
    what, mend = _SENTENCES[bad.most_common(1)[0][0]]
    return f"{path} {what} on any of its pages; {mend}." if len(states) > 1 else f"{path} {what}; {mend}."


def _flaws(path: str, states: Sequence[str], pages: int, writer: Writer) -> list[Flaw]:
    """One sentence for each run of pages that could not be read."""
    flaws: list[Flaw] = []
    number = 0
    for state, run in groupby(states):
        length = len(list(run))
        first, number = number, number + length
        if state:
            where = f"page {first + 1}" if length == 1 else f"pages {first + 1} to {first + length}"
            what, mend = _SENTENCES[state]
            what = what if length == 1 else what.replace("has ", "have ").replace("is ", "are ")
            flaws.append(Flaw(_line_of(writer, first), f"{path}: {where} {what}; {mend}."))
    if pages > len(states):
        flaws.append(
            Flaw(
                _line_of(writer, len(states)),
                f"{path} has {pages:,} pages, of which the first {len(states):,} were read; split it.",
            )
        )
    return flaws


def _line_of(writer: Writer, page: int) -> int:
    """The line at which a page that is not there would begin."""
    last = writer.blocks[-1].end if writer.blocks else 1
    return next((place.line for place in writer.places if int(place.name.split()[1]) > page), last)


def _fields(pdf: Any) -> Mapping[str, str]:
    import pypdfium2

    try:
        said = pdf.get_metadata_dict(skip_empty=True)
    except pypdfium2.PdfiumError:
        return {}
    names = {"Title": "title", "Author": "author", "Subject": "subject", "Keywords": "keywords"}
    fields = {ours: " ".join(said[theirs].split()) for theirs, ours in names.items() if _says(said.get(theirs, ""))}
    for name in ("ModDate", "CreationDate"):
        if date := said_date(said.get(name, "")):
            fields["modified"] = date
            break
    return fields


def _says(text: str) -> bool:
    """Programs fill in `(anonymous)` and `untitled` where nobody said anything."""
    return bool(text.strip()) and not (text.startswith("(") and text.endswith(")")) and text.lower() != "untitled"


def _outline(pdf: Any) -> dict[str, int]:
    """The depth of each title in the outline, 1 at the top; the first 5,000."""
    found: dict[str, int] = {}
    for at, item in enumerate(pdf.get_toc(max_depth=6)):
        if at >= 5000:
            break
        if title := plain_title(item.get_title()):
            found.setdefault(title, item.level + 1)
    return found


def _title(fields: Mapping[str, str], blocks: Sequence[Block]) -> str:
    """What the file says, unless that is a file's name; or the highest heading near the start."""
    said = fields.get("title", "")
    if said and " " in said and not said.lower().endswith((".doc", ".docx", ".tex", ".dvi", ".indd", ".ppt", ".pptx")):
        return said.removeprefix("Microsoft Word - ").removeprefix("Microsoft PowerPoint - ")
    first = [block for block in blocks[:10] if block.kind == "heading"]
    return min(first, key=lambda block: block.level).text if first else said
