"""Encodes the first texts for real and gives the rest random unit vectors: a large index without hours of encoding."""

from collections.abc import Sequence

import numpy as np

from knowledge.encoder import Encoder, Vectors


class Sampled:
    """`real` texts go through the encoder, whatever comes after does not. Queries always do."""

    def __init__(self, encoder: Encoder, real: int) -> None:
        self._encoder = encoder
        self._left = real
        self._random = np.random.default_rng(7)

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        if len(texts) == 1:
            return self._encoder.encode(texts)
        now = min(self._left, len(texts))
        self._left -= now
        vectors = self._random.standard_normal((len(texts), self.dimensions), dtype=np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        if now:
            vectors[:now] = self._encoder.encode(list(texts[:now]))
        return vectors

    def encode_query(self, text: str) -> Vectors:
        vector: Vectors = self._encoder.encode([text])[0]
        return vector
