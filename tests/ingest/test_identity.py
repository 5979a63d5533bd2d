"""Ids outlive small edits, because a learner's schedule hangs on them."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.content import extract
from ingest.files.sources import Document
from ingest.identity import Known, carried_ids
from knowledge.questions import SourceContent

TEXT = """## What is a feature store?

A feature store serves the same feature values to training and to inference. It keeps their history.

## Why do models drift over time?

The world changes after training. Users change their habits as well.

## What is a canary release?

A small share of the traffic goes to the new model first.
"""


def read(text: str, before: SourceContent | None = None, path: str = "docs/a.md") -> SourceContent:
    return extract(Document(path, text.encode()), before).content


def test_the_same_text_has_the_same_ids_in_every_run() -> None:
    assert read(TEXT).questions == read(TEXT).questions


def test_two_sources_never_share_an_id() -> None:
    one, other = read(TEXT), read(TEXT, path="docs/b.md")
    assert not {q.id for q in one.questions} & {q.id for q in other.questions}


def test_an_edit_of_the_answer_keeps_the_question() -> None:
    before = read(TEXT)
    after = read(TEXT.replace("small share", "tiny share"), before)
    assert [q.id for q in after.questions] == [q.id for q in before.questions]


def test_a_reworded_question_keeps_its_id_and_its_key_points() -> None:
    before = read(TEXT)
    after = read(TEXT.replace("Why do models drift over time?", "Why does a model drift over time?"), before)
    assert after.questions[1].text == "Why does a model drift over time?"
    assert after.questions[1].id == before.questions[1].id
    assert before.questions[1].answer is not None
    assert after.questions[1].answer is not None
    assert [p.id for p in after.questions[1].answer.key_points] == [p.id for p in before.questions[1].answer.key_points]


def test_a_reworded_key_point_keeps_its_id_and_a_new_one_gets_its_own() -> None:
    before = read(TEXT)
    edited = TEXT.replace("It keeps their history.", "It also keeps all their history. Teams share it between models.")
    after = read(edited, before)
    assert before.questions[0].answer is not None
    assert after.questions[0].answer is not None
    old = [point.id for point in before.questions[0].answer.key_points]
    new = [point.id for point in after.questions[0].answer.key_points]
    assert new[:2] == old
    assert len(set(new)) == 3


def test_another_question_at_the_same_place_is_another_question() -> None:
    before = read(TEXT)
    after = read(TEXT.replace("What is a canary release?", "How are secrets rotated?"), before)
    assert after.questions[2].id != before.questions[2].id


def test_moving_a_question_keeps_its_id() -> None:
    before = read(TEXT)
    parts = TEXT.split("## ")
    after = read("## " + "## ".join([parts[3] + "\n", parts[1], parts[2]]), before)
    assert {q.text: q.id for q in after.questions} == {q.text: q.id for q in before.questions}


def test_the_sources_own_ids_hold_through_any_rewording() -> None:
    first = read("---\nid: x1\nquestion: Can I join late?\n---\n\nYes.\n")
    second = read("---\nid: x1\nquestion: Is it possible to enter the course after its start?\n---\n\nYes.\n")
    assert first.questions[0].id == second.questions[0].id


def test_the_same_question_twice_in_one_source_has_two_ids() -> None:
    ids = [q.id for q in read("## 1. Why?\n\nOne reason.\n\n## 2. Why?\n\nAnother reason.\n").questions]
    assert len(set(ids)) == 2


@given(
    st.lists(st.text("abc ", min_size=1, max_size=6), max_size=8),
    st.lists(st.text("abc ", min_size=1, max_size=6), max_size=8),
)
def test_ids_are_never_given_twice(texts: list[str], old: list[str]) -> None:
    known = [Known(f"old-{at}", text) for at, text in enumerate(old)]
    ids = carried_ids(texts, [f"new-{text}" for text in texts], known)
    assert len(set(ids)) == len(ids) == len(texts)
