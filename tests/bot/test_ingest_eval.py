"""The measure of ingest against a gold list, on lists small enough to count by hand."""

import json
from pathlib import Path

import pytest

from bot.evals.ingest import GoldQuestion, compare, pooled, read_gold, token_f1
from knowledge.questions import Locator, Question, ReferenceAnswer

GOLD = (
    GoldQuestion("What is a *pod*?", True, "the smallest unit"),
    GoldQuestion("What is a node?", True, "a machine"),
    GoldQuestion("What is a quota?", False, ""),
    GoldQuestion("Question", False, "", real=False),
)


def question(text: str, answer: str | None = None) -> Question:
    return Question(text, text, Locator("a.md", 1, 1), ReferenceAnswer(answer, ()) if answer else None)


def test_a_perfect_reading_scores_one_everywhere() -> None:
    found = [
        question("What is a pod?", "The smallest unit."),
        question("What is a node?", "A machine"),
        question("What is a quota?"),
    ]
    scores = compare(GOLD, found)
    assert (scores.recall, scores.precision, scores.answered, scores.answer_f1) == (1, 1, 1, 1)


def test_a_missed_an_invented_and_a_wrongly_answered_question_each_cost_their_share() -> None:
    found = [
        question("What is a pod?", "the smallest"),
        question("What is a quota?", "TBD"),
        question("Who wrote this?"),
    ]
    scores = compare(GOLD, found)
    assert (scores.gold, scores.found, scores.matched) == (3, 3, 2)
    assert scores.recall == pytest.approx(2 / 3)
    assert scores.precision == pytest.approx(2 / 3)
    assert scores.answered == pytest.approx(1 / 2)
    assert scores.answer_f1 == pytest.approx((0.8 + 0) / 2)


def test_a_template_counts_neither_as_found_nor_as_invented() -> None:
    assert compare(GOLD, [question("Question")]).found == 0


def test_each_gold_question_is_matched_once() -> None:
    gold = (GoldQuestion("Why?", True, "a"), GoldQuestion("Why?", True, "b"))
    assert compare(gold, [question("Why?", "a"), question("Why?", "b"), question("Why?", "c")]).matched == 2


def test_a_typo_still_matches_and_another_word_does_not() -> None:
    gold = (GoldQuestion("What is the purpose of a sidecar container?", False, ""),)
    assert compare(gold, [question("What is the purpose of a side-car container")]).matched == 1
    assert compare(gold, [question("What is the purpose of an init container?")]).matched == 0


def test_token_f1_counts_repeats() -> None:
    assert token_f1("a a b", "a b b") == pytest.approx(2 / 3)
    assert token_f1("", "") == 1.0


def test_sources_are_pooled_by_format_and_over_all() -> None:
    one = compare(GOLD[:1], [question("What is a pod?", "the smallest unit")])
    none = compare(GOLD[1:3], [])
    found = pooled({"a": one, "b": none}, {"a": "markdown", "b": "csv"})
    assert found["all"].recall == pytest.approx(1 / 3)
    assert (found["markdown"].recall, found["csv"].recall) == (1, 0)


def test_a_gold_file_is_read_and_a_broken_line_named(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    row = {"question": "Why?", "answered": True, "answer_text": "So.", "real_question": True}
    file.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    assert read_gold(file) == (GoldQuestion("Why?", True, "So."),)
    file.write_text("{}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1: a gold line needs"):
        read_gold(file)
