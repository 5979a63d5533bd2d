"""What was found, put in the order in which it answers: by the question above a passage, its meaning and its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from knowledge.asked import Asked, read_asked, said_stems
from knowledge.encoder import TokenVectors, Vectors
from knowledge.evidence import supports
from knowledge.questions import Passage, Question
from knowledge.quotable import quotables
from knowledge.sentences import words
from knowledge.short_forms import spelled_out
from knowledge.slips import mended

if TYPE_CHECKING:
    from knowledge.search import Hit

# So many of the search's first hits are weighed, and of those further down the ones that share most words.
_HITS, _WORDED, _DEPTH = 6, 2, 50
# A sentence encoder makes little of a rare term such as `hnsw` or `barren plateaus`, while a passage with a sentence
# that says all of it is about it: such a passage moves up by this much, and its cosines count at least so much.
_SPOKEN_UP, _SPOKEN_NEAR = 0.5, 0.45
_RARE = 0.8
_ALL = 0.999


class Finds(Protocol):
    """What answering needs of a generation."""

    @property
    def id(self) -> str: ...

    def search(self, text: str, limit: int = 10, filters: Mapping[str, str] | None = None) -> "Sequence[Hit]": ...

    def question(self, question_id: str) -> Question | None: ...


class Reads(Protocol):
    """What answering needs of an encoder."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions)."""
        ...

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The unit vectors of each text's word pieces, from a middle layer."""
        ...

    def rarity(self, word: str) -> float: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may be cited. `question` is the cosine of the query with the question above it (with the passage,
    where no question is), `evidence` is `supports` of its cosine and its words, `relevance` orders candidates."""

    passage: Passage
    question: float
    evidence: float
    relevance: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """`query` has the vector of the text as mended, shape (dimensions,); candidates best first."""

    asked: Asked
    query: Vectors
    candidates: tuple[Candidate, ...]


def rank(text: str, finds: Finds, reads: Reads, filters: Mapping[str, str] | None) -> Ranked:
    """Searches, mends slips by the words of what was found, and searches again where that changed the query.

    The order is the search's own but for rare terms: weights for the question's cosine or the share of words beside it
    moved the first place of no more than 2 of 100 development questions, up or down.
    """
    hits = finds.search(spelled_out(text), _DEPTH, filters)
    found = {word for hit in hits[:_HITS] for word in words(f"{hit.passage.context} {hit.passage.text}")}
    query = mended(text, found, reads)
    if query != text:
        hits = finds.search(spelled_out(query), _DEPTH, filters)
    worded = sorted(hits[_HITS:], key=lambda hit: -hit.lexical)[:_WORDED]
    hits = [hit for hit in (*hits[:_HITS], *worded) if _citable(hit.passage, finds)]
    asked = read_asked(query, reads)
    headings = [hit.passage.context for hit in hits if hit.passage.question_id and hit.passage.context]
    vectors = reads.encode([spelled_out(query), *headings])
    cosines = dict(zip(headings, (vectors[1:] @ vectors[0]).tolist(), strict=True))
    candidates = [_candidate(hit, cosines, asked) for hit in hits]
    return Ranked(asked, vectors[0], tuple(sorted(candidates, key=lambda one: -one.relevance)))


def _candidate(hit: "Hit", cosines: Mapping[str, float], asked: Asked) -> Candidate:
    passage = hit.passage
    coverage = asked.coverage(said_stems(f"{passage.context} {passage.text}"))
    question = cosines[passage.context] if passage.question_id and passage.context else hit.dense
    spoken = coverage > _ALL and asked.rarity >= _RARE and _in_one_sentence(asked, passage)
    least = _SPOKEN_NEAR if spoken else 0.0
    return Candidate(
        passage=passage,
        question=max(question, least),
        evidence=supports(max(hit.dense, least), coverage),
        relevance=hit.score + _SPOKEN_UP * spoken,
    )


def _in_one_sentence(asked: Asked, passage: Passage) -> bool:
    return any(asked.coverage(unit.stems) > _ALL for unit in quotables(passage.text, passage.context))


def _citable(passage: Passage, finds: Finds) -> bool:
    """A bare question says nothing, and a draft is nobody's words until it is approved."""
    if passage.kind == "question":
        return False
    if passage.kind != "answer" or passage.question_id is None:
        return True
    question = finds.question(passage.question_id)
    return question is None or question.answer is None or not question.answer.draft
