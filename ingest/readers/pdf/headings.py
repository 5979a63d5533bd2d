"""Which lines are headings, and how deep: by size, by font, by the outline that some files bring along."""

import re
from collections.abc import Iterable, Mapping, Sequence

from ingest.readers.pdf.measures import Measures
from ingest.readers.pdf.page import Grid, Line
from ingest.wording import ANSWER_LABEL

# A line this much larger than the text stands out.
_LARGER = 1.1
# More words are a paragraph in large type.
_LONGEST = 45
# Sizes that differ by less than this share are one.
_SAME_SIZE = 0.04
_DEEPEST = 6


class Headings:
    """The headings of one document. `outline` has the depth of each title, 1 at the top."""

    def __init__(self, elements: Sequence[Line | Grid], measures: Measures, outline: Mapping[str, int]) -> None:
        self._measures = measures
        self._outline = outline
        lines = [one for one in elements if isinstance(one, Line)]
        sizes = sorted({line.size for line in lines if self._is_large(line)}, reverse=True)
        self._levels: dict[float, int] = {}
        level = 0
        for before, size in zip([None, *sizes], sizes, strict=False):
            if before is None or before - size > _SAME_SIZE * before:
                level += 1
            self._levels[size] = min(level, _DEEPEST)
        self._deepest = min(level + 1, _DEEPEST)

    def level(self, line: Line, alone: bool) -> int:
        """The depth of the heading that a line is part of, 0 where it is none. `alone` says that no other line of its
        paragraph looks otherwise."""
        if line.size in self._levels and self._is_large(line):
            return self._levels[line.size]
        if not alone or not self._stands_out(line):
            return 0
        return self._deepest

    def _is_large(self, line: Line) -> bool:
        return line.size >= _LARGER * self._measures.size and any(map(str.isalpha, line.text))

    def _stands_out(self, line: Line) -> bool:
        """A bold or slanted line in another font, a bold one in capitals, or one that the outline names."""
        text = line.text.strip()
        if line.size < 0.95 * self._measures.size or ANSWER_LABEL.match(text) or text.endswith((".", ",", ";", ":")):
            return False
        if plain_title(text) in self._outline:
            return True
        if line.mono or line.style.symbol:
            return False
        if line.style.family != self._measures.family and (line.bold or line.style.italic) and not self._measures.bold:
            return True
        return (
            line.bold
            and not self._measures.bold
            and (text.upper() == text and len(text.split()) <= 10 and sum(map(str.isalpha, text)) > 3)
        )


def is_too_long(texts: Iterable[str]) -> bool:
    return sum(len(text.split()) for text in texts) > _LONGEST


def plain_title(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()
