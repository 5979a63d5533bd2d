"""The corpus now against the corpus before: what to add, change, remove and leave. What is unchanged is not read."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from ingest.report import Tally
from ingest.sources import Document
from knowledge.questions import Passage, Question, Source, SourceContent


def is_unchanged(document: Document, source: Source | None, reader: str) -> bool:
    """Whether the bytes are those that this version of the readers has already read."""
    return source is not None and source.digest == document.digest and source.reader == reader


def gone(known: Collection[str], found: Collection[str], roots: Collection[str], only: bool) -> tuple[str, ...]:
    """Keys of sources that are no longer there: below a folder that was named, or with `only` all that were not."""
    missing = set(known) - set(found)
    return tuple(sorted(key for key in missing if only or any(key.startswith(f"{root}/") for root in roots)))


def compare(before: SourceContent | None, after: SourceContent | None) -> Tally:
    """Items of one source then and now. An item is a question with its answer, or a passage that answers none."""
    old, new = _items(before), _items(after)
    changed = sum(old[id_] != new[id_] for id_ in old.keys() & new.keys())
    return Tally(
        added=len(new.keys() - old.keys()),
        changed=changed,
        removed=len(old.keys() - new.keys()),
        unchanged=len(old.keys() & new.keys()) - changed,
    )


def relinked(content: SourceContent, links: Mapping[str, str]) -> SourceContent:
    """The content with each question pointing at the one that stands for it, if any."""
    questions = tuple(replace(question, duplicate_of=links.get(question.id)) for question in content.questions)
    return content if questions == content.questions else replace(content, questions=questions)


def _items(content: SourceContent | None) -> dict[str, tuple[object, ...]]:
    """What makes each item what it is: words, answer, place among the topics; not the lines it happens to stand on."""
    if content is None:
        return {}
    return {
        **{question.id: _said(question) for question in content.questions},
        **{passage.id: _said_by_passage(passage) for passage in content.passages if passage.question_id is None},
    }


def _said(question: Question) -> tuple[object, ...]:
    answer = question.answer
    points = tuple((point.id, point.text, point.terms, point.probe) for point in answer.key_points) if answer else ()
    return (
        question.text,
        answer.text if answer and not answer.draft else None,
        points if answer and not answer.draft else (),
        question.topic,
        question.level,
        question.kind,
        question.misconception,
        tuple(sorted(question.metadata.items())),
    )


def _said_by_passage(passage: Passage) -> tuple[object, ...]:
    return (passage.text, passage.context, tuple(sorted(passage.metadata.items())))
