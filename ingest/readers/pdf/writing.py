"""Parts written as blocks, numbered as they would stand in a text file, with the page on which each begins."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.blocks import Block, BlockKind, Place
from ingest.readers.pdf.marked import marked
from ingest.readers.pdf.marks import bullet, number
from ingest.readers.pdf.measures import Measures
from ingest.readers.pdf.page import Grid, Line, Run
from ingest.readers.pdf.paragraphs import Part
from ingest.readers.pdf.wrapping import Wrapping

# What a list within a list adds to an item's level: more than the shared rules take for an item that may ask.
_DEEPER = 5


class Writer:
    """Collects blocks and places."""

    def __init__(self, measures: Measures, wrapping: Wrapping) -> None:
        self._measures = measures
        self._wrapping = wrapping
        self.blocks: list[Block] = []
        self.places: list[Place] = []
        self._line = 1
        self._page = -1
        self._marks: list[float] = []

    def write(self, parts: Iterable[Part]) -> None:
        for part in parts:
            if part.grid is not None:
                self._table(part.grid)
            elif part.kind == "heading":
                self._marks = []
                text = marked(self._runs(part), bold=False, code=False)
                self._add("heading", text, text, part.page, level=part.level)
            elif part.kind == "code":
                self._code(part)
            elif part.kind == "item":
                self._item(part)
            else:
                if self._marks and part.lines[0].x0 <= self._marks[0] + 0.3 * part.lines[0].size:
                    self._marks = []
                text = self._marked(self._runs(part))
                self._add("paragraph", text, text, part.page)

    def _runs(self, part: Part) -> list[Run]:
        return self._wrapping.joined(line.runs for line in part.lines)

    def _marked(self, runs: Sequence[Run]) -> str:
        return " ".join(marked(runs, bold=not self._measures.bold, code=not self._measures.mono).split())

    def _item(self, part: Part) -> None:
        runs = self._runs(part)
        plain = "".join(run.text for run in runs)
        _, start = bullet(plain)
        ordered = not start
        if ordered:
            _, start = number(plain)
        if not start:  # The mark of a symbol font.
            start = len(plain) - len(plain[1:].lstrip())
        text = self._marked(_from(runs, start))
        depth = self._depth(part.lines[0])
        mark = part.mark if ordered and part.mark != "•" else "-"
        self._add("item", text, f"{'    ' * depth}{mark} {text}", part.page, level=_DEEPER * depth, mark=mark)

    def _depth(self, line: Line) -> int:
        """How many lists an item is in, by the places of their marks."""
        wobble = 0.6 * line.size
        while self._marks and line.x0 < self._marks[-1] - wobble:
            self._marks.pop()
        if not self._marks or line.x0 > self._marks[-1] + wobble:
            self._marks.append(line.x0)
        return len(self._marks) - 1

    def _code(self, part: Part) -> None:
        """Lines with their indentation; blank ones where the distance says so."""
        left = min(line.x0 for line in part.lines)
        said: list[str] = []
        before: Line | None = None
        for line in part.lines:
            text = line.text.rstrip()
            advance = (line.x1 - line.x0) / max(1, len(text))
            if before is not None and line.page == before.page and line.y - before.y > 1.8 * line.size:
                said.append("")
            said.append(" " * round((line.x0 - left) / advance if advance else 0) + text)
            before = line
        text = "\n".join(said)
        self._add("code", text + "\n", f"```\n{text}\n```", part.page)

    def _table(self, grid: Grid) -> None:
        raw = "\n".join(" | ".join(row) for row in grid.rows)
        self._add("table", raw, raw, grid.page, rows=tuple(grid.rows))

    def _add(
        self,
        kind: BlockKind,
        text: str,
        raw: str,
        page: int,
        level: int = 0,
        mark: str = "",
        rows: tuple[tuple[str, ...], ...] = (),
    ) -> None:
        if not text.strip():
            return
        if page != self._page:
            self.places.append(Place(self._line, f"page {page + 1}"))
            self._page = page
        end = self._line + raw.count("\n")
        self.blocks.append(Block(kind, text, raw, self._line, end, level, mark, rows))
        self._line = end + 2


def _from(runs: Sequence[Run], start: int) -> list[Run]:
    """The runs without their first `start` characters."""
    found: list[Run] = []
    for run in runs:
        if start < len(run.text):
            found.append(replace(run, text=run.text[start:]))
        start = max(0, start - len(run.text))
    return found
