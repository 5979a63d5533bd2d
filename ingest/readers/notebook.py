"""Notebooks: the cells in their order as one document, code and short outputs as blocks of code."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.blocks import Block, Flaw, Place, Reading
from ingest.errors import MalformedSource, NothingAsked, UnreadableSource
from ingest.files.sources import Document
from ingest.readers.records.json_values import load_json
from ingest.readers.text.markdown import markdown_blocks
from ingest.understanding.wording import opens_question, reads_like_question, without_marks

# A longer output is data that was printed, not an answer.
_LONGEST_OUTPUT = 20
_WIDEST_OUTPUT = 2000
_VERB = (
    r"(?:(?:please )?(?:type|write|enter|put|insert|add|place|fill in|provide|give|start|edit|complete|implement)s? )"
)
_WHAT = r"(?:your |the |an? )?(?:own )?(?:answer|response|solution|code|explanation|text|markdown|comment|reply|work)s?"
_PLACEHOLDER = re.compile(
    rf"(?:{_VERB}?(?:your|the) {_WHAT[len('(?:your |the |an? )?') :]}|{_VERB}{_WHAT}|{_WHAT} (?:here|goes here|below))"
    r"(?:,? (?:goes|in|into|to|for|on|this|the|cell|question|here|below|above|q?\d+|and latex.*|replacing this text))*"
    r"|double[- ]?click .*|type markdown and latex.*|to ?do|tbd|n/?a|no answer(?: yet)?|(?:begin|end) solution",
    re.I,
)
_NO_CODE = re.compile(r"pass|\.\.\.|raise NotImplementedError(?:\(.*\))?|None|\w+\s*=\s*(?:\.\.\.|None)")
_TITLE = re.compile(r"#\s*@title\s+(?P<title>[^\n{]+)")
_PICTURE = re.compile(r"!\[[^\]]*\]\(|<img\b")


def read(document: Document) -> Reading:
    """Lines are those of the cells written one below another, a blank line between two; places name the cells.

    Raises MalformedSource where the text is no notebook, NothingAsked where it has no cell with anything in it.
    """
    notebook, flaws = _loaded(document)
    writer = _Writer()
    for number, cell in enumerate(_cells(notebook), 1):
        writer.write(number, cell)
    if not writer.blocks:
        raise NothingAsked(f"{document.path} has no cell with anything in it: leave it out.")
    heading = next((block for block in writer.blocks[:8] if block.kind == "heading" and block.level == 1), None)
    title = without_marks(heading.text) if heading else ""
    return Reading(
        "notebook", title, tuple(writer.blocks), places=tuple(writer.places), flaws=flaws, pictures=writer.pictures
    )


def _loaded(document: Document) -> tuple[Mapping[str, Any], tuple[Flaw, ...]]:
    path = document.path
    try:
        loaded = load_json(document.text)
    except json.JSONDecodeError as problem:
        raise MalformedSource(path, problem.lineno, f"this is no notebook: {problem.msg}; save it anew.") from problem
    except RecursionError as problem:
        raise UnreadableSource(f"{path} is nested too deeply to be a notebook.") from problem
    notebook = loaded.values[0] if loaded.values else None
    if not isinstance(notebook, dict) or not ({"cells", "worksheets"} & notebook.keys()):
        raise MalformedSource(path, 1, 'this is no notebook: it has no "cells"; give it its right suffix.')
    return notebook, tuple(Flaw(line, f"{path}, line {line}: {what}.") for line, what in loaded.doubtful)


def _cells(notebook: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The cells as version 4 of the format has them."""
    sheets = notebook.get("worksheets")
    sheets = [sheet for sheet in sheets if isinstance(sheet, dict)] if isinstance(sheets, list) else []
    listed = [notebook.get("cells"), *(sheet.get("cells") for sheet in sheets)]
    return [_of_four(cell) for cells in listed if isinstance(cells, list) for cell in cells if isinstance(cell, dict)]


def _of_four(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    """In version 3 a heading is a cell of its own, and code is called input."""
    if cell.get("cell_type") == "heading":
        level = cell.get("level")
        marks = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1)
        return {"cell_type": "markdown", "source": f"{marks} {_text(cell.get('source')).strip()}"}
    return {**cell, "source": cell["input"]} if "input" in cell and "source" not in cell else cell


