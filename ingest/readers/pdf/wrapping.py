"""Lines of a paragraph made into one: words parted at a line's end are whole again."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.glue import is_known_word
from ingest.readers.pdf.page import Run

_CUT = re.compile(r"(?P<before>[^\W\d_]+(?:-[^\W\d_]+)*)(?P<hyphen>[-\u00ad])$")
_REST = re.compile(r"[^\W\d_]+")
_HYPHENED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")


class Wrapping:
    """Knows the words of its document, which tell best whether a hyphen belongs to a word."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        for text in texts:
            self._words.update(word.lower() for word in _REST.findall(text))
            self._words.update(word.lower() for word in _HYPHENED.findall(text))

    def seam(self, before: str, after: str) -> tuple[int, str]:
        """How a line goes on with the next: how many characters of its end go, and what is put in between."""
        cut = _CUT.search(before)
        if cut is None:
            return 0, "" if re.search(r"\S[/\u2014]$", before) else " "
        rest = _REST.match(after)
        if rest is None or rest[0][0].isupper():
            return 0, ""
        return (1, "") if self._is_one_word(cut["before"], rest[0], cut["hyphen"]) else (0, "")

    def joined(self, lines: Iterable[Sequence[Run]]) -> list[Run]:
        """The runs of a paragraph, its lines one."""
        runs: list[Run] = []
        for line in lines:
            if runs:
                drop, glue = self.seam(runs[-1].text.rstrip(), line[0].text.lstrip())
                text = runs[-1].text.rstrip()
                runs[-1] = replace(runs[-1], text=text[: len(text) - drop] + glue)
            runs.extend(line)
        return runs

    def _is_one_word(self, before: str, after: str, hyphen: str) -> bool:
        if hyphen == "\u00ad":
            return True
        first, last = before.lower(), after.lower()
        last_part = first.rsplit("-", 1)[-1]
        whole, hyphened = first + last, f"{first}-{last}"
        if self._words[hyphened] or self._words[whole]:
            return self._words[whole] > self._words[hyphened]
        if "-" in first:
            return is_known_word(last_part + last) and not (is_known_word(last_part) and is_known_word(last))
        return is_known_word(whole) or not (is_known_word(first) and is_known_word(last))
