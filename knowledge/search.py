"""Hybrid retrieval: nearest by meaning and best by words, fused into one list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.catalogue import Catalogue
from knowledge.encoder import Encoder
from knowledge.engine import Scored, Shard
from knowledge.points import Sparse, point_id, query_terms
from knowledge.questions import Passage

# How many candidates each half brings, how much the dense one weighs, and the BM25 score from which words are taken at
# full value. Chosen on one half of 3,953 questions about two courses' FAQs, split by the wanted entry, and on 109 short
# paraphrased questions about the starter corpus. hit@5 / MRR@10 on the FAQs' other half, and MRR on the paraphrases:
#   this .971 / .921 and .90; min-max without the floor (dense .45) .971 / .919 and .87; reciprocal rank fusion (k = 60)
#   .959 / .903 and .89; words alone .969 / .911 and .81; vectors alone .917 / .831 and .89.
_DEPTH = 50
_DENSE_WEIGHT = 0.4
_FULL_WORDS = 20.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `score` (0..1) orders the hits of one search and means nothing across searches; `dense` (the
    cosine with the query) and `lexical` (BM25, 0 where no word is shared) do."""

    passage: Passage
    score: float
    dense: float
    lexical: float


class Searcher:
    """Both halves of one generation; may be used from several threads."""

    def __init__(self, shard: Shard, catalogue: Catalogue, encoder: Encoder) -> None:
        self._shard = shard
        self._catalogue = catalogue
        self._encoder = encoder

    def search(self, text: str, limit: int = 10, filters: Mapping[str, str] | None = None) -> tuple[Hit, ...]:
        if not text.strip() or limit < 1:
            return ()
        dense = self._encoder.encode([text])[0].tolist()
        terms = query_terms(text)
        near, worded = self._shard.search(dense, terms, max(limit, _DEPTH), filters or {})
        nearness, wording = complete(self._shard, dense, terms, near, worded)
        fused = fuse(nearness, wording)
        best = sorted(fused, key=lambda point: (-fused[point], point))[:limit]
        passages = self._catalogue.passages_at(best)
        return tuple(
            Hit(passages[point], fused[point], nearness[point], wording.get(point, 0.0))
            for point in best
            if point in passages
        )

    def neighbours(
        self, passages: Sequence[Passage], limit: int, at_least: float
    ) -> Iterator[tuple[Passage, tuple[Passage, ...]]]:
        """For each passage those of other sources that lie nearest, best first, none under the cosine `at_least`."""
        points = {passage.id: point_id(passage.id) for passage in passages}
        vectors = self._shard.vectors(list(points.values()))
        for passage in passages:
            vector = vectors.get(points[passage.id])
            if vector is None:
                continue
            # Most of what lies near is often of the same source; the engine cannot ask for all paths but one.
            near, _ = self._shard.search(vector, Sparse((), ()), 4 * limit, {})
            found = self._catalogue.passages_at([one.point for one in near if one.score >= at_least])
            others = (found[one.point] for one in near if one.point in found)
            elsewhere = [one for one in others if one.kind != "question" and one.locator.path != passage.locator.path]
            yield passage, tuple(elsewhere[:limit])

    def close(self) -> None:
        self._shard.close()


def complete(
    shard: Shard, dense: Sequence[float], terms: Sparse, near: Sequence[Scored], worded: Sequence[Scored]
) -> tuple[dict[str, float], dict[str, float]]:
    """Cosine and BM25 by point. What only one half brought is scored by the other too, so that all are comparable."""
    nearness, wording = _by_point(near), _by_point(worded)
    of_one_half = sorted(nearness.keys() ^ wording.keys())
    if of_one_half and terms.indices:
        near, worded = shard.score(dense, terms, of_one_half)
        nearness |= _by_point(near)
        wording |= _by_point(worded)
    return nearness, wording


def fuse(
    nearness: Mapping[str, float], wording: Mapping[str, float], dense_weight: float = _DENSE_WEIGHT
) -> dict[str, float]:
    """Weighted sum of the two scores, each brought to 0..1 over the candidates.

    Cosines are stretched from the lowest to the highest. BM25 is divided by the best of the candidates, but by no less
    than `_FULL_WORDS`: where even the best match shares only common words, words must not outvote the meaning.
    """
    low, high = min(nearness.values(), default=0.0), max(nearness.values(), default=1.0)
    top = max(_FULL_WORDS, *wording.values(), 0.0)
    return {
        point: dense_weight * ((cosine - low) / (high - low) if high > low else 1.0)
        + (1 - dense_weight) * wording.get(point, 0.0) / top
        for point, cosine in nearness.items()
    }


def _by_point(scored: Sequence[Scored]) -> dict[str, float]:
    return {one.point: one.score for one in scored}
