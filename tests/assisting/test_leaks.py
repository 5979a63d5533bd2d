"""A probe or hint in any disguise: what gives a missed point away, and what does not."""

import pytest

from bot.assisting.leaks import Secret, says_the_same, secret_of, told
from knowledge.encoder import OnnxEncoder
from knowledge.questions import KeyPoint
from tests.assisting.registry import POINTS, QUESTION

BUDGETS = KeyPoint(
    "cost.2", "Budgets with alerts warn an owner during the month.", (), ("budgets", "alerts", "feature store")
)


@pytest.fixture(scope="module")
def secret(encoder: OnnxEncoder) -> Secret:
    evidence = ["Budgets with alerts warn an owner during the month rather than after the invoice."]
    return secret_of([BUDGETS], evidence, ["How do you control the cost of RBAC?"], encoder)


@pytest.mark.parametrize(
    "text",
    [
        "What would a budget have changed?",
        "What would BUDGETS have changed?",
        "Who is alerted when that happens?",
        "What would a b.u.d.g.e.t have changed?",
        "What would a b u d g e t have changed?",
        "Would an f s help?",
        "What would a b-u-d-g-e-t have changed?",
        "What would a bud get have changed?",
        "What would a bud-get have changed?",
        "What would a budg3t have changed?",
        "What would 4lert5 have changed?",
        "What would a bu\u200bdget have changed?",
        "What would a b\u03c5dget have changed?",
        "What would a b\u00fcdget have changed?",
        "What would a stegdub have changed?",
        "What would a budgget have changed?",
        "What would budgetary control have changed?",
        "What comes before the invoice?",
        "What would a featurestore have changed?",
        "What would an FS have changed?",
        "What begins with b and keeps spending down?",
        "Which word rhymes with gadgets?",
        "Which five letters would have saved the team?",
    ],
)
def test_a_key_term_is_found_in_every_disguise(text: str, secret: Secret) -> None:
    assert told(text, secret) is not None


@pytest.mark.parametrize(
    "text",
    [
        "The bill came as a surprise: how could somebody have known earlier?",
        "What would have told the team in time?",
        "How do you control what a team spends?",
        "What does RBAC cost you?",
    ],
)
def test_a_harmless_question_tells_nothing(text: str, secret: Secret) -> None:
    assert told(text, secret) is None


def test_what_the_question_or_the_answer_said_is_no_secret(encoder: OnnxEncoder) -> None:
    asked = secret_of([BUDGETS], [], ["Which budgets would you set?", "They alert somebody."], encoder)
    assert told("Who watches those budgets, and whom do they alert?", asked) is None
    assert told("Who is warned?", asked) is not None


def test_short_forms_and_what_they_stand_for_tell_each_other(encoder: OnnxEncoder) -> None:
    long = KeyPoint("a", "Access is limited by role-based access control.", ())
    short = KeyPoint("b", "Access is limited by RBAC.", ())
    for point in (long, short):
        secret = secret_of([point], [], ["How do you protect data?"], encoder)
        assert told("Would RBAC help?", secret) is not None
        assert told("Would role-based control help?", secret) is not None


def test_the_answer_in_other_words_is_noticed(encoder: OnnxEncoder) -> None:
    points = [POINTS[3]]
    assert says_the_same("How quickly could you go back to the previous release version?", points, encoder)
    assert not says_the_same("It is two in the morning and users complain. What now?", points, encoder)
    assert not says_the_same("anything", [], encoder)


def test_terms_are_secret_however_common_their_words_are(encoder: OnnxEncoder) -> None:
    point = KeyPoint("c", "It waits longer.", (), ("waits longer",))
    secret = secret_of([point], [], [QUESTION.text], encoder)
    assert told("Should it take longer?", secret) is not None
    assert told("Should it take more time?", secret) is None
