"""The corpus now against the corpus before: what was added, changed, removed and left as it was."""

from collections.abc import Collection

from ingest.report import Tally
from knowledge.questions import Passage, Question, SourceContent


def gone(known: Collection[str], found: Collection[str], roots: Collection[str], only: bool) -> tuple[str, ...]:
    """Keys of sources that are no longer there: below a folder that was named, or with `only` all that were not."""
    missing = set(known) - set(found)
    return tuple(sorted(key for key in missing if only or any(key.startswith(f"{root}/") for root in roots)))


# A question with its answer, or a passage that answers none.
Item = Question | Passage


def compare(before: SourceContent | None, after: SourceContent | None) -> Tally:
    """Items of one source then and now."""
    old, new = items(before), items(after)
    changed = sum(differ(old[id_], new[id_]) for id_ in old.keys() & new.keys())
    return Tally(
        added=len(new.keys() - old.keys()),
        changed=changed,
        removed=len(old.keys() - new.keys()),
        unchanged=len(old.keys() & new.keys()) - changed,
    )


def items(content: SourceContent | None) -> dict[str, Item]:
    """By their ids, in the order of the source."""
    if content is None:
        return {}
    free = {passage.id: passage for passage in content.passages if passage.question_id is None}
    return {**{question.id: question for question in content.questions}, **free}


def differ(before: Item, after: Item) -> bool:
    """In words, answer or place among the topics; not in the lines they happen to stand on."""
    return _said(before) != _said(after)


def _said(item: Item) -> tuple[object, ...]:
    return _said_by_question(item) if isinstance(item, Question) else _said_by_passage(item)


def _said_by_question(question: Question) -> tuple[object, ...]:
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
