"""How this document marks its questions. One document keeps to one or two ways; they are found by counting.

Every block that could open a question has a shape (`numbered heading`, `bold`, `fold` ...). A shape is believed where
enough of its blocks read like questions; then its other blocks are questions too, though they have no question mark.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ingest.blocks import Block
from ingest.understanding.chrome import line_reason, section_reason
from ingest.understanding.labels import label_of
from ingest.understanding.levels import level_in
from ingest.understanding.marks import LEVELS, shape_of
from ingest.understanding.runs import find_runs
from ingest.understanding.surroundings import called_questions, lone_question, sole_paragraphs, uniform_levels
from ingest.understanding.wording import (
    QUESTION_LABEL,
    asked_number,
    asking_part,
    asks_surely,
    is_section_label,
    question_text,
    reads_like_question,
    without_marks,
)

_ORDER = (
    "label",
    "fold",
    *(f"numbered heading {level}" for level in LEVELS),
    *(f"heading {level}" for level in LEVELS),
    "marked bold",
    "bold",
    "filled item",
    "numbered item",
    "bullet",
    "sole",
    "line",
)
# Marks that no author makes by chance; where they are in use, a list or a line that asks is part of an answer.
_DELIBERATE = re.compile(r"label|fold|.*heading.*|.*bold")
# Such a share of a shape's blocks must read like questions before the rest is believed.
_ENOUGH = {
    "label": 0.2,
    "fold": 0.4,
    **{f"numbered heading {level}": 0.4 for level in LEVELS},
    "marked bold": 0.5,
    "filled item": 0.5,
    "bullet": 0.8,
}
_ENOUGH_OTHERWISE = 0.6
# Where nothing says that this is a collection of questions, as many must ask beyond doubt, and such a share of them:
# a guide may well ask in a heading or two.
_SURELY = 3
_SURELY_SHARE = 0.6
# Enough where each heading of that depth stands in a section and has its text right below.
_UNIFORM_SHARE = 0.45
# Lines that ask are a way of asking where at least every seventh paragraph is one.
_LINE_SHARE = 0.14


# Blocks of these shapes ask each for itself.
_ONLY_ASKING = ("bold", "line", "filled item", "numbered item", "bullet")


class Shapes:
    """The ways a document marks its questions, the most frequent first.

    What a title or a section above calls questions is believed sooner than headings of an article that happen to ask.
    """

    def __init__(self, blocks: Sequence[Block], title: str = "") -> None:
        self._called = called_questions(blocks, title)
        self._sole = sole_paragraphs(blocks)
        self._uniform = uniform_levels(blocks)
        self._lone = lone_question(blocks)
        self._answered = any((label := label_of(block)) is not None and label[0] == "answer" for block in blocks)
        headings = [block for block in blocks if block.kind == "heading" and label_of(block) is None]
        # A file that answers the question which is its only heading.
        self._alone = len(headings) == 1 and headings[0].level == 1
        found: dict[_Way, list[Block]] = defaultdict(list)
        for block in blocks:
            if (shape := self._shape(block)) and not (block.kind == "heading" and is_section_label(block.text)):
                found[self._way(block, shape)].append(block)
        asked = {way: sum(map(_reads, some)) for way, some in found.items()}
        paragraphs = sum(block.kind == "paragraph" for block in blocks)
        self._deliberate = sum(count for way, count in asked.items() if _DELIBERATE.fullmatch(way[0])) >= 3
        self._trusted = {way for way in found if self._is_trusted(way, found, paragraphs)}
        self._whole = {
            way
            for way, some in found.items()
            if way in self._trusted and asked[way] >= self._enough(way) * len(some) and _is_many(way[0], some)
        }
        if not any(asked[way] >= 3 for way in self._whole):
            self._whole |= {way for way, some in found.items() if way[1] and _count_up(some)}
        strong = sum(count for way, count in asked.items() if re.fullmatch(r"label|fold|.*heading.*", way[0]))
        self._runs = find_runs(blocks, _reads, stronger=strong >= _SURELY)
        ordered = sorted(found, key=lambda way: (self._is_remark(way), -asked[way], _ORDER.index(way[0])))
        self._rank = {
            way: rank for rank, way in enumerate(ordered) if asked[way] or self._answered or way in self._whole
        }

    def rank(self, block: Block) -> int | None:
        """0 for the document's main way of asking, more for a rarer one; None where the block asks nothing."""
        shape = self._shape(block)
        if shape is None:
            return None
        way = self._way(block, shape)
        if block.start == self._lone:
            return self._rank.get(way, 0)
        if way not in self._rank and not self._beside(way):
            return None
        bare = without_marks(block.text)
        if section_reason(bare) or line_reason(bare):
            return None
        if block.kind == "heading" and shape != "label" and is_section_label(bare):
            return None
        rank = self._rank.get(way, len(self._rank))
        if shape == "marked bold" or (shape == "bold" and bare.endswith("?")):
            # A mark was forgotten, or lost when the document was made; such lines ask in the same way.
            rank = min(self._rank.get((one, way[1]), rank) for one in ("bold", "marked bold"))
        stated = shape not in _ONLY_ASKING or (shape == "filled item" and way[1])
        if block.start in self._runs.inside and block.kind != "heading" and shape != "label":
            return None
        if way in self._whole and (stated or _reads(block)):
            return rank
        if block.start in self._runs.members and (way in self._trusted or self._is_beside_trusted(way)):
            return rank
        if beside := next(
            (one for one in self._beside(way) if one in self._whole and asks_surely(_asking(block))), None
        ):
            return self._rank[beside]
        if way not in self._rank:
            return None
        certain = (
            bare.rstrip().endswith("?") and shape not in ("line", "bullet", "filled item") and way in self._trusted
        )
        return rank if certain and _reads(block) else None

    def _beside(self, way: "_Way") -> tuple["_Way", ...]:
        """Among items that are answered one may not be yet, and among open ones another has a remark below it."""
        if way[0] == "filled item":
            return ("numbered item", way[1]), ("bullet", way[1])
        return (("filled item", way[1]),) if way[0] in ("numbered item", "bullet") else ()

    def _is_beside_trusted(self, way: "_Way") -> bool:
        return any(one in self._trusted for one in self._beside(way))

    def only_outside(self, block: Block) -> bool:
        """Whether a block can ask only where no question is open: a list, where headings or bold lines ask."""
        shape = self._shape(block)
        return shape is not None and self._is_remark(self._way(block, shape))

    def _shape(self, block: Block) -> str | None:
        return "sole" if block.start in self._sole and shape_of(block) in ("line", None) else shape_of(block)

    def _enough(self, way: "_Way") -> float:
        """Where each heading of a depth has its text below it, a few that ask speak for the rest."""
        if way[1] and "heading" in way[0] and int(way[0][-1]) in self._uniform:
            return 0.15
        if way[0] == "label" and self._answered:
            return 0.0
        return _ENOUGH.get(way[0], _ENOUGH_OTHERWISE)

    def _way(self, block: Block, shape: str) -> "_Way":
        return shape, block.start in self._called

    def _is_remark(self, way: "_Way") -> bool:
        return self._deliberate and not _DELIBERATE.fullmatch(way[0])

    def _is_trusted(self, way: "_Way", found: Mapping["_Way", list[Block]], paragraphs: int) -> bool:
        shape, called = way
        if self._is_remark(way):
            return called and shape not in ("line", "sole")
        if shape == "sole":
            return True
        if called or (shape in ("label", "fold", "marked bold") and (shape != "label" or self._answered)):
            return True
        if shape == "line":
            # "The rollout is done. Can you look?" is a remark.
            sure = sum(asks_surely(re.split(r"(?<=[.!?])\s", without_marks(block.text))[0]) for block in found[way])
            return self._answered or (sure >= 2 and sure >= _LINE_SHARE * paragraphs)
        alike = [
            [way],
            [one for one in found if _kin(one, way, numbered=True)],
            [one for one in found if _kin(one, way)],
        ]
        return any(self._ask_surely([block for one in ways for block in found[one]]) for ways in alike)

    def _ask_surely(self, some: Sequence[Block]) -> bool:
        sure = sum(asks_surely(_asking(block)) for block in some)
        if self._answered or self._alone:
            return sure > 0
        is_heading = bool(some) and some[0].kind == "heading"
        uniform = is_heading and len(some) >= 5 and {block.level for block in some} <= self._uniform
        share = _UNIFORM_SHARE if uniform else _SURELY_SHARE
        return sure >= 2 and (
            sure == len(some) or (sure >= (_SURELY if is_heading else 2) and sure >= share * len(some))
        )


