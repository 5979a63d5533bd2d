"""Paragraphs and tables of a Word document written down as blocks."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from ingest.readers.numbered import Numbered
from ingest.readers.office.word_flow import Cell, Paragraph, Part, Table, flow
from ingest.readers.office.word_numbers import Mark, Numbering
from ingest.readers.office.word_styles import Styles, W
from ingest.readers.records.records_of_rows import Row, asked_rows
from ingest.understanding.wording import NUMBER, opens_question, without_marks

_ASKING_STYLE = re.compile(r"(?:faq|interview|quiz)?[ -]?(?:question|q)s?(?:[ -]?(?:text|title|heading))?", re.I)
# A table without names asks where so much of a column does; within a text it may as well compare.
_ASKING_TABLE = 0.8
# A numbered list asks where so many of its items have something below them that is no item, and so many end in "?".
_FOLLOWED = 0.6
_ASKING_LIST = 0.2


class Writer:
    """Writes parts in their order; counts the pictures."""

    def __init__(
        self, path: str, styles: Styles, numbering: Numbering, links: dict[str, str], notes: dict[str, Any]
    ) -> None:
        self.out = Numbered()
        self.pictures = 0
        self._path = path
        self._styles = styles
        self._numbering = numbering
        self._links = links
        self._notes = notes
        self._page = 1
        self._count = 0
        self._tables = 0
        self._has_pages = False
        self._asking: set[str] = set()

    def write(self, parts: Sequence[Part]) -> None:
        """The whole document, from its beginning."""
        self._has_pages = any(isinstance(part, Paragraph) and part.said.pages for part in parts)
        self._asking = self._asking_lists(parts)
        self._write(parts)

    def _asking_lists(self, parts: Sequence[Part]) -> set[str]:
        """Lists whose items have text below them and end in question marks often enough: all their items ask."""
        said = [part for part in parts if isinstance(part, Table) or (isinstance(part, Paragraph) and part.said.plain)]
        lists = [self._list_of(part) for part in said]
        found = set()
        for name in set(lists) - {""}:
            items = [at for at, one in enumerate(lists) if one == name]
            followed = [at for at in items if at + 1 < len(said) and lists[at + 1] != name]
            asking = [at for at in items if _plain(said[at]).endswith("?")]
            if len(items) >= 3 and len(followed) >= _FOLLOWED * len(items) and len(asking) >= _ASKING_LIST * len(items):
                found.add(name)
        return found

    def _list_of(self, part: Part) -> str:
        if not isinstance(part, Paragraph) or part.heading:
            return ""
        return self._numbering.counted(part.role.list_id, part.role.depth)

    def _write(self, parts: Sequence[Part]) -> None:
        for is_code, group in groupby(
            parts, lambda part: isinstance(part, Paragraph) and part.code and not part.heading
        ):
            if is_code:
                self._code([part for part in group if isinstance(part, Paragraph)])
                continue
            for part in group:
                if isinstance(part, Table):
                    self._table(part)
                elif isinstance(part, Paragraph):
                    self._paragraph(part)
                elif part.is_flaw:
                    self.out.flaw(f"{self._path}: {part.reason} is not read; open the file in Word and save it again.")
                else:
                    self.out.leave_out(part.reason, part.text)

    def _place(self, paragraph: Paragraph) -> None:
        self._count += bool(paragraph.said.plain)
        if self._has_pages and not paragraph.said.plain:
            self._page += paragraph.said.pages
            return
        self.out.place(f"page {self._page}" if self._has_pages else f"paragraph {max(1, self._count)}")
        self._page += paragraph.said.pages

    def _code(self, paragraphs: Sequence[Paragraph]) -> None:
        lines: list[str] = []
        for paragraph in paragraphs:
            if not lines:
                self._place(paragraph)
            else:
                self._count += bool(paragraph.said.plain)
                self._page += paragraph.said.pages
            lines.append("".join(run.text for run in paragraph.said.runs).rstrip())
        text = "\n".join(lines).strip("\n")
        if text.strip():
            self.out.code(text)

    def _paragraph(self, paragraph: Paragraph) -> None:
        self._place(paragraph)
        words, role, out = paragraph.said, paragraph.role, self.out
        pictures = words.pictures
        self.pictures += len(pictures)
        for reason, left in words.left_out:
            out.leave_out(reason, left)
        if not words.plain:
            for picture in pictures:
                out.add("image", "", picture)
            return
        mark = self._numbering.mark(role.list_id, role.depth)
        if paragraph.heading:
            text = " ".join(words.marked(bold=False).split())
            if re.fullmatch(r"\[[^\[\]]*\]\([^()]*\)", text):
                text = without_marks(text)
            if mark and mark.number and not NUMBER.match(without_marks(text)) and not opens_question(text):
                text = f"{_own_number(mark)} {text}"
            out.add("heading", text, level=min(paragraph.heading, 6))
        else:
            text = words.marked()
            if _ASKING_STYLE.fullmatch(role.name) and not text.startswith("**"):
                text = f"**{text}**"
            text = "\n".join([text, *pictures])
            if mark is None or not mark.text:
                out.paragraph(text)
            elif opens_question(f"{mark.text} x") or _labels(mark.text):
                out.paragraph(f"{mark.text} {text}")
            elif self._list_of(paragraph) in self._asking and "\n" not in text:
                out.add("paragraph", f"**{mark.number}. {without_marks(text)}**", f"{mark.text} {text}")
            else:
                out.item(text, mark.text, role.depth)
            pictures = []
        for picture in pictures:
            out.add("image", "", picture)
        for kind, id_ in words.notes:
            self._note(kind, id_)

    def _note(self, kind: str, id_: str) -> None:
        """A footnote follows the paragraph that points at it."""
        root = self._notes.get(kind)
        for note in root.iterchildren(W + kind) if root is not None else ():
            if note.get(W + "id") == id_:
                said = [
                    part.said.marked() for part in flow(note, self._styles, self._links) if isinstance(part, Paragraph)
                ]
                if text := " ".join(filter(None, said)):
                    self.out.add("paragraph", f"Note: {text}")

    def _table(self, table: Table) -> None:
        rows = [row for row in table.rows if any(cell.parts for cell in row)]
        if _is_layout(rows):
            for row in rows:
                for cell in row:
                    self._write(cell.parts)
            return
        self._tables += 1
        texts = tuple(self._texts(row) for row in rows)
        self._page += sum(
            part.said.pages for row in rows for cell in row for part in cell.parts if isinstance(part, Paragraph)
        )
        filled = [Row(number, cells) for number, cells in enumerate(texts, 1) if any(cells)]
        asked = asked_rows(filled, _ASKING_TABLE) if len(filled) > 1 else None
        if asked is None:
            if filled:
                self._place_table("")
                self.out.table(tuple(row.cells for row in filled))
            return
        self._place_table("")
        for above in asked.above:
            self.out.paragraph(" ".join(filter(None, above.cells)))
        for one in asked.asked:
            self._place_table(f", row {one.first}")
            self.out.record(one.question, one.answer, one.section or self.out.section(), one.key, one.fields)

    def _place_table(self, row: str) -> None:
        self.out.place(f"page {self._page}" if self._has_pages else f"table {self._tables}{row}")

    def _texts(self, row: Sequence[Cell]) -> tuple[str, ...]:
        """The text of each column; a cell over several columns stands in the first of them."""
        texts: list[str] = []
        for cell in row:
            texts += ["" if cell.merged else self._cell(cell), *[""] * (cell.span - 1)]
        return tuple(texts)

    def _cell(self, cell: Cell) -> str:
        lines = []
        for part in cell.parts:
            if isinstance(part, Paragraph) and (part.said.plain or part.said.pictures):
                self._count += 1
                self.pictures += len(part.said.pictures)
                mark = self._numbering.mark(part.role.list_id, part.role.depth)
                prefix = f"{'   ' * part.role.depth}{mark.text} " if mark and mark.text else ""
                lines.append(" ".join([prefix + part.said.marked(), *part.said.pictures]).rstrip())
        return "\n".join(lines)


def _is_layout(rows: Sequence[Sequence[Cell]]) -> bool:
    """A table that only arranges: one column, one row, tables within it, or headings and code in its cells."""
    if len(rows) <= 1 or all(len([cell for cell in row if cell.parts]) <= 1 for row in rows):
        return True
    parts = [part for row in rows for cell in row for part in cell.parts]
    return any(isinstance(part, Table) or (isinstance(part, Paragraph) and part.role.heading) for part in parts)


def _plain(part: Part) -> str:
    return part.said.plain if isinstance(part, Paragraph) else ""


def _own_number(mark: Mark) -> str:
    """`2.` of the mark `1.2`: what counts this heading among its neighbours."""
    return mark.text if re.fullmatch(r"\(?\w{1,4}[.):]?", mark.text) and mark.text[-1] in ".):" else f"{mark.number}."


def _labels(mark: str) -> bool:
    """Whether the marks of a list are words: `Question 3`, `Answer:`."""
    return bool(re.search(r"[A-Za-z]{5,}", mark))
