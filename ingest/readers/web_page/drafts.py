"""What the walk over a page leaves: pieces in its order, before they are numbered and turned into blocks."""

import re
from dataclasses import dataclass, field

from ingest.blocks import BlockKind

# The level of a heading that is a topic in a list, below the six of headings; its indentation is added.
TOPICS = 7

# "Show answer" opens the answer to the question above it.
SAYS_ANSWER = re.compile(
    r"(?:(?:click|tap|press|expand)\b.*|(?:show|see|view|reveal|toggle|the|sample|model|full|detailed)?\s*"
    r"(?:answers?|solutions?|explanation|response|spoiler|details|more)\b.{0,20})",
    re.I,
)


@dataclass(slots=True, eq=False)
class Draft:
    """A block to be. `line` is its line in the page's source. One that asks has `inside`, what answers it;
    `certain` where the page says so in so many words; `named` where it is a term with its definition.
    `joined` draws it to the block before, as the items of one list are drawn together; `linked` is nothing but links,
    a heading's to other pages; `listed` stands in a list."""

    kind: BlockKind
    text: str
    raw: str
    line: int
    level: int = 0
    mark: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    inside: "list[Draft] | None" = None
    certain: bool = False
    named: bool = False
    joined: bool = False
    linked: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """What was left out: the line of the page's source, why, and how it begins."""

    line: int
    reason: str
    text: str


@dataclass(slots=True)
class Drafts:
    blocks: list[Draft] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    pictures: int = 0

    def asks(self) -> bool:
        """Whether anything here is a question with its answer by the page's own word."""
        return any(draft.inside for draft in self.blocks)
