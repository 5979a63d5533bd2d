"""Which texts a build has to encode, and their vectors: each text once, wherever and however often it stands."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue_draft import CatalogueDraft
from knowledge.encoder import Encoder
from knowledge.engine import Shard
from knowledge.journal import Journal
from knowledge.points import Entry, embedded_digest, embedded_text
from knowledge.questions import Passage

# Texts encoded and written at a time: enough to sort by length, few enough to show progress.
CHUNK = 512


class Embedding:
    """The texts of one build, by the digest that tells them apart. `embedded` counts those that were encoded."""

    def __init__(self, encoder: Encoder, journal: Journal) -> None:
        self._encoder = encoder
        self._journal = journal
        self._waiting: dict[str, str] = {}
        self.embedded = 0

    @property
    def to_embed(self) -> int:
        """Texts that were encoded and those that wait for it."""
        return self.embedded + len(self._waiting)

    def add(self, passages: Sequence[Passage], has_vector: Callable[[str], bool]) -> None:
        """What of these has no vector yet waits to be encoded; `has_vector` knows the digests of the base."""
        for passage in passages:
            digest = embedded_digest(passage)
            if not has_vector(digest) and not self._journal.has_vector(digest):
                self._waiting[digest] = embedded_text(passage)

    def run(self, at_least: int, progress: Callable[[], None] | None) -> None:
        """Encodes what waits, where that are `at_least` so many texts; the vectors are in the journal from then on."""
        while self._waiting and len(self._waiting) >= at_least:
            texts = dict(islice(self._waiting.items(), CHUNK))
            self._journal.keep_vectors(self._encoded(texts))
            for digest in texts:
                del self._waiting[digest]
            if progress is not None:
                progress()

    def vectors(
        self, entries: Sequence[Entry], catalogue: CatalogueDraft, old: Shard | None, known: Mapping[str, list[float]]
    ) -> dict[str, list[float]]:
        """A vector for each digest: of the chunk before (`known`, for equal texts come together), encoded before, of
        the base (`old`), or new. The last few are not kept in the journal: a small build has none."""
        texts = {entry.digest: embedded_text(entry.passage) for entry in entries}
        vectors = {digest: known[digest] for digest in texts if digest in known}
        vectors |= self._journal.vectors(texts.keys() - vectors.keys())
        if old is not None:
            points = catalogue.base_points_saying(texts.keys() - vectors.keys())
            found = old.vectors(list(points.values()))
            vectors |= {digest: found[point] for digest, point in points.items() if point in found}
        new = {digest: text for digest, text in texts.items() if digest not in vectors}
        if new:
            encoded = self._encoded(new)
            if len(texts) >= CHUNK:
                self._journal.keep_vectors(encoded)
            vectors |= {digest: vector.tolist() for digest, vector in encoded.items()}
        return vectors

    def _encoded(self, texts: Mapping[str, str]) -> dict[str, NDArray[np.float32]]:
        """Both by digest."""
        vectors = self._encoder.encode(list(texts.values()))
        self.embedded += len(texts)
        return dict(zip(texts, vectors, strict=True))
