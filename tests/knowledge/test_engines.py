"""One contract for every vector engine, and then the same generations on a server."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.vector_stores.types import MetadataFilters
from llama_index.vector_stores.qdrant import QdrantVectorStore

from knowledge.edge_engine import EdgeEngine
from knowledge.engine import Engine, Scored
from knowledge.errors import BrokenGeneration, EngineUnavailable
from knowledge.index import Generations
from knowledge.llama_store import EncoderEmbedding, bm25_documents, bm25_queries
from knowledge.points import PassagePoint, Sparse, document_terms, point_id, query_terms
from knowledge.server_engine import ServerEngine
from tests.knowledge.qdrant_server import serve
from tests.knowledge.samples import SteppingClock, WordEncoder, make_source

SHADOW = "Shadow deployment copies live traffic to a new model."
CANARY = "Canary release sends a small share of users to the new model."
DRIFT = "Drift is a change of the inputs."


@pytest.fixture(scope="session")
def server(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve(shared / "tools/qdrant-server", tmp_path_factory.mktemp("qdrant"))


@pytest.fixture(params=["edge", "server"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "edge":
        return EdgeEngine()
    return on_server(request)


def on_server(request: pytest.FixtureRequest) -> ServerEngine:
    """Under an alias of the test's own, so that tests do not see each other's collections."""
    alias = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
    return ServerEngine(request.getfixturevalue("server"), alias=alias)


def point(text: str, **payload: str) -> PassagePoint:
    vector: list[float] = WordEncoder().encode([text])[0].tolist()
    return PassagePoint(point_id(text), vector, document_terms(text), dict(payload))


def write(engine: Engine, folder: Path, *points: PassagePoint, base: Path | None = None) -> Path:
    folder.mkdir()
    draft = engine.draft(folder, folder.name, 64, base)
    draft.upsert(points)
    draft.finish(("course", "Course name"))
    return folder


def names(scored: list[Scored]) -> list[str]:
    return [one.point for one in scored]


def query(text: str) -> tuple[list[float], Sparse]:
    return WordEncoder().encode([text])[0].tolist(), query_terms(text)


def test_both_halves_are_searched_and_narrowed(engine: Engine, tmp_path: Path) -> None:
    folder = write(
        engine,
        tmp_path / "one",
        point(SHADOW, course="a"),
        point(CANARY, course="a", **{"Course name": "x"}),
        point(DRIFT, course="b"),
    )
    shard = engine.open(folder)

    near, worded = shard.search(*query("canary of the new model"), 10, {})
    assert names(near)[0] == names(worded)[0] == point_id(CANARY)
    assert len(near) == 3
    assert set(names(worded)) == {point_id(CANARY), point_id(SHADOW)}
    assert worded[0].score > worded[1].score > 0

    near, worded = shard.search(*query("new model"), 10, {"course": "b"})
    assert (names(near), worded) == ([point_id(DRIFT)], [])
    near, _ = shard.search(*query("model"), 10, {"course": ("a", "b"), "Course name": "x"})
    assert names(near) == [point_id(CANARY)]
    assert len(shard.search(*query("new model"), 1, {})[0]) == 1
    shard.close()


def test_named_points_are_scored_whatever_their_rank(engine: Engine, tmp_path: Path) -> None:
    shard = engine.open(write(engine, tmp_path / "one", point(SHADOW), point(CANARY), point(DRIFT)))

    near, worded = shard.score(*query("canary"), [point_id(DRIFT), point_id(CANARY)])

    assert set(names(near)) == {point_id(DRIFT), point_id(CANARY)}
    assert names(worded) == [point_id(CANARY)]
    shard.close()


def test_cosine_and_bm25_are_the_same_on_every_engine(engine: Engine, tmp_path: Path) -> None:
    shard = engine.open(write(engine, tmp_path / "one", point(SHADOW), point(CANARY), point(DRIFT)))
    vector, terms = query("canary release")

    near, worded = shard.search(vector, terms, 1, {})

    assert near[0].score == pytest.approx(float(np.dot(vector, point(CANARY).dense)), abs=1e-5)
    # Two words that one of three points has: idf = ln((3 - 1 + 0.5) / (1 + 0.5) + 1), times their weights in it.
    weights = dict(zip(document_terms(CANARY).indices, document_terms(CANARY).values, strict=True))
    expected = np.log(2.5 / 1.5 + 1) * sum(weights[index] for index in terms.indices)
    assert worded[0].score == pytest.approx(expected, rel=1e-4)
    shard.close()


def test_vectors_come_back_as_they_went_in(engine: Engine, tmp_path: Path) -> None:
    shard = engine.open(write(engine, tmp_path / "one", point(SHADOW)))

    vectors = shard.vectors([point_id(SHADOW), point_id("never written")])

    assert vectors == {point_id(SHADOW): pytest.approx(point(SHADOW).dense, abs=1e-6)}
    assert shard.vectors([]) == {}
    shard.close()


def test_a_draft_on_a_base_leaves_the_base_as_it_is(engine: Engine, tmp_path: Path) -> None:
    base = write(engine, tmp_path / "one", point(SHADOW), point(CANARY))
    (tmp_path / "two").mkdir()
    draft = engine.draft(tmp_path / "two", "two", 64, base)
    draft.delete([point_id(SHADOW)])
    draft.delete([])
    draft.upsert([point(DRIFT)])
    draft.finish(("course",))

    before, after = engine.open(base), engine.open(tmp_path / "two")

    assert set(before.vectors([point_id(t) for t in (SHADOW, CANARY, DRIFT)])) == {point_id(SHADOW), point_id(CANARY)}
    assert set(after.vectors([point_id(t) for t in (SHADOW, CANARY, DRIFT)])) == {point_id(CANARY), point_id(DRIFT)}
    before.close()
    after.close()


def test_many_points_are_all_written(engine: Engine, tmp_path: Path) -> None:
    points = [point(f"Sentence number {i}.") for i in range(1203)]
    base = write(engine, tmp_path / "one", *points)
    shard = engine.open(write(engine, tmp_path / "two", base=base))

    assert len(shard.vectors([one.id for one in points])) == 1203
    shard.close()


def test_what_is_not_there_cannot_be_opened(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(BrokenGeneration, match="ingest again"):
        engine.open(tmp_path / "nothing")


def test_generations_on_a_server_are_built_searched_and_rolled_back(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    engine = on_server(request)
    words = WordEncoder()
    generations = Generations(tmp_path, words, engine, now=SteppingClock(), code_version="0")
    with generations.build(None) as building:
        building.replace(make_source("a.md", SHADOW, CANARY))
        first = building.commit()
    words.seen.clear()
    with generations.build(generations.current()) as building:
        building.replace(make_source("a.md", SHADOW, DRIFT))
        second = building.commit()

    assert words.seen[0].endswith(DRIFT)
    assert second.embedded == 1
    current = generations.current()
    assert current is not None
    assert {hit.passage.text for hit in current.search("drift or shadow")} == {SHADOW, DRIFT}
    assert aliased(engine) == f"{engine.alias}-{second.id}"

    assert generations.rollback() == first
    assert aliased(engine) == f"{engine.alias}-{first.id}"
    current = generations.current()
    assert current is not None
    assert {hit.passage.text for hit in current.search("canary")} == {SHADOW, CANARY}


def aliased(engine: ServerEngine) -> str:
    held = {alias.alias_name: alias.collection_name for alias in engine.client.get_aliases().aliases}
    return held[engine.alias]


def test_on_a_server_the_alias_stays_until_what_waits_is_published(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    engine = on_server(request)
    generations = Generations(tmp_path, WordEncoder(), engine, SteppingClock(), "0.0.1")
    with generations.build(None) as building:
        building.replace(make_source("a.md", SHADOW))
        first = building.commit()
    for path in ("b.md", "c.md"):
        with generations.build(generations.current(), serve=False) as building:
            building.replace(make_source(path, CANARY))
            building.commit()
    assert aliased(engine) == f"{engine.alias}-{first.id}"

    unwanted, wanted = (waiting.manifest for waiting in generations.waiting())
    generations.discard(unwanted.id)
    generations.publish(wanted.id)

    assert aliased(engine) == f"{engine.alias}-{wanted.id}"
    assert not engine.client.collection_exists(f"{engine.alias}-{unwanted.id}")


def test_a_build_that_fails_or_was_killed_leaves_no_collection(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    engine = on_server(request)
    generations = Generations(tmp_path, WordEncoder(), engine, now=SteppingClock(), code_version="0")
    left = tmp_path / ".building-left"
    left.mkdir()
    engine.draft(left, "left", 64, None)

    def fail(done: int, total: int) -> None:
        raise RuntimeError("the reader lost its patience")

    building = generations.build(None)
    building.replace(make_source("a.md", SHADOW))
    with pytest.raises(RuntimeError):
        building.commit(progress=fail)

    held = [one.name for one in engine.client.get_collections().collections]
    assert not [name for name in held if name.startswith(f"{engine.alias}-")]
    assert [path.name for path in tmp_path.iterdir()] == ["build.lock"]


def test_moving_to_a_server_needs_one_ingest_and_says_so(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    embedded = Generations(tmp_path, WordEncoder(), now=SteppingClock(), code_version="0")
    with embedded.build(None) as building:
        building.replace(make_source("a.md", SHADOW))
        building.commit()
    moved = Generations(tmp_path, WordEncoder(), on_server(request), now=SteppingClock(), code_version="0")
    old = moved.current()
    assert old is not None
    with pytest.raises(BrokenGeneration, match="ingest again"):
        old.search("shadow")

    with moved.build(old) as building:
        made = building.commit()

    assert made.engine == "server"
    current = moved.current()
    assert current is not None
    assert [hit.passage.text for hit in current.search("shadow")] == [SHADOW]


@pytest.mark.parametrize("mode", ["default", "hybrid"])
def test_our_collection_opens_in_llama_indexs_own_qdrant_store(
    request: pytest.FixtureRequest, tmp_path: Path, mode: str
) -> None:
    engine = on_server(request)
    generations = Generations(tmp_path, WordEncoder(), engine, now=SteppingClock(), code_version="0")
    with generations.build(None) as building:
        building.replace(make_source("a.md", SHADOW, CANARY, course="mlops"))
        building.replace(make_source("b.md", DRIFT, course="llm"))
        building.commit()

    store = QdrantVectorStore(
        collection_name=engine.alias,
        client=engine.client,
        enable_hybrid=True,
        sparse_doc_fn=bm25_documents,
        sparse_query_fn=bm25_queries,
    )
    index = VectorStoreIndex.from_vector_store(store, embed_model=EncoderEmbedding(encoder=WordEncoder()))
    retriever = index.as_retriever(
        vector_store_query_mode=mode,
        similarity_top_k=2,
        sparse_top_k=2,
        filters=MetadataFilters.from_dicts([{"key": "course", "value": "mlops"}]),
    )

    found = retriever.retrieve("canary release")
    assert [one.node.get_content() for one in found] == [CANARY, SHADOW]
    assert found[0].node.metadata["start_line"] == 2


def test_a_server_that_is_not_there_is_named_with_the_mend(tmp_path: Path) -> None:
    engine = ServerEngine("http://127.0.0.1:9", timeout=1)
    with pytest.raises(EngineUnavailable, match="check that it runs"):
        engine.open(tmp_path / "one")
