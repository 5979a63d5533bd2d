"""The blocks below a question made into its answer: whole, without label, chrome and placeholder."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Block, Record
from ingest.understanding.chrome import line_reason
from ingest.understanding.wording import LINK, after_answer_label, is_placeholder, without_marks

# Only these reasons count within an answer; "Category: …" may be part of one.
_IN_ANSWERS = ("advertising", "navigation", "shopping cart")
_LINKING = """
    answer answers here link links source src see this read more recommended reference references solution the is a
"""
_POINTING = frozenset("reference references source sources".split())
_LINK_WORDS = frozenset(_LINKING.split())


@dataclass(frozen=True, slots=True)
class Answer:
    """The lines of an answer with their numbers in the source; the text is these lines joined."""

    lines: tuple[tuple[int, str], ...]

    @property
    def text(self) -> str:
        return "\n".join(line for _, line in self.lines)


def answer_of(body: Sequence[Block]) -> tuple[Answer | None, list[tuple[Block, str]]]:
    """The answer in these blocks, None where they hold none, and what was left out of it with the reason."""
    kept: list[Block] = []
    drops: list[tuple[Block, str]] = []
    for block in body:
        reason = line_reason(block.text) if block.kind in ("paragraph", "heading", "item") else None
        if reason in _IN_ANSWERS:
            drops.append((block, str(reason)))
        else:
            kept.append(block)
    kept, promotion = _without_promotion(kept)
    drops += [(block, "advertising") for block in promotion]
    while kept and (reason := _useless_at_end(kept[-1], len(kept) > 1)):
        drops.append((kept.pop(), reason))
    while kept and kept[0].kind == "rule":
        kept.pop(0)
    lines: list[tuple[int, str]] = []
    for block in kept:
        if block.kind == "rule":
            continue
        if lines and block.start > lines[-1][0] + 1:
            lines.append((lines[-1][0] + 1, ""))
        lines.extend(enumerate(block.raw.split("\n"), block.start))
    answer = Answer(_trimmed(lines if kept and kept[0].kind == "code" else _dedented(lines)))
    if not answer.lines:
        return None, drops
    if reason := _says_nothing(answer.text):
        return None, [*drops, ([block for block in kept if block.kind != "rule"][-1], reason)]
    return answer, drops


def answer_of_record(record: Record) -> tuple[Answer | None, str | None]:
    """The answer of a record, and the reason where what it holds is none."""
    if not record.answer.strip():
        return None, None
    first = record.answer_line or record.start
    lines = [(min(first + at, max(record.end, first)), line) for at, line in enumerate(record.answer.split("\n"))]
    answer = Answer(_trimmed(lines))
    if not answer.lines:
        return None, "placeholder"
    reason = _says_nothing(answer.text)
    return (None, reason) if reason else (answer, None)


def _dedented(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Without the indentation of what stood within a list; an indented first block of code keeps it."""
    indent = min((len(line) - len(line.lstrip()) for _, line in lines if line.strip()), default=0)
    return [(number, line[indent:]) for number, line in lines]


def _trimmed(lines: list[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """Without the answer's label, without blank and purely decorative lines at both ends, blanks at line ends gone."""
    found = [(number, line.rstrip()) for number, line in lines]
    while found and not _says_something(found[0][1]):
        found.pop(0)
    # A fold named "Answer" may hold a heading "Answer".
    for _ in range(2):
        if not found or (rest := after_answer_label(found[0][1].lstrip())) is None:
            break
        found[0] = (found[0][0], rest)
        while found and not _says_something(found[0][1]):
            found.pop(0)
    while found and not _says_something(found[-1][1]):
        found.pop()
    if found and (
        whole := re.fullmatch(r"<p\b[^>]*>(?P<said>.*)</p>", "\n".join(line for _, line in found), re.S | re.I)
    ):
        said = whole["said"].split("\n")
        found = (
            [(number, line) for (number, _), line in zip(found, said, strict=True)]
            if "<p" not in whole["said"]
            else found
        )
    return tuple(found)


def _without_promotion(kept: list[Block]) -> tuple[list[Block], list[Block]]:
    """What stands below a rule and mostly links elsewhere belongs to the page and not to the answer."""
    for rule in (at for at, block in enumerate(kept) if at and block.kind == "rule"):
        tail = [block for block in kept[rule:] if block.kind != "rule"]
        linking = sum("](" in block.text or "://" in block.text for block in tail)
        if linking and 2 * linking >= len(tail) and not any(block.kind in ("code", "table") for block in tail):
            return kept[:rule], tail
    return kept, []


def _useless_at_end(block: Block, has_more: bool) -> str | None:
    """Why the last block of an answer is no part of it; a rule is none to report."""
    if block.kind == "rule" or (block.kind == "heading" and not (after_answer_label(block.raw) or "").strip()):
        return "section without text"
    return "references" if has_more and _only_points_on(block) else None


def _only_points_on(block: Block) -> bool:
    """`[reference](...)` behind an answer that says something itself."""
    if block.kind != "paragraph" or "](" not in block.text or "![" in block.text:
        return False
    named = re.findall(r"[a-z]+", without_marks(LINK.sub(lambda link: link["text"], block.text)).lower())
    return len(named) <= 4 and not set(named).isdisjoint(_POINTING) and set(named) <= _LINK_WORDS | _POINTING


def _says_something(line: str) -> bool:
    return bool(re.sub(r"<br\s*/?>|</?(?:b|p|div|details|center|i|hr)\b[^>]*>|&nbsp;", "", line).strip())


def _says_nothing(text: str) -> str | None:
    """Why a text is no answer: it holds a place, or only a link or picture to where the answer may be."""
    if is_placeholder(text):
        return "placeholder"
    if len(text) > 2000:
        return None
    unlinked = re.sub(r"!?\[+[^\[\]]*\]+(?:\([^()\s]*(?:\([^()]*\)[^()\s]*)*\))?|https?://\S+|<img[^>]*>", " ", text)
    if unlinked == text:
        return None
    left = re.findall(r"[a-z0-9]+", without_marks(unlinked).lower())
    if not set(left) <= _LINK_WORDS:
        return None
    pictures = re.findall(r"!\[|<img", text)
    return (
        "only a picture"
        if pictures and not re.search(r"(?<!!)\[[^\[\]]*\]\(|(?<![(\"'=])https?://", text)
        else "only a link"
    )
