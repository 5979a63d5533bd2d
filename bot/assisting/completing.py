"""Checked sentences as an answer, and beside it the extracted one: whether it says less, and what it adds then."""

from collections.abc import Sequence
from dataclasses import replace

from bot.assisting.vetting import Vetted
from knowledge.agreement import same_statement
from knowledge.answer import Answer, CitedSentence, Disagreement
from knowledge.asked import Asked, KnowsRarity, read_asked, said_stems
from knowledge.evidence import holds_fact
from knowledge.questions import Citation
from knowledge.quotable import leans
from knowledge.sentences import content_stems

# So much of what a sentence says was said by one that is shown.
_SAID = 0.75
_SURELY = 1e-6
_MOST_SENTENCES = 7


def phrased(extracted: Answer, passages: Sequence[Citation], kept: Sequence[Vetted]) -> Answer:
    """The kept sentences with the extracted answer's confidence and disagreements; citations in order of first use."""
    whole = {citation.passage_id: citation for citation in extracted.citations}
    ids = [passage.passage_id for passage in passages]
    shown = {passage.passage_id: whole.get(passage.passage_id, passage) for passage in passages}
    said = [(one.text, [ids[number - 1] for number in one.citations]) for one in kept]
    return _answer(extracted, said, {**whole, **shown})


def completed(said: Answer, extracted: Answer) -> Answer:
    """`said`, and after it the sentences of the extracted answer that it does not say."""
    known = {one.passage_id: one for one in (*said.citations, *extracted.citations)}
    more: list[CitedSentence] = []
    for one in reversed(extracted.sentences):
        needed = bool(more) and leans(more[0].text) and _last_said(said) != one.text
        if one.text not in {other.text for other in said.sentences} and (needed or not _already(one.text, said)):
            more.insert(0, one)
    more = more[: max(1, _MOST_SENTENCES - len(said.sentences))]
    lines = [
        *((one.text, [said.citations[number - 1].passage_id for number in one.citations]) for one in said.sentences),
        *((one.text, [extracted.citations[number - 1].passage_id for number in one.citations]) for one in more),
    ]
    return _answer(extracted, lines, known)


def short_of(said: Answer, extracted: Answer, reads: KnowsRarity) -> bool:
    """Whether the extracted answer holds the fact or the definition that is asked for, or more of the question's words,
    and the said one does not."""
    asked = read_asked(extracted.question, reads)
    mine, theirs = [one.text for one in said.sentences], [one.text for one in extracted.sentences]
    if holds_fact(asked, theirs) and not holds_fact(asked, mine):
        return True
    if _defined(asked, theirs) and not _defined(asked, mine):
        return True
    return _covered(asked, mine) < _covered(asked, theirs) - _SURELY


def _defined(asked: Asked, texts: Sequence[str]) -> bool:
    """Whether a sentence opens with the thing asked about."""
    return any(asked.names_subject(said_stems(" ".join(text.split()[: len(asked.subject) + 2]))) for text in texts)


def _covered(asked: Asked, texts: Sequence[str]) -> float:
    return asked.coverage(frozenset[str]().union(*map(said_stems, texts)))


def _last_said(said: Answer) -> str:
    return said.sentences[-1].text if said.sentences else ""


def _already(text: str, said: Answer) -> bool:
    mine = set(content_stems(text))
    return any(
        same_statement(text, one.text) or len(mine & set(content_stems(one.text))) >= _SAID * len(mine)
        for one in said.sentences
    )


def _answer(extracted: Answer, said: Sequence[tuple[str, Sequence[str]]], known: dict[str, Citation]) -> Answer:
    numbers: dict[str, int] = {}

    def numbered(ids: Sequence[str]) -> tuple[int, ...]:
        return tuple(numbers.setdefault(name, len(numbers) + 1) for name in ids)

    def moved(one: CitedSentence) -> CitedSentence:
        return CitedSentence(one.text, numbered([extracted.citations[old - 1].passage_id for old in one.citations]))

    sentences = tuple(CitedSentence(text, numbered(ids)) for text, ids in said)
    apart = tuple(Disagreement(moved(one.one), moved(one.other)) for one in extracted.disagreements)
    return replace(
        extracted, sentences=sentences, citations=tuple(known[name] for name in numbers), disagreements=apart
    )
