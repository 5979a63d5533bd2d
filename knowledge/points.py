"""A passage as a point of the vector index, carrying LlamaIndex's own node payload.

The payload is what `llama_index.core.vector_stores.utils.node_to_metadata_dict` writes for a `TextNode`, made here
without importing LlamaIndex (0.8 s) or building 100,000 pydantic models; a test holds the two equal.
"""

import hashlib
import json
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from knowledge.questions import Level, Passage

if TYPE_CHECKING:
    from qdrant_edge import Bm25

# The names that LlamaIndex's QdrantVectorStore looks for.
DENSE = "text-dense"
SPARSE = "text-sparse-new"
# What every generation can be filtered by, beside the sources' own metadata.
FILTERS = ("topic", "level", "path", "format", "kind", "question_id", "doc_id")

# In words. A constant, because weights that move with the corpus could not be kept from generation to generation.
_AVERAGE_LENGTH = 80.0
_NAMESPACE = uuid.UUID("6f4c1f0e-3b0a-5d43-9a57-3f6c2b1f9b5e")


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as the vectors see it: with its question's topic and level, and its source's format.

    `digest` is the SHA-256 of the embedded text: equal digests share one vector.
    """

    passage: Passage
    topic: str
    level: Level | None
    format: str
    digest: str


@dataclass(frozen=True, slots=True)
class Sparse:
    """A sparse vector: `values[i]` at dimension `indices[i]`."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PassagePoint:
    """`dense` is a unit vector; `payload` is flat but for `_node_content`, which is JSON."""

    id: str
    dense: list[float]
    sparse: Sparse
    payload: dict[str, Any]


def json_path(key: str) -> str:
    """A payload key as Qdrant's engines want it named, whatever is in it. Raises ValueError for a quotation mark."""
    if '"' in key:
        raise ValueError(f"Qdrant cannot filter by a field with a quotation mark in its name: {key}.")
    return f'"{key}"'


def point_id(passage_id: str) -> str:
    """Qdrant and LlamaIndex want a UUID; the same passage always gets the same."""
    return str(uuid.uuid5(_NAMESPACE, passage_id))


def embedded_text(passage: Passage) -> str:
    """What is encoded: the question or heading above the passage, then its words."""
    return f"{passage.context}\n{passage.text}" if passage.context else passage.text


def embedded_digest(passage: Passage) -> str:
    """What tells embedded texts apart, SHA-256 in hexadecimal: equal ones share a vector."""
    return hashlib.sha256(embedded_text(passage).encode()).hexdigest()


def lexical_text(passage: Passage) -> str:
    """What is matched word by word: the section as well, whose words the text under it often leaves out."""
    section = passage.locator.section
    return embedded_text(passage) if section in ("", passage.context) else f"{section}\n{embedded_text(passage)}"


def payload(entry: Entry) -> dict[str, Any]:
    """The node's metadata, flat, so that any of it can be filtered by, and the node itself as JSON."""
    passage = entry.passage
    own = {
        "topic": entry.topic,
        "level": entry.level,
        "path": passage.locator.path,
        "format": entry.format,
        "kind": passage.kind,
        "title": passage.title,
        "section": passage.locator.section,
        "context": passage.context,
        "question_id": passage.question_id,
        "modified": passage.modified.isoformat() if passage.modified else None,
        "passage_id": passage.id,
        "start_line": passage.locator.start_line,
        "end_line": passage.locator.end_line,
        "place": passage.locator.place,
    }
    # A source's own field stands where ours has nothing to say.
    metadata = {**passage.metadata, **{key: value for key, value in own.items() if value}}
    node: dict[str, Any] = {
        "id_": point_id(passage.id),
        "embedding": None,
        "metadata": metadata,
        # Only the context is embedded with the text, so that LlamaIndex embeds exactly what we do.
        "excluded_embed_metadata_keys": [key for key in metadata if key != "context"],
        "excluded_llm_metadata_keys": ["passage_id", "question_id", "kind"],
        "relationships": {
            "1": {
                "node_id": passage.locator.path,
                "node_type": "4",
                "metadata": {},
                "hash": None,
                "class_name": "RelatedNodeInfo",
            }
        },
        "metadata_template": "{value}",
        "metadata_separator": "\n",
        "text": passage.text,
        "mimetype": "text/plain",
        "start_char_idx": None,
        "end_char_idx": None,
        "text_template": "{metadata_str}\n{content}",
        "class_name": "TextNode",
    }
    path = passage.locator.path or "None"
    return {
        **metadata,
        "_node_content": json.dumps(node, ensure_ascii=False),
        "_node_type": "TextNode",
        "document_id": path,
        "doc_id": path,
        "ref_doc_id": path,
    }


@lru_cache(maxsize=1)
def _bm25() -> "Bm25":
    from qdrant_edge import Bm25, Bm25Config

    return Bm25(Bm25Config(avg_len=_AVERAGE_LENGTH))


def document_terms(text: str) -> Sparse:
    """BM25 weights of a text that is searched; the engine multiplies them by the inverse document frequency."""
    vector = _bm25().embed_document(text)
    return Sparse(tuple(vector.indices), tuple(vector.values))


def query_terms(text: str) -> Sparse:
    """One for each different word of a query, stemmed and without stop words as in `document_terms`."""
    vector = _bm25().embed_query(text)
    return Sparse(tuple(vector.indices), tuple(vector.values))
