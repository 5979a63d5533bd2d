"""What a generation asks of a vector engine. Two keep the promise: Qdrant Edge in process, and a Qdrant server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from knowledge.points import PassagePoint, Sparse

# A payload key and the value, or any of the values, that it must have.
Where = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Scored:
    """A point with its cosine (dense) or its BM25 score (lexical)."""

    point: str
    score: float


class Shard(Protocol):
    """One generation's vectors, for reading from several threads."""

    def search(
        self, dense: Sequence[float], terms: Sparse, limit: int, where: Where
    ) -> tuple[list[Scored], list[Scored]]:
        """The `limit` nearest by cosine and the `limit` best by BM25, each best first."""
        ...

    def score(self, dense: Sequence[float], terms: Sparse, points: Sequence[str]) -> tuple[list[Scored], list[Scored]]:
        """Both scores of the named points; one that shares no word with the query is absent from the second list."""
        ...

    def vectors(self, points: Sequence[str]) -> dict[str, list[float]]:
        """The dense vectors of those of the points that exist."""
        ...

    def close(self) -> None: ...


class ShardDraft(Protocol):
    """The vectors of a generation that is being built; nobody reads them yet."""

    def upsert(self, points: Sequence[PassagePoint]) -> None: ...

    def delete(self, points: Sequence[str]) -> None: ...

    def finish(self, filters: Sequence[str]) -> None:
        """Index the payload keys that will be filtered by and the vectors, and make everything durable."""
        ...


class Engine(Protocol):
    """Where vectors live. `folder` is the generation's own; an engine that keeps them elsewhere goes by its name."""

    @property
    def name(self) -> str:
        """Kept in the manifest: one engine cannot open what another wrote."""
        ...

    def open(self, folder: Path) -> Shard:
        """Raises BrokenGeneration where there is nothing to open."""
        ...

    def draft(self, folder: Path, name: str, dimensions: int, base: Path | None) -> ShardDraft:
        """A draft for generation `name` in its building `folder`, starting as a copy of `base` where one is given."""
        ...

    def discard(self, folder: Path) -> None:
        """The build in this folder is given up, or was killed: remove what belongs to it elsewhere."""
        ...

    def publish(self, name: str) -> None:
        """Generation `name` becomes the current one; an engine that others ask directly points them to it."""
        ...
