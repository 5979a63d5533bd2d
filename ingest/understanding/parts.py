"""What stands below a question, taken apart by its labels: the answer, and what must never be part of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.blocks import Block
from ingest.understanding.labels import Part, fields_in, label_of
from ingest.understanding.wording import LINK, is_placeholder, question_text, reads_like_question, without_marks

# A field in front of an answer stands in its first lines.
_FIELD_BLOCKS = 4
_DROPPED: dict[Part, str] = {"wrong": "wrong example", "learner": "learner's answer", "references": "references"}


@dataclass(slots=True)
class Parts:
    """The blocks of the answer, in their order, and what else was said. `fields` become the question's metadata."""

    answer: list[Block] = field(default_factory=list)
    misconception: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    drops: list[tuple[Block, str]] = field(default_factory=list)


def parts_of(body: Sequence[Block]) -> Parts:
    """Never loses a block: each is in the answer, in a field, in the misconception or among the drops."""
    parts = Parts()
    blocks = _without_fields(list(body), parts)
    labels = [label_of(block) for block in blocks]
    mine = {"wrong", "mistake", "learner"}
    at = 0
    while at < len(blocks):
        label = labels[at]
        if label is None or label[0] in ("answer", "plain"):
            parts.answer.append(blocks[at])
            at += 1
            continue
        part, rest = label
        others = [other for i, other in enumerate(labels) if i != at and other is not None]
        answered = any(other[0] == "answer" for other in others) or any(
            other is None and block.kind not in ("rule", "image")
            for other, block in zip(labels[:at], blocks, strict=False)
        )
        end = _end(blocks, labels, at, rest, greedy=part in mine and answered)
        taken = blocks[at:end]
        at = end
        alone = not answered and not any(other[0] in mine for other in others)
        if part == "learner" and alone and re.search(r"\bmy\b|\bnotes\b", taken[0].text, re.I):
            # What somebody wrote for themselves is the answer where there is no other.
            parts.answer += [*_shortened(taken[0], rest), *taken[1:]]
        else:
            _put(part, taken, rest, parts)
    return parts


def _put(part: Part, taken: list[Block], rest: str, parts: Parts) -> None:
    said = _said(taken, rest)
    if part == "mistake":
        parts.misconception = "\n".join(filter(None, [parts.misconception, said]))
    elif part == "hint":
        if not is_placeholder(said):
            parts.fields["hint"] = " ".join(filter(None, [parts.fields.get("hint"), " ".join(said.split())]))
    elif part == "follow-up":
        asked = [
            line
            for line in (question_text(re.sub(r"^\s*(?:[-*+•]|\d+[.)])\s+", "", one)) for one in said.split("\n"))
            if line
        ]
        if asked and all(map(reads_like_question, asked)):
            parts.fields["follow_ups"] = " | ".join([*filter(None, [parts.fields.get("follow_ups")]), *asked])
        else:
            parts.answer += taken
    elif part == "references" and not all(map(_only_links, [*_shortened(taken[0], rest), *taken[1:]])):
        parts.answer += taken
    else:
        parts.drops += [(block, _DROPPED[part]) for block in taken if block.kind not in ("rule", "image")]


def _end(blocks: Sequence[Block], labels: Sequence[tuple[Part, str] | None], at: int, rest: str, greedy: bool) -> int:
    """Where the part that begins at `at` ends.

    Below a label by itself: the list, or else everything to the next label where `greedy` and one paragraph where
    not; behind a label with text, the same after its own block, but no paragraph where not `greedy`.
    """
    first = blocks[at]
    stop = at + 1
    while stop < len(blocks) and labels[stop] is None:
        heading = blocks[stop].kind == "heading"
        if heading and (first.kind != "heading" or blocks[stop].level <= first.level):
            break
        stop += 1
    if first.kind == "heading" or greedy:
        return stop
    inside = blocks[at + 1 : stop]
    if not rest.strip() or rest.rstrip().endswith(":"):
        if inside and inside[0].kind not in ("item", "table"):
            return at + 2
        return at + 1 + next((i for i, block in enumerate(inside) if block.kind not in ("item", "table")), len(inside))
    return at + 1


def _said(taken: Sequence[Block], rest: str) -> str:
    lines = [block.raw if block.kind == "code" else f"- {block.text}" if block.kind == "item" else block.text
             for block in taken[1:] if block.kind not in ("rule", "image")]  # fmt: skip
    return "\n".join(line.strip() for line in [rest, *lines] if line.strip())


def _shortened(block: Block, rest: str) -> list[Block]:
    """A block without its label."""
    return [Block("paragraph", rest, rest, block.start, block.end)] if rest.strip() else []


def _only_links(block: Block) -> bool:
    """Whether a block names where to read on and says nothing itself."""
    if block.kind in ("rule", "image", "heading"):
        return True
    unlinked = re.sub(r"https?://\S+|<[^<>\s]+>", " ", LINK.sub(" ", block.text))
    return unlinked != block.text and len(without_marks(unlinked).split()) <= 8


def _without_fields(body: list[Block], parts: Parts) -> list[Block]:
    """The blocks without the lines of fields: those above the answer, and tags or a level below it."""
    blocks: list[Block] = []
    above = True
    for number, block in enumerate(body):
        last = number >= len(body) - 2
        if block.kind not in ("paragraph", "item", "table") or not ((above and number < _FIELD_BLOCKS) or last):
            above = above and block.kind in ("rule", "image")
            blocks.append(block)
            continue
        lines = block.raw.split("\n")
        taken = 0
        for line in lines:
            if block.kind == "table" or not (found := fields_in(re.sub(r"^\s*(?:[-*+>]\s+)+", "", line))):
                break
            if not above and not found.keys() <= {"tags", "level", "asked_at", "frequency", "topic"}:
                break
            for name, value in found.items():
                parts.fields[name] = ", ".join(dict.fromkeys(filter(None, [parts.fields.get(name), value])))
            taken += 1
        if taken < len(lines):
            above = False
            blocks.append(_below(block, lines, taken))
    return blocks


def _below(block: Block, lines: list[str], taken: int) -> Block:
    if not taken:
        return block
    raw = "\n".join(lines[taken:])
    return Block("paragraph", raw.strip(), raw, block.start + taken, block.end)
