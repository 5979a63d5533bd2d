"""Bullets that are drawn and not written: browsers and slide programs do so."""

from dataclasses import replace

from ingest.readers.pdf.page import Page, Word

# In sizes of the text: how far before a word its bullet stands, and how far below and above the middle of its letters.
_BEFORE = 3.0
_MIDDLE = 0.3
_OFF = 0.3


def write_bullets(page: Page) -> None:
    """Adds a bullet to the words for each dot right before the first word of a line."""
    if not page.dots:
        return
    for left, right, middle in page.dots[:2000]:
        near = [
            word for word in page.words
            if abs(word.y - _MIDDLE * word.size - middle) < _OFF * word.size and word.x1 > left - 40
        ]  # fmt: skip
        before = [word for word in near if word.x0 < left]
        after = [word for word in near if 0 < word.x0 - right < _BEFORE * word.size]
        if not after or any(left - word.x1 < 1.5 * word.size for word in before):
            continue
        word = min(after, key=lambda word: word.x0)
        style = replace(word.style, bold=False, mono=False, symbol=True)
        page.words.append(Word("•", left, right, word.y, style, order=word.order - 1))
