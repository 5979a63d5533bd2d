"""Our embedded engine inside LlamaIndex: any stock LlamaIndex application can read what we write, and write its own.

    store = open_generation(generation)
    index = VectorStoreIndex.from_vector_store(store, embed_model=EncoderEmbedding(encoder=encoder))
    index.as_retriever(vector_store_query_mode="hybrid", similarity_top_k=5).retrieve("what is a canary release?")

Importing this module imports LlamaIndex (0.8 s), so that nothing on the way to an answer imports it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import BaseNode, MetadataMode
from llama_index.core.vector_stores.types import (
    BasePydanticVectorStore,
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryMode,
    VectorStoreQueryResult,
)
from llama_index.core.vector_stores.utils import metadata_dict_to_node, node_to_metadata_dict
from qdrant_edge import FieldCondition, Filter, HasIdCondition, MatchAny

from knowledge.edge_engine import SHARD, EdgeDraft, EdgeShard, create_shard
from knowledge.encoder import Encoder
from knowledge.generation import Generation
from knowledge.llama_filters import edge_filter
from knowledge.points import PassagePoint, Sparse, document_terms, query_terms
from knowledge.search import complete, fuse


class EdgeVectorStore(BasePydanticVectorStore):
    """A LlamaIndex vector store over one Qdrant Edge shard, dense, sparse and hybrid.

    `folder` is created by the first `add`. With `read_only`, which a generation is, whatever would change it raises
    PermissionError. Node ids must be UUIDs, as LlamaIndex makes them and as Qdrant wants them. One writer at a time.
    """

    stores_text: bool = True
    flat_metadata: bool = False
    folder: str
    read_only: bool = False

    _shard: EdgeShard | None = PrivateAttr(default=None)

    @classmethod
    def class_name(cls) -> str:
        return "EdgeVectorStore"

    @property
    def client(self) -> EdgeShard | None:
        """The open shard; None before anything was added."""
        if self._shard is None and (Path(self.folder) / "edge_config.json").exists():
            self._shard = EdgeShard(Path(self.folder))
        return self._shard

    def add(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[str]:
        """Adds or replaces nodes that carry an embedding; returns their ids."""
        if not nodes:
            return []
        points = [_point(node) for node in nodes]
        draft = self._draft(dimensions=len(points[0].dense))
        draft.upsert(points)
        draft.index(("doc_id",))
        draft.close()
        return [node.node_id for node in nodes]

    def delete(self, ref_doc_id: str, **delete_kwargs: Any) -> None:
        """Deletes every node of a document."""
        self._delete(Filter(must=[FieldCondition("doc_id", match=MatchAny([ref_doc_id]))]))

    def delete_nodes(
        self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None, **delete_kwargs: Any
    ) -> None:
        """Deletes the nodes that are named and match; naming neither deletes nothing."""
        if node_ids or filters:
            self._delete(_narrowed(filters, node_ids, None))

    def clear(self) -> None:
        self._delete(Filter())

    def get_nodes(self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None) -> list[BaseNode]:
        """The nodes that are named and match, in no particular order."""
        if self.client is None:
            return []
        return list(self._nodes(self.client.matching(_narrowed(filters, node_ids, None))).values())

    def persist(self, persist_path: str = "", fs: Any = None) -> None:
        """Everything is on the disk already; this builds the graph that makes a search over many nodes fast."""
        if self.client is not None and not self.read_only:
            self._draft(dimensions=None).finish(())

    def query(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:
        """Modes: default (cosine), sparse and text_search (BM25), hybrid (both; `alpha` is the cosine's weight)."""
        where = _narrowed(query.filters, query.node_ids, query.doc_ids)
        scores = self._scores(query, where)
        limit = query.hybrid_top_k if query.mode is VectorStoreQueryMode.HYBRID else None
        best = sorted(scores, key=lambda point: (-scores[point], point))[: limit or query.similarity_top_k]
        nodes = self._nodes(best)
        return VectorStoreQueryResult(
            nodes=[nodes[point] for point in best], similarities=[scores[point] for point in best], ids=best
        )

    def _scores(self, query: VectorStoreQuery, where: Filter) -> dict[str, float]:
        if self.client is None:
            return {}
        limit = max(query.similarity_top_k, query.sparse_top_k or 0, query.hybrid_top_k or 0)
        dense = query.query_embedding or []
        match query.mode:
            case VectorStoreQueryMode.DEFAULT:
                return {one.point: one.score for one in self.client.nearest(dense, limit, where)}
            case VectorStoreQueryMode.SPARSE | VectorStoreQueryMode.TEXT_SEARCH:
                terms = query_terms(query.query_str or "")
                return {one.point: one.score for one in self.client.best_words(terms, limit, where)}
            case VectorStoreQueryMode.HYBRID:
                terms = query_terms(query.query_str or "")
                near, worded = self.client.search(dense, terms, max(limit, 50), where)
                halves = complete(self.client, dense, terms, near, worded)
                return fuse(*halves) if query.alpha is None else fuse(*halves, query.alpha)
        raise NotImplementedError(
            f"EdgeVectorStore has no query mode {query.mode.value}; use default, sparse, text_search or hybrid."
        )

    def _nodes(self, points: Sequence[str]) -> dict[str, BaseNode]:
        payloads = self.client.payloads(points) if self.client is not None else {}
        return {point: metadata_dict_to_node(payload) for point, payload in payloads.items()}

    def _delete(self, where: Filter) -> None:
        if self.client is None:
            return
        found = self.client.matching(where)
        draft = self._draft(dimensions=None)
        draft.delete(found)
        draft.close()

    def _draft(self, dimensions: int | None) -> EdgeDraft:
        """Closes the reading handle: what it reads must not change under it."""
        if self.read_only:
            raise PermissionError(
                f"{self.folder} belongs to a generation, which never changes; ingest to make the next one."
            )
        if self._shard is not None:
            self._shard.close()
            self._shard = None
        folder = Path(self.folder)
        if dimensions is not None and not (folder / "edge_config.json").exists():
            create_shard(folder, dimensions)
        return EdgeDraft(folder)


class EncoderEmbedding(BaseEmbedding):
    """Our encoder as LlamaIndex's embedding model."""

    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder, **kwargs: Any) -> None:
        super().__init__(model_name=encoder.name, **kwargs)
        self._encoder = encoder

    @classmethod
    def class_name(cls) -> str:
        return "EncoderEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embeddings([query])[0]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._encoder.encode(texts).tolist()
        return vectors


