"""What a document yielded, as the values that the index keeps: questions with key points, and passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import cast

from ingest.blocks import Block, Flaw, Reading, Record
from ingest.files.sources import Document
from ingest.identity import Known, carried_ids, carried_points, new_id, same_words
from ingest.passages import cut
from ingest.quarantine import hidden_in, screened
from ingest.readers import READER_VERSION, read_document
from ingest.repair import repairer
from ingest.understanding.answers import Answer
from ingest.understanding.findings import Asked, Dropped, Piece
from ingest.understanding.levels import named_level
from ingest.understanding.pairs import pair
from knowledge.key_points import extract_key_points
from knowledge.questions import (
    KeyPoint,
    Kind,
    Level,
    Locator,
    Passage,
    Question,
    ReferenceAnswer,
    Source,
    SourceContent,
    Span,
)
from knowledge.sentences import split_sentences

# What the keys of the packaged corpus begin with; its own ids are known to be unique and are used as they are.
STARTER = "starter:"

# The front matter that says how old a document is, the most telling first.
_DATES = ("updated", "last_updated", "lastmod", "modified", "date")

_KINDS: dict[str, Kind] = {"concept": "concept", "scenario": "scenario", "design": "design"}


@dataclass(frozen=True, slots=True)
class Extracted:
    """A source's content, what was left out of it, what could not be read, and how many pictures nobody reads."""

    content: SourceContent
    dropped: tuple[Dropped, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    pictures: int = 0


def extract(document: Document, before: SourceContent | None = None) -> Extracted:
    """Reads a document; items that were in `before` keep their ids. Raises UnreadableSource."""
    read = read_document(document)
    hidden = hidden_in(read)
    reading = _repaired(read)
    pairs = pair(reading)
    title = reading.title or PurePosixPath(document.path).stem
    modified = _said_date(reading.fields)
    # A file of our own corpus carries the time of its installation, which says nothing about how old it is.
    if modified is None and not document.path.startswith(STARTER):
        modified = document.modified
    source = Source(document.path, reading.format, document.digest, title, modified, READER_VERSION)
    old = before or SourceContent(source)
    questions = _questions(pairs.asked, source, old, reading)
    passages = _pieces(pairs.pieces, source, old, reading)
    for question, asked in zip(questions, pairs.asked, strict=True):
        passages += question_passages(question, source, asked.answer, reading)
    passages.sort(key=lambda passage: (passage.locator.start_line, passage.locator.end_line))
    content = screened(SourceContent(source, tuple(questions), tuple(passages)), hidden)
    dropped = tuple(replace(one, place=reading.place_of(one.line, one.line)) for one in pairs.dropped)
    return Extracted(content, dropped, reading.flaws, reading.pictures)


def _said_date(fields: Mapping[str, str]) -> datetime | None:
    """When the document says that it was last changed, midnight UTC of a mere day; None where it says nothing."""
    for name in _DATES:
        try:
            said = datetime.fromisoformat(fields.get(name, ""))
        except ValueError:
            continue
        return said.astimezone(UTC) if said.tzinfo else said.replace(tzinfo=UTC)
    return None


def question_passages(question: Question, source: Source, answer: Answer | None, reading: Reading) -> list[Passage]:
    """The passages of one question: its answer in pieces, or the bare question, findable but never cited."""
    shared = {"context": question.text, "title": source.title, "question_id": question.id, "modified": source.modified}
    locator = question.locator
    if answer is None:
        bare = Passage(f"{question.id}:q", question.text, locator, "question", title=source.title,
                       question_id=question.id, modified=source.modified, metadata=question.metadata)  # fmt: skip
        return [bare]
    return [
        Passage(
            id=f"{question.id}:{number}",
            text=piece.text,
            locator=replace(
                locator,
                start_line=piece.start_line,
                end_line=piece.end_line,
                place=reading.place_of(piece.start_line, piece.end_line),
            ),
            kind="answer",
            metadata=question.metadata,
            **shared,  # type: ignore[arg-type]
        )
        for number, piece in enumerate(cut(answer.lines, question.text), 1)
    ]


def answered_with(question: Question, text: str, before: Sequence[KeyPoint] = ()) -> Question:
    """The question with a reference answer that came without key points."""
    points = carried_points(extract_key_points(question.text, text, question.id), question.id, before)
    return replace(question, answer=ReferenceAnswer(text, points))


def _repaired(reading: Reading) -> Reading:
    texts = [block.raw if isinstance(block, Block) else f"{block.question}\n{block.answer}" for block in reading.blocks]
    repair = repairer("\n".join([reading.title, *texts]))
    blocks: list[Block | Record] = []
    for block in reading.blocks:
        if isinstance(block, Record):
            blocks.append(replace(block, question=repair(block.question), answer=repair(block.answer)))
        else:
            rows = tuple(tuple(map(repair, row)) for row in block.rows)
            blocks.append(replace(block, text=repair(block.text), raw=repair(block.raw), rows=rows))
    return replace(reading, title=repair(reading.title), blocks=tuple(blocks))


def _questions(asked: Sequence[Asked], source: Source, before: SourceContent, reading: Reading) -> list[Question]:
    fresh = [_fresh_id(one, source) for one in asked]
    apart = [one.question for one in before.quarantined if one.question is not None]
    known = [Known(question.id, question.text) for question in (*before.questions, *apart)]
    ids = carried_ids([one.text for one in asked], fresh, known)
    old = {question.id: question for question in (*before.questions, *apart)}
    return [_question(one, id_, source, old.get(id_), reading) for one, id_ in zip(asked, ids, strict=True)]


def _fresh_id(asked: Asked, source: Source) -> str:
    key = asked.record.key if asked.record else ""
    if key and source.path.startswith(STARTER):
        return key
    return new_id("q", source.path, f"id {key}" if key else same_words(asked.text))


def _question(asked: Asked, id_: str, source: Source, before: Question | None, reading: Reading) -> Question:
    record = asked.record
    fields = {**asked.fields, **(record.fields if record else {})}
    # A file that is one question has no headings; its folder says what it is about.
    section = asked.section or (
        PurePosixPath(source.path).parent.name if record and fields and source.format == "markdown" else ""
    )
    if record and record.key:
        fields.setdefault("id", record.key)
    level = fields.pop("level", "") or fields.pop("difficulty", "")
    kind = fields.pop("kind", "")
    question = Question(
        id=id_,
        text=asked.text,
        locator=Locator(source.path, asked.start, asked.end, section, reading.place_of(asked.start, asked.end)),
        topic=fields.pop("topic", "") or section or source.title,
        level=cast(Level, named_level(level)) or None,
        kind=_KINDS.get(kind.lower(), "concept"),
        misconception=(record.misconception if record else "") or asked.misconception,
        metadata=fields,
    )
    old_points = before.answer.key_points if before and before.answer else ()
    if asked.answer is None:
        # A draft stays until its question is reworded, so that an unchanged question never changes.
        drafted = before is not None and before.answer is not None and before.answer.draft and before.text == asked.text
        return replace(question, answer=before.answer) if drafted and before else question
    if record and record.points:
        points = carried_points(_authored(record, asked.answer.text), id_, old_points)
        return replace(question, answer=ReferenceAnswer(asked.answer.text, points))
    return answered_with(question, asked.answer.text, old_points)


def _authored(record: Record, answer: str) -> tuple[KeyPoint, ...]:
    sentences = split_sentences(answer)
    return tuple(
        KeyPoint(
            id="",
            text=point.text,
            spans=tuple(
                Span(sentences[number - 1].start, sentences[number - 1].end)
                for number in point.sentences
                if number <= len(sentences)
            ),
            terms=point.terms,
            probe=point.probe,
        )
        for point in record.points
    )


def _pieces(pieces: Sequence[Piece], source: Source, before: SourceContent, reading: Reading) -> list[Passage]:
    found: list[tuple[Piece, str, int, int]] = []
    for piece in pieces:
        lines = piece.text.split("\n")
        numbered = [(min(piece.start + at, piece.end), line) for at, line in enumerate(lines)]
        found.extend((piece, one.text, one.start_line, one.end_line) for one in cut(numbered, piece.section))
    apart = [passage for one in before.quarantined for passage in one.passages]
    known = [Known(one.id, one.text) for one in (*before.passages, *apart) if one.kind == "passage"]
    fresh = [new_id("p", source.path, same_words(text)) for _, text, _, _ in found]
    ids = carried_ids([text for _, text, _, _ in found], fresh, known)
    return [
        Passage(
            id=id_,
            text=text,
            locator=Locator(source.path, start, end, piece.section, reading.place_of(start, end)),
            kind="passage",
            context=piece.section or source.title,
            title=source.title,
            modified=source.modified,
            metadata=_labels(piece),
        )
        for id_, (piece, text, start, end) in zip(ids, found, strict=True)
    ]


def _labels(piece: Piece) -> Mapping[str, str]:
    label = {"label": piece.label} if piece.label else {}
    return {**label, **{name: value for name, value in piece.fields if name}}
