"""The five documents that the product was conceived from, where they are present, and what each must become."""

from pathlib import Path

import pytest

from ingest.content import Extracted, extract
from ingest.files.sources import Document


@pytest.fixture
def seeds(shared: Path) -> dict[str, Extracted]:
    files = sorted((shared / "seeds").glob("*.txt"))
    return {file.name[:3]: extract(Document(f"seeds/{file.name}", file.read_bytes())) for file in files}


def counts(found: Extracted) -> tuple[int, int, int]:
    """Questions, those answered, and passages that answer no question."""
    answered = sum(question.answer is not None for question in found.content.questions)
    free = sum(passage.kind == "passage" for passage in found.content.passages)
    return len(found.content.questions), answered, free


def reasons(found: Extracted) -> set[str]:
    return {drop.reason for drop in found.dropped}


def test_ten_answered_questions_with_their_lists_and_the_mojibake_repaired(seeds: dict[str, Extracted]) -> None:
    assert counts(seeds["002"]) == (10, 10, 0)
    answers = [question.answer.text for question in seeds["002"].content.questions if question.answer]
    assert "1–2 seconds" in answers[5]
    assert [answer.count("\n- ") + answer.startswith("- ") for answer in answers][:6] == [4, 0, 3, 7, 4, 4]
    assert answers[1].startswith("1. ")
    assert "\n8. " in answers[1]


def test_five_answered_questions_of_the_blog_and_its_chrome_dropped(seeds: dict[str, Extracted]) -> None:
    assert counts(seeds["003"]) == (5, 5, 1)
    left_out = {"byline", "course schedule", "form", "shopping cart", "advertising", "section without text"}
    assert reasons(seeds["003"]) == left_out
    answers = [question.answer.text for question in seeds["003"].content.questions if question.answer]
    assert [answer.count("•") for answer in answers] == [3, 0, 0, 0, 5]


def test_twenty_open_questions_with_their_words_apart(seeds: dict[str, Extracted]) -> None:
    assert counts(seeds["004"]) == (20, 0, 0)
    assert reasons(seeds["004"]) == {"placeholder"}
    asked = [question.text for question in seeds["004"].content.questions]
    assert asked[0].startswith("What is MLOps and how does it differ ")
    assert not any("filled" in passage.text for passage in seeds["004"].content.passages)
    longest = max((word for text in asked for word in text.split()), key=len)
    assert len(longest) <= len("post-deployment.")


def test_eight_passages_of_a_student_without_what_would_name_the_student(seeds: dict[str, Extracted]) -> None:
    assert counts(seeds["001"]) == (0, 0, 8)
    sections = [passage.locator.section for passage in seeds["001"].content.passages]
    assert sections == [""] * 5 + ["Scenario answers"] * 3
    assert reasons(seeds["001"]) == {"personal data"}
    assert [drop.line for drop in seeds["001"].dropped] == [3, 5]


def test_five_rows_and_eighteen_features_with_labels_and_no_shop(seeds: dict[str, Extracted]) -> None:
    assert counts(seeds["000"]) == (0, 0, 23)
    passages = seeds["000"].content.passages
    assert all(passage.metadata["label"] for passage in passages)
    assert [passage.locator.start_line for passage in passages] == [*range(19, 24), *range(27, 45)]
    assert reasons(seeds["000"]) == {"price", "shop"}