def open_generation(generation: Generation) -> EdgeVectorStore:
    """A generation's vectors as a LlamaIndex store, to read from. The generation must live in the embedded engine."""
    return EdgeVectorStore(folder=str(generation.folder / SHARD), read_only=True)


def bm25_documents(texts: list[str]) -> tuple[list[list[int]], list[list[float]]]:
    """`sparse_doc_fn` of LlamaIndex's QdrantVectorStore, for a collection of ours on a server."""
    return _columns([document_terms(text) for text in texts])


def bm25_queries(texts: list[str]) -> tuple[list[list[int]], list[list[float]]]:
    """`sparse_query_fn` of the same."""
    return _columns([query_terms(text) for text in texts])


def _columns(vectors: Sequence[Sparse]) -> tuple[list[list[int]], list[list[float]]]:
    return [list(one.indices) for one in vectors], [list(one.values) for one in vectors]


def _point(node: BaseNode) -> PassagePoint:
    terms = document_terms(node.get_content(metadata_mode=MetadataMode.EMBED))
    return PassagePoint(node.node_id, node.get_embedding(), terms, node_to_metadata_dict(node))


def _narrowed(filters: MetadataFilters | None, node_ids: list[str] | None, doc_ids: list[str] | None) -> Filter:
    conditions: list[Any] = []
    if filters is not None and filters.filters:
        conditions.append(edge_filter(filters))
    if node_ids:
        conditions.append(HasIdCondition(set(node_ids)))
    if doc_ids:
        conditions.append(FieldCondition("doc_id", match=MatchAny(list(doc_ids))))
    return Filter(must=conditions)
