"""Qdrant Edge: the vectors of a generation as files in its folder, searched inside this process.

Edge locks a shard through its write-ahead log. A generation needs none: it is written once, flushed, and from then on
only read. Without the log any number of processes load the same folder at the same time; loading replaces two small
JSON files by equal ones, atomically, and leaves the rest alone: `tests/knowledge/test_many_readers.py` holds it to
that.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.engine import Scored, Where
from knowledge.errors import BrokenGeneration
from knowledge.points import DENSE, SPARSE, PassagePoint, Sparse, json_path
from knowledge.sparse_copy import copy_sparse

if TYPE_CHECKING:
    from qdrant_edge import EdgeShard as Handle
    from qdrant_edge import Filter, Query

SHARD = "shard"
_BATCH = 1000


class EdgeEngine:
    """The default: nothing to install, start or configure."""

    name = "edge"

    def open(self, folder: Path) -> "EdgeShard":
        return EdgeShard(folder / SHARD)

    def draft(self, folder: Path, name: str, dimensions: int, base: Path | None) -> "EdgeDraft":
        target = folder / SHARD
        if base is None:
            create_shard(target, dimensions)
        else:
            copy_sparse(base / SHARD, target)
        return EdgeDraft(target)

    def discard(self, folder: Path) -> None:
        """Everything is in the folder."""

    def publish(self, name: str) -> None:
        """Nobody but the pointer needs to know."""


class EdgeShard:
    """The read side."""

    def __init__(self, folder: Path) -> None:
        self._shard = _load(folder)

    def search(
        self, dense: Sequence[float], terms: Sparse, limit: int, where: "Where | Filter"
    ) -> tuple[list[Scored], list[Scored]]:
        narrowed = _filter(where) if isinstance(where, Mapping) else where
        return self.nearest(dense, limit, narrowed), self.best_words(terms, limit, narrowed)

    def score(self, dense: Sequence[float], terms: Sparse, points: Sequence[str]) -> tuple[list[Scored], list[Scored]]:
        from qdrant_edge import Filter, HasIdCondition

        return self.search(dense, terms, len(points), Filter(must=[HasIdCondition(set(points))]))

    def vectors(self, points: Sequence[str]) -> dict[str, list[float]]:
        records = self._shard.retrieve(list(points), with_payload=False, with_vector=[DENSE])
        return {str(record.id): record.vector[DENSE] for record in records}  # type: ignore[call-overload,index,misc]

    def payloads(self, points: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The payloads of those of the points that exist."""
        records = self._shard.retrieve(list(points), with_payload=True, with_vector=False)
        return {str(record.id): record.payload or {} for record in records}

    def matching(self, where: "Filter") -> list[str]:
        """The ids of all points that match."""
        from qdrant_edge import ScrollRequest

        found: list[str] = []
        offset = None
        while True:
            request = ScrollRequest(offset=offset, limit=_BATCH, filter=where, with_payload=False, with_vector=False)
            records, offset = self._shard.scroll(request)
            found += [str(record.id) for record in records]
            if offset is None:
                return found

    def close(self) -> None:
        self._shard.close()

    def nearest(self, dense: Sequence[float], limit: int, where: "Filter | None") -> list[Scored]:
        from qdrant_edge import Query

        return self._run(Query.Nearest(list(dense), using=DENSE), limit, where)

    def best_words(self, terms: Sparse, limit: int, where: "Filter | None") -> list[Scored]:
        from qdrant_edge import Query, SparseVector

        if not terms.indices:
            return []
        words = SparseVector(list(terms.indices), list(terms.values))
        return self._run(Query.Nearest(words, using=SPARSE), limit, where)

    def _run(self, query: "Query", limit: int, where: "Filter | None") -> list[Scored]:
        from qdrant_edge import QueryRequest

        request = QueryRequest(limit=limit, query=query, filter=where)
        return [Scored(str(point.id), point.score) for point in self._shard.query(request)]


class EdgeDraft:
    """The write side."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shard = _load(folder)

    def upsert(self, points: Sequence[PassagePoint]) -> None:
        from qdrant_edge import Point, SparseVector, UpdateOperation

        for first in range(0, len(points), _BATCH):
            batch = [
                Point(
                    point.id,
                    {
                        DENSE: point.dense,
                        SPARSE: SparseVector(list(point.sparse.indices), list(point.sparse.values)),
                    },
                    point.payload,
                )
                for point in points[first : first + _BATCH]
            ]
            self._shard.update(UpdateOperation.upsert_points(batch))

    def delete(self, points: Sequence[str]) -> None:
        from qdrant_edge import UpdateOperation

        if points:
            self._shard.update(UpdateOperation.delete_points(list(points)))

    def finish(self, filters: Sequence[str]) -> None:
        self.index(filters)
        self._shard.optimize()
        self.close()

    def index(self, filters: Sequence[str]) -> None:
        """Makes the payload keys fast to filter by."""
        from qdrant_edge import PayloadSchemaType, UpdateOperation

        known = self._shard.info().payload_schema
        for key in filters:
            # The shard tells simple names without the quotation marks that they were given with.
            if known.keys().isdisjoint((key, json_path(key))):
                self._shard.update(UpdateOperation.create_field_index(json_path(key), PayloadSchemaType.Keyword))

    def close(self) -> None:
        """Makes everything durable; without it, what was written is lost."""
        self._shard.flush()
        self._shard.close()
        # The first load writes defaults into the shard's configuration; from the second on it stays as it is.
        _load(self._folder).close()


def create_shard(folder: Path, dimensions: int) -> None:
    """An empty shard with the vectors' names that LlamaIndex looks for, and no write-ahead log."""
    from qdrant_edge import (
        Distance,
        EdgeConfig,
        EdgeShard,
        EdgeSparseVectorParams,
        EdgeVectorParams,
        Modifier,
    )

    folder.mkdir(parents=True)
    config = EdgeConfig(
        vectors={DENSE: EdgeVectorParams(size=dimensions, distance=Distance.Cosine)},
        sparse_vectors={SPARSE: EdgeSparseVectorParams(modifier=Modifier.Idf)},
        wal_enabled=False,
    )
    shard = EdgeShard.create(str(folder), config)
    shard.flush()
    shard.close()


def _load(folder: Path) -> "Handle":
    from qdrant_edge import EdgeShard

    try:
        return EdgeShard.load(str(folder))
    except Exception as problem:  # the binding raises plain Exception and nothing narrower
        raise BrokenGeneration(
            f"The vectors in {folder} cannot be opened ({problem}); go back with `coach rollback`, or remove the "
            "generation's folder and ingest again."
        ) from problem


def _filter(where: Where) -> "Filter | None":
    from qdrant_edge import FieldCondition, Filter, MatchAny, MatchValue

    if not where:
        return None
    return Filter(
        must=[
            FieldCondition(json_path(key), match=MatchValue(value) if isinstance(value, str) else MatchAny(list(value)))
            for key, value in where.items()
        ]
    )
