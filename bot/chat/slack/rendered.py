"""Parts of a reply packed into as few valid messages as hold them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.chat.packing import packed_in_order
from bot.chat.slack.escape import escape, escaped_units, unlinked
from bot.chat.text import shortened, units

Block = dict[str, Any]

# Slack takes 50 blocks. How much text the blocks of a message may hold together is not documented; it refuses them
# (`msg_blocks_too_long`) somewhat above 13,000 characters.
MOST_BLOCKS = 48
MOST_UNITS = 9000
LONGEST_TEXT = 3900
_NOTHING: Block = {"type": "section", "text": {"type": "plain_text", "text": "(no text)", "emoji": False}}


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message. `text` is what a notification and a screen reader say: escaped, at most 4,000 characters, never
    empty. `blocks` are at most 50. `follow_ups` are the further messages of what does not fit into one."""

    text: str
    blocks: tuple[Block, ...]
    follow_ups: tuple["Rendered", ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One block and its words, empty for buttons. One that `stays` is kept in the message of the part before it; of
    blocks that name what they are `alone` in, no two stand in one message. `size` counts where the words do not."""

    block: Block
    text: str = ""
    stays: bool = False
    size: int = 0
    alone: str = ""


def packed(parts: Iterable[Part], summary: str = "") -> Rendered:
    """The messages of these parts; `summary` is one sentence that a notification starts with."""
    first, *others = list(packed_in_order(parts, _fits)) or [[Part(_NOTHING)]]
    follow_ups = tuple(_message(message, "") for message in others)
    return Rendered(_fallback(first, summary), tuple(part.block for part in first), follow_ups)


def _fits(parts: Sequence[Part]) -> bool:
    alone = [part.alone for part in parts if part.alone]
    return len(parts) <= MOST_BLOCKS and sum(map(_size, parts)) <= MOST_UNITS and len(set(alone)) == len(alone)


def _size(part: Part) -> int:
    return max(part.size, units(part.text))


def _message(parts: Sequence[Part], summary: str) -> Rendered:
    return Rendered(_fallback(parts, summary), tuple(part.block for part in parts))


def _fallback(parts: Sequence[Part], summary: str) -> str:
    lines = [summary, *(part.text for part in parts)]
    said = unlinked("\n".join(" ".join(line.split()) for line in lines if line.strip()))
    if escaped_units(said) > LONGEST_TEXT:
        said = shortened(said, LONGEST_TEXT, escaped_units)
    return escape(said) or "(no text)"
