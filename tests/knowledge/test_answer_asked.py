"""What is read out of a question: its telling words, what it compares, what kind of fact it wants."""

import pytest

from knowledge.asked import read_asked, said_stems, telling_words
from knowledge.short_forms import spelled_out
from knowledge.slips import mended


class Rarity:
    """Words of a small vocabulary are common; any other is as rare as can be."""

    def __init__(self, *known: str) -> None:
        self._known = known

    def rarity(self, word: str) -> float:
        return 0.5 if word in self._known else 1.0


def test_words_of_asking_tell_nothing() -> None:
    assert telling_words("Can you please explain what a feature store is?") == ["feature", "store"]
    assert telling_words("what's the difference between drift and skew") == ["drift", "skew"]
    assert telling_words("how are you?") == []


def test_a_compound_is_said_whole_or_in_its_parts() -> None:
    asked = read_asked("blue-green deployment", Rarity())
    assert asked.coverage(said_stems("A blue-green deployment has two environments.")) == 1
    assert asked.coverage(said_stems("Deployment to a blue and a green environment.")) == 1
    assert asked.coverage(said_stems("Deployment to a green environment.")) == 0.5


def test_a_short_form_is_said_by_what_it_stands_for() -> None:
    asked = read_asked("what is RBAC", Rarity())
    assert asked.coverage(said_stems("Role-based access control grants permissions to roles.")) == 1
    assert spelled_out("RBAC for teams") == "RBAC (role-based access control) for teams"


def test_coverage_weighs_rare_words_more() -> None:
    asked = read_asked("who invented MLflow", Rarity("invented"))
    assert asked.coverage(said_stems("MLflow tracks experiments.")) == pytest.approx(2 / 3)
    assert read_asked("how are you", Rarity()).coverage(said_stems("You are well.")) == 0


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("canary vs blue-green", ("canary", "blue-green")),
        ("difference between data drift and concept drift?", ("data drift", "concept drift")),
        ("What is better, batch or streaming inference?", ("batch", "streaming inference")),
        ("Compare MLOps and LLMOps", ("MLOps", "LLMOps")),
        ("does it pay off or not", ()),
        ("is the new model slower or did the traffic of the morning change its inputs", ()),
        ("what is a feature store", ()),
    ],
)
def test_two_things_compared_are_its_sides(text: str, sides: tuple[str, ...]) -> None:
    assert read_asked(text, Rarity()).sides == sides


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("how many GPUs does the cluster have", "number"),
        ("what is the price of an A100?", "number"),
        ("which year was it released", "date"),
        ("who invented MLflow", "maker"),
        ("who leads the platform team", "name"),
        ("who is responsible for what in a team", None),
        ("when should a model be retrained", None),
        ("how long context windows help", None),
    ],
)
def test_some_questions_can_only_be_answered_with_a_kind_of_fact(text: str, wants: str | None) -> None:
    assert read_asked(text, Rarity()).wants == wants


def test_a_definition_is_told_by_its_subject() -> None:
    assert read_asked("What is a feature store?", Rarity()).subject == {"featur", "store"}
    assert read_asked("kv cache?", Rarity()).subject == {"kv", "cach"}
    assert not read_asked("my model is slow since the release of last week", Rarity()).subject


def test_a_slip_is_mended_by_the_words_of_what_was_found() -> None:
    known = ["model", "registry", "drift", "prompt"]
    assert mended("what is the model regstry?", known, Rarity("model")) == "what is the model registry?"
    assert mended("modle drift", known, Rarity("drift")) == "model drift"


def test_a_rare_word_that_is_no_slip_stays() -> None:
    assert mended("promql query", ["prompt", "queries"], Rarity("query")) == "promql query"
    assert mended("registries", ["registry"], Rarity()) == "registries"
    assert mended("price of rice", ["prices", "ride"], Rarity("price", "rice")) == "price of rice"
