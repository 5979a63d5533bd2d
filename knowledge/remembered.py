"""An encoder that remembers its last texts: headings and sentences of a corpus come back with every other question."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

import numpy as np

from knowledge.encoder import TokenVectors, Vectors

_Read = TypeVar("_Read")


class Reads(Protocol):
    def encode(self, texts: Sequence[str]) -> Vectors: ...

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]: ...

    def rarity(self, word: str) -> float: ...


class RememberedEncoder:
    """May be used from several threads.

    At 384 dimensions, 8,192 sentence vectors take 13 MB, and the word pieces of 1,024 sentences about 40 MB.
    """

    def __init__(self, encoder: Reads, texts: int = 8192, token_texts: int = 1024) -> None:
        self._encoder = encoder
        self._vectors: _Memory[Vectors] = _Memory(texts)
        self._tokens: _Memory[TokenVectors] = _Memory(token_texts)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions); `texts` must not be empty."""
        return np.stack(self._vectors.read(texts, lambda unknown: list(self._encoder.encode(unknown))))

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        return self._tokens.read(texts, self._encoder.token_vectors)

    def rarity(self, word: str) -> float:
        return self._encoder.rarity(word)


class _Memory(Generic[_Read]):
    """What was read of the `most` texts that were last asked for."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, _Read] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, texts: Sequence[str], reading: Callable[[list[str]], Sequence[_Read]]) -> list[_Read]:
        with self._lock:
            known = {text: self._kept[text] for text in texts if text in self._kept}
            for text in known:
                self._kept.move_to_end(text)
        unknown = [text for text in dict.fromkeys(texts) if text not in known]
        if unknown:
            # Outside the lock: two threads may read one text twice, but neither waits for the other.
            known |= dict(zip(unknown, reading(unknown), strict=True))
            with self._lock:
                self._kept.update((text, known[text]) for text in unknown)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return [known[text] for text in texts]