class _Writer:
    """The blocks of one cell after another."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.places: list[Place] = []
        self.pictures = 0
        self._line = 1

    def write(self, number: int, cell: Mapping[str, Any]) -> None:
        source = _text(cell.get("source")).strip("\n")
        kind = cell.get("cell_type")
        first = self._line
        if kind == "markdown" and source.strip() and not _holds_place(source):
            self.pictures += len(_PICTURE.findall(source))
            self._take(markdown_blocks(source, self._line), source.count("\n") + 1)
        elif kind == "raw" and source.strip():
            self._take((_paragraph(source, self._line),), source.count("\n") + 1)
        elif kind == "code":
            self._code(source, cell)
        if self._line > first:
            self.places.append(Place(first, f"cell {number}"))

    def _take(self, blocks: tuple[Block, ...], lines: int) -> None:
        self.blocks.extend(blocks)
        self._line += lines + 1

    def _code(self, source: str, cell: Mapping[str, Any]) -> None:
        metadata = cell.get("metadata")
        graded = metadata.get("nbgrader", {}) if isinstance(metadata, dict) else {}
        is_test = isinstance(graded, dict) and graded.get("grade") and not graded.get("solution")
        if is_test or _is_unwritten(source):
            return
        asked, code = _asked_in_comment(source)
        if asked:
            self._take((_paragraph(asked, self._line),), 1)
        if code.strip():
            self._fence(code.strip("\n"), "bash" if code.startswith(("!", "%%bash")) else "python")
        for output in cell.get("outputs") or ():
            if isinstance(output, dict):
                self._output(output)

    def _output(self, output: Mapping[str, Any]) -> None:
        data = output.get("data", output)
        data = data if isinstance(data, dict) else {}
        if any(str(name).startswith("image/") or name in ("png", "jpeg", "svg") for name in data):
            self.pictures += 1
            return
        said = _text(output.get("text") or data.get("text/plain")).strip("\n")
        said = re.sub(r"\x1b\[[0-9;]*m", "", said)
        shown = re.fullmatch(r"<[\w.]+ (?:object )?at 0x\w+>|<[^>]*(?:Axes|Figure)[^>]*>", said) is None
        is_short = said.count("\n") < _LONGEST_OUTPUT and len(said) <= _WIDEST_OUTPUT
        if said.strip() and shown and is_short and output.get("name") != "stderr":
            self._fence(said, "")

    def _fence(self, code: str, language: str) -> None:
        raw = f"```{language}\n{code}\n```"
        lines = raw.count("\n") + 1
        self._take((Block("code", code, raw, self._line, self._line + lines - 1),), lines)


def _paragraph(text: str, line: int) -> Block:
    return Block("paragraph", text, text, line, line + text.count("\n"))


def _text(source: Any) -> str:
    """A source is a string or a list of lines with their ends."""
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str)).replace("\r\n", "\n")
    return source.replace("\r\n", "\n") if isinstance(source, str) else ""


def _holds_place(text: str) -> bool:
    """Whether a cell only tells whoever learns to write the answer into it."""
    bare = without_marks(text).replace(",", "").strip(" .:!?…_[]()<>*#-–—")
    return not bare or (len(bare) <= 120 and _PLACEHOLDER.fullmatch(bare) is not None)


def _is_unwritten(code: str) -> bool:
    lines = [line.strip() for line in code.split("\n") if line.strip()]
    comments = [line.lstrip("#").strip() for line in lines if line.startswith("#")]
    written = [line for line in lines if not line.startswith("#") and not _NO_CODE.fullmatch(line)]
    return not written and all(_holds_place(comment) for comment in comments)


def _asked_in_comment(code: str) -> tuple[str, str]:
    """The question in the first lines of a cell of code, and the rest: `# Q3. What does this print?`."""
    lines = code.split("\n")
    if title := _TITLE.match(lines[0]):
        asked = title["title"].strip()
        return (f"**{asked}**", "\n".join(lines[1:])) if reads_like_question(asked) else ("", code)
    comment = list(_comment(lines))
    asked = " ".join(comment)
    if comment and opens_question(asked):
        return asked, "\n".join(lines[len(comment) :])
    return "", code


def _comment(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith("#") or (line.startswith("#!")):
            return
        yield line.lstrip("# ").strip()
