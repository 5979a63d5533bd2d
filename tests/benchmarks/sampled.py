"""Encodes the first texts for real and gives the rest random unit vectors: a large index without hours of encoding."""

import time
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from knowledge.encoder import Vectors


class Model(Protocol):
    """What turns texts into unit vectors."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Any: ...


class Sampled:
    """`real` texts go through the model, whatever comes after does not. A single text, as a query is, always does."""

    def __init__(self, model: Model, real: int) -> None:
        self._model = model
        self._left = real
        self._random = np.random.default_rng(7)
        self._encoded = self._made_up = 0
        self._seconds = 0.0

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def dimensions(self) -> int:
        return self._model.dimensions

    @property
    def spared_seconds(self) -> float:
        """What the texts that were not encoded would have taken, at the pace of those that were."""
        return self._made_up * self._seconds / self._encoded if self._encoded else 0.0

    def encode(self, texts: Sequence[str]) -> Vectors:
        if len(texts) == 1:
            single: Vectors = self._model.encode(texts)
            return single
        now = min(self._left, len(texts))
        vectors = self._random.standard_normal((len(texts), self.dimensions), dtype=np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        if now:
            started = time.perf_counter()
            vectors[:now] = self._model.encode(list(texts[:now]))
            self._seconds += time.perf_counter() - started
        self._left -= now
        self._encoded += now
        self._made_up += len(texts) - now
        return vectors
