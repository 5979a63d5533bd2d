"""Answers that stand apart from their questions under the same numbers: in a second file, or further below."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from rapidfuzz import fuzz

from ingest.blocks import Block, Flaw, Reading, Record
from ingest.errors import UnreadableSource
from ingest.files.sources import Document
from ingest.understanding.wording import question_text, reads_like_question, without_marks

_NUMBER = re.compile(
    r"(?P<label>q(?:uestion|ues)?|a(?:nswer|ns)?|sol(?:ution)?|exercise|problem|task)?[\s.#]{0,3}"
    r"(?P<number>\d{1,4}(?:\.\d{1,3})*)\s?(?P<end>[.):\]\-–—]+)?(?:\s+|$)",
    re.I,
)
_ANSWERS = re.compile(
    r"\W*(?:(?:model|sample|suggested|correct|short|the)\s)?"
    r"(?:answers|solutions|answer keys?|solution keys?|answers? (?=to|for))"
    r"(?:\s(?:key|to|for|and explanations|section)\b.{0,60})?\W*",
    re.I,
)
_TABLES = {".csv": "csv", ".tsv": "csv", ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".jsonl": "jsonl",
           ".ndjson": "jsonl"}  # fmt: skip
_ENOUGH = 0.6
_WIDEST_GAP = 5
_MOST_PARTS = 10
# More words are no question but an answer to it.
_LONGEST_QUESTION = 80
# Two wordings of a question that are as alike as this are the same.
_SAME = 88


@dataclass(slots=True)
class _Entry:
    """A number, in the part of the document in which it counts, and what stands under it."""

    part: int
    number: str
    section: str
    level: int
    blocks: list[Block] = field(default_factory=list)

    @property
    def key(self) -> tuple[int, str]:
        return self.part, self.number


def read_pair(document: Document, companion: Document, read: Callable[[Document], Reading]) -> Reading:
    """The questions of a document with the answers of its companion. Where numbers or ids do not match, the questions
    alone, with a flaw that says so."""
    reading = _joined_tables(document, companion) if document.suffix in _TABLES else None
    if reading is not None:
        return reading
    ask = read(document)
    names = PurePosixPath(document.path).name, PurePosixPath(companion.path).name
    if document.suffix not in _TABLES:
        answer = read(companion)
        asked, before = _entries([block for block in ask.blocks if isinstance(block, Block)])
        answered, _ = _entries([block for block in answer.blocks if isinstance(block, Block)], _numbers(asked))
        found = _records(asked, answered, names[1])
        if found is not None:
            flaws, pictures = (*ask.flaws, *answer.flaws), ask.pictures + answer.pictures
            return replace(ask, blocks=(*before, *found), flaws=flaws, pictures=pictures)
    sentence = (
        f"{document.path}: the numbers in {names[1]} do not match those in {names[0]}, so that its answers are left "
        "out; give both files the same numbers."
    )
    return replace(ask, flaws=(*ask.flaws, Flaw(1, sentence)))


def joined_within(reading: Reading) -> Reading:
    """A reading in which questions stand first and, below a heading of that name, their answers: joined by number."""
    blocks = [block for block in reading.blocks if isinstance(block, Block)]
    if len(blocks) < len(reading.blocks):
        return reading
    parts = [at for at in range(2, len(blocks) - 1) if _begins_answers(blocks[at])]
    # More are labels of single answers.
    if len(parts) > _MOST_PARTS:
        return reading
    for at in reversed(parts):
        if _numbers_begin(blocks[at + 1]):
            above, _ = _entries(blocks[:at])
            below, _ = _entries(blocks[at + 1 :], _numbers(above))
            if 2 * sum(map(_is_answered, above)) >= len(above):
                return reading
            found = _records(above, below, "", fewest=3)
            if found is None:
                return reading
            first = above[0].blocks[0].start
            kept = [block for block in blocks[:at] if block.end < first]
            return replace(reading, blocks=(*kept, *found))
    return reading


def _joined_tables(document: Document, companion: Document) -> Reading | None:
    """The rows of two tables joined by the ids in them; None where these do not match."""
    import csv

    import yaml

    from ingest.readers.records.record_tables import as_rows
    from ingest.readers.records.record_values import records_of

    try:
        asking, answering = _objects(document), _objects(companion)
    except (ValueError, RecursionError, csv.Error, yaml.YAMLError, UnreadableSource):
        return None
    rows = as_rows({"questions": asking, "answers": answering}) if asking and answering else None
    found = records_of(rows) if rows is not None else ()
    return Reading(_TABLES[document.suffix], blocks=found) if found else None


def _objects(document: Document) -> list[dict[str, Any]]:
    """The rows of a table or the objects of a list, by the names of their fields."""
    from ingest.readers.records.values import Text

    value: Any
    if document.suffix in (".csv", ".tsv"):
        from ingest.readers.records.delimited_rows import rows_of

        rows = rows_of(document.text, document.suffix == ".tsv").rows
        names = rows[0].cells if rows else ()
        return [
            {
                name: Text(cell, row.start, row.end)
                for name, cell in zip(names, row.cells, strict=False)
                if name and cell
            }
            for row in rows[1:]
        ]
    if document.suffix in (".yaml", ".yml"):
        from ingest.readers.records.yaml_values import documents

        value = next(documents(document.path, document.text), None)
    else:
        from ingest.readers.records.json_values import load_json

        values = load_json(document.text).values
        value = values[0] if len(values) == 1 else values
    if isinstance(value, dict):
        listed = [held for held in value.values() if isinstance(held, list)]
        value = listed[0] if len(listed) == 1 else [{"id": key, "answer": held} for key, held in value.items()]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _numbers_begin(block: Block) -> bool:
    return block.kind == "heading" or _number_of(next(_pieces(block))) is not None


def _begins_answers(block: Block) -> bool:
    bare = without_marks(block.text)
    return block.kind in ("heading", "paragraph") and len(bare) <= 80 and _ANSWERS.fullmatch(bare) is not None


def _is_answered(entry: _Entry) -> bool:
    """Whether what stands under a number is more than a question, its options and its code."""
    said = [block for block in entry.blocks if block.kind not in ("item", "code", "rule", "image", "table")]
    return len(said) > 1 or sum(len(block.text.split()) for block in entry.blocks) > 2 * _LONGEST_QUESTION


def _entries(blocks: Sequence[Block], known: frozenset[str] = frozenset()) -> tuple[list[_Entry], list[Block]]:
    """What stands under each number, and the blocks before the first. A list within an answer begins again at 1 and
    goes on without a blank line: it opens nothing. Many numbers may be left out only between `known` ones."""
    entries: list[_Entry] = []
    before: list[Block] = []
    part, section, inner = 0, "", 0
    fresh_part = False
    for block in (piece for one in blocks for piece in _pieces(one)):
        found = _number_of(block)
        number, text = found if found else ("", "")
        if block.kind == "heading" and not found:
            section, fresh_part = without_marks(block.text), True
            if not entries:
                before.append(block)
            continue
        last = entries[-1] if entries else None
        if found and number == "1" and last is not None and last.number != "1" and fresh_part:
            part += 1
        deeper = last is not None and _level(block) > last.level
        within = bool(found) and last is not None and not fresh_part and _goes_on(last, block, number, inner)
        if found and not deeper and not within and _follows(last, number, fresh_part, known):
            entries.append(_Entry(part, number, section, _level(block), [_without_number(block, text)]))
            fresh_part, inner = False, 0
        elif last is None:
            before.append(block)
        else:
            inner = int(number) if within and not deeper and number.isdigit() else 0
            last.blocks.append(block)
    return entries, before


def _numbers(entries: Sequence[_Entry]) -> frozenset[str]:
    return frozenset(entry.number for entry in entries)


def _level(block: Block) -> int:
    """How far an item is indented; what is no item stands at the margin."""
    return block.level if block.kind == "item" else 0


def _goes_on(last: _Entry, block: Block, number: str, inner: int) -> bool:
    """Whether a number belongs to a list within the entry that is open."""
    tight = block.start == last.blocks[-1].end + 1
    return number == "1" or (inner > 0 and number == str(inner + 1) and tight)


def _follows(last: _Entry | None, number: str, fresh_part: bool, known: frozenset[str]) -> bool:
    if last is None or fresh_part:
        return True
    a, b = ([int(part) for part in one.split(".")] for one in (last.number, number))
    return b > a and (len(b) > 1 or b[0] - a[0] <= _WIDEST_GAP or number in known)


def _pieces(block: Block) -> Iterator[Block]:
    """A paragraph whose lines are numbered is one piece a number."""
    lines = block.raw.split("\n")
    if block.kind != "paragraph" or len(lines) == 1:
        yield block
        return
    starts = [0, *(at for at, line in enumerate(lines) if at and _marked(without_marks(line)))]
    for first, last in zip(starts, [*starts[1:], len(lines)], strict=True):
        raw = "\n".join(lines[first:last])
        yield Block("paragraph", raw, raw, block.start + first, block.start + last - 1)


def _marked(text: str) -> re.Match[str] | None:
    found = _NUMBER.match(text)
    return found if found and (found["label"] or found["end"] or "." in found["number"]) else None


def _number_of(block: Block) -> tuple[str, str] | None:
    """The number that a block begins with, and its text without it."""
    if block.kind == "item" and (mark := re.fullmatch(r"\(?(\d{1,4})[.)]", block.mark)):
        return mark[1], block.text
    if block.kind not in ("paragraph", "heading", "item"):
        return None
    bare = without_marks(block.text.split("\n")[0])
    found = _marked(bare)
    return (found["number"], bare[found.end() :]) if found else None


def _without_number(block: Block, text: str) -> Block:
    lines = block.raw.split("\n")
    rest = lines[1:]
    if block.kind == "item":
        indents = [len(line) - len(line.lstrip()) for line in rest if line.strip()]
        cut = min(indents, default=0)
        rest = [line[cut:] for line in rest]
        text = text.split("\n")[0]
    raw = "\n".join([text.strip(), *rest]).strip("\n")
    return Block("paragraph", raw, raw, block.start, block.end)


def _records(asked: Sequence[_Entry], answered: Sequence[_Entry], where: str, fewest: int = 2) -> list[Record] | None:
    """A record for each entry that asks; None where too few of the numbers match."""
    answers: dict[tuple[int, str], _Entry] = {}
    for entry in answered:
        answers.setdefault(entry.key, entry)
    if not any(entry.part for entry in answered) or not any(entry.part for entry in asked):
        answers = {(0, number): entry for (_, number), entry in answers.items()}
        keys = [(0, entry.number) for entry in asked]
    else:
        keys = [entry.key for entry in asked]
    matched = sum(key in answers for key in keys)
    if (
        len(set(keys)) < len(keys)
        or matched < fewest
        or matched < _ENOUGH * len(asked)
        or matched < 0.5 * len(answered)
    ):
        return None
    return [_record(entry, answers.get(key), where) for entry, key in zip(asked, keys, strict=True)]


def _record(entry: _Entry, answer: _Entry | None, where: str) -> Record:
    told = [block for block in entry.blocks if block.kind != "rule"]
    texts = [question_text(block.text) for block in told if block.kind != "code"]
    question = " ".join(filter(None, texts))
    if len(question.split()) > _LONGEST_QUESTION:
        question = texts[0]
    start, end = told[0].start, told[-1].end
    said = _answer_text(answer, question) if answer else ""
    line = answer.blocks[0].start if answer and said else 0
    fields = {"answered in": f"{where}, line {line}"} if where and line else {}
    apart = {"answer_line": line, "end": max(answer.blocks[-1].end, line)} if answer and said and not where else {}
    made = Record(question, said, start, end, entry.section, fields=fields)
    return replace(made, **apart) if apart else made  # type: ignore[arg-type]


def _answer_text(entry: _Entry, question: str) -> str:
    """Without the question, where the answer repeats it first."""
    blocks = [block for block in entry.blocks if block.kind != "rule"]
    first, _, rest = blocks[0].raw.partition("\n")
    repeats = (rest.strip() or len(blocks) > 1) and reads_like_question(first)
    if repeats and fuzz.ratio(question_text(first).lower(), question.lower()) >= _SAME:
        opening = [replace(blocks[0], raw=rest, start=blocks[0].start + 1)] if rest.strip() else []
        blocks = [*opening, *blocks[1:]]
    said = ""
    last = 0
    for block in blocks:
        said += ("\n" if block.start <= last + 1 else "\n\n") + block.raw if said else block.raw
        last = block.end
    return said
