"""What the parts that check a model's words are given, whoever gives it."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Notes(Protocol):
    async def note(self, call_id: str, figures: Mapping[str, float]) -> None:
        """Adds figures to the record of a call."""
        ...


class Backed(Protocol):
    @property
    def backed(self) -> bool: ...

    @property
    def why(self) -> str: ...

    @property
    def by(self) -> tuple[int, ...]: ...


class Backing(Protocol):
    def check(self, sentence: str, passages: Sequence[str], given: str = "") -> Backed: ...
