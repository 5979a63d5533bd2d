"""What the blocks around a block tell: that it stands among questions, alone under its heading, among its like."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.blocks import Block
from ingest.understanding.labels import label_of
from ingest.understanding.wording import is_section_label, reads_like_question, says_questions, without_marks

# Of the headings with one paragraph below them, so many must ask in it before all of them do.
_FEWEST_SOLE = 3
_SOLE_SHARE = 0.6
_LONGEST_SOLE = 120
_UNIFORM = 0.9
# Words of a note that is one question and its answer; an article with a heading that asks is longer.
_LONGEST_NOTE = 400
_SHORTEST_LONE = 3
# "What is this?" asks about the document.
_ABOUT_ITSELF = re.compile(r"(?:what|why|how|who)\b.*\b(?:it|this|that|we|us)\b.{0,20}\?", re.I)
_BOLD_LINE = re.compile(r"\s*(?:\*\*|__)[^*\n]+(?:\*\*|__)\W*")


def called_questions(blocks: Sequence[Block], title: str) -> frozenset[int]:
    """The first lines of the blocks below a title or a heading that speaks of questions."""
    found: set[int] = set()
    open_at = 0 if says_questions(title) else None
    for block in blocks:
        if block.kind == "heading":
            if open_at is not None and block.level <= open_at:
                open_at = None
            if open_at is None and says_questions(block.text) and not block.text.rstrip().endswith("?"):
                open_at = block.level
        if open_at is not None:
            found.add(block.start)
    return frozenset(found)


def sole_paragraphs(blocks: Sequence[Block]) -> frozenset[int]:
    """The first lines of the paragraphs that ask and are all that stands below their headings, where most do."""
    shown = [block for block in blocks if block.kind not in ("rule", "image")]
    sole: list[Block] = []
    for at, block in enumerate(shown[1:], 1):
        last = at + 1 == len(shown) or shown[at + 1].kind == "heading"
        above = shown[at - 1]
        asks = reads_like_question(without_marks(above.text))
        if (
            block.kind == "paragraph"
            and last
            and above.kind == "heading"
            and not asks
            and not is_section_label(above.text)
        ):
            sole.append(block)
    asking = [block for block in sole if _asks_somewhere(block.text)]
    enough = len(asking) >= max(_FEWEST_SOLE, _SOLE_SHARE * len(sole))
    return frozenset(block.start for block in asking) if enough else frozenset()


def lone_question(blocks: Sequence[Block]) -> int | None:
    """The first line of a heading or a bold line that asks, where all else is a title above and the answer below it."""
    shown = [block for block in blocks if block.kind not in ("rule", "image")]
    if sum(len(block.raw.split()) for block in shown) > _LONGEST_NOTE:
        return None
    marked = [at for at, block in enumerate(shown) if block.kind == "heading" or _BOLD_LINE.fullmatch(block.text)]
    asking = [at for at in marked if _asks_alone(shown[at])]
    if len(asking) != 1 or asking[0] + 1 == len(shown) or shown[asking[0] + 1].kind == "heading":
        return None
    asked = shown[asking[0]]
    above = [shown[at] for at in marked if at < asking[0]]
    below = [shown[at] for at in marked if at > asking[0]]
    titled = len(above) <= 1 and all(one.kind == "heading" and one.level < (asked.level or 7) for one in above)
    parts = all(asked.kind == "heading" and (one.kind != "heading" or one.level > asked.level) for one in below)
    return asked.start if titled and parts else None


def _asks_alone(block: Block) -> bool:
    bare = without_marks(block.text)
    enough = bare.endswith("?") and len(bare.split()) >= _SHORTEST_LONE
    return enough and block.kind in ("heading", "paragraph") and not _ABOUT_ITSELF.fullmatch(bare)


def stand_before_answers(blocks: Sequence[Block]) -> frozenset[int]:
    """The first lines of what stands right above an "Answer:", where a document labels its answers so."""
    shown = [block for block in blocks if block.kind not in ("rule", "image")]
    found = [
        above.start
        for above, below in pairwise(shown)
        if above.kind in ("paragraph", "heading")
        and len(without_marks(above.text).split()) <= _LONGEST_SOLE
        and label_of(above) is None
        and (label := label_of(below)) is not None
        and label[0] == "answer"
        # "a:" may well begin the first point of a list.
        and not re.match(r"[\W_]*a\s*:", below.raw)
    ]
    return frozenset(found) if len(found) >= _FEWEST_SOLE else frozenset()


def _asks_somewhere(text: str) -> bool:
    bare = without_marks(text)
    return len(bare.split()) <= _LONGEST_SOLE and (bare.endswith("?") or reads_like_question(bare) or "? " in bare)


def uniform_levels(blocks: Sequence[Block]) -> frozenset[int]:
    """The depth of the deepest headings, where nearly each has text right below it and another heading is higher."""
    headings = [(at, block) for at, block in enumerate(blocks) if block.kind == "heading" and block.level <= 6]
    if not headings:
        return frozenset()
    deepest = max(block.level for _, block in headings)
    those = [at for at, block in headings if block.level == deepest]
    filled = [at for at in those if at + 1 < len(blocks) and blocks[at + 1].kind != "heading"]
    higher = len(those) < len(headings)
    return frozenset([deepest]) if higher and len(those) >= 3 and len(filled) >= _UNIFORM * len(those) else frozenset()
