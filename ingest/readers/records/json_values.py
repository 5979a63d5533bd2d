"""JSON text to values whose strings know their lines. What people write beside the standard is read, too: comments,
commas at the end of a list, several values in a row; a text that is cut off gives what was whole before the cut."""

import json
import json.decoder
import json.scanner
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.readers.records.values import Text

# The library that mends whatever else is broken is slow; a larger text is not given to it.
_MENDED = 200_000
# So many brackets that nobody closed are no list of questions, and take the library long.
_MOST_OPEN = 50
_STRING = r'"(?:[^"\\\n]|\\.)*"'
_COMMENT = re.compile(rf"{_STRING}|(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z)|(?<![^\s,\[{{}}\]])#[^\n]*)", re.S)
_TRAILING = re.compile(rf"{_STRING}|(?P<comma>,)(?=\s*[}}\]])", re.S)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.S)


@dataclass(slots=True)
class Loaded:
    """`values` stand one after another, usually there is one; `doubtful` says what had to be mended, and where."""

    values: list[Any]
    doubtful: list[tuple[int, str]] = field(default_factory=list)


class Values:
    """Decodes parts of one text; lines are counted in the whole of it."""

    def __init__(self, text: str) -> None:
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self.repeated: list[tuple[int, str]] = []
        self._decoder = json.JSONDecoder(strict=False, object_pairs_hook=self._object, parse_int=_number)
        self._decoder.parse_string = self._string  # type: ignore[attr-defined]
        self._decoder.scan_once = json.scanner.py_make_scanner(self._decoder)  # type: ignore[attr-defined]
        self._at = 0

    def line(self, at: int) -> int:
        return bisect_right(self._ends, at - 1) + 1

    def decode(self, text: str, at: int = 0) -> tuple[Any, int]:
        """The value at an offset and the offset behind it. Raises JSONDecodeError and RecursionError."""
        return self._decoder.raw_decode(text, at)

    def _string(self, text: str, end: int, strict: bool = True) -> tuple[Text, int]:
        value, after = json.decoder.scanstring(text, end, strict)  # type: ignore[attr-defined]
        self._at = end
        return Text(value, self.line(end)), after

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            self.repeated.append((self.line(self._at), twice))
        return found


def load_json(text: str) -> Loaded:
    """Raises JSONDecodeError where nothing can be read, RecursionError where the nesting is too deep."""
    values = Values(text)
    try:
        loaded = Loaded(list(_all(values, text)))
    except json.JSONDecodeError as problem:
        loaded = _mended(text, problem)
    else:
        loaded.doubtful += [
            (line, f'the name "{name}" stands twice in one object, and the last one counts; give it another name')
            for line, name in values.repeated[:20]
        ]
    return loaded


def _all(values: Values, text: str) -> Iterator[Any]:
    at = _after_blanks(text, 0)
    while at < len(text):
        value, at = values.decode(text, at)
        yield value
        at = _after_blanks(text, at)
        # Between objects in a row some write commas.
        if text.startswith(",", at):
            at = _after_blanks(text, at + 1)


def _after_blanks(text: str, at: int) -> int:
    blank = re.compile(r"[\s\x1e\ufeff]*").match(text, at)
    return blank.end() if blank else at


def _mended(text: str, problem: json.JSONDecodeError) -> Loaded:
    plain = _COMMENT.sub(lambda found: _blank(found[0]) if found["comment"] else found[0], text)
    plain = _TRAILING.sub(lambda found: " " if found["comma"] else found[0], plain)
    try:
        return Loaded(list(_all(Values(plain), plain)))
    except json.JSONDecodeError as again:
        problem = again
    whole = _before_the_cut(plain)
    if whole:
        try:
            values = list(_all(Values(whole), whole))
        except json.JSONDecodeError:
            pass
        else:
            line = plain.rstrip().count("\n") + 1
            return Loaded(values, [(line, "the text is cut off, and only what was whole before is read; save it anew")])
    value = _by_library(plain)
    if value is None:
        raise problem
    told = f"this is no JSON: {problem.msg}; it was mended as well as could be, so check it there"
    return Loaded([value], [(problem.lineno, told)])


def _blank(comment: str) -> str:
    return re.sub(r"[^\n]", " ", comment)


def _before_the_cut(text: str) -> str:
    """A text that ends before its brackets are closed, with the value that was being written left out; or nothing."""
    stack: list[str] = []
    last = 0
    open_then: tuple[str, ...] = ()
    end = 0
    for token in _TOKEN.finditer(text):
        mark = token[0][0]
        end = token.end()
        if mark in "{[":
            stack.append("}" if mark == "{" else "]")
        elif mark in "}]":
            if not stack or stack.pop() != mark:
                return ""
            last, open_then = end, tuple(stack[:200])
    if not stack or not open_then or len(open_then) >= 200:
        return ""
    return text[:last] + "".join(reversed(open_then))


def _by_library(text: str) -> Any:
    left_open = text.count("{") + text.count("[") - text.count("}") - text.count("]")
    if len(text) > _MENDED or left_open > _MOST_OPEN or not re.match(r"\s*[\[{]", text):
        return None
    import json_repair

    try:
        return _placed(json_repair.loads(text, skip_json_loads=True), text)
    except (ValueError, RecursionError, IndexError):
        return None


def _placed(value: Any, text: str) -> Any:
    """The strings of a mended value with the lines on which they are found, one behind another."""
    at = 0

    def place(one: Any) -> Any:
        nonlocal at
        if isinstance(one, str):
            begins = text.find(one.split("\n")[0][:60], at) if one else -1
            at = begins if begins >= 0 else at
            return Text(one, text.count("\n", 0, at) + 1)
        if isinstance(one, list):
            return [place(item) for item in one]
        return {name: place(item) for name, item in one.items()} if isinstance(one, dict) else one

    return place(value)


def _number(digits: str) -> int | str:
    """A number of thousands of digits is no number to anybody here."""
    return int(digits) if len(digits) < 40 else digits
