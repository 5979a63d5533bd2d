"""What LlamaIndex expects of a vector store, asked through its own unmodified classes."""

from pathlib import Path

import pytest
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import TextNode
from llama_index.core.vector_stores.types import (
    FilterCondition,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryMode,
)

from knowledge.index import Generations
from knowledge.llama_store import EdgeVectorStore, EncoderEmbedding, open_generation
from knowledge.points import point_id
from tests.knowledge.samples import WordEncoder, make_source

SHADOW = "Shadow deployment copies live traffic to a new model."
CANARY = "Canary release sends a small share of users to the new model."
DRIFT = "Drift is a change of the inputs."


@pytest.fixture
def store(tmp_path: Path) -> EdgeVectorStore:
    return EdgeVectorStore(folder=str(tmp_path / "store"))


def node(text: str, **metadata: str | int | float) -> TextNode:
    made = TextNode(id_=point_id(text), text=text, metadata=dict(metadata))
    made.embedding = WordEncoder().encode([text])[0].tolist()
    return made


def filled(store: EdgeVectorStore) -> EdgeVectorStore:
    store.add([node(SHADOW, course="a", week=1), node(CANARY, course="a", week=2), node(DRIFT, course="b", week=3)])
    return store


def found(store: EdgeVectorStore, filters: MetadataFilters) -> set[str]:
    return {one.get_content() for one in store.get_nodes(filters=filters)}


def test_a_stock_index_writes_reads_and_forgets_documents(store: EdgeVectorStore) -> None:
    documents = [Document(text=text, id_=name) for text, name in ((SHADOW, "s"), (CANARY, "c"), (DRIFT, "d"))]
    embedding = EncoderEmbedding(encoder=WordEncoder())
    index = VectorStoreIndex.from_documents(
        documents,
        storage_context=StorageContext.from_defaults(vector_store=store),
        embed_model=embedding,
        transformations=[SentenceSplitter()],
    )

    retrieved = index.as_retriever(similarity_top_k=1).retrieve("shadow traffic")
    assert [one.node.get_content() for one in retrieved] == [SHADOW]
    assert retrieved[0].node.ref_doc_id == "s"

    index.delete_ref_doc("s")
    retrieved = index.as_retriever(similarity_top_k=3).retrieve("shadow traffic")
    assert {one.node.get_content() for one in retrieved} == {CANARY, DRIFT}

    reopened = VectorStoreIndex.from_vector_store(EdgeVectorStore(folder=store.folder), embed_model=embedding)
    assert len(reopened.as_retriever(similarity_top_k=3).retrieve("canary")) == 2


@pytest.mark.parametrize("mode", ["default", "sparse", "text_search", "hybrid"])
def test_a_generation_opens_in_a_stock_index_in_every_mode(generations: Generations, mode: str) -> None:
    with generations.build(None) as building:
        building.replace(make_source("a.md", SHADOW, CANARY, course="mlops"))
        building.replace(make_source("b.md", DRIFT, course="llm"))
        building.commit()
    current = generations.current()
    assert current is not None

    index = VectorStoreIndex.from_vector_store(
        open_generation(current), embed_model=EncoderEmbedding(encoder=WordEncoder())
    )
    retriever = index.as_retriever(
        vector_store_query_mode=mode,
        similarity_top_k=2,
        sparse_top_k=2,
        filters=MetadataFilters.from_dicts([{"key": "course", "value": "mlops"}]),
    )

    best = retriever.retrieve("canary release")[0]
    assert best.node.get_content() == CANARY
    assert best.node.metadata["path"] == "a.md"
    assert best.node.metadata["start_line"] == 2
    assert all(one.node.metadata["course"] == "mlops" for one in retriever.retrieve("drift of inputs"))


def test_hybrid_over_llama_index_ranks_as_our_own_search_does(generations: Generations) -> None:
    with generations.build(None) as building:
        building.replace(make_source("a.md", *(f"Sentence {i} on traffic and model {i % 7}." for i in range(60))))
        building.commit()
    current = generations.current()
    assert current is not None
    retriever = VectorStoreIndex.from_vector_store(
        open_generation(current), embed_model=EncoderEmbedding(encoder=WordEncoder())
    ).as_retriever(vector_store_query_mode="hybrid", similarity_top_k=5)

    theirs = [one.node.metadata["passage_id"] for one in retriever.retrieve("traffic of model 3")]

    assert theirs == [hit.passage.id for hit in current.search("traffic of model 3", 5)]


