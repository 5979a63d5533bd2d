"""The shapes in which people keep questions in JSON, each written as they would."""

import json

import pytest

from ingest.errors import NothingAsked, UnreadableSource
from ingest.files.sources import Document
from ingest.readers import read_document
from tests.ingest.shapes import extracted, passages, questions

BOTH = {"What is a layer?": "A set of changes.", "Why are layers shared?": "To save disk."}
FIRST, SECOND = BOTH.items()


@pytest.mark.parametrize(
    "data",
    [
        [{"question": q, "answer": a} for q, a in BOTH.items()],
        {"1": {"q": FIRST[0], "a": FIRST[1]}, "2": {"q": SECOND[0], "a": SECOND[1]}},
        {"Docker": [{"Question Text": q, "Model answer": a} for q, a in BOTH.items()]},
        {"Docker": BOTH},
        {"questions": list(BOTH), "answers": list(BOTH.values())},
        {"question": {"0": FIRST[0], "1": SECOND[0]}, "answer": {"0": FIRST[1], "1": SECOND[1]}},
        {"columns": ["question", "answer"], "index": [0, 1], "data": [list(FIRST), list(SECOND)]},
        [["Question", "Answer"], list(FIRST), list(SECOND)],
        [list(FIRST), list(SECOND)],
        {
            "questions": [{"id": 1, "question": FIRST[0]}, {"id": 2, "question": SECOND[0]}],
            "answers": [{"question_id": 2, "answer": SECOND[1]}, {"question_id": 1, "answer": FIRST[1]}],
        },
        [{"messages": [{"role": "user", "content": q}, {"role": "assistant", "content": a}]} for q, a in BOTH.items()],
        [{"conversations": [{"from": "human", "value": q}, {"from": "gpt", "value": a}]} for q, a in BOTH.items()],
        [{"instruction": q, "input": "", "output": a} for q, a in BOTH.items()],
        [{"prompt": q, "chosen": a, "rejected": "A ship."} for q, a in BOTH.items()],
        [{"question": {"de": "Frage?", "en": q}, "answer": {"de": "Antwort", "en": a}} for q, a in BOTH.items()],
        {"mainEntity": [{"@type": "Question", "name": q, "acceptedAnswer": {"text": a}} for q, a in BOTH.items()]},
        {q: {"answer": a, "level": "easy"} for q, a in BOTH.items()},
        [{"question": f"<p>{q}</p>", "answer": f"<p>{a}</p>"} for q, a in BOTH.items()],
    ],
)
def test_the_same_two_questions_are_read_from_any_shape(data: object) -> None:
    assert questions("a.json", json.dumps(data, indent=1)) == BOTH


def test_a_statement_asks_where_an_answer_stands_beside_it() -> None:
    data = [
        {"title": "Bias and variance", "answer": "They trade."},
        {"title": "Overfitting", "solution": "Less of it."},
    ]
    assert list(questions("a.json", json.dumps(data))) == ["Bias and variance", "Overfitting"]


def test_sections_are_told_by_keys_and_by_the_titles_of_nested_topics() -> None:
    data = {"Docker": [{"q": "What is a tag?", "a": "A name."}], "Kubernetes": ["What is a pod?", "What is a node?"]}
    found = extracted("a.json", json.dumps(data)).content.questions
    assert [question.topic for question in found] == ["Docker", "Kubernetes", "Kubernetes"]
    nested = {"title": "Bank", "topics": [{"name": "Trees", "questions": [{"question": "What is bagging?"}]}]}
    (question,) = extracted("a.json", json.dumps(nested)).content.questions
    assert question.topic == "Trees"


@pytest.mark.parametrize(
    "asked",
    [
        {"options": ["a file", "a diff", "a ship"], "answer": 1},
        {"options": ["A) a file", "B) a diff"], "answer": "B"},
        {"options": {"A": "a file", "B": "a diff"}, "correct_answer": "b"},
        {"choices": {"text": ["a file", "a diff"], "label": ["A", "B"]}, "answerKey": "B"},
        {"answers": [{"text": "a file", "correct": False}, {"text": "a diff", "correct": True}]},
        {"option_a": "a file", "option_b": "a diff", "correct_option": "option_b"},
        {"correct_answer": "a diff", "incorrect_answers": ["a file", "a ship"]},
    ],
)
def test_of_several_choices_the_right_one_is_the_answer(asked: dict[str, object]) -> None:
    assert questions("a.json", json.dumps([{"question": "What is a layer?", **asked}])) == {
        "What is a layer?": "a diff"
    }


def test_choices_counted_from_one_are_told_by_the_number_of_the_last_one() -> None:
    data = [{"question": "Which is it?", "options": ["a", "b", "c"], "answer": number} for number in (3, 1)]
    found = extracted("a.json", json.dumps(data)).content.questions
    assert [question.answer.text for question in found if question.answer] == ["c", "a"]


def test_an_explanation_follows_the_right_choice() -> None:
    data = [{"question": "Which is it?", "options": ["x", "y"], "answer": "y", "explanation": "Since x is not."}]
    assert questions("a.json", json.dumps(data)) == {"Which is it?": "y\n\nSince x is not."}


