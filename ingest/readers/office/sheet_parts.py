"""What openpyxl does not tell while it reads row by row: merged cells, and formulas that nobody computed."""

import posixpath
import re
from collections.abc import Iterator

from ingest.readers.office.package import Package, parsed

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
# A cell with a formula, and without a value or with an empty one behind it.
_UNCOMPUTED = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_OVERLAP = 20_000
_MOST_RANGES = 20_000


def sheet_parts(package: Package) -> dict[str, str]:
    """The part of each sheet by the sheet's name; empty where the workbook does not say it in the usual way."""
    folder, names = "xl", package.names
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return {}
    relations = {
        one.get("Id"): str(one.get("Target", "")) for one in parsed(package.part("xl/_rels/workbook.xml.rels"))
    }
    found: dict[str, str] = {}
    for element in parsed(package.part("xl/workbook.xml")).iter("{*}sheet"):
        id_ = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
        target = posixpath.normpath(posixpath.join("/" + folder, relations.get(id_, ""))).lstrip("/")
        if target in names:
            found[str(element.get("name"))] = target
    return found


def merged_ranges(package: Package, part: str) -> list[tuple[int, int, int, int]]:
    """Top, left, bottom and right of each range, counted from 1."""
    found = (
        (int(top), _column(left), int(bottom), _column(right))
        for left, top, right, bottom in _matches(package, part, _MERGED)
    )
    return [each for _, each in zip(range(_MOST_RANGES), found, strict=False)]


def formulas_without_value(package: Package, part: str) -> list[str]:
    """The cells, `B7`, whose formula has no value in the file."""
    return [cell.decode() for (cell,) in _matches(package, part, _UNCOMPUTED)]


def _matches(package: Package, part: str, pattern: re.Pattern[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Matches in a part of any size, also where one lies across two chunks."""
    if not part:
        return
    before = b""
    for chunk in package.chunks(part):
        text = before + chunk
        last = 0
        for found in pattern.finditer(text):
            yield found.groups()
            last = found.end()
        before = text[max(last, len(text) - _OVERLAP) :]


def _column(letters: bytes) -> int:
    """`A` is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
