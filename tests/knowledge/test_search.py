import pytest

from knowledge.index import Generation, Generations
from knowledge.search import fuse
from tests.knowledge.samples import make_source

SHADOW = "Shadow deployment copies live traffic to a new model."
CANARY = "Canary release sends a small share of users to the new model."
DRIFT = "Drift is a change of the inputs."


@pytest.fixture
def generation(generations: Generations) -> Generation:
    with generations.build(None) as building:
        building.replace(make_source("a.md", SHADOW, CANARY, topic="release", level="junior", course="mlops"))
        building.replace(make_source("b.csv", DRIFT, topic="monitoring", level="senior", kind="csv", course="llm"))
        building.commit()
    current = generations.current()
    assert current is not None
    return current


def texts(generation: Generation, query: str, **filters: str) -> list[str]:
    return [hit.passage.text for hit in generation.search(query, filters=filters)]


def test_the_best_comes_first_and_carries_both_scores(generation: Generation) -> None:
    hits = generation.search("shadow traffic")

    assert hits[0].passage.text == SHADOW
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 and -1 <= hit.dense <= 1.0001 for hit in hits)
    assert hits[0].lexical > 0
    assert {hit.passage.text: hit.lexical for hit in hits}[DRIFT] == 0


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"course": "mlops"}, {SHADOW, CANARY}),
        ({"topic": "monitoring"}, {DRIFT}),
        ({"level": "junior"}, {SHADOW, CANARY}),
        ({"path": "b.csv"}, {DRIFT}),
        ({"format": "csv"}, {DRIFT}),
        ({"kind": "answer", "course": "llm"}, {DRIFT}),
        ({"course": "mlops", "topic": "monitoring"}, set()),
        ({"course": "no such course"}, set()),
        ({"no such field": "x"}, set()),
    ],
)
def test_filters_are_equalities_that_all_hold(
    generation: Generation, filters: dict[str, str], expected: set[str]
) -> None:
    assert set(texts(generation, "model traffic change", **filters)) == expected


def test_a_question_or_section_above_the_text_is_searched_with_it(generation: Generation) -> None:
    assert texts(generation, "what about canary?")[0] == CANARY
    assert all(hit.lexical > 0 for hit in generation.search("deployment"))


@pytest.mark.parametrize("name", ["Course name", "a.b", "week[]", "größe", "-"])
def test_a_field_may_have_any_name(generations: Generations, name: str) -> None:
    with generations.build(None) as building:
        building.replace(make_source("a.csv", SHADOW, fields={name: "yes", 'with "quotes"': "no"}))
        building.replace(make_source("b.csv", CANARY, fields={name: "no"}))
        building.commit()
    current = generations.current()
    assert current is not None

    assert texts(current, "model", **{name: "yes"}) == [SHADOW]
    with pytest.raises(ValueError, match="quotation mark"):
        texts(current, "model", **{'with "quotes"': "no"})


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_nothing_asked_finds_nothing(generation: Generation, query: str) -> None:
    assert generation.search(query) == ()


@pytest.mark.parametrize("query", ["the of and", "?!", "🙂", "x" * 5000])
def test_a_query_without_a_known_word_is_ranked_by_meaning_alone(generation: Generation, query: str) -> None:
    hits = generation.search(query)

    assert len(hits) == 3
    assert all(hit.lexical == 0 for hit in hits)


def test_the_limit_is_kept(generation: Generation) -> None:
    assert len(generation.search("model", 1)) == 1
    assert generation.search("model", 0) == ()


def test_an_empty_generation_finds_nothing(generations: Generations) -> None:
    with generations.build(None) as building:
        building.commit()
    current = generations.current()
    assert current is not None
    assert current.search("anything") == ()


def test_few_shared_words_do_not_outvote_the_meaning() -> None:
    near, far = 0.7, 0.2

    weak = fuse({"meant": near, "worded": far}, {"worded": 3.0})
    strong = fuse({"meant": near, "worded": far}, {"worded": 25.0})

    assert weak["meant"] > weak["worded"]
    assert strong["worded"] > strong["meant"]


def test_fusion_of_one_or_no_candidate() -> None:
    assert fuse({}, {}) == {}
    assert fuse({"a": 0.3}, {}) == pytest.approx({"a": 0.4})
