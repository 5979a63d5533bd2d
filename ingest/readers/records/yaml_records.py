"""YAML: the shapes of JSON, with comments, blocks of text and several documents in one file."""

import re
from typing import Any

from ingest.blocks import Flaw, Reading
from ingest.errors import MalformedSource, NothingAsked
from ingest.files.sources import Document
from ingest.readers.records.record_fields import title_of
from ingest.readers.records.record_values import records_of
from ingest.readers.records.yaml_values import documents

# So many broken entries are named one by one.
_FLAWS = 20
# Characters; no longer line is put in quotes.
_LONGEST_MENDED = 2000
_ENTRY = re.compile(r"(?:- |-$|[\"'\w][^\n]*:(?:\s|$))")
# A colon and a blank within an unquoted text, which YAML takes for another key.
_UNQUOTED = re.compile(r"(?P<key>\s*(?:- +)*[\w .-]{1,40}:[ \t]+)(?P<text>[^\s\"'|>&*!\[{#][^\n]*:(?:\s[^\n]*|$))")
_LIST_UNQUOTED = re.compile(r"(?P<key>\s*- +)(?P<text>[^\s\"'|>&*!\[{#][^\n]*\?[^\n]*:\s[^\n]*)")


def read(document: Document) -> Reading:
    """Raises MalformedSource where the text is no YAML, UnreadableSource where it asks for code to be run or is nested
    too deeply, NothingAsked where nothing in it asks anything."""
    import yaml

    path, text = document.path, document.text
    values: list[Any] = []
    flaws: list[Flaw] = []
    try:
        values.extend(documents(path, text))
    except yaml.MarkedYAMLError as problem:
        values, flaws = _by_entries(path, text, problem)
    except yaml.YAMLError as problem:
        raise MalformedSource(path, 1, f"this is no YAML: {str(problem).splitlines()[0]}.") from problem
    value = values[0] if len(values) == 1 else values
    found = records_of(value)
    if not found and flaws:
        raise MalformedSource(path, flaws[0].line, flaws[0].sentence.split(": ", 1)[-1])
    if not found:
        raise NothingAsked(f"{path} holds no question but settings or a list of something else: leave it out.")
    return Reading("yaml", title_of(value), found, flaws=tuple(flaws))


def _by_entries(path: str, text: str, problem: Any) -> tuple[list[Any], list[Flaw]]:
    """The entries of the outermost list or mapping read one by one, so that a broken one costs only itself."""
    import yaml

    mended = _quoted(text)
    if mended != text:
        try:
            return list(documents(path, mended)), []
        except yaml.YAMLError:
            pass
    line = _line(problem)
    lines = mended.split("\n")
    starts = [at for at, one in enumerate(lines) if _ENTRY.match(one)]
    if len(starts) < 2:
        raise MalformedSource(path, line, f"this is no YAML: {_what(problem)}.") from problem
    values: list[Any] = []
    flaws: list[Flaw] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        # Blank lines before an entry keep its lines where they are.
        part = "\n" * start + "\n".join(lines[start:end])
        try:
            for value in documents(path, part):
                values.extend(value if isinstance(value, list) else [value])
        except yaml.MarkedYAMLError as broken:
            at = _line(broken)
            if len(flaws) < _FLAWS:
                flaws.append(
                    Flaw(at, f"{path}, line {at}: this entry is no YAML: {_what(broken)}; put its text in quotes.")
                )
    return values, flaws


def _quoted(text: str) -> str:
    """The text with tabs at the beginnings of lines, and texts that hold a colon, made into what was meant."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if "\t" in line[: len(line) - len(line.lstrip())]:
            line = line.replace("\t", "  ")
        is_short = len(line) <= _LONGEST_MENDED
        found = (_UNQUOTED.fullmatch(line) or _LIST_UNQUOTED.fullmatch(line)) if is_short else None
        if found is not None:
            line = found["key"] + "'" + found["text"].rstrip().replace("'", "''") + "'"
        lines[at] = line
    return "\n".join(lines)


def _line(problem: Any) -> int:
    mark = problem.problem_mark or problem.context_mark
    return mark.line + 1 if mark is not None else 1


def _what(problem: Any) -> str:
    return str(problem.problem or problem.context or "it breaks the rules").rstrip(".")
