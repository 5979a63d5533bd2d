"""JSON in and JSON out, for machines."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.chat.json_reply import plain
from bot.errors import UnusableInput


def print_json(value: Any) -> None:
    """One object, readable: it is the only thing on standard output."""
    print(json.dumps(plain(value), ensure_ascii=False, indent=1))


def print_json_line(value: Any) -> None:
    print(json.dumps(plain(value), ensure_ascii=False), flush=True)


def read_json_lines(file: Path, *needed: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file; `-` is standard input.

    Raises UnusableInput naming the line, where one is no object or lacks a field in `needed`.
    """
    try:
        stream = sys.stdin if str(file) == "-" else file.open(encoding="utf-8")
    except OSError as problem:
        raise UnusableInput(f"{file} cannot be read ({problem.strerror}): give a JSON lines file.") from None
    with stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError:
                raise UnusableInput(f"{file}, line {number}: this is no JSON; each line must be one object.") from None
            missing = [name for name in needed if not isinstance(row, dict) or name not in row]
            if missing:
                raise UnusableInput(f"{file}, line {number}: the field {missing[0]!r} is missing.")
            yield row
