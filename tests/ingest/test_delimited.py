"""Tables as text: what stands above the header, no header at all, marks, quotes and rows that went wrong."""

import pytest

from ingest.errors import NothingAsked
from ingest.files.sources import Document
from ingest.readers import read_document
from tests.ingest.shapes import extracted, questions

BOTH = {"What is a layer?": "A set of changes.", "Why are layers shared?": "To save disk."}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "Interview Question,Sample Answer\n{q1},{a1}\n{q2},{a2}\n"),
        ("a.csv", "{q1},{a1}\n{q2},{a2}\n"),
        ("a.csv", "sep=;\nQ;Ans.\n{q1};{a1}\n{q2};{a2}\n"),
        ("a.csv", "Docker questions,,\n,,\nNo,Question,Answer\n1,{q1},{a1}\n2,{q2},{a2}\n"),
        ("a.csv", ",question,answer\n0,{q1},{a1}\n1,{q2},{a2}\n"),
        ("a.csv", "Question Text|Model answer\n{q1}|{a1}\n{q2}|{a2}\n"),
        ("a.tsv", "frage\tantwort\n{q1}\t{a1}\n{q2}\t{a2}\n"),
        ("a.txt", "#separator:tab\n#html:true\n{q1}\t<p>{a1}</p>\n{q2}\t<b>{a2}</b>\n"),
        ("a.csv", "Item,Reply text\n{q1},{a1}\n{q2},{a2}\n"),
    ],
)
def test_the_same_two_questions_are_read_from_any_table(name: str, text: str) -> None:
    (q1, a1), (q2, a2) = BOTH.items()
    assert questions(name, text.format(q1=q1, a1=a1, q2=q2, a2=a2)) == BOTH


def test_cells_may_go_over_several_lines() -> None:
    text = 'question,answer\n"What is\nX?","It is\n\n- one"\nWhat is Z?,W\n'
    assert questions("a.csv", text) == {"What is X?": "It is\n\n- one", "What is Z?": "W"}
    first, second = extracted("a.csv", text).content.questions
    assert (first.locator.start_line, second.locator.start_line) == (2, 6)


def test_the_letter_of_the_right_choice_stands_for_its_text() -> None:
    text = (
        "Question,A,B,C,Correct,Explanation\nWhich is big?,ant,bee,cow,C,It weighs more.\nWhich flies?,ant,bee,cow,B,\n"
    )
    assert questions("a.csv", text) == {"Which is big?": "cow\n\nIt weighs more.", "Which flies?": "bee"}


def test_cards_without_a_header_have_a_front_and_a_back() -> None:
    text = (
        "Overfitting\tThe model fits the noise in its data\nBias\tThe error of a model that is too simple\n"
        "Variance\tThe error of a model that follows every point\n"
    )
    assert list(questions("a.tsv", text)) == ["Overfitting", "Bias", "Variance"]


def test_the_columns_of_a_form_ask_and_its_rows_are_what_people_said() -> None:
    text = "Timestamp,What is a container?,What is an image?\n1/1/20,a box,a picture\n1/2/20,a jar,a drawing\n"
    assert questions("a.csv", text) == {"What is a container?": None, "What is an image?": None}


def test_a_row_that_was_cut_at_a_comma_is_put_together_and_named() -> None:
    text = "question,answer\nWhat is X?,It is a thing, which is good\nWhat, then, is Z?,W\n"
    assert questions("a.csv", text) == {"What is X?": "It is a thing, which is good", "What, then, is Z?": "W"}
    assert [flaw.line for flaw in extracted("a.csv", text).flaws] == [2, 3]


def test_a_quote_that_is_never_closed_does_not_swallow_the_rest() -> None:
    rows = "".join(f"What is thing {number}?,It is thing {number}.\n" for number in range(60))
    found = extracted("a.csv", f'question,answer\nWhat is X?,"It is\n{rows}')
    assert len(found.content.questions) == 61
    assert "never closed" in found.flaws[0].sentence


def test_bad_answers_have_columns_that_are_left_alone() -> None:
    text = "#,Topic,Question,Bad answer,Model answer\n1,ML,What is X?,no,Y\n2,ML,What is Z?,nay,W\n"
    assert questions("a.csv", text) == {"What is X?": "Y", "What is Z?": "W"}
    assert {question.topic for question in extracted("a.csv", text).content.questions} == {"ML"}


def test_a_table_of_other_things_asks_nothing() -> None:
    with pytest.raises(NothingAsked, match="its columns are city, people"):
        read_document(Document("d/a.csv", b"city,people\nUlm,126000\nBonn,330000\n"))
