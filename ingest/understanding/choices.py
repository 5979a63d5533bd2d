"""What belongs to a question and stands below it: choices, of which only the ticked answer it, and code to read."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Block
from ingest.understanding.labels import label_of
from ingest.understanding.wording import without_marks

_BOX = re.compile(r"\[(?P<tick>[ xX✓✔])\]\s+")
_LETTER = re.compile(r"\W*(?P<letter>[A-Ha-h])\s*[.):]\W*\s+(?=\S)")
_MOST = 8


def take_choices(body: Sequence[Block]) -> tuple[str, list[Block]]:
    """The choices, parted by bars, and the blocks without those that are wrong; no choices where none are offered.

    Ticked boxes are kept as the answer. Letters are only choices where an answer stands below them.
    """
    boxes = [block for block in body if block.kind == "item" and _BOX.match(block.text)]
    ticked = [block for block in boxes if not _BOX.match(block.text)["tick"].isspace()]  # type: ignore[index]
    if len(boxes) >= 2 and 0 < len(ticked) < len(boxes):
        kept = [
            _without_box(block) if block in ticked else block for block in body if block not in boxes or block in ticked
        ]
        return " | ".join(without_marks(_BOX.sub("", block.text, count=1)) for block in boxes), kept
    return _lettered(list(body))


def _without_box(block: Block) -> Block:
    text = _BOX.sub("", block.text, count=1)
    return replace(block, text=text, raw=block.raw.replace(block.text[: len(block.text) - len(text)], "", 1))


def _lettered(body: list[Block]) -> tuple[str, list[Block]]:
    """Lines or items A, B, C ... in this order, and an answer below them."""
    begun = next((at for at, block in enumerate(body[:4]) if _letters(block)[:1] == ["a"]), None)
    if begun is None:
        return "", list(body)
    end, letters = begun, list[str]()
    while end < len(body) and (found := _letters(body[end])):
        letters += found
        end += 1
    below = [block for block in body[end:] if block.kind != "rule"]
    in_order = letters == list("abcdefgh"[: len(letters)]) and 2 <= len(letters) <= _MOST
    if not in_order or not below or (label := label_of(below[0])) is None or label[0] != "answer":
        return "", list(body)
    offered = [line for block in body[begun:end] for line in _lines(block)]
    return " | ".join(map(without_marks, offered)), [*body[:begun], *body[end:]]


def _letters(block: Block) -> list[str]:
    """The letters that the lines of a block begin with; none where one of them begins otherwise."""
    if block.kind not in ("item", "paragraph"):
        return []
    found = [_LETTER.match(line) for line in _lines(block)]
    return [mark["letter"].lower() for mark in found if mark] if all(found) else []


def _lines(block: Block) -> list[str]:
    lettered = block.mark[:1].isalpha() and len(block.mark) <= 3
    text = f"{block.mark} {block.text}" if lettered else block.text
    return [line for line in text.split("\n") if line.strip()]


_ABOUT_CODE = re.compile(
    r"\b(?:output|prints?|logs?|returns?|value of|result of|evaluates? to|wrong with|bug|following|below|this (?:code|"
    r"snippet|function|query|program))\b",
    re.I,
)


def take_code(question: str, body: Sequence[Block]) -> tuple[str, list[Block]]:
    """The code that a question is about, and the blocks without it.

    It stands before a labelled answer, or alone below a question that speaks of it.
    """
    shown = [block for block in body if block.kind not in ("rule", "image")]
    count = next((at for at, block in enumerate(shown) if block.kind != "code"), len(shown))
    label = label_of(shown[count]) if count < len(shown) else None
    answered = label is not None and label[0] == "answer"
    if not count or not (answered or (count == len(shown) and _ABOUT_CODE.search(question))):
        return "", list(body)
    code = shown[:count]
    return "\n\n".join(block.raw for block in code), [block for block in body if block not in code]