def test_a_generation_cannot_be_changed_through_llama_index(generations: Generations) -> None:
    with generations.build(None) as building:
        building.replace(make_source("a.md", SHADOW))
        building.commit()
    current = generations.current()
    assert current is not None
    store = open_generation(current)

    for change in (lambda: store.add([node(DRIFT)]), lambda: store.delete("a.md"), store.clear):
        with pytest.raises(PermissionError, match="ingest"):
            change()


@pytest.mark.parametrize(
    ("operator", "key", "value", "expected"),
    [
        (FilterOperator.EQ, "course", "a", {SHADOW, CANARY}),
        (FilterOperator.EQ, "week", 3, {DRIFT}),
        (FilterOperator.NE, "course", "a", {DRIFT}),
        (FilterOperator.IN, "course", ["a", "b"], {SHADOW, CANARY, DRIFT}),
        (FilterOperator.NIN, "course", ["a"], {DRIFT}),
        (FilterOperator.GT, "week", 1, {CANARY, DRIFT}),
        (FilterOperator.GTE, "week", 3, {DRIFT}),
        (FilterOperator.LT, "week", 2, {SHADOW}),
        (FilterOperator.LTE, "week", 2, {SHADOW, CANARY}),
        (FilterOperator.TEXT_MATCH, "course", "b", {DRIFT}),
        (FilterOperator.IS_EMPTY, "level", None, {SHADOW, CANARY, DRIFT}),
    ],
)
def test_filters(
    store: EdgeVectorStore, operator: FilterOperator, key: str, value: str | int | None, expected: set[str]
) -> None:
    one = MetadataFilter(key=key, value=value, operator=operator)

    assert found(filled(store), MetadataFilters(filters=[one])) == expected


def test_filters_nest(store: EdgeVectorStore) -> None:
    course_b = MetadataFilter(key="course", value="b")
    week_one = MetadataFilter(key="week", value=1)
    either = MetadataFilters(filters=[course_b, week_one], condition=FilterCondition.OR)

    assert found(filled(store), either) == {DRIFT, SHADOW}
    neither = MetadataFilters(filters=[either], condition=FilterCondition.NOT)
    assert found(store, neither) == {CANARY}
    assert found(store, MetadataFilters(filters=[])) == {SHADOW, CANARY, DRIFT}


def test_queries_can_be_narrowed_to_nodes_and_documents(store: EdgeVectorStore) -> None:
    filled(store)
    embedding = WordEncoder().encode(["shadow"])[0].tolist()

    only = store.query(VectorStoreQuery(embedding, 5, node_ids=[point_id(CANARY)]))
    nothing = store.query(VectorStoreQuery(embedding, 5, doc_ids=["no-such-document"]))

    assert only.ids == [point_id(CANARY)]
    assert nothing.ids == []


def test_alpha_moves_the_weight_between_meaning_and_words(store: EdgeVectorStore) -> None:
    filled(store)
    embedding = WordEncoder().encode(["canary release"])[0].tolist()

    def best(alpha: float) -> list[str] | None:
        query = VectorStoreQuery(embedding, 1, query_str="drift", mode=VectorStoreQueryMode.HYBRID, alpha=alpha)
        return store.query(query).ids

    assert best(1.0) == [point_id(CANARY)]
    assert best(0.0) == [point_id(DRIFT)]


def test_nodes_are_deleted_by_name_by_filter_and_all_at_once(store: EdgeVectorStore) -> None:
    filled(store)
    store.delete_nodes()
    assert len(store.get_nodes()) == 3
    store.delete_nodes(node_ids=[point_id(SHADOW)])
    assert len(store.get_nodes()) == 2
    store.delete_nodes(filters=MetadataFilters.from_dicts([{"key": "course", "value": "b"}]))
    assert [one.get_content() for one in store.get_nodes()] == [CANARY]
    store.clear()
    assert store.get_nodes() == []


def test_an_empty_store_answers_with_nothing(store: EdgeVectorStore) -> None:
    assert store.client is None
    assert store.query(VectorStoreQuery([1.0] * 64, 3)).ids == []
    store.clear()
    assert store.add([]) == []


def test_what_it_cannot_do_is_said(store: EdgeVectorStore) -> None:
    filled(store)
    with pytest.raises(NotImplementedError, match="mmr"):
        store.query(VectorStoreQuery([1.0] * 64, 3, mode=VectorStoreQueryMode.MMR))
    with pytest.raises(TypeError, match="needs a number"):
        found(store, MetadataFilters(filters=[MetadataFilter(key="week", value="x", operator=FilterOperator.GT)]))
