"""Whether a reply gives the canary away, and how much of a reply can be let through while it still comes.

The canary is a random word of twelve hexadecimal digits. Looked for are parts of eight in any case and with anything
between the letters, forwards and backwards, and what stands for it in base64 and hexadecimal. Who wants to hide it from
this can; but the word is worth nothing, it only tells of a model that repeats what it was told to keep.
"""

import base64
import math
import unicodedata
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from bot.errors import ModelUnavailable
from bot.models.failures import SENTENCES

_PART = 8
# Characters of base64 that depend on what stands before, by how many bytes of a group of three stand before.
_UNSURE = (0, 2, 3)


class Leaks:
    def __init__(self, canary: str) -> None:
        spelt = [canary, canary[::-1], canary.encode().hex()]
        for before, unsure in enumerate(_UNSURE):
            whole = base64.b64encode(b"\0" * before + canary.encode()).decode()
            spelt.append(whole[unsure : math.floor((before + len(canary)) * 8 / 6)])
        plain = ["".join(sign for sign, _ in _letters(word)) for word in spelt]
        self._parts = {word[at : at + _PART] for word in plain for at in range(len(word) - _PART + 1)}

    def found(self, text: str) -> bool:
        letters = "".join(sign for sign, _ in _letters(text))
        return any(part in letters for part in self._parts)

    def found_in(self, data: Any) -> bool:
        """Also where it is spread over several texts of the data."""
        return self.found("".join(_texts(data)))

    def safe(self, text: str) -> int:
        """How many characters of `text` may go on: after them nothing begins that could become the canary."""
        letters = _letters(text)
        ending = "".join(sign for sign, _ in letters[1 - _PART :])
        for length in range(len(ending), 0, -1):
            if any(part.startswith(ending[-length:]) for part in self._parts):
                return letters[-length][1]
        return len(text)


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for name, value in data.items():
            yield from (name, *_texts(value))
    elif isinstance(data, list):
        for one in data:
            yield from _texts(one)


def _letters(text: str) -> list[tuple[str, int]]:
    """Letters and digits as they are when nobody plays with them, each with where in `text` it stands."""
    found = []
    for at, raw in enumerate(text):
        for sign in unicodedata.normalize("NFKC", raw).lower() if not raw.isascii() else raw.lower():
            if sign.isascii() and sign.isalnum():
                found.append((sign, at))
    return found


class WithoutCanary:
    """Pieces of a reply. Raises ModelUnavailable before a piece of the canary gets through."""

    def __init__(self, pieces: AsyncIterator[str], canary: str, template: str, call_id: str) -> None:
        self._pieces = pieces
        self._leaks = Leaks(canary)
        self._held = ""
        self._come: list[str] = []
        self.template = template
        self.call_id = call_id
        self.whole = False
        self.failure: ModelUnavailable | None = None

    @property
    def text(self) -> str:
        """What has come so far, also what was held back."""
        return "".join(self._come)

    def __aiter__(self) -> AsyncIterator[str]:
        return self

    async def __anext__(self) -> str:
        try:
            return await self._next()
        except ModelUnavailable as failure:
            self.failure = failure
            raise

    async def _next(self) -> str:
        while not self.whole:
            piece = await anext(self._pieces, None)
            self.whole = piece is None
            self._come.append(piece or "")
            self._held += piece or ""
            if self._leaks.found(self._held):
                raise leaked()
            safe = len(self._held) if self.whole else self._leaks.safe(self._held)
            through, self._held = self._held[:safe], self._held[safe:]
            if through:
                return through
        raise StopAsyncIteration


def leaked() -> ModelUnavailable:
    return ModelUnavailable(SENTENCES["unreadable"], "unreadable")
