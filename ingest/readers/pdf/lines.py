"""Words put together to lines: blanks where the page has them, bold and links marked, raised figures told apart."""

import re
from collections import Counter
from collections.abc import Sequence

from ingest.readers.pdf.layout import rows_of
from ingest.readers.pdf.page import Line, Run, Style, Word

# In sizes of the text: less than this between two words that do not follow each other in the file is no blank.
_BLANK = 0.13
_RAISED = 0.18
_SMALLER = 0.85
# Unicode's sign for a character that nobody could identify. It stands for pictures in a line, mostly emoji, whose font
# names no letter; the shared rules know it as a mark that is no word.
_UNKNOWN = "\u2bd1"
_NOTED = re.compile(r"[a-z]{3}$|[.,;:!?”\"’]$")


def line_of(words: Sequence[Word], page: int, column: int, left: float, right: float) -> Line:
    """A line of words from the left; `left` and `right` are the edges of its column."""
    style = _main_style(words)
    main = [word for word in words if word.style.size >= _SMALLER * style.size] or list(words)
    base = Counter(round(word.y, 1) for word in main).most_common(1)[0][0]
    runs: list[tuple[str, Word]] = []
    before: Word | None = None
    for word in words:
        text = _raised(word, before, style, base) if word.text.strip("\ufffd\u200d\ufe0f") else _UNKNOWN
        if not text:
            continue
        runs.append((_blanks(before, word, style) + text, word))
        before = word
    return Line(
        runs=_merged(runs),
        x0=words[0].x0,
        x1=max(word.x1 for word in words),
        y=base,
        style=style,
        page=page,
        column=column,
        left=left,
        right=right,
        first_width=_first_width(words),
        tail=words[-1].x0 - words[-2].x1 if len(words) > 1 else 0.0,
    )


def lines_of(words: Sequence[Word], page: int, column: int) -> list[Line]:
    """The lines of one column, from the top."""
    rows = rows_of(words)
    left = min(word.x0 for word in words)
    right = max(word.x1 for word in words)
    return [line_of(row, page, column, left, right) for row in rows]


def _main_style(words: Sequence[Word]) -> Style:
    """That of most letters; code and marks in a symbol font do not count where anything else stands."""
    plain = [word for word in words if not word.style.symbol and any(map(str.isalnum, word.text))]
    counted: Counter[Style] = Counter()
    for word in [word for word in plain if not word.style.mono] or plain or words:
        counted[word.style] += len(word.text)
    return counted.most_common(1)[0][0]


def _blanks(before: Word | None, word: Word, style: Style) -> str:
    """What stands between two words: nothing where they are one, as many blanks as fit in code."""
    if before is None:
        return ""
    gap = word.x0 - before.x1
    follows = 0 < word.order - before.order <= len(before.text) + 3
    if word.joined or (not follows and gap < _BLANK * style.size):
        return ""
    if style.mono and before.style.mono and len(before.text):
        advance = (before.x1 - before.x0) / len(before.text)
        return " " * max(1, round(gap / advance)) if advance else " "
    return " "


def _raised(word: Word, before: Word | None, style: Style, base: float) -> str:
    """A word as it is written; the mark of a footnote is left out, an exponent gets its sign."""
    lift = base - word.y
    if word.style.size > _SMALLER * style.size or lift < _RAISED * style.size or before is None:
        return word.text
    if not re.fullmatch(r"[\d,*†‡§¶]{1,5}", word.text):
        return word.text
    if not word.joined and word.x0 - before.x1 > 0.25 * style.size:
        return word.text
    if _NOTED.search(before.text) or not word.text[0].isdigit():
        return ""
    return f"^{word.text}" if re.search(r"[\w)\]]$", before.text) else word.text


def _merged(words: list[tuple[str, Word]]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for text, word in words:
        look = (word.style.bold, word.style.mono, word.link)
        if runs and look == (runs[-1].bold, runs[-1].mono, runs[-1].link):
            runs[-1] = Run(runs[-1].text + text, *look)
        elif runs and text.startswith(" "):
            blank = text[: len(text) - len(text.lstrip(" "))]
            runs[-1] = Run(runs[-1].text + blank, runs[-1].bold, runs[-1].mono, runs[-1].link)
            runs.append(Run(text.lstrip(" "), *look))
        else:
            runs.append(Run(text, *look))
    return tuple(runs)


def _first_width(words: Sequence[Word]) -> float:
    end = words[0].x1
    for word in words[1:]:
        if not word.joined:
            break
        end = word.x1
    return end - words[0].x0
