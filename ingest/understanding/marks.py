"""The ways in which a block can be marked so that it may ask: a heading, bold type, an item, a label."""

import re

from ingest.blocks import Block
from ingest.understanding.labels import label_of
from ingest.understanding.levels import level_in
from ingest.understanding.wording import (
    ASKS,
    KEYCAP,
    LINK,
    NUMBER,
    QUESTION_LABEL,
    asking_part,
    opens_question,
    without_marks,
)

_BOLD = re.compile(r"\s*(?:[-*]\s+)?(?:\d{1,3}[.)]\s*)?(?:\*\*|__)(?P<text>.+?)(?:\*\*|__)[^A-Za-z0-9]*", re.S)
_BOLD_NUMBER = re.compile(r"\s*(?P<mark>\*\*|__)\s*(?:q(?:uestion)?\s*)?\d{1,3}\s*[.):](?:\s*(?P=mark)|\s+\S)", re.I)
_MARKED = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff]")
LEVELS = range(1, 7)
# Words; more of them before the answer of an item are no question's title.
_LONGEST_TITLE = 40


def shape_of(block: Block) -> str | None:
    """The way in which a block could open a question, None for one that cannot."""
    if block.kind == "fold":
        return "fold"
    if block.kind not in ("heading", "paragraph", "item") or is_link(block.text):
        return None
    bare = without_marks(block.text)
    if (label := label_of(block)) and label[0] != "plain":
        return None
    if block.mark == ASKS or opens_question(bare) or (block.kind == "heading" and QUESTION_LABEL.fullmatch(bare)):
        return "label"
    if block.kind == "heading" and block.level not in LEVELS:
        return None
    if block.kind == "heading":
        return f"{'numbered heading' if NUMBER.match(bare) else 'heading'} {block.level}"
    first_line = asking_part(block.text).rstrip()
    if _BOLD.fullmatch(first_line) and len(first_line.split()) <= 60:
        return "marked bold" if _MARKED.search(first_line) or level_in(first_line) or NUMBER.match(bare) else "bold"
    if block.kind == "paragraph" and (_BOLD_NUMBER.match(first_line) or KEYCAP.match(first_line)):
        return "marked bold"
    if block.kind == "item":
        if block.level > 4 or is_link(block.text):
            return None
        if _goes_on(block) and len(first_line.split()) <= _LONGEST_TITLE:
            return "filled item"
        return "numbered item" if block.mark[:-1].strip("(#").isdigit() or block.mark == "#." else "bullet"
    return "line" if bare.endswith("?") and len(bare.split()) <= 40 else None


def is_link(text: str) -> bool:
    """An entry of a table of contents or a list of links; the question behind it stands elsewhere."""
    return "](" in text and not without_marks(LINK.sub(" ", text)).strip(" .,;:-–")


def _goes_on(block: Block) -> bool:
    """Whether an item says more below its first sentence, on lines of its own."""
    return bool(block.text[len(asking_part(block.text)) :].strip()) and "\n" in block.text
