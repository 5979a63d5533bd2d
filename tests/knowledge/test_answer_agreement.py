"""When two sentences say the same, and when they contradict each other: to miss a conflict beats inventing one."""

import pytest

from knowledge.agreement import compatible, conflict, same_statement


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Logs are kept for 30 days in the archive.", "Logs are kept for 90 days in the archive.", "number"),
        ("A canary release exposes all users.", "A canary release does not expose all users.", "negation"),
        ("A small team needs a feature store.", "A small team doesn’t need a feature store.", "negation"),
        ("Quantisation reduces the memory of a model.", "Quantisation increases the memory of a model.", "opposite"),
        ("The review step is mandatory for a release.", "The review step is optional for a release.", "opposite"),
        ("Two reviewers approve each release.", "Three reviewers approve each release.", "number"),
    ],
)
def test_opposite_things_said_of_the_same_are_a_conflict(one: str, other: str, kind: str) -> None:
    assert conflict(one, other) == kind
    assert conflict(other, one) == kind
    assert not same_statement(one, other)
    assert not compatible(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dense search finds paraphrases.", "Lexical search finds exact words."),
        ("A retained log is not allowed here.", "A retained log is forbidden here."),
        ("The offline store keeps history.", "The online store keeps the latest value of each entity."),
        ("Data drift changes the inputs.", "Concept drift does not change the inputs but the relation to the target."),
        ("See the 2022 cohort page for the deadlines.", "See the 2023 cohort page for the deadlines."),
        ("It never fails.", "It fails."),
        ("Week 4 homework: https://a.example/4 and more", "Week 5 homework: https://a.example/5 and more"),
    ],
)
def test_different_things_are_no_conflict(one: str, other: str) -> None:
    assert conflict(one, other) is None


def test_the_same_in_nearly_the_same_words_is_one_statement() -> None:
    one = "A canary release sends a small share of live traffic to the new model."
    other = "A canary release sends a small share of the traffic to a new model."
    assert same_statement(one, other)
    assert not same_statement(one, "A blue-green deployment keeps two environments.")


def test_likeness_of_meaning_does_not_hide_another_number() -> None:
    assert compatible("The budget is spent after an outage.", "After an outage the budget is gone.")
    assert not compatible("Keep 3 copies.", "Keep 5 copies.")
    assert not compatible("Restarts are free.", "Restarts are not free.")
