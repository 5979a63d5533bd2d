"""YAML as people write it by hand, with its mistakes, and as others attack with it."""

import pytest

from ingest.errors import MalformedSource, NothingAsked, UnreadableSource
from ingest.files.sources import Document
from ingest.readers import read_document
from tests.ingest.shapes import extracted, questions


def test_blocks_of_text_keep_their_lines_and_their_places() -> None:
    text = (
        "title: Bank\ntopics:\n  - name: Docker\n    questions:\n      - question: What is a layer?\n"
        "        answer: |\n          A diff.\n\n          - shared\n        level: hard\n"
        "      - q: Is it small?\n        a: no\n"
    )
    first, second = extracted("a.yaml", text).content.questions
    assert first.answer is not None
    assert first.answer.text == "A diff.\n\n- shared"
    assert (first.locator.start_line, first.locator.end_line, first.topic, first.level) == (5, 9, "Docker", "senior")
    assert second.answer is not None
    assert second.answer.text == "no"


@pytest.mark.parametrize(
    "text",
    [
        "What is X?: Y\nWhat is Z?: W\n",
        "---\nquestion: What is X?\nanswer: Y\n---\nquestion: What is Z?\nanswer: W\n",
        "Basics:\n  - What is X?: Y\n  - What is Z?: W\n",
        "base: &b\n  level: easy\nquestions:\n  - <<: *b\n    question: What is X?\n    answer: Y\n"
        "  - question: What is Z?\n    answer: W\n",
    ],
)
def test_the_same_two_questions_are_read_from_any_shape(text: str) -> None:
    assert questions("a.yml", text) == {"What is X?": "Y", "What is Z?": "W"}


def test_a_colon_in_a_bare_text_is_taken_as_it_was_meant() -> None:
    assert questions("a.yaml", "- question: What is X: a thing?\n  answer: It's X: a thing\n") == {
        "What is X: a thing?": "It's X: a thing"
    }


def test_a_broken_entry_costs_only_itself() -> None:
    text = '- question: What is X?\n  answer: "Y\n- question: What is Z?\n  answer: W\n'
    found = extracted("a.yaml", text)
    assert [question.text for question in found.content.questions] == ["What is Z?"]
    assert len(found.flaws) == 1


def test_tags_that_ask_for_code_are_refused_in_one_sentence() -> None:
    with pytest.raises(UnreadableSource, match=r"line 2: the tag !!python/object/apply:os.system asks for code"):
        read_document(Document("d/a.yaml", b'question: What?\nanswer: !!python/object/apply:os.system ["id"]\n'))


def test_an_alias_is_read_once_however_often_it_is_named() -> None:
    lines = ["a: &a [{question: What is X?, answer: Y}]"]
    for at, name in enumerate("bcdefghijklm"):
        lines.append(f"{name}: &{name} [{', '.join([f'*{chr(97 + at)}'] * 9)}]")
    assert questions("a.yaml", "\n".join(lines)) == {"What is X?": "Y"}
    with pytest.raises(NothingAsked):
        read_document(Document("d/a.yaml", b"self: &s\n  - *s\n"))


def test_nesting_without_end_is_one_sentence() -> None:
    with pytest.raises(UnreadableSource, match="nested too deeply"):
        read_document(Document("d/a.yaml", b"a: " + b"[" * 100_000))


def test_settings_hold_no_question_and_are_no_mistake() -> None:
    with pytest.raises(NothingAsked, match=r"d/_metadata.yaml holds no question"):
        read_document(Document("d/_metadata.yaml", b"course: ops\nsections:\n  - id: a\n    name: General\n"))


def test_what_is_no_yaml_is_named() -> None:
    with pytest.raises(MalformedSource, match="is no YAML"):
        read_document(Document("d/a.yaml", b"a: [b\nc: }\n"))
