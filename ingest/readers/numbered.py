"""Formats without lines: their blocks are numbered as they would stand in a text file, and places name them."""

import re
from collections.abc import Iterable

from ingest.blocks import Block, BlockKind, Flaw, Omitted, Place, Record
from ingest.understanding.wording import ANSWER_LABEL, opens_question, reads_like_question, without_marks

_BOLD_LINE = re.compile(r"\s*(?:\*\*|__)[^*\n]+(?:\*\*|__)[\s\W]*")
# In these formats `List<T>` is text; what asks is later freed of Markdown's tags and entities.
_TAG = re.compile(r"<(?=[A-Za-z/!])")
# Characters of what was left out that are kept to show.
_EXCERPT = 300


class Numbered:
    """Takes blocks and records in the order of the document and gives each its lines.

    A blank line parts two blocks, but not two items of a list.
    """

    def __init__(self) -> None:
        self.blocks: list[Block | Record] = []
        self.places: list[Place] = []
        self.flaws: list[Flaw] = []
        self.omitted: list[Omitted] = []
        self._last = 0
        self._sections: list[tuple[int, str]] = []

    @property
    def line(self) -> int:
        """Where the next block begins, unless it follows without a blank line."""
        return self._last + 2 if self._last else 1

    def place(self, name: str) -> None:
        """What comes from here on is found there."""
        place = Place(self._last + 1, name)
        if self.places and self.places[-1].line == place.line:
            self.places.pop()
        if not self.places or self.places[-1].name != name:
            self.places.append(place)

    def name_lines(self, names: Iterable[tuple[int, str]]) -> None:
        """Places of lines within the last block, such as the rows of a table."""
        for line, name in names:
            if self.places and self.places[-1].line == line:
                self.places.pop()
            self.places.append(Place(line, name))

    def section(self) -> str:
        """The headings above, the highest first; for records, whose section nobody works out later."""
        return " › ".join(name for _, name in self._sections)

    def add(
        self,
        kind: BlockKind,
        text: str,
        raw: str = "",
        *,
        level: int = 0,
        mark: str = "",
        rows: tuple[tuple[str, ...], ...] = (),
        close: bool = False,
    ) -> None:
        """A block; `raw` is its text where nothing else is given. With `close` no blank line parts it from the last."""
        raw = raw or text
        if kind == "heading":
            text = _TAG.sub("&lt;", text)
        before = self.blocks[-1] if self.blocks else None
        follows = kind == "item" and isinstance(before, Block) and before.kind == "item"
        start = self._last + 1 if (close or follows) and self._last else self.line
        self._last = start + raw.count("\n")
        self.blocks.append(Block(kind, text, raw, start, self._last, level, mark, rows))
        if kind == "heading":
            self._sections = [(above, name) for above, name in self._sections if above < level]
            self._sections.append((level, without_marks(text).rstrip(":")))

    def paragraph(self, text: str) -> None:
        """A paragraph, in pieces where a line within it asks, answers or stands in bold by itself."""
        lines = [line.rstrip() for line in text.strip().split("\n")]
        begun = 0
        for at in range(1, len(lines) + 1):
            if at == len(lines) or _begins_anew(lines[at - 1], lines[at]):
                piece = "\n".join(lines[begun:at]).strip("\n")
                if piece.strip():
                    self.add("paragraph", piece, close=begun > 0)
                begun = at

    def item(self, text: str, mark: str, depth: int = 0) -> None:
        """An item of a list `depth` lists deep; its further lines stand under its first."""
        indent = " " * (3 * depth)
        raw = f"{indent}{mark} " + text.replace("\n", f"\n{indent}{' ' * (len(mark) + 1)}")
        self.add("item", text, raw, level=len(indent), mark=mark)

    def code(self, text: str) -> None:
        fence = "````" if "```" in text else "```"
        self.add("code", text, f"{fence}\n{text}\n{fence}")

    def table(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """A table, its header first; a row is one line whatever its cells hold."""
        raw = "\n".join(" | ".join(" ".join(cell.split()) for cell in row) for row in rows)
        self.add("table", raw, raw, rows=rows)

    def record(
        self, question: str, answer: str, section: str = "", key: str = "", fields: dict[str, str] | None = None
    ) -> None:
        """A question and its answer, on lines of their own."""
        question, answer = _TAG.sub("&lt;", question.strip()), answer.strip()
        start = self.line
        answer_line = start + question.count("\n") + 1 if answer else 0
        self._last = answer_line + answer.count("\n") if answer else start + question.count("\n")
        self.blocks.append(
            Record(question, answer, start, self._last, section, key, answer_line=answer_line, fields=fields or {})
        )

    def leave_out(self, reason: str, text: str) -> None:
        """What the format itself says is no content; pieces of the same that follow each other are one."""
        before = self.omitted[-1] if self.omitted else None
        if before and (before.line, before.reason) == (self.line, reason):
            self.omitted[-1] = Omitted(self.line, reason, f"{before.text} {text}"[:_EXCERPT])
        elif text.strip():
            self.omitted.append(Omitted(self.line, reason, text[:_EXCERPT]))

    def flaw(self, sentence: str) -> None:
        """What could not be read, at the place where it stands."""
        self.flaws.append(Flaw(self.line, sentence))


def _begins_anew(before: str, line: str) -> bool:
    if opens_question(line) or ANSWER_LABEL.match(line):
        return True
    asked = before.rstrip(" *_").endswith("?") and reads_like_question(before)
    bold = _BOLD_LINE.fullmatch(before) and not ANSWER_LABEL.match(before)
    return bool(asked or bold or _BOLD_LINE.fullmatch(line))
