"""Damaged text is put right; sound text is left alone, byte for byte."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.repair import repairer

CORPUS = sorted((Path(__file__).parents[2] / "knowledge" / "corpus").glob("*.md"))


def repaired(text: str) -> str:
    return repairer(text)(text)


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("between 1â€“2 seconds", "between 1–2 seconds"),
        ("donâ€™t retrain", "don’t retrain"),
        ("a\u00a0model", "a model"),
        ("work\u200bflow", "workflow"),
        ("the \ufb01rst step", "the first step"),
        ("What isMLOpsand why?", "What is MLOps and why?"),
    ],
)
def test_damage_is_repaired(damaged: str, sound: str) -> None:
    assert repaired(damaged) == sound


def test_lower_case_words_come_apart_where_the_document_is_evidently_glued() -> None:
    text = "Explain therole ofdata pipelines inMLOps.\nDescribe howtesting andcompliance supportbusiness objectives."
    assert repaired(text) == (
        "Explain the role of data pipelines in MLOps.\nDescribe how testing and compliance support business objectives."
    )


def test_rare_words_of_the_field_are_not_glued_words() -> None:
    text = "The tokenizer, kubelet, dockerfile, backpropagation, onboarding, PyTorch, MLflow and GitHub use asyncio."
    assert repaired(text) == text


def test_code_and_addresses_are_left_alone_even_in_a_glued_document() -> None:
    text = "therole ofdata inMLOps howtesting `isinstance` https://example.org/inthemiddle a_ndthen x.inthe.y"
    assert repaired(text).endswith("`isinstance` https://example.org/inthemiddle a_ndthen x.inthe.y")


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_our_own_corpus_comes_back_as_it_was(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert repaired(text) == text


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126) | st.just("\n"), max_size=300))
def test_lines_are_never_lost(text: str) -> None:
    assert repaired(text).count("\n") == text.count("\n")
    assert repaired(repaired(text)) == repaired(text)