def _kin(one: "_Way", other: "_Way", numbered: bool = False) -> bool:
    """Headings of one depth, numbered or not; or numbered headings of any depth."""
    if one[1] != other[1] or "heading" not in one[0] or "heading" not in other[0]:
        return False
    return "numbered" in one[0] and "numbered" in other[0] if numbered else one[0][-1] == other[0][-1]


# A shape, and whether what stands above calls these blocks questions.
_Way = tuple[str, bool]


def _asking(block: Block) -> str:
    return block.text if block.kind in ("fold", "heading") else asking_part(block.text)


def _reads(block: Block) -> bool:
    text = _asking(block)
    label = QUESTION_LABEL.match(without_marks(text))
    if label and not question_text(text):
        return True
    return reads_like_question(text) or (block.kind == "item" and bool(level_in(text)))


def _count_up(some: Sequence[Block]) -> bool:
    """Whether these are numbered 1, 2, 3 ..., perhaps anew in each section, three of them at least."""
    numbers = [asked_number(block.text) for block in some]
    runs = sum(after in (1, before + 1) for before, after in pairwise(numbers) if before is not None)
    return len(some) >= 3 and None not in numbers and runs == len(some) - 1 and some[0].kind != "item"


def _is_many(shape: str, blocks: Sequence[Block]) -> bool:
    # Two bullets that ask are a remark, unless something below each of them answers.
    return len(blocks) >= {"label": 1, "fold": 1, "bold": 1, "marked bold": 1, "bullet": 3}.get(shape, 2)
