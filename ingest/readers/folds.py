"""`<details>` folds: the summary asks and the hidden part answers, unless the summary only says "Answer"."""

import re

from ingest.blocks import Block
from ingest.wording import without_marks

_EDGE = re.compile(r"(?P<fence>^[ \t]*(?:```|~~~))|<(?P<close>/?)details\b[^>]*>", re.M | re.I)
_SUMMARY = re.compile(r"\s*<summary\b[^>]*>(?P<text>.*?)</summary>", re.S | re.I)
_SAYS_ANSWER = re.compile(
    r"(?:(?:click|tap|press|expand)\b.*|(?:show|see|view|reveal|toggle|the|sample|model|full|detailed)?\s*"
    r"(?:answers?|solutions?|hints?|explanation|response|spoiler|details|more)\b.{0,20})",
    re.I,
)
_WRAPPING = re.compile(r"\A(?:\s|<br\s*/?>|</?b>|</?p>|</?div>)+|(?:\s|<br\s*/?>|</?b>|</?p>|</?div>)+\Z", re.I)


def take_folds(text: str) -> tuple[list[Block], str]:
    """The outermost folds as blocks, and the text with them blanked out, line for line.

    A fold that hides the answer to the question above it is opened: its content stays, only its tags go.
    """
    folds: list[Block] = []
    pieces: list[str] = []
    at = 0
    for start, end in _outermost(text):
        inner = text[start:end]
        body_start = re.match(r"<details\b[^>]*>", inner, re.I)
        summary = _SUMMARY.match(inner, body_start.end() if body_start else 0)
        pieces.append(text[at:start])
        at = end
        if summary is None or _SAYS_ANSWER.fullmatch(without_marks(summary["text"])):
            opened = _blank(inner[: summary.end()]) + inner[summary.end() :] if summary else inner
            pieces.append(re.sub(r"</?details\b[^>]*>", "", opened, flags=re.I))
            continue
        hidden = re.sub(r"</details\s*>\s*\Z", "", inner[summary.end() :], flags=re.I)
        lead = _WRAPPING.match(hidden)
        skipped = lead.end() if lead else 0
        line = text.count("\n", 0, start) + 1
        body_line = line + inner.count("\n", 0, summary.end()) + hidden[:skipped].count("\n")
        folds.append(
            Block(
                kind="fold",
                text=" ".join(summary["text"].split()),
                raw=_WRAPPING.sub("", hidden),
                start=line,
                end=line + inner.count("\n"),
                level=body_line,
            )
        )
        pieces.append(_blank(inner))
    pieces.append(text[at:])
    return folds, "".join(pieces)


def _outermost(text: str) -> list[tuple[int, int]]:
    """Offsets of folds that are in no other fold and in no code block; one never closed is no fold."""
    spans: list[tuple[int, int]] = []
    depth = 0
    begun = 0
    in_code = False
    for edge in _EDGE.finditer(text):
        if edge["fence"]:
            in_code = not in_code if depth == 0 else in_code
        elif in_code:
            continue
        elif not edge["close"]:
            begun = edge.start() if depth == 0 else begun
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                spans.append((begun, edge.end()))
    return spans


def _blank(text: str) -> str:
    return re.sub(r"[^\n]+", "", text)
