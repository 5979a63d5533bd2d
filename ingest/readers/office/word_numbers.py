"""The numbers of lists in a Word document, which stand in no text: they are counted here as Word counts them."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from ingest.readers.office.word_styles import W, value

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of an item: `text` as it is shown, `3.` or `Q3:`; `number` is 0 for a bullet.

    One that shows nothing continues the item above it.
    """

    text: str
    number: int = 0


@dataclass
class Numbering:
    """The numbering part, or nothing where the document has none."""

    root: Any
    _counts: dict[str, list[int]] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _start_of: dict[str, dict[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._levels: dict[str, dict[int, Any]] = {}
        self._abstract_of: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = defaultdict(dict)
        if self.root is None:
            return
        for abstract in self.root.iter(W + "abstractNum"):
            levels = {int(level.get(W + "ilvl", 0)): level for level in abstract.iter(W + "lvl")}
            self._levels[str(abstract.get(W + "abstractNumId"))] = levels
        for number in self.root.iter(W + "num"):
            id_ = str(number.get(W + "numId"))
            self._abstract_of[id_] = value(number, "abstractNumId") or ""
            for override in number.iter(W + "lvlOverride"):
                if (start := value(override, "startOverride")) is not None and start.isdigit():
                    self._restarts[id_][int(override.get(W + "ilvl", 0))] = int(start)

    def counted(self, list_id: str, depth: int) -> str:
        """What a paragraph is counted together with; empty where it is in no list or in one without numbers."""
        abstract = self._abstract_of.get(list_id, "")
        level = self._levels.get(abstract, {}).get(depth)
        kind = value(level, "numFmt") or "decimal"
        is_counted = level is not None and kind == "decimal" and "%" in (value(level, "lvlText") or "")
        return abstract if is_counted and depth == 0 else ""

    def mark(self, list_id: str, depth: int) -> Mark | None:
        """The mark of the next item of a list, None where the paragraph is in none."""
        if not list_id or list_id == "0":
            return None
        abstract = self._abstract_of.get(list_id, "")
        level = self._levels.get(abstract, {}).get(depth)
        if level is None:
            return Mark("-")
        shown = value(level, "lvlText") or ""
        kind = value(level, "numFmt") or "decimal"
        if kind == "none" or "%" not in shown:
            words = shown.strip() if kind != "bullet" and "%" not in shown else ""
            return Mark("-" if kind == "bullet" and shown.strip() else words)
        counts = self._counts.setdefault(abstract, [])
        if list_id not in self._seen:
            self._seen.add(list_id)
            for at, start in self._restarts.get(list_id, {}).items():
                if at < len(counts):
                    del counts[at:]
                self._starts(abstract)[at] = start
        while len(counts) <= depth:
            counts.append(self._starts(abstract).get(len(counts), 1) - (1 if len(counts) == depth else 0))
        if len(counts) > depth + 1:
            del counts[depth + 1 :]
        counts[depth] += 1
        return Mark(self._shown(abstract, shown, counts), counts[depth])

    def _starts(self, abstract: str) -> dict[int, int]:
        """From which number each level counts."""
        if abstract not in self._start_of:
            levels = self._levels.get(abstract, {})
            said = {at: value(level, "start") or "1" for at, level in levels.items()}
            self._start_of[abstract] = {at: int(start) if start.isdigit() else 1 for at, start in said.items()}
        return self._start_of[abstract]

    def _shown(self, abstract: str, shown: str, counts: list[int]) -> str:
        def number(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            if at >= len(counts):
                return ""
            level = self._levels[abstract].get(at)
            return _written(counts[at], value(level, "numFmt") or "decimal")

        text = re.sub(r"%([1-9])", number, shown).strip()
        return text if re.search(r"\w", text) else f"{counts[-1]}."


def _written(number: int, kind: str) -> str:
    if kind in ("lowerLetter", "upperLetter"):
        letter = "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26] * ((number - 1) // 26 + 1)
        return letter.upper() if kind.startswith("upper") else letter
    if kind in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        letters = ""
        for size, sign in _ROMAN:
            letters += sign * (number // size)
            number %= size
        return letters.upper() if kind.startswith("upper") else letters
    return str(number)
