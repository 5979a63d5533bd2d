"""What of a document is kept apart because it seems to speak to the model, and what an admin has decided about it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise

from ingest.blocks import Block, Reading
from ingest.identity import new_id, same_words
from ingest.instructions import Suspicion, hidden_suspicion, suspicion
from knowledge.questions import Locator, Passage, Quarantined, Question, SourceContent
from knowledge.sentences import split_sentences

# An instruction may be cut in two by the end of a passage: so much of both sides is looked at together.
_SEAM = 300
_WITHHELD = "…"
# Between the headings above a text.
_BELOW = " › "


@dataclass(frozen=True, slots=True)
class Decisions:
    """What admins have decided: ids of what goes in, each with what it said then, and of what stays out for good."""

    released: Mapping[str, str] = field(default_factory=dict)
    dropped: Collection[str] = frozenset()


UNDECIDED = Decisions()


@dataclass(frozen=True, slots=True)
class Hidden:
    """What lines of a document say where nobody sees it."""

    start: int
    end: int
    suspicion: Suspicion


def hidden_in(reading: Reading) -> tuple[Hidden, ...]:
    """To be asked before the text is repaired, for repairing strips what is invisible."""
    found: list[Hidden] = []
    for block in reading.blocks:
        raw = block.raw if isinstance(block, Block) else f"{block.question}\n{block.answer}"
        if not raw.isascii() and (suspected := hidden_suspicion(raw)):
            found.append(Hidden(block.start, block.end, suspected))
    return tuple(found)


def screened(content: SourceContent, hidden: Sequence[Hidden] = ()) -> SourceContent:
    """The content without what is suspected, which is in `quarantined`; questions go with their answers."""
    content, headings = _without_headings(content)
    apart: list[Quarantined] = [*headings]
    by_question: dict[str, list[Passage]] = {}
    for passage in content.passages:
        by_question.setdefault(passage.question_id or "", []).append(passage)
    questions: list[Question] = []
    for question in content.questions:
        said = _said(question, content.source.title)
        if found := _hidden_at(question.locator, hidden) or suspicion(said, question.locator.section):
            passages = tuple(by_question.get(question.id, ()))
            apart.append(_apart(question.id, "question", said, found, question.locator, question, passages))
        else:
            questions.append(question)
    free = by_question.get("", [])
    for passage, found in _suspected(free, hidden):
        apart.append(_apart(passage.id, "passage", _said_by(passage), found, passage.locator, None, (passage,)))
    if not apart:
        return content
    gone = {one.id for one in apart}
    passages_left = tuple(
        passage for passage in content.passages if passage.id not in gone and passage.question_id not in gone
    )
    return replace(content, questions=tuple(questions), passages=passages_left, quarantined=tuple(apart))


def released(content: SourceContent, decisions: Decisions) -> SourceContent:
    """The content with what an admin let go in, as normal questions and passages; the same where that is nothing.

    What was added to it since must not be suspected by itself: a release is of what was there to be seen.
    """
    free = [one for one in content.quarantined if one.id in decisions.released and _still(one, decisions)]
    if not free:
        return content
    ids = {one.id for one in free}
    questions = [*content.questions, *(one.question for one in free if one.question is not None)]
    passages = [*content.passages, *(passage for one in free for passage in _passages(one, content))]
    return replace(
        content,
        questions=tuple(sorted(questions, key=lambda question: question.locator.start_line)),
        passages=tuple(sorted(passages, key=lambda one: (one.locator.start_line, one.locator.end_line))),
        quarantined=tuple(one for one in content.quarantined if one.id not in ids),
    )


def as_decided(one: Quarantined) -> str:
    """What a decision keeps of what it was made about."""
    return f"{one.text}\n{one.excerpt}"


def _still(one: Quarantined, decisions: Decisions) -> bool:
    then = decisions.released[one.id]
    seen = {same_words(sentence) for sentence in _sentences(then)}
    new = [sentence for sentence in _sentences(as_decided(one)) if same_words(sentence) not in seen]
    return not new or suspicion("\n".join(new)) is None


def _sentences(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for sentence in split_sentences(line):
            yield line[sentence.start : sentence.end]


def _passages(one: Quarantined, content: SourceContent) -> Iterable[Passage]:
    if one.kind == "heading":
        return [Passage(one.id, one.text, one.locator, title=content.source.title, modified=content.source.modified)]
    return one.passages


def _without_headings(content: SourceContent) -> tuple[SourceContent, list[Quarantined]]:
    """Headings and the title stand above much that is harmless: they alone are withheld, wherever they stand."""
    source = content.source
    first: dict[str, Locator] = {source.title: Locator(source.path, 1, 1)}
    for place in chain((one.locator for one in content.questions), (one.locator for one in content.passages)):
        for name in place.section.split(_BELOW):
            first.setdefault(name, place)
    suspected = {name: found for name in first if name and (found := suspicion(name))}
    if not suspected:
        return content, []

    def clean(name: str) -> str:
        return _BELOW.join(_WITHHELD if part in suspected else part for part in name.split(_BELOW))

    apart = [
        _apart(
            new_id("h", source.path, same_words(name)),
            "heading",
            name,
            found,
            replace(first[name], section=""),
            None,
            (),
        )
        for name, found in suspected.items()
    ]
    questions = [
        replace(one, topic=clean(one.topic), locator=replace(one.locator, section=clean(one.locator.section)))
        for one in content.questions
    ]
    passages = [
        replace(
            one,
            title=clean(one.title),
            context=clean(one.context),
            locator=replace(one.locator, section=clean(one.locator.section)),
        )
        for one in content.passages
    ]
    title = replace(source, title=clean(source.title))
    return replace(content, source=title, questions=tuple(questions), passages=tuple(passages)), apart


def _suspected(passages: Sequence[Passage], hidden: Sequence[Hidden]) -> Iterator[tuple[Passage, Suspicion]]:
    seams: dict[str, Suspicion] = {}
    for one, following in pairwise(passages):
        together = one.locator.section == following.locator.section
        if together and (across := _across(one.text[-_SEAM:], following.text[:_SEAM], one.context)):
            seams[one.id] = seams[following.id] = across
    for passage in passages:
        found = _hidden_at(passage.locator, hidden) or suspicion(_said_by(passage), passage.context)
        if found := found or seams.get(passage.id):
            yield passage, found


def _across(before: str, after: str, context: str) -> Suspicion | None:
    """What neither side says alone."""
    found = suspicion(f"{before}\n{after}", context)
    return None if found is None or suspicion(before, context) or suspicion(after, context) else found


def _hidden_at(place: Locator, hidden: Sequence[Hidden]) -> Suspicion | None:
    return next((one.suspicion for one in hidden if one.start <= place.end_line and place.start_line <= one.end), None)


def _said(question: Question, title: str) -> str:
    """All of a question that a model may be given, its question first."""
    answer = question.answer
    points = [point.text for point in answer.key_points] if answer else []
    # Headings are looked at by themselves.
    topic = "" if question.topic in (title, *question.locator.section.split(_BELOW)) else question.topic
    fields = [value for value in (topic, *question.metadata.values()) if " " in value.strip()]
    parts = [question.text, answer.text if answer else "", question.misconception, *fields]
    return "\n\n".join(part for part in (*parts, *(p for p in points if answer and p not in answer.text)) if part)


def _said_by(passage: Passage) -> str:
    fields = [value for value in passage.metadata.values() if " " in value.strip() and value not in passage.text]
    return "\n\n".join((passage.text, *fields))


def _apart(
    id_: str,
    kind: str,
    text: str,
    found: Suspicion,
    locator: Locator,
    question: Question | None,
    passages: tuple[Passage, ...],
) -> Quarantined:
    return Quarantined(id_, kind, text, found.reason, found.excerpt, locator, question, passages)  # type: ignore[arg-type]
