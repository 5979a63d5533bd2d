"""Text that answers no question: what of it can be cited, in pieces that make sense by themselves, and what cannot."""

import re
from collections.abc import Iterable, Sequence

from ingest.blocks import Block, Record
from ingest.readers.records.named_fields import answer_field, plain_name, question_field
from ingest.understanding.answers import answer_of_record
from ingest.understanding.chrome import line_reason
from ingest.understanding.findings import Asked, Findings, Piece, PieceKind
from ingest.understanding.labels import fields_in
from ingest.understanding.wording import LINK, is_placeholder, question_text, without_marks

# An unlabelled piece of text with fewer words says nothing that could be cited.
_FEWEST_WORDS = 6
# Lines that are all shorter are a menu, not a text.
_FEWEST_IN_LINE = 4
_LABELLED = re.compile(r"(?P<label>[^.!?\n:]{2,60}):\s+(?=\S+(?:\s+\S+){3})")


def keep(blocks: Sequence[Block], section: str, found: Findings) -> None:
    """Text outside every question: passages where it says something, dropped where it is chrome or a scrap."""
    running: list[Block] = []
    for at, block in enumerate(blocks):
        reason = line_reason(block.text) if block.kind != "table" else None
        if reason is None and block.kind in ("paragraph", "item"):
            reason = _scrap(block, blocks[at + 1 : at + 2])
        if reason:
            found.drop_block(block, reason)
        elif block.kind in ("rule", "image"):
            pass
        elif block.kind == "table":
            if not _asked_in_rows(block, section, found):
                _rows(block, section, found)
        elif block.kind == "item" and (piece := _own_piece(block, section)):
            _flush(running, section, found)
            found.pieces.append(piece)
        else:
            running.append(block)
    _flush(running, section, found)


def _flush(running: list[Block], section: str, found: Findings) -> None:
    """Neighbouring paragraphs and plain items are one passage; a long one is cut later."""
    if not running:
        return
    text = "\n".join(
        ("\n" if at and block.kind != "item" else "") + block.raw.strip() for at, block in enumerate(running)
    )
    longest_line = max(len(without_marks(line).split()) for line in text.split("\n"))
    if longest_line < _FEWEST_WORDS and (longest_line < _FEWEST_IN_LINE or len(text.split()) < _FEWEST_WORDS):
        for block in running:
            found.drop_block(block, "fragment")
    else:
        found.pieces.append(Piece("text", text, running[0].start, running[-1].end, section))
    running.clear()


def _asked_in_rows(block: Block, section: str, found: Findings) -> bool:
    """A table with a column of questions: each row is one, with its answer."""
    header = [without_marks(name) for name in block.rows[0]]
    question = question_field(header)
    if question is None or plain_name(question) in ("title", "text"):
        return False
    answer = answer_field(header, question)
    for row, line in zip(block.rows[1:], _row_lines(block), strict=False):
        cells = dict(zip(header, row, strict=False))
        record = Record(cells.get(question, ""), cells.get(answer or "", ""), line, line, section)
        if record.question.strip():
            add_record(found, record)
    return True


def _rows(block: Block, section: str, found: Findings) -> None:
    header, *rows = block.rows
    lines = _row_lines(block)
    kept = len(found.pieces)
    for row, line in zip(rows, lines, strict=False):
        cells = [without_marks(cell) for cell in row]
        named = [(name.strip(), cell) for name, cell in zip(map(without_marks, header), cells, strict=False)]
        said = [f"{name}: {cell}" if name else cell for name, cell in named[1:] if cell]
        if len(" ".join(map(_without_links, row)).split()) < _FEWEST_WORDS or not said:
            found.drop(line, "fragment", " | ".join(row))
            continue
        text = f"{cells[0]}. {'; '.join(said)}" if cells[0] else "; ".join(said)
        found.pieces.append(Piece("row", text, line, line, section, cells[0], tuple(named)))
    if kept == len(found.pieces):
        found.drop(block.start, "fragment", " | ".join(header))


def add_record(found: Findings, record: Record) -> None:
    """A question that the format itself names, unless it only holds a place."""
    text = record.question if record.points else question_text(record.question) or record.question.strip()
    if is_placeholder(text):
        found.drop(record.start, "placeholder", record.question)
        return
    answer, reason = answer_of_record(record)
    if reason:
        found.drop(record.answer_line or record.start, reason, record.answer)
    found.asked.append(Asked(text, record.start, record.end, record.section, answer, record))


def _own_piece(block: Block, section: str) -> Piece | None:
    """A numbered or labelled item that says enough to be cited by itself."""
    text = without_marks(block.text)
    label = _LABELLED.match(text)
    name = label["label"].strip() if label and len(label["label"].split()) <= 8 else ""
    numbered = block.mark[:1].isdigit() or bool(re.match(r"\(?[ivxIVX]+[.)\-–]", block.mark))
    if not name and not (numbered and len(text.split()) >= 12):
        return None
    kind: PieceKind = "labelled" if name else "numbered"
    return Piece(kind, block.text.strip(), block.start, block.end, section, name)


def _scrap(block: Block, following: Iterable[Block]) -> str | None:
    bare = without_marks(block.text)
    if not bare or ("](" in block.text and len(_without_links(block.text).split()) < 4):
        return "links"
    if is_placeholder(block.text):
        return "placeholder"
    if len(block.raw.split("\n")) > 1 and all(map(fields_in, block.raw.split("\n"))):
        return "about the document"
    after = next(iter(following), None)
    if after is not None and len(bare.split()) <= 4 and line_reason(after.text) == "byline":
        return "byline"
    return None


def _without_links(text: str) -> str:
    return without_marks(LINK.sub(" ", text))


def _row_lines(block: Block) -> list[int]:
    """The source line of each row below the header, which a line of dashes may follow."""
    lines = block.raw.split("\n")
    skip = 2 if len(lines) > 1 and re.fullmatch(r"[\s|:-]+", lines[1]) else 1
    return [block.start + at for at in range(skip, len(lines))]
