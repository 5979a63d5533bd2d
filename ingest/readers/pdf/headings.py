"""Which lines are headings, and how deep: by size, by font, by the outline that some files bring along."""

import re
from collections.abc import Iterable, Mapping, Sequence

from ingest.readers.pdf.measures import Measures
from ingest.readers.pdf.page import Grid, Line
from ingest.understanding.wording import ANSWER_LABEL, NUMBER, QUESTION_LABEL

# A line this much larger than the text stands out.
_LARGER = 1.1
# More words are a paragraph in large type.
_LONGEST = 45
# Sizes that differ by less than this share are one.
_SAME_SIZE = 0.04
_DEEPEST = 6
_MOST_LINES = 4


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

    def large(self, line: Line) -> int:
        """The depth of the heading that a line in larger type is part of, 0 where it is none."""
        return self._levels.get(line.size, 0) if self._is_large(line) else 0

    def by_font(self, lines: Sequence[Line]) -> int:
        """The depth of the heading that the lines of a paragraph are by their font or the outline, 0 for none."""
        text = " ".join(line.text.strip() for line in lines)
        numbered = NUMBER.match(text) or QUESTION_LABEL.match(text)
        if not numbered and (text.endswith((".", ",", ";", ":")) or len(lines) > _MOST_LINES or is_too_long([text])):
            return 0
        return self._deepest if all(self._stands_out(line, text) for line in lines) else 0

    def _is_large(self, line: Line) -> bool:
        return line.size >= _LARGER * self._measures.size and any(map(str.isalpha, line.text))

    def _stands_out(self, line: Line, text: str) -> bool:
        """A bold or slanted line in another font, a bold one in capitals, or one that the outline names."""
        if line.size < 0.95 * self._measures.size or ANSWER_LABEL.match(text):
            return False
        if plain_title(text) in self._outline:
            return True
        if line.mono or line.style.symbol:
            return False
        strong = (line.bold or line.style.italic) and not self._measures.bold
        if strong and line.style.family != self._measures.family:
            return True
        capitals = text.upper() == text and len(text.split()) <= 10 and sum(map(str.isalpha, text)) > 3
        return line.bold and not self._measures.bold and capitals


def is_too_long(texts: Iterable[str]) -> bool:
    return sum(len(text.split()) for text in texts) > _LONGEST


def plain_title(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()
