"""The reference's own sentences and where they stand, for the eyes of a learner."""

from typing import Protocol

from bot.messages import CitedPoint
from bot.practice.grading import Grade
from knowledge.questions import Citation, KeyPoint, Passage, Question, ReferenceAnswer


class Shelf(Protocol):
    """What citing needs of a generation."""

    def passages(self, question_id: str) -> tuple[Passage, ...]: ...

    def duplicates(self, question_id: str) -> tuple[Question, ...]: ...


def citations_of(question: Question, shelf: Shelf) -> tuple[Citation, ...]:
    """Where the reference answer stands, then where other sources answer the same question."""
    if question.answer is not None and question.answer.citations:
        return question.answer.citations
    own = shelf.passages(question.id)
    others = tuple(passage for twin in shelf.duplicates(question.id) for passage in shelf.passages(twin.id))
    return tuple(passage.cite() for passage in (*own, *others) if passage.kind != "question")


def cited_points(grade: Grade, reference: ReferenceAnswer, citations: tuple[Citation, ...]) -> tuple[CitedPoint, ...]:
    """Each graded point beside the sentences of the reference that carry it, and the citation that holds them."""
    found: list[CitedPoint] = []
    for graded in grade.points:
        evidence = evidence_of(graded.key_point, reference)
        found.append(
            CitedPoint(
                text=graded.key_point.text,
                verdict=graded.verdict,
                quote=graded.quote,
                evidence=evidence,
                citation=_citation_holding(evidence, citations),
            )
        )
    return tuple(found)


def evidence_of(point: KeyPoint, reference: ReferenceAnswer) -> str:
    """The sentences that carry the point, as they stand; the point itself where it came without spans."""
    pieces = [reference.text[span.start : span.end] for span in point.spans]
    return " ".join(" ".join(piece.split()) for piece in pieces) or point.text


def _citation_holding(evidence: str, citations: tuple[Citation, ...]) -> int:
    """The 1-based number of the citation with most of the evidence's words; 1 where none has any."""
    wanted = set(evidence.split())
    shared = [len(wanted & set(citation.text.split())) for citation in citations]
    return shared.index(max(shared)) + 1 if shared else 1
