"""A Qdrant server or cluster: what a generation moves to when one machine's files are outgrown.

Each generation is a collection of its own, `<alias>-<generation>`; the alias follows the pointer, so that any other
application asks the alias and always sees one whole generation. The catalogue stays a file beside the manifest.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from knowledge.engine import Scored, Where
from knowledge.errors import BrokenGeneration, EngineUnavailable
from knowledge.points import DENSE, SPARSE, PassagePoint, Sparse, json_path

if TYPE_CHECKING:
    from qdrant_client import QdrantClient
    from qdrant_client.models import Filter, PointStruct

# Named in a build's folder, so that whoever sweeps up after a killed build knows what it left on the server.
_NOTE = "collection"
_BATCH = 500
_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


class ServerEngine:
    """`url` as in `http://127.0.0.1:6333`. Connects when first needed; raises EngineUnavailable."""

    name = "server"

    def __init__(self, url: str, api_key: str | None = None, alias: str = "interview-coach", timeout: int = 60) -> None:
        self.url = url
        self.alias = alias
        self._api_key = api_key
        self._timeout = timeout

    def open(self, folder: Path) -> "ServerShard":
        collection = self._collection(folder.name)
        if not self.ask(self.client.collection_exists, collection):
            raise BrokenGeneration(
                f"The Qdrant server at {self.url} has no collection {collection}; ingest again, or go back with "
                "`coach rollback`."
            )
        return ServerShard(self, collection)

    def draft(self, folder: Path, name: str, dimensions: int, base: Path | None) -> "ServerDraft":
        collection = self._collection(name)
        (folder / _NOTE).write_text(collection)
        draft = ServerDraft(self, collection)
        draft.create(dimensions)
        if base is not None:
            draft.copy(self._collection(base.name))
        return draft

    def discard(self, folder: Path) -> None:
        note = folder / _NOTE
        if note.exists():
            self.ask(self.client.delete_collection, note.read_text())

    def publish(self, name: str) -> None:
        from qdrant_client import models

        held = {alias.alias_name for alias in self.ask(self.client.get_aliases).aliases}
        steps: list[Any] = []
        if self.alias in held:
            steps.append(models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=self.alias)))
        create = models.CreateAlias(collection_name=self._collection(name), alias_name=self.alias)
        steps.append(models.CreateAliasOperation(create_alias=create))
        # One request: nobody can look between the two steps.
        self.ask(self.client.update_collection_aliases, steps)

    @cached_property
    def client(self) -> "QdrantClient":
        from qdrant_client import QdrantClient

        return QdrantClient(url=self.url, api_key=self._api_key, timeout=self._timeout, check_compatibility=False)

    def ask(self, request: Callable[_Given, _Answer], *args: _Given.args, **kwargs: _Given.kwargs) -> _Answer:
        """Runs one request; what can go wrong on the way to a server becomes one sentence."""
        from qdrant_client.http.exceptions import ApiException

        try:
            return request(*args, **kwargs)
        except ApiException as problem:
            raise EngineUnavailable(
                f"The Qdrant server at {self.url} does not do what it was asked ({problem}); check that it runs and "
                "that the address and the key are right."
            ) from problem

    def _collection(self, name: str) -> str:
        return f"{self.alias}-{name}"


class ServerShard:
    """The read side: one round trip a search."""

    def __init__(self, engine: ServerEngine, collection: str) -> None:
        self._engine = engine
        self._collection = collection

    def search(
        self, dense: Sequence[float], terms: Sparse, limit: int, where: Where
    ) -> tuple[list[Scored], list[Scored]]:
        return self._both(dense, terms, limit, _filter(where))

    def score(self, dense: Sequence[float], terms: Sparse, points: Sequence[str]) -> tuple[list[Scored], list[Scored]]:
        from qdrant_client import models

        named = models.Filter(must=[models.HasIdCondition(has_id=list(points))])
        return self._both(dense, terms, len(points), named)

    def vectors(self, points: Sequence[str]) -> dict[str, list[float]]:
        retrieve = self._engine.client.retrieve
        records = self._engine.ask(retrieve, self._collection, list(points), with_payload=False, with_vectors=[DENSE])
        return {str(record.id): record.vector[DENSE] for record in records}  # type: ignore[call-overload,index,misc]

    def close(self) -> None:
        """The connection is the engine's."""

    def _both(
        self, dense: Sequence[float], terms: Sparse, limit: int, where: "Filter | None"
    ) -> tuple[list[Scored], list[Scored]]:
        from qdrant_client import models

        requests = [models.QueryRequest(query=list(dense), using=DENSE, limit=limit, filter=where)]
        if terms.indices:
            words = models.SparseVector(indices=list(terms.indices), values=list(terms.values))
            requests.append(models.QueryRequest(query=words, using=SPARSE, limit=limit, filter=where))
        answers = self._engine.ask(self._engine.client.query_batch_points, self._collection, requests)
        near, *rest = [[Scored(str(point.id), point.score) for point in answer.points] for answer in answers]
        return near, rest[0] if rest else []


class ServerDraft:
    """The write side: a collection that no alias names yet."""

    def __init__(self, engine: ServerEngine, collection: str) -> None:
        self._engine = engine
        self._client = engine.client
        self._collection = collection

    def create(self, dimensions: int) -> None:
        from qdrant_client import models

        dense = models.VectorParams(size=dimensions, distance=models.Distance.COSINE)
        sparse = models.SparseVectorParams(modifier=models.Modifier.IDF)
        self._engine.ask(
            self._client.create_collection,
            self._collection,
            vectors_config={DENSE: dense},
            sparse_vectors_config={SPARSE: sparse},
        )

    def copy(self, base: str) -> None:
        """Every point of another collection, through this process: the one way that every server and cluster allows."""
        from qdrant_client import models

        offset = None
        while True:
            records, offset = self._engine.ask(
                self._client.scroll, base, limit=_BATCH, offset=offset, with_vectors=True
            )
            self._send(
                models.PointStruct(id=record.id, vector=record.vector, payload=record.payload)  # type: ignore[arg-type]
                for record in records
            )
            if offset is None:
                return

    def upsert(self, points: Sequence[PassagePoint]) -> None:
        from qdrant_client import models

        self._send(
            models.PointStruct(
                id=point.id,
                vector={
                    DENSE: point.dense,
                    SPARSE: models.SparseVector(indices=list(point.sparse.indices), values=list(point.sparse.values)),
                },
                payload=point.payload,
            )
            for point in points
        )

    def delete(self, points: Sequence[str]) -> None:
        from qdrant_client import models

        if points:
            selector = models.PointIdsList(points=list(points))
            self._engine.ask(self._client.delete, self._collection, selector, wait=True)

    def finish(self, filters: Sequence[str]) -> None:
        from qdrant_client import models

        for key in filters:
            schema = models.PayloadSchemaType.KEYWORD
            self._engine.ask(self._client.create_payload_index, self._collection, json_path(key), schema, wait=True)

    def _send(self, points: "Iterable[PointStruct]") -> None:
        every = iter(points)
        while batch := list(islice(every, _BATCH)):
            self._engine.ask(self._client.upsert, self._collection, batch, wait=True)


def _filter(where: Where) -> "Filter | None":
    from qdrant_client import models

    if not where:
        return None
    return models.Filter(
        must=[
            models.FieldCondition(
                key=json_path(key),
                match=models.MatchValue(value=value) if isinstance(value, str) else models.MatchAny(any=list(value)),
            )
            for key, value in where.items()
        ]
    )