def test_what_learners_said_and_bad_examples_are_no_part_of_a_reference() -> None:
    asked = {
        "question": "What is a layer?",
        "weak_answer": "It is a file I think.",
        "studentAnswers": [{"text": "Is it a ship?", "question": "What is a ship?"}],
        "common_mistakes": ["It is not an image."],
        "user_answer": "dunno",
    }
    assert questions("a.json", json.dumps([asked])) == {"What is a layer?": None}
    assert questions("b.json", json.dumps([{**asked, "answer": "A diff."}])) == {"What is a layer?": "A diff."}


def test_other_right_answers_hints_and_tags_are_kept_beside() -> None:
    data = {"question": "What is X?", "answer": "Y", "acceptable_answers": ["Why", "Wye"], "hints": ["letter"],
            "tags": ["abc"]}  # fmt: skip
    (question,) = extracted("a.json", json.dumps([data])).content.questions
    assert question.metadata == {"alternative_answers": "Why | Wye", "hints": "letter", "tags": "abc"}


def test_squad_keeps_its_context_and_leaves_impossible_questions_open() -> None:
    context = (
        "The Normans gave their name to Normandy, a region in the north of France, long before anybody asked about "
        "them here, and they paid for it."
    )
    spans = [{"text": "France", "answer_start": 1}, {"text": "in France", "answer_start": 0}]
    asked = [
        {"question": "Where is Normandy?", "answers": spans},
        {"question": "Who paid?", "is_impossible": True, "answers": [], "plausible_answers": [{"text": "They"}]},
    ]
    text = json.dumps({"data": [{"title": "Normans", "paragraphs": [{"context": context, "qas": asked}]}]})
    assert questions("a.json", text) == {"Where is Normandy?": "France", "Who paid?": None}
    assert passages("a.json", text) == [context]


def test_of_a_forums_answers_the_accepted_one_counts() -> None:
    answers = [
        {"body": "<p>Wait.</p>", "score": 9, "is_accepted": False},
        {"body": "<p>Stop it.</p>", "score": 1, "is_accepted": True},
    ]
    data = [{"title": "How do I stop it?", "body": "<p>I tried.</p>", "answers": answers}]
    assert questions("a.json", json.dumps(data)) == {"How do I stop it?": "Stop it."}


def test_articles_that_ask_nothing_are_passages() -> None:
    body = "Stop the service, wait for it to come up again, and look at its log."
    data = [{"title": name, "body": f"{name} it. {body}"} for name in ("Install", "Update")]
    assert questions("a.json", json.dumps(data)) == {}
    assert len(passages("a.json", json.dumps(data))) == 2


def test_settings_are_told_apart_from_broken_files() -> None:
    with pytest.raises(NothingAsked, match="holds no object with a question"):
        read_document(Document("d/package.json", b'{"name": "x", "version": "1", "scripts": {"test": "jest"}}'))


def test_comments_trailing_commas_and_single_values_in_a_row_are_read() -> None:
    assert questions("a.json", '// bank\n[{"question": "What is X?", "answer": "Y",}, /* end */]') == {
        "What is X?": "Y"
    }
    assert questions("a.json", '{"q": "What is X?", "a": "Y"}\n{"q": "What is Z?", "a": "W"}\n') == {
        "What is X?": "Y",
        "What is Z?": "W",
    }


def test_a_file_that_is_cut_off_gives_what_was_whole_and_says_so() -> None:
    text = '[\n{"question": "What is X?", "answer": "Y"},\n{"question": "What is Z?", "answer": "It is wh'
    found = extracted("a.json", text)
    assert [question.text for question in found.content.questions] == ["What is X?"]
    assert [(flaw.line, "cut off" in flaw.sentence) for flaw in found.flaws] == [(3, True)]


def test_a_broken_line_costs_only_itself_and_is_named() -> None:
    text = (
        '{"question": "What is X?", "answer": "Y"}\n{"question": "What is\n{"question": "What is Z?", "answer": "W"}\n'
    )
    found = extracted("a.jsonl", text)
    assert [question.text for question in found.content.questions] == ["What is X?", "What is Z?"]
    assert [flaw.line for flaw in found.flaws] == [2]


def test_a_name_that_stands_twice_is_said() -> None:
    found = extracted("a.json", '{"question": "What is X?",\n"question": "What is Z?", "answer": "W"}')
    assert [question.text for question in found.content.questions] == ["What is Z?"]
    assert '"question" stands twice' in found.flaws[0].sentence


def test_odd_numbers_are_no_trouble() -> None:
    text = '[{"question": "What is X?", "answer": "Y", "score": NaN, "n": ' + "9" * 5000 + "}]"
    assert questions("a.json", text) == {"What is X?": "Y"}


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, '[{"question": "What is X?", "answer":' + "[" * 5000]
)
def test_nesting_without_end_is_one_sentence(text: str) -> None:
    with pytest.raises(UnreadableSource, match="nested too deeply"):
        read_document(Document("d/a.json", text.encode()))


def test_lines_are_those_of_the_file() -> None:
    text = '{\n "questions": [\n  {\n   "question": "What is X?",\n   "level": "easy",\n   "answer": "Y"\n  }\n ]\n}\n'
    (question,) = extracted("a.json", text).content.questions
    assert (question.locator.start_line, question.locator.end_line, question.level) == (4, 6, "junior")
