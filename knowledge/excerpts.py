"""What a model is given to read: of each relevant passage the sentences that matter, whole and in their order."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.answer import Answer
from knowledge.composing import Quote
from knowledge.questions import Citation
from knowledge.quotable import Quotable, quotables
from knowledge.ranking import Candidate

# A small model reads slowly and loses the thread in much text: about 350 tokens in all.
_PASSAGES, _WORDS, _ALL_WORDS, _LEAST_WORDS = 4, 90, 250, 25
# A passage that the extracted answer does not cite has to be nearly as relevant as the best one.
_RELEVANT = 0.75


def excerpts(answer: Answer, candidates: Sequence[Candidate], pool: Sequence[Quote]) -> tuple[Citation, ...]:
    """The answer's own citations first, under their numbers, then further relevant passages; each `text` is cut."""
    headings = {one.passage.id: one.passage.context for one in candidates}
    found: list[Citation] = []
    left = _ALL_WORDS
    for citation in (*answer.citations, *_further(answer, candidates)):
        if len(found) == _PASSAGES or (found and left < _LEAST_WORDS):
            break
        units = quotables(citation.text, headings.get(citation.passage_id, ""))
        text = _cut(units, _wanted(citation, units, answer, candidates, pool), left) or citation.text
        left -= len(text.split())
        found.append(replace(citation, text=text))
    return tuple(found)


def _further(answer: Answer, candidates: Sequence[Candidate]) -> list[Citation]:
    own = {citation.passage_id for citation in answer.citations}
    best = max((one.relevance for one in candidates), default=0.0)
    more = {one.passage.id: one.passage for one in candidates if one.relevance >= _RELEVANT * best}
    return [passage.cite() for name, passage in more.items() if name not in own]


def _wanted(
    citation: Citation,
    units: Sequence[Quotable],
    answer: Answer,
    candidates: Sequence[Candidate],
    pool: Sequence[Quote],
) -> list[int]:
    """The places to keep first: what the answer quotes, else the sentence nearest to the question, else the first."""
    said = {sentence.text for sentence in answer.sentences}
    quoted = [unit.place for unit in units if unit.text in said]
    if quoted:
        return quoted
    near = [quote for quote in pool if candidates[quote.candidate].passage.id == citation.passage_id]
    return [max(near, key=lambda quote: quote.worth).point.place] if near else [0]


def _cut(units: Sequence[Quotable], wanted: Sequence[int], left: int) -> str:
    """The wanted sentences and their neighbours, the one before first, as long as there is room; a blank line
    stands where something is left out."""
    kept: set[int] = set()
    used = 0
    around = [place + step for step in (0, -1, 1, -2, 2, -3, 3, 4, 5) for place in wanted]
    for place in dict.fromkeys(around):
        if not 0 <= place < len(units):
            continue
        if used + units[place].length <= (left if place in wanted else min(_WORDS, left)) or not kept:
            kept.add(place)
            used += units[place].length
    text = ""
    for place in sorted(kept):
        joint = "\n\n" if place - 1 not in kept else " " if units[place].series is None else "\n"
        text += f"{joint if text else ''}{units[place].text}"
    return text
