"""Tables, directives and fields of reStructuredText as blocks."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.blocks import Block
from ingest.understanding.labels import label_of
from ingest.understanding.wording import QUESTION_LABEL, reads_like_question

# Directives whose argument is a question where it asks; what they hold answers it.
FOLDING = frozenset(
    "dropdown details collapse toggle faq question admonition card tab tab-item spoiler togglebox".split()
)
TABLES = frozenset(("list-table", "csv-table", "table"))
# Fields that say what a sphinx or docutils field list says of a question; any other is about the document.
_FIELD = re.compile(
    r":(?P<name>q|question|a|ans|answer|solution|level|difficulty|tags?|topic|category|hints?|asked at|points):\s+"
    r"(?P<said>\S.*)",
    re.I,
)
_FOLD_NAME = re.compile(
    r"\.\.\s+(?:dropdown|details|collapse|toggle|faq|spoiler|togglebox)::[ \t]*(?P<name>\S.*)", re.I
)
# So many of them must ask, and such a share, before all of them do.
_FEWEST_NAMES = 3
_NAMES_SHARE = 0.6
_GRID = re.compile(r"\s*\+(?:[-=]+\+)+\s*")
_SIMPLE = re.compile(r"\s*={2,}(?:\s+={2,})+\s*")


def spelled_fields(lines: list[str]) -> None:
    """`:question: What is X?` becomes `Question: What is X?`, which is read like everywhere else."""
    for at, line in enumerate(lines):
        if field := _FIELD.fullmatch(line):
            lines[at] = f"{field['name'].capitalize()}: {field['said']}"


def table_end(lines: Sequence[str], at: int, end: int) -> int | None:
    """Past the last line of the grid or simple table that begins at `at`; None where none does."""
    if _GRID.fullmatch(lines[at]):
        stop = at
        while stop < end and lines[stop].strip()[:1] in ("+", "|"):
            stop += 1
        return stop
    if _SIMPLE.fullmatch(lines[at]):
        rules = [i for i in range(at, min(end, at + 2000)) if _SIMPLE.fullmatch(lines[i])]
        closing = next((i for i in rules[1:] if i + 1 >= end or not lines[i + 1].strip()), None)
        return closing + 1 if closing is not None else None
    return None


def table(lines: Sequence[str], start: int) -> Iterator[Block]:
    """The table in these lines, the first of which is line `start` (1-based); its text where docutils sees none."""
    import docutils.nodes

    from ingest.readers.text.restructured import parsed

    raw = "\n".join(lines)
    found = next(iter(parsed(raw).findall(docutils.nodes.table)), None)
    rows = [
        tuple(" ".join(cell.astext().split()) for cell in row.findall(docutils.nodes.entry))
        for row in (found.findall(docutils.nodes.row) if found else ())
    ]
    if len(rows) < 2:
        yield Block("paragraph", raw.strip(), raw, start, start + len(lines) - 1)
        return
    shown = "\n".join(" | ".join(row) for row in rows)
    yield Block("table", shown, shown, start, start + len(lines) - 1, rows=tuple(rows))


def named_questions(lines: Sequence[str]) -> frozenset[int]:
    """The 0-based lines that name a fold or a definition, where most such names of the document ask.

    Indented lines are left out, for they may be code.
    """
    found: set[int] = set()
    for names in (_fold_names(lines), _terms(lines)):
        asking = sum(map(reads_like_question, names.values()))
        if asking >= max(_FEWEST_NAMES, _NAMES_SHARE * len(names)):
            found |= names.keys()
    return frozenset(found)


def _fold_names(lines: Sequence[str]) -> dict[int, str]:
    named = ((at, _FOLD_NAME.fullmatch(line)) for at, line in enumerate(lines) if line.startswith(".."))
    return {at: name["name"] for at, name in named if name}


def _terms(lines: Sequence[str]) -> dict[int, str]:
    """Lines with their definition indented right below them."""
    return {
        at: line.strip()
        for at, (line, below) in enumerate(pairwise(lines))
        if line[:1].strip() and below.strip() and below[0].isspace() and not (at and lines[at - 1].strip())
        if not re.match(r"(?:\.\.|[-*+•|>]|\(?(?:\d{1,3}|#)[.)])\s|:[\w-]+:(?!`)", line)
    }


def fold(name: str, inside: Sequence[str], start: int) -> Block:
    """What stands indented below a name, hidden behind it; `start` is the 1-based line of the name."""
    body = dedented(inside)
    lead = next((at for at, line in enumerate(body) if line.strip()), 0)
    return Block("fold", name, "\n".join(body[lead:]).rstrip(), start, start + len(inside), start + 1 + lead)


def framed(argument: str, inside: Sequence[str], start: int, asks: bool = False) -> tuple[list[Block], bool]:
    """The blocks that a directive's title makes, and whether they hold what is inside, too.

    `start` is the directive's 1-based line; one that `asks` is a question though its words do not say so.
    """
    if asks or reads_like_question(argument):
        return [fold(argument, inside, start)], True
    line = f"**{argument}:**"
    if QUESTION_LABEL.fullmatch(argument):
        return [Block("heading", argument, argument, start, start, 6)], False
    if argument and label_of(Block("paragraph", line, line, start, start)):
        return [Block("paragraph", line, line, start, start)], False
    return ([Block("paragraph", argument, argument, start, start)] if argument else []), False


def dedented(lines: Sequence[str]) -> list[str]:
    """Without the indentation that all share, and without the options at the top."""
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    body = [line[indent:] for line in lines]
    for at, line in enumerate(body):
        if not re.fullmatch(r":[\w-]+:.*", line):
            break
        body[at] = ""
    return body
