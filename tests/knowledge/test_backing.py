"""Which sentences a passage backs: the labelled sets, and ways in which a passage's own words can be made to lie."""

import json
from pathlib import Path
from typing import Any

import pytest

from knowledge.backing import Backing, windows
from knowledge.encoder import OnnxEncoder
from knowledge.quotable import quotables
from tests.evals.report_backing import passages, rows

SHADOW = (
    "Shadow deployment runs a new model next to the live model and gives it a copy of real production requests. "
    "Users receive only the answers of the live model, while the shadow predictions are stored and never acted on. "
    "Shadow mode costs extra compute, because each mirrored request is scored twice."
)
LIMITS = (
    "The job may be retried up to 3 times within 30 seconds. If the queue is full, the job is rejected with HTTP 429. "
    "Workers are slower than the scheduler. The token `max_batch_size` defaults to 8 and costs $5 per day."
)


@pytest.fixture(scope="module")
def backing(encoder: OnnxEncoder) -> Backing:
    return Backing(encoder)


@pytest.mark.parametrize("name", ["dev", "heldout"])
def test_nothing_of_the_labelled_sets_is_let_through_that_is_not_backed(backing: Backing, name: str) -> None:
    texts = passages()
    labelled = rows(name)
    found = [(row, backing.check(row["sentence"], [texts[one] for one in row["passages"]])) for row in labelled]
    through = [row["sentence"] for row, backed in found if backed.backed and not row["backed"]]
    kept = [backed.backed for row, backed in found if row["backed"]]
    assert through == []
    assert sum(kept) / len(kept) > 0.75


def test_every_sentence_of_the_corpus_is_backed_by_its_passage(backing: Backing) -> None:
    texts = list(passages().values())[::4]
    assert [
        unit.text for text in texts for unit in quotables(text) if not backing.check(unit.text, [text]).backed
    ] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Shadow deployment runs a new model next to the live model.",
        "Users receive only the live model's answers.",
        "Shadow mode costs additional compute because every mirrored request is scored twice.",
        "The shadow predictions are stored and never acted on.",
        "Shadow deployment is a technique that runs a new model next to the live model.",
    ],
)
def test_words_may_change_where_the_claim_does_not(backing: Backing, sentence: str) -> None:
    found = backing.check(sentence, ["Nothing of this is said here at all.", SHADOW])
    assert (found.backed, found.by, found.why) == (True, (1,), "")


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Shadow deployment improves the accuracy of the live model.", "absent"),
        ("Shadow mode costs extra compute, which makes it unpopular.", "absent"),
        ("Shadow mode costs extra compute, because each mirrored request is scored three times.", "absent"),
        ("The live model runs next to a new model.", "order"),
        ("Users receive the answers of the live model.", "critical"),
        ("Users never receive only the answers of the live model.", "critical"),
        ("Shadow mode may cost extra compute.", "critical"),
        ("Users receive only the answers of the live model, because the shadow predictions are stored.", "joint"),
        ("Shadow deployment runs a copy of real production requests.", "headless"),
        ("Live model receives only the answers.", "order"),
    ],
)
def test_the_same_words_do_not_back_another_claim(backing: Backing, sentence: str, why: str) -> None:
    found = backing.check(sentence, [SHADOW])
    assert not found.backed
    assert found.by == ()
    assert found.why


@pytest.mark.parametrize(
    ("sentence", "backed"),
    [
        ("The job may be retried up to 3 times within 30 seconds.", True),
        ("The job may be retried up to three times.", True),
        ("The job may be retried 3 times within 30 seconds.", False),
        ("The job may be retried up to 30 times within 3 seconds.", False),
        ("The job must be retried up to 3 times within 30 seconds.", False),
        ("If the queue is full, the job is rejected with HTTP 429.", True),
        ("The job is rejected with HTTP 429 if the queue is full.", True),
        ("The job is rejected with HTTP 429.", False),
        ("The queue is full.", False),
        ("The job is rejected with HTTP 428 if the queue is full.", False),
        ("The scheduler is slower than the workers.", False),
        ("Workers are faster than the scheduler.", False),
        ("The token max_batch_size defaults to 8.", True),
        ("The token max_batch_sizes defaults to 8.", False),
        ("The token max_batch_size costs 5 per day.", False),
        ("The token max_batch_size costs $5 per day.", True),
        ("Is the job rejected with HTTP 429 if the queue is full?", False),
        ("Jobs.", False),
        ("", False),
    ],
)
def test_numbers_names_and_conditions_stand_as_they_stood(backing: Backing, sentence: str, backed: bool) -> None:
    assert backing.check(sentence, [LIMITS]).backed is backed


def test_what_the_question_named_may_be_left_out_of_the_subject(backing: Backing) -> None:
    passage = "The online part of a feature store keeps only the latest value for each entity."
    sentence = "The online part keeps only the latest value for each entity."
    assert not backing.check(sentence, [passage]).backed
    assert backing.check(sentence, [passage], given="What does a feature store do?").backed
    # It backs nothing by itself.
    assert not backing.check(
        "A feature store keeps only the latest value.", [passage], "What is a feature store?"
    ).backed


def test_two_passages_do_not_back_what_neither_says(backing: Backing) -> None:
    one, other = "A canary release sends a small share of live traffic to the new model.", SHADOW
    glued = "Shadow deployment sends a small share of live traffic to the new model."
    assert not backing.check(glued, [one, other]).backed


def test_sentences_across_a_blank_line_do_not_stand_together() -> None:
    assert windows("One thing is said here.\n\nAnother thing is said there.") == (
        "One thing is said here.",
        "Another thing is said there.",
    )


def test_labels_are_balanced_and_no_sentence_is_in_both_sets() -> None:
    sets: dict[str, list[dict[str, Any]]] = {name: rows(name) for name in ("dev", "heldout")}
    texts = {name: {row["sentence"] for row in labelled} for name, labelled in sets.items()}
    assert not texts["dev"] & texts["heldout"]
    ids = {name: {one for row in labelled for one in row["passages"]} for name, labelled in sets.items()}
    assert ids["heldout"] <= passages().keys()
    for labelled in sets.values():
        assert 0.3 < sum(row["backed"] for row in labelled) / len(labelled) < 0.6
    file = Path(__file__).resolve().parents[1] / "evals" / "backing_dev.jsonl"
    assert all(json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
