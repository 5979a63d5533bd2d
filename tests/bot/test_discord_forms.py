"""The forms are such as Discord takes, and what was put into them reads as if it had been typed."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.discord.custom_ids import read_custom_id
from bot.chat.discord.escape import markdown
from bot.chat.discord.forms import (
    Form,
    Said,
    answer_form,
    confirm_form,
    forget_form,
    gap_form,
    reason_form,
    words_of,
)
from bot.commands import ForgetMe, Vote, parse
from bot.records import Reason
from tests.bot.test_discord_escape import texts
from tests.platforms.discord.forms import form_errors
from tests.platforms.discord.schema import Judge
from tests.platforms.discord_markdown import kinds, read

Json = dict[str, Any]
TEXT, LABEL = 10, 18
ROUTE = "/interactions/{interaction_id}/{interaction_token}/callback"
judge = Judge()


def is_taken(form: Form) -> None:
    body = form.to_dict()
    assert judge.check("POST", ROUTE, {"type": 9, "data": body}) == []
    assert form_errors(body) == []
    assert read_custom_id(form.custom_id) is not None


def sent(form: Form, **values: Any) -> Json:
    """The data of the interaction that comes when it was filled: the values of its fields by their ids."""
    components = []
    for number, component in enumerate(form.to_dict()["components"], 1):
        shown: Json = {"type": component["type"], "id": 2 * number}
        if component["type"] == LABEL:
            field = component["component"]
            name = "values" if field["type"] in (3, 22) else "value"
            empty: Any = [] if name == "values" else None if field["type"] == 21 else ""
            given = values.get(field["custom_id"], empty)
            kept = {"type": field["type"], "id": 2 * number + 1, "custom_id": field["custom_id"]}
            shown["component"] = {**kept, name: given}
        components.append(shown)
    return {"custom_id": form.custom_id, "components": components}


@pytest.mark.parametrize(
    "form",
    [
        reason_form("grade:g1"),
        gap_form("q-3fa2b81c90de", "What is drift?"),
        gap_form("g1", ""),
        answer_form("question:q1", "### What is drift?"),
        answer_form("", ""),
        answer_form("question:" + "q" * 90, "?" * 5000),
        confirm_form("/rollback", "generation:g", "Roll back? " * 9, "The generation before this one. " * 999),
        forget_form(),
    ],
    ids=lambda form: form.custom_id[:20],
)
def test_a_form_is_valid(form: Form) -> None:
    is_taken(form)


@given(texts.map(lambda text: text * 50))
def test_a_form_for_any_question_is_valid(question: str) -> None:
    is_taken(answer_form("question:q1", markdown(question)[:3900]))
    is_taken(gap_form("g1", markdown(question)[:3900]))


@given(texts, texts)
def test_what_somebody_is_asked_to_confirm_is_shown_as_it_stands(title: str, text: str) -> None:
    form = confirm_form("/rollback", "", title, text)
    is_taken(form)
    shown = [one["content"] for one in form.to_dict()["components"] if one["type"] == TEXT]
    assert kinds([node for one in shown for node in read(one)]) <= {"text", "code"}


async def test_a_form_waits_for_nothing() -> None:
    assert forget_form().is_finished()


def test_the_question_is_shown_again() -> None:
    first = answer_form("question:q1", "### What is drift?").to_dict()["components"][0]
    assert (first["type"], first["content"]) == (TEXT, "### What is drift?")


def test_an_answer_ends_with_how_sure_the_learner_is() -> None:
    form = answer_form("question:q1", "What is drift?")
    words = " The inputs change.\nThen the errors. "
    sure = sent(form, words=words, sure=["70"])
    assert words_of(sure) == Said("The inputs change.\nThen the errors.\nsure 70", "question:q1")
    assert words_of(sent(form, words=words)) == Said("The inputs change.\nThen the errors.", "question:q1")
    assert words_of(sent(answer_form("", ""), words="Because.")) == Said("Because.", "")


@pytest.mark.parametrize("nothing", ["", " \n "])
def test_an_empty_answer_is_none(nothing: str) -> None:
    assert words_of(sent(answer_form("question:q1", "What?"), words=nothing)) is None
    assert words_of(sent(gap_form("g1", "What?"), words=nothing)) is None


@pytest.mark.parametrize("reason", get_args(Reason))
def test_a_reason_is_a_vote_even_while_a_question_is_open(reason: Reason) -> None:
    said = words_of(sent(reason_form("grade:g1"), reason=reason, comment="not\nso"))
    assert said is not None
    assert parse(said.text, question_open=True) == Vote(up=False, reason=f"{reason}: not so")
    assert said.about == "grade:g1"


@given(st.sampled_from(get_args(Reason)), texts)
def test_a_reason_in_any_words_is_one_line(reason: Reason, comment: str) -> None:
    said = words_of(sent(reason_form("answer:a"), reason=reason, comment=comment))
    assert said is not None
    assert isinstance(parse(said.text, question_open=True), Vote)


def test_a_reason_has_to_be_one_of_ours() -> None:
    assert words_of(sent(reason_form("answer:a"), comment="bad")) is None
    assert words_of(sent(reason_form("answer:a"), reason="ugly")) is None


def test_an_answer_to_a_gap_names_the_gap() -> None:
    assert words_of(sent(gap_form("g:1", "What?"), words="This.")) == Said("/gaps answer g:1 This.", "gap:g:1")


def test_only_a_ticked_box_confirms() -> None:
    form = confirm_form("/ingest publish 20260302-0841", "generation:20260302-0841", "Publish?", "Live at once.")
    said = Said("/ingest publish 20260302-0841", "generation:20260302-0841")
    assert words_of(sent(form, confirmed=["yes"])) == said
    assert words_of(sent(form)) is None


def test_who_ticks_the_box_is_forgotten() -> None:
    said = words_of(sent(forget_form(), confirmed=["yes"]))
    assert said is not None
    assert parse(said.text, question_open=True) == ForgetMe(sure=True)


@pytest.mark.parametrize("name", ["", "other|1", "say|/hint|question:q1", "answer", None])
def test_a_form_of_somebody_else_says_nothing(name: str | None) -> None:
    assert words_of({"custom_id": name, "components": []}) is None
