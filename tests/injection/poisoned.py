"""The starter corpus, question by question, with an attack in every document: text, name, title or heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from tests.injection.texts import Attack

CORPUS = Path(__file__).resolve().parents[2] / "knowledge" / "corpus"
# Questions that stay clean: learners answer these.
GRADED = ("cost-management", "cost-spot-instances", "cost-caching-routing")
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_UNNAMEABLE = regex.compile(r"[/\p{C}]+")
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Poisoned:
    """One question whose document carries `inside` in its text, and `outside` in `where`: "file name", "title" or
    "heading"."""

    question: str
    inside: Attack
    outside: Attack
    where: str


def write(folder: Path, inside: Sequence[Attack], outside: Sequence[Attack]) -> tuple[Poisoned, ...]:
    """A file for each question of the starter corpus, as many as there are attacks; raises ValueError where there are
    more attacks than questions."""
    folder.mkdir(parents=True)
    written: list[Poisoned] = []
    for file in sorted(CORPUS.glob("*.md")):
        front, *sections = re.split(r"(?m)^(?=## )", file.read_text("utf-8"))
        for section in sections:
            if any(f"id: {name}\n" in section for name in GRADED):
                (folder / f"clean-{len(written)}-{file.name}").write_text(front + section, encoding="utf-8")
                continue
            if len(written) < max(len(inside), len(outside)):
                written.append(_poison(folder, front, section, len(written), inside, outside))
    if len(written) < max(len(inside), len(outside)):
        raise ValueError(f"{len(written)} questions are too few for {len(inside)} attacks.")
    return tuple(written)


def _poison(
    folder: Path, front: str, section: str, number: int, inside: Sequence[Attack], outside: Sequence[Attack]
) -> Poisoned:
    attack, other = inside[number % len(inside)], outside[number % len(outside)]
    where = ("file name", "title", "heading")[number % 3]
    head, body = section.split("\n", 1)
    name = f"{number}.md"
    line = " ".join(other.text.split())
    if where == "file name":
        name = f"{_UNNAMEABLE.sub(' ', other.text)[:_LONGEST_NAME].strip()} {number}.md"
    elif where == "title":
        front = re.sub(r"(?m)^title:.*$", lambda _: f"title: {_quoted(other.text)}", front)
    answer, points, rest = body.partition("\n### Key points")
    text = attack.text.replace("\n## ", "\n")
    heading = f"\n### {line}\n\nSee above.\n" if where == "heading" else ""
    page = f"{front}{head}\n{answer.rstrip()}\n\n{text}\n{heading}{points}{rest}"
    (folder / name).write_text(page, encoding="utf-8")
    return Poisoned(head.removeprefix("## ").strip(), attack, other, where)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNNAMEABLE.sub(" ", escaped) + '"'
