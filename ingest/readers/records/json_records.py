"""JSON and JSON lines: every object that holds a question, however deep, and the scalar fields around it."""

import json
from collections.abc import Sequence
from typing import Any

from ingest.blocks import Block, Flaw, Reading, Record
from ingest.errors import MalformedSource, NothingAsked, UnreadableSource
from ingest.files.sources import Document
from ingest.readers.records.json_values import load_json
from ingest.readers.records.record_fields import title_of
from ingest.readers.records.record_values import records_of
from ingest.readers.records.values import Text

# So many broken lines are named one by one.
_FLAWS = 20


def read(document: Document) -> Reading:
    """Raises MalformedSource and UnreadableSource as the two below do."""
    lines = document.suffix in (".jsonl", ".ndjson")
    return (read_json_lines if lines else read_json)(document.path, document.text)


def read_json(path: str, text: str) -> Reading:
    """Raises MalformedSource where the text is no JSON, NothingAsked where no object in it asks anything."""
    try:
        loaded = load_json(text)
    except json.JSONDecodeError as problem:
        if _looks_like_lines(text):
            return read_json_lines(path, text)
        raise MalformedSource(path, problem.lineno, f"this is no JSON: {problem.msg}.") from problem
    except RecursionError as problem:
        raise UnreadableSource(f"{path} is nested too deeply to be read; flatten it and ingest it again.") from problem
    value = loaded.values[0] if len(loaded.values) == 1 else loaded.values
    flaws = [Flaw(line, f"{path}, line {line}: {what}.") for line, what in loaded.doubtful]
    try:
        return reading_of(path, "json", records_of(value), title_of(value), flaws)
    except NothingAsked as problem:
        if flaws:
            raise MalformedSource(path, flaws[0].line, f"this is no JSON: {loaded.doubtful[0][1]}.") from problem
        raise


def read_json_lines(path: str, text: str) -> Reading:
    """One object a line; a line that is none is a flaw. Raises MalformedSource where no line can be read, and
    NothingAsked as above."""
    values: list[Any] = []
    flaws: list[Flaw] = []
    broken: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip(" \t\r,\x1e\ufeff"):
            try:
                values.extend(_on_line(one, number) for one in _of_line(line))
            except json.JSONDecodeError as problem:
                broken.append((number, problem.msg))
            except RecursionError:
                broken.append((number, "it is nested too deeply"))
    if broken and len(broken) > len(values):
        return _as_a_whole(path, text, broken[0])
    for number, what in broken[:_FLAWS]:
        flaws.append(Flaw(number, f"{path}, line {number}: this line is no JSON: {what}; mend it and ingest it again."))
    if len(broken) > _FLAWS:
        more = len(broken) - _FLAWS
        flaws.append(
            Flaw(broken[_FLAWS][0], f"{path}: {more:,} more lines are no JSON; mend them and ingest it again.")
        )
    return reading_of(path, "jsonl", records_of(values), "", flaws)


def reading_of(
    path: str, format_name: str, found: Sequence[Record | Block], title: str, flaws: Sequence[Flaw] = ()
) -> Reading:
    """Raises NothingAsked where nothing was found."""
    if not found:
        raise NothingAsked(
            f'{path} holds no object with a question; each needs a field "question" and, where there is one, "answer".'
        )
    return Reading(format_name, title, tuple(found), flaws=tuple(flaws))


def _of_line(line: str) -> list[Any]:
    """Raises JSONDecodeError and RecursionError."""
    return [json.loads(line.strip(" \t\r,\x1e\ufeff"), strict=False, parse_int=_number)]


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) < 40 else digits


def _as_a_whole(path: str, text: str, broken: tuple[int, str]) -> Reading:
    """Objects that are laid out over several lines each, or a list, under the name of JSON lines."""
    try:
        loaded = load_json(text)
    except (json.JSONDecodeError, RecursionError) as problem:
        raise MalformedSource(path, broken[0], f"this line is no JSON: {broken[1]}.") from problem
    flaws = [Flaw(line, f"{path}, line {line}: {what}.") for line, what in loaded.doubtful]
    value = loaded.values[0] if len(loaded.values) == 1 else loaded.values
    return reading_of(path, "jsonl", records_of(value), title_of(value), flaws)


def _looks_like_lines(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and sum(
        line.lstrip().startswith("{") and line.rstrip(" ,\r").endswith("}") for line in lines
    ) > 0.5 * len(lines)


def _on_line(value: Any, line: int) -> Any:
    """The value with all its strings on one line of the file."""
    if isinstance(value, str):
        return Text(value, line)
    if isinstance(value, list):
        return [_on_line(item, line) for item in value]
    return {name: _on_line(held, line) for name, held in value.items()} if isinstance(value, dict) else value
