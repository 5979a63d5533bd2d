"""Drafted answers for questions that came without one: put together from cited passages, not graded against."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from ingest.content import answered_with
from ingest.passages import cut
from knowledge.questions import Passage, Question, ReferenceAnswer, SourceContent

# A question to its draft, or None where the evidence does not suffice.
Drafter = Callable[[str], ReferenceAnswer | None]

# What a question's metadata says where its answer came from an admin and not from its source.
APPROVED = "approved"


def needs_draft(question: Question) -> bool:
    """Unanswered and nobody's duplicate: a duplicate is answered by the question that stands for it."""
    return question.answer is None and question.duplicate_of is None


def drafted(content: SourceContent, draft: Drafter, ids: Collection[str]) -> tuple[SourceContent, int]:
    """The content with a draft for each of these questions that can get one, and how many these are.

    One whose old draft has lost its evidence and that gets no new one is unanswered again.
    """
    questions: list[Question] = []
    made = 0
    for question in content.questions:
        if question.id in ids:
            answer = draft(question.text)
            made += answer is not None
            question = replace(question, answer=replace(answer, draft=True) if answer else None)
        questions.append(question)
    return replace(content, questions=tuple(questions)), made


def approved(content: SourceContent, approvals: Mapping[str, str]) -> SourceContent:
    """The content with each approved text as its question's reference answer, findable and gradable.

    An answer that the source itself gives is never replaced: what it says now counts more than an older approval.
    """
    questions: list[Question] = []
    passages = list(content.passages)
    for question in content.questions:
        text = approvals.get(question.id)
        if text is None or not _may_be_approved(question):
            questions.append(question)
            continue
        points = question.answer.key_points if question.answer else ()
        citations = question.answer.citations if question.answer else ()
        answered = answered_with(replace(question, metadata={**question.metadata, APPROVED: "true"}), text, points)
        if answered.answer is not None:
            answered = replace(answered, answer=replace(answered.answer, citations=citations))
        questions.append(answered)
        passages = _with_answer(passages, answered, content)
    if tuple(questions) == content.questions:
        return content
    return replace(content, questions=tuple(questions), passages=tuple(passages))


def _may_be_approved(question: Question) -> bool:
    return question.answer is None or question.answer.draft or APPROVED in question.metadata


def _with_answer(passages: Iterable[Passage], question: Question, content: SourceContent) -> list[Passage]:
    """The passages with those of this question replaced by its answer, which stands on the question's own lines."""
    text = question.answer.text if question.answer else ""
    start, end = question.locator.start_line, question.locator.end_line
    lines = [(min(start + at, end), line) for at, line in enumerate(text.split("\n"))]
    kept = [passage for passage in passages if passage.question_id != question.id]
    return [*kept, *_answer_passages(question, lines, content)]


def _answer_passages(question: Question, lines: Sequence[tuple[int, str]], content: SourceContent) -> list[Passage]:
    return [
        Passage(
            id=f"{question.id}:{number}",
            text=piece.text,
            locator=question.locator,
            kind="answer",
            context=question.text,
            title=content.source.title,
            question_id=question.id,
            modified=content.source.modified,
            metadata=question.metadata,
        )
        for number, piece in enumerate(cut(lines, question.text), 1)
    ]
