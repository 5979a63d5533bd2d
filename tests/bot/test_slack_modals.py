"""The dialogs are valid, and what was put into them reads as if it had been typed."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.slack.modals import (
    about_of,
    answer_modal,
    answer_of,
    conversation_of,
    files_of,
    gap_answer_of,
    gap_modal,
    ingest_modal,
    ingest_of,
    reason_modal,
    reason_of,
)
from bot.commands import Vote, parse
from bot.messages import Attachment
from bot.records import Reason
from tests.bot.test_slack_escape import texts
from tests.platforms.block_judges import check_view

View = dict[str, Any]
CONVERSATION = "slack:T1:C1:1712345678.000100"


def filled(view: View, **values: dict[str, dict[str, Any]]) -> View:
    """The view as it comes back: `block_id={action_id: state}`."""
    return view | {"state": {"values": values}}


def chosen(value: str) -> dict[str, Any]:
    return {"type": "radio_buttons", "selected_option": {"value": value}}


@pytest.mark.parametrize("view", [reason_modal("grade:g1"), gap_modal("gap:g1", ""), ingest_modal()])
def test_a_dialog_is_valid(view: View) -> None:
    assert check_view(view) == []


@given(texts.map(lambda text: text * 50))
def test_a_dialog_for_any_question_is_valid(question: str) -> None:
    view = answer_modal("question:q1", question, CONVERSATION)
    assert check_view(view) == []
    assert (about_of(view), conversation_of(view)) == ("question:q1", CONVERSATION)
    assert check_view(gap_modal("gap:g1", question)) == []


@given(texts, st.lists(texts, max_size=3))
def test_a_dialog_shows_any_code_and_choices(code: str, options: list[str]) -> None:
    assert check_view(answer_modal("question:q1", "What?", CONVERSATION, code, options)) == []


def test_code_and_choices_stand_below_the_question() -> None:
    blocks = answer_modal("question:q1", "What?", CONVERSATION, "if x:\n    <@U1>", ["a", "b"])["blocks"]
    assert [one["elements"][0]["type"] for one in blocks[:3]] == [
        "rich_text_quote", "rich_text_preformatted", "rich_text_list",
    ]  # fmt: skip
    assert blocks[1]["elements"][0]["elements"] == [{"type": "text", "text": "if x:\n    <@U1>"}]


@pytest.mark.parametrize("reason", get_args(Reason))
def test_a_reason_is_a_vote_even_while_a_question_is_open(reason: Reason) -> None:
    view = filled(reason_modal("grade:g1"), reason={"choice": chosen(reason)}, comment={"words": {"value": "not\nso"}})
    said = reason_of(view)
    assert isinstance(said, str)
    assert parse(said, question_open=True) == Vote(up=False, reason=f"{reason}: not so")
    assert about_of(view) == "grade:g1"


@given(st.sampled_from(get_args(Reason)), texts)
def test_a_reason_in_any_words_is_one_line(reason: Reason, words: str) -> None:
    said = reason_of(
        filled(reason_modal("answer:a"), reason={"choice": chosen(reason)}, comment={"words": {"value": words}})
    )
    assert isinstance(said, str)
    assert isinstance(parse(said, question_open=True), Vote)


def test_a_vote_without_a_reason_is_asked_for_one() -> None:
    assert reason_of(filled(reason_modal("grade:g1"))) == {"reason": "Choose what was wrong."}


def test_an_answer_ends_with_how_sure_the_learner_is() -> None:
    view = answer_modal("question:q1", "What is drift?", CONVERSATION)
    words = {"words": {"value": " The inputs change.\nThen the errors. "}}
    sure = {"choice": {"type": "static_select", "selected_option": {"value": "70"}}}
    assert answer_of(filled(view, answer=words, sure=sure)) == "The inputs change.\nThen the errors.\nsure 70"
    left_open = {"choice": {"type": "static_select", "selected_option": None}}
    assert answer_of(filled(view, answer=words, sure=left_open)) == "The inputs change.\nThen the errors."


@pytest.mark.parametrize("nothing", [None, "", " \n "])
def test_an_empty_answer_is_asked_for(nothing: str | None) -> None:
    view = filled(answer_modal("question:q1", "What?", CONVERSATION), answer={"words": {"value": nothing}})
    assert answer_of(view) == {"answer": "Write an answer first."}
    assert set(gap_answer_of(filled(gap_modal("gap:g1", "What?"), answer={"words": {"value": nothing}}))) == {"answer"}


def test_an_answer_to_a_gap_names_the_gap() -> None:
    view = filled(gap_modal("gap:g:1", "What?"), answer={"words": {"value": "This."}})
    assert gap_answer_of(view) == "/gaps answer g:1 This."


def test_documents_come_as_files_or_as_a_link() -> None:
    file = {"id": "F1", "name": "a.md", "url_private": "https://files.example/F1", "size": 12}
    with_file = filled(ingest_modal(), files={"files": {"files": [file]}}, link={"link": {"value": None}})
    assert ingest_of(with_file) == "/ingest"
    assert files_of(with_file) == (Attachment("F1", "a.md", "https://files.example/F1", 12),)
    with_link = filled(ingest_modal(), link={"link": {"value": "https://wiki.example/a"}})
    assert ingest_of(with_link) == "/ingest https://wiki.example/a"
    assert files_of(with_link) == ()


def test_a_link_is_one_word_and_something_is_needed() -> None:
    assert set(ingest_of(filled(ingest_modal(), link={"link": {"value": "https://a.example b"}}))) == {"link"}
    assert set(ingest_of(filled(ingest_modal()))) == {"files"}
