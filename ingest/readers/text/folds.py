"""`<details>` folds: the summary asks and the hidden part answers, unless the summary only says "Answer".

A fold around other folds that ask is a section of them.
"""

import re
from collections.abc import Iterator

from ingest.blocks import Block
from ingest.understanding.wording import reads_like_question, without_marks

_EDGE = re.compile(r"(?P<fence>^[ \t]*(?:```|~~~))|<(?P<close>/?)details\b[^>]*>", re.M | re.I)
_SUMMARY = re.compile(r"\s*<summary\b[^>]*>(?P<text>.*?)</summary>", re.S | re.I)
_OPENING = re.compile(r"<details\b[^>]*>", re.I)
_SAYS_ANSWER = re.compile(
    r"(?:(?:click|tap|press|expand|toggle|unfold)\b.*|(?:show|see|view|reveal|toggle|check|the|sample|model|full|"
    r"detailed|suggested|possible|expected|your|an?|my|our|good)?\s*(?:the\s)?"
    r"(?:answers?|solutions?|hints?|clues?|explanation|response|spoiler|details|more|code|example)\b.{0,20})",
    re.I,
)
_ONLY_LABEL = frozenset(
    "click tap press expand toggle unfold show see view reveal check here to for the sample model full detailed "
    "suggested possible expected your an a my our good answer answers solution solutions hint hints clue clues "
    "explanation response spoiler details more code example me this section".split()
)
_NAMES_ANSWER = re.compile(r".*\b(?:answers?|solutions?)\b.*", re.I)
_NAMES_HINT = re.compile(r".*\b(?:hints?|clues?|tips?)\b.*", re.I)
_WRAPPING = re.compile(r"\A(?:\s|<br\s*/?>|</?b>|</?p>|</?div>)+|(?:\s|<br\s*/?>|</?b>|</?p>|</?div>)+\Z", re.I)
# Deeper nesting than this is no outline of questions.
_DEEPEST = 8


def take_folds(text: str) -> tuple[list[Block], str]:
    """The outermost folds as blocks, and the text with them blanked out, line for line.

    A fold that hides the answer to the question above it is opened: its content stays, only its tags go.
    """
    for _ in range(_DEEPEST):
        opened = _sections_opened(text)
        if opened == text:
            break
        text = opened
    folds: list[Block] = []
    pieces: list[str] = []
    at = 0
    for start, end in _outermost(text):
        inner = text[start:end]
        summary = _summary(inner)
        pieces.append(text[at:start])
        at = end
        if summary is None or not without_marks(summary["text"]) or _says_answer(summary["text"]):
            pieces.append(_opened(inner, summary))
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


def _says_answer(summary: str) -> bool:
    return bool(_SAYS_ANSWER.fullmatch(without_marks(summary)))


def _opened(inner: str, summary: re.Match[str] | None) -> str:
    """What a fold hides, without its tags and those of folds in it; a summary that names its part is its label."""
    if summary is None:
        return re.sub(r"</?details\b[^>]*>", "", inner, flags=re.I)
    said = without_marks(summary["text"])
    words = set(re.findall(r"[a-z]+", said.lower()))
    if not words <= _ONLY_LABEL:
        return _with_label(inner, summary, f"**{said}** ")
    label = "**Hint:** " if _NAMES_HINT.fullmatch(said) else "**Answer:** " if _NAMES_ANSWER.fullmatch(said) else ""
    return _with_label(inner, summary, label)


def _with_label(inner: str, summary: re.Match[str], label: str) -> str:
    rest = inner[summary.end() :]
    if label and rest.lstrip(" \t")[:1] in ("", "\n"):
        label = label.strip()
    opened = _blank(inner[: summary.end()]) + label + re.sub(r"</details\s*>\s*\Z", "", rest, flags=re.I)
    return re.sub(r"</?details\b[^>]*>", "", opened, flags=re.I)


def _sections_opened(text: str) -> str:
    """The text with each fold that only gathers questions in folds replaced by a heading and those folds."""
    pieces: list[str] = []
    at = 0
    for start, end in _outermost(text):
        inner = text[start:end]
        summary = _summary(inner)
        if summary is None or not _gathers(summary["text"], inner[summary.end() :]):
            continue
        content = re.sub(r"</details\s*>\s*\Z", "", inner[summary.end() :], flags=re.I)
        before = text.count("\n", start, start + summary.end())
        pieces += [text[at:start], f"###### {without_marks(summary['text'])}", "\n" * before, content]
        if not before:
            pieces.insert(-1, "" if content.startswith("\n") else " ")
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _gathers(summary: str, content: str) -> bool:
    """Whether what is hidden is questions: at least two folds, none of which only says "Answer"."""
    said = [without_marks(inner["text"]) for inner in _summaries(content)]
    asking = sum(map(reads_like_question, said))
    own = 2 if reads_like_question(without_marks(summary)) else 1
    return asking > own or (asking == 1 and len(said) == 1 and own == 1)


def _summaries(content: str) -> Iterator[re.Match[str]]:
    for start, end in _outermost(content):
        if summary := _summary(content[start:end]):
            yield summary


def _summary(fold: str) -> re.Match[str] | None:
    opening = _OPENING.match(fold)
    return _SUMMARY.match(fold, opening.end() if opening else 0)


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
