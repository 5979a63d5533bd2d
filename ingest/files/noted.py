"""A reading with what is to be told about the document as a whole: its name, its encoding, what nobody sees in it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ingest.blocks import Block, Flaw, Reading, Record
from ingest.files.hidden import hidden_sentence, unseen
from ingest.files.sources import Document


def with_notes(reading: Reading, document: Document, note: str) -> Reading:
    """Text in it can be stored: no half of a character is left, which only escapes in JSON and the like bring in."""
    flaws = [Flaw(1, note)] if note else []
    flaws.extend(document.notes)
    found: Counter[str] = Counter()
    first: Block | Record | None = None
    for block in reading.blocks:
        if here := _unseen_in(block):
            first = first or block
            found += here
    if first is not None:
        place = reading.place_of(first.start, first.start) or f"line {first.start}"
        flaws.append(Flaw(first.start, hidden_sentence(f"{document.path}, {place}", found)))
    if found["half"] or unseen(reading.title)["half"]:
        reading = replace(reading, title=_whole(reading.title), blocks=tuple(map(_whole_block, reading.blocks)))
    return replace(reading, flaws=(*flaws, *reading.flaws)) if flaws else reading


def _unseen_in(block: Block | Record) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in _texts(block):
        if not text.isascii():
            found += unseen(text)
    return found


def _texts(block: Block | Record) -> Iterator[str]:
    if isinstance(block, Block):
        yield block.raw or block.text
        return
    yield from (block.question, block.answer, block.section, block.key, block.misconception)
    yield from block.fields
    yield from block.fields.values()


def _whole_block(block: Block | Record) -> Block | Record:
    if isinstance(block, Block):
        rows = tuple(tuple(map(_whole, row)) for row in block.rows)
        return replace(block, text=_whole(block.text), raw=_whole(block.raw), rows=rows)
    return replace(
        block,
        question=_whole(block.question),
        answer=_whole(block.answer),
        section=_whole(block.section),
        key=_whole(block.key),
        misconception=_whole(block.misconception),
        fields=_whole_fields(block.fields),
    )


def _whole_fields(fields: Mapping[str, str]) -> dict[str, str]:
    return {_whole(name): _whole(value) for name, value in fields.items()}


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
