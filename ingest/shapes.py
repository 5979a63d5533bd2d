"""How this document marks its questions. One document keeps to one or two ways; they are found by counting.

Every block that could open a question has a shape (`numbered heading`, `bold`, `fold` ...). A shape is believed where
enough of its blocks read like questions; then its other blocks are questions too, though they have no question mark.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from ingest.blocks import Block
from ingest.chrome import line_reason, section_reason
from ingest.labels import label_of
from ingest.levels import level_in
from ingest.wording import (
    ASKS,
    LINK,
    NUMBER,
    QUESTION_LABEL,
    asking_part,
    is_section_label,
    opens_question,
    question_text,
    reads_like_question,
    without_marks,
)

_BOLD = re.compile(r"\s*(?:[-*]\s+)?(?:\d{1,3}[.)]\s*)?(?:\*\*|__)(?P<text>.+?)(?:\*\*|__)[^A-Za-z0-9]*", re.S)
_MARKED = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff]")
_LEVELS = range(1, 7)
_ORDER = (
    "label",
    "fold",
    *(f"numbered heading {level}" for level in _LEVELS),
    *(f"heading {level}" for level in _LEVELS),
    "marked bold",
    "bold",
    "numbered item",
    "bullet",
    "line",
)
# Marks that no author makes by chance; where they are in use, a list or a line that asks is part of an answer.
_DELIBERATE = re.compile(r"label|fold|.*heading.*|.*bold")
# Such a share of a shape's blocks must read like questions before the rest is believed.
_ENOUGH = {
    "label": 0.0,
    "fold": 0.4,
    **{f"numbered heading {level}": 0.4 for level in _LEVELS},
    "marked bold": 0.5,
    "bullet": 0.8,
}
_ENOUGH_OTHERWISE = 0.6


class Shapes:
    """The ways a document marks its questions, the most frequent first."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        found: dict[str, list[Block]] = defaultdict(list)
        for block in blocks:
            if (shape := shape_of(block)) and not (shape.endswith(tuple("123456")) and is_section_label(block.text)):
                found[shape].append(block)
        asked = {shape: sum(map(_reads, some)) for shape, some in found.items()}
        deliberate = sum(count for shape, count in asked.items() if _DELIBERATE.fullmatch(shape)) >= 3
        if deliberate:
            found = {shape: some for shape, some in found.items() if _DELIBERATE.fullmatch(shape)}
        self._whole = {
            shape
            for shape, some in found.items()
            if asked[shape] >= _ENOUGH.get(shape, _ENOUGH_OTHERWISE) * len(some) and _is_many(shape, some)
        }
        self._rank = {
            shape: rank
            for rank, shape in enumerate(sorted(found, key=lambda one: (-asked[one], _ORDER.index(one))))
            if asked[shape]
        }

    def rank(self, block: Block) -> int | None:
        """0 for the document's main way of asking, more for a rarer one; None where the block asks nothing."""
        shape = shape_of(block)
        if shape is None or shape not in self._rank:
            return None
        bare = without_marks(block.text)
        if section_reason(bare) or line_reason(bare):
            return None
        if block.kind == "heading" and shape != "label" and is_section_label(bare):
            return None
        if shape in self._whole and (shape not in ("bold", "line", "numbered item", "bullet") or _reads(block)):
            return self._rank[shape]
        certain = bare.rstrip().endswith("?") and shape not in ("line", "bullet")
        return self._rank[shape] if certain and _reads(block) else None


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
    if block.kind == "heading" and block.level not in _LEVELS:
        return None
    if block.kind == "heading":
        return f"{'numbered heading' if NUMBER.match(bare) else 'heading'} {block.level}"
    first_line = asking_part(block.text).rstrip()
    if _BOLD.fullmatch(first_line) and len(first_line.split()) <= 60:
        return "marked bold" if _MARKED.search(first_line) or level_in(first_line) or NUMBER.match(bare) else "bold"
    if block.kind == "item":
        if block.level > 4 or is_link(block.text):
            return None
        return "numbered item" if block.mark[:-1].strip("(").isdigit() else "bullet"
    return "line" if bare.endswith("?") and len(bare.split()) <= 40 else None


def _reads(block: Block) -> bool:
    text = block.text if block.kind in ("fold", "heading") else asking_part(block.text)
    label = QUESTION_LABEL.match(without_marks(text))
    if label and not question_text(text):
        return True
    return reads_like_question(text) or (block.kind == "item" and bool(level_in(text)))


def is_link(text: str) -> bool:
    """An entry of a table of contents or a list of links; the question behind it stands elsewhere."""
    return "](" in text and not without_marks(LINK.sub(" ", text)).strip(" .,;:-–")


def _is_many(shape: str, blocks: Sequence[Block]) -> bool:
    fewest = {"label": 1, "fold": 1, "bold": 1, "marked bold": 1, "bullet": 3}.get(shape, 2)
    # Two bullets that ask are a remark, unless something below each of them answers.
    return len(blocks) >= (2 if shape == "bullet" and all(map(_goes_on, blocks)) else fewest)


def _goes_on(block: Block) -> bool:
    return bool(block.text[len(asking_part(block.text)) :].strip())
