"""Office documents of our own, written as their programs write them; whole archives can be taken apart and changed."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import pytest

from ingest.content import Extracted, extract
from ingest.errors import UnreadableSource
from ingest.files.sources import Document

_READERS = {"docx": "word", "pptx": "slides", "xlsx": "spreadsheet", "apkg": "anki"}


def read_bytes(path: str, data: bytes) -> Extracted:
    return extract(Document(path, data))


def asked(found: Extracted) -> dict[str, str | None]:
    """Question to answer."""
    return {question.text: question.answer.text if question.answer else None for question in found.content.questions}


def said(found: Extracted) -> str:
    """Everything that could be cited."""
    return "\n".join(passage.text for passage in found.content.passages)


def left_out(found: Extracted) -> list[str]:
    return [drop.reason for drop in found.dropped]


def refused(path: str, data: bytes) -> str:
    """The sentence in which the reader of the path's format refuses a file; what it is not at all is told before."""
    name = _READERS[path.rsplit(".", 1)[1]]
    with pytest.raises(UnreadableSource) as problem:
        import_module(f"ingest.readers.office.{name}").read(Document(path, data))
    return str(problem.value)


def word(write: Callable[[Any], None]) -> bytes:
    import docx

    return _saved(docx.Document(), write)


def deck(write: Callable[[Any], None]) -> bytes:
    import pptx

    return _saved(pptx.Presentation(), write)


def workbook(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with these rows in its sheets."""

    def write(book: Any) -> None:
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))

    return edited_workbook(write)


def edited_workbook(write: Callable[[Any], None]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    return _saved(book, write)


def with_parts(data: bytes, changed: Mapping[str, bytes | None]) -> bytes:
    """The archive with these parts put in or, where None, taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, part in changed.items():
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def replaced(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """One part with one thing in it changed, which must be there."""
    text = part(data, name)
    assert old in text
    return with_parts(data, {name: text.replace(old, new)})


def _saved(made: Any, write: Callable[[Any], None]) -> bytes:
    write(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
