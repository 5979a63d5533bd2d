"""HTML: trafilatura takes the content out of the page, its Markdown is read, and each block is found in the source."""

import re

from ingest.blocks import Block, Reading, Record
from ingest.errors import UnreadableSource
from ingest.readers.folds import take_folds
from ingest.readers.markdown import markdown_blocks
from ingest.wording import reads_like_question, without_marks

_DEFINITION = re.compile(r"<dt\b[^>]*>(?P<term>.*?)</dt>(?P<gap>\s*)<dd\b[^>]*>(?P<said>.*?)</dd>", re.S | re.I)


def read_web_page(path: str, text: str) -> Reading:
    """Raises UnreadableSource where the page holds no text beside its navigation."""
    import trafilatura

    folds, rest = take_folds(_DEFINITION.sub(_as_fold, text))
    found = (
        trafilatura.extract(
            rest,
            output_format="markdown",
            include_tables=True,
            include_comments=False,
            include_formatting=True,
            favor_recall=True,
        )
        or ""
    )
    if not found.strip() and not folds:
        raise UnreadableSource(f"{path} holds no text beside its navigation; save the page as text and ingest that.")
    finder = _LineFinder(text)
    blocks: list[Block | Record] = [finder.placed(block) for block in markdown_blocks(found)]
    title = re.search(r"<title[^>]*>(.*?)</title>", text, re.S | re.I)
    name = without_marks(title[1]) if title else ""
    return Reading("html", name, tuple(sorted([*blocks, *folds], key=lambda block: block.start)))


def _as_fold(definition: re.Match[str]) -> str:
    """A definition list that asks is a list of questions; its lines stay where they are."""
    if not reads_like_question(definition["term"]):
        return definition[0]
    opened = f"<details><summary>{definition['term']}</summary>{definition['gap']}"
    return f"{opened}{definition['said']}</details>"


class _LineFinder:
    """The lines of the page on which extracted words stand, searched onwards from the last find."""

    def __init__(self, text: str) -> None:
        self._words: list[str] = []
        self._lines: list[int] = []
        visible = re.sub(r"<(script|style)\b.*?</\1>", lambda m: "\n" * m[0].count("\n"), text, flags=re.S | re.I)
        for number, line in enumerate(visible.split("\n"), 1):
            for word in _bare_words(re.sub(r"<[^>]*>?", " ", line)):
                self._words.append(word)
                self._lines.append(number)
        self._at = 0

    def placed(self, block: Block) -> Block:
        words = _bare_words(block.text)
        start = self._find(words[:5])
        end = self._find(words[-5:]) if len(words) > 5 else start
        return Block(block.kind, block.text, block.raw, start, max(start, end), block.level, block.mark, block.rows)

    def _find(self, words: list[str]) -> int:
        size = len(words)
        for at in range(self._at, len(self._words) - size + 1 if size else 0):
            if self._words[at] == words[0] and self._words[at : at + size] == words:
                self._at = at
                return self._lines[at + size - 1]
        return self._lines[min(self._at, len(self._lines) - 1)] if self._lines else 1


def _bare_words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", without_marks(text).lower())
