"""The second look at sentences: what it finds, and how often it is wrong on sentences that a person has judged."""

import json
from pathlib import Path

import pytest

from bot.evals.second_look import look
from tests.evals.fit_evidence import starter_contents

PASSAGE = (
    "A canary release sends a small share of traffic to the new version first. The old version serves the rest. "
    "It is watched for 30 minutes before the share grows, and it never needs a second environment."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "A canary release sends a small share of traffic to the new version first.",
        "A canary release sends a small share of traffic to the new version.",
        "It sends a small share of the traffic to the new version.",
    ],
)
def test_what_stands_there_passes(sentence: str) -> None:
    assert look(sentence, [PASSAGE]).reasons == ()


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("A canary release sends a small share of money to the new version first.", "not in the passages: money"),
        ("It is watched for 45 minutes before the share grows.", "number not in the passages: 45"),
        ("A canary release never sends a small share of traffic to the new version first.", "turned by: never"),
        ("It needs a second environment.", "left out: never"),
        ("The new version first sends a share of the small traffic.", "its words stand nowhere in this order"),
        ("The old version always serves the rest.", "turned by: always"),
    ],
)
def test_what_does_not_is_told_with_the_reason(sentence: str, reason: str) -> None:
    assert reason in " | ".join(look(sentence, [PASSAGE]).reasons)


def test_nothing_is_found_in_no_passage() -> None:
    assert not look("It serves the rest.", []).passes


def test_how_often_it_is_wrong_is_known() -> None:
    questions = (question for content in starter_contents() for question in content.questions)
    known = {question.id: question.answer.text for question in questions if question.answer}
    lines = Path(__file__).with_name("backing_heldout.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    passed = [(look(row["sentence"], [known[name] for name in row["passages"]]).passes, row["backed"]) for row in rows]
    of_backed = [passes for passes, backed in passed if backed]
    of_unbacked = [not passes for passes, backed in passed if not backed]
    assert sum(of_backed) / len(of_backed) > 0.85
    assert sum(of_unbacked) / len(of_unbacked) > 0.75
