"""Every reply in Slack is a message that Slack takes, whatever anybody wrote, and says all that the reply says."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.admin_messages import ShowIngest
from bot.chat.slack.blocks import Rendered, answer_stream, home_view, render
from bot.chat.text import clean, units
from bot.messages import (
    AskQuestion,
    Plain,
    ReportLine,
    ShowAnswer,
    ShowHome,
    ShowProgress,
    ShowReport,
    ShowRound,
)
from bot.progress_picture import progress_alt_text
from tests.bot.test_slack_escape import texts
from tests.platforms.any_reply import NOW, in_full, replies
from tests.platforms.block_judges import check_blocks, check_view, leaves
from tests.platforms.sample_replies import ANSWER, GRADE, HOME, OUTCOME, PROGRESS, UNKNOWN

LEARNER = "slack:T1:U1"
LONG = st.sampled_from(["A sentence of a document. ", "👨‍👩‍👧‍👦", "<!channel> & ", "word "]).map(
    lambda text: (text * 40_000)[:40_000]
)
KINDS = replies(st.integers(0, 19).flatmap(lambda rare: LONG if rare == 19 else texts))
LIVELY = {"mrkdwn", "markdown", "link", "broadcast", "usergroup", "channel", "emoji", "video", "file", "team", "date"}
any_text = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def messages(rendered: Rendered) -> tuple[Rendered, ...]:
    return (rendered, *rendered.follow_ups)


def visible(blocks: Any) -> str:
    return "".join(value for key, value in leaves(blocks) if key in ("text", "alt_text"))


def squeezed(text: str) -> str:
    return "".join(clean(text).split())


def objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
    for inner in value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ():
        yield from objects(inner)


def test_every_kind_of_reply_is_tried() -> None:
    assert set(KINDS) == set(get_args(Plain))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@any_text
@given(data=st.data(), picture=st.sampled_from([None, "F0PICTURE"]))
def test_any_reply_is_valid_safe_and_said_in_words(kind: type[Plain], data: st.DataObject, picture: str | None) -> None:
    reply = data.draw(KINDS[kind])
    for message in messages(render(reply, learner=LEARNER, picture=picture)):
        assert check_blocks(message.blocks, "message") == []
        assert message.text.strip()
        assert units(message.text) <= 4000
        assert not re.search(r"[<>]|\w://\w|www\.\w", message.text)
        assert not message.follow_ups or message is not message.follow_ups[0]
        is_safe(message.blocks)


def is_safe(blocks: Any) -> None:
    """Nothing is parsed as formatting, no emoji is spelt, and the only mention is the one that a round may make."""
    for one in objects(blocks):
        assert one.get("type") not in (
            "mrkdwn",
            "markdown",
            "link",
            "broadcast",
            "usergroup",
            "channel",
            "emoji",
            "video",
        )
        assert not {"image_url", "url", "thumb_url"} & set(one)
        if one.get("type") == "plain_text":
            assert one["emoji"] is False
        if one.get("type") == "user":
            assert one["user_id"] in ("U1", "W2")
        if "value" in one and one.get("type") == "button":
            assert len(one["value"].encode()) <= 2000
            assert not re.search(r"[<>&]", one["value"])
            assert {"text", "about"} <= set(json.loads(one["value"]))


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind not in (ShowProgress, ShowHome)], ids=lambda k: k.__name__
)
@any_text
@given(data=st.data())
def test_nothing_is_lost_where_a_reply_is_cut(kind: type[Plain], data: st.DataObject) -> None:
    reply = data.draw(KINDS[kind])
    shown = squeezed("".join(visible(message.blocks) for message in messages(render(reply, learner=LEARNER))))
    for text in in_full(reply):
        assert squeezed(text) in shown


def test_a_question_says_where_one_stands_and_offers_what_may_be_done() -> None:
    shown = render(AskQuestion("q1", "What is drift?", 2, 5, "monitoring", "mid", due=True), learner=LEARNER)
    assert shown.text == "Question 2 of 5 · monitoring · mid · review\nWhat is drift?"
    assert pressed(shown) == {
        "write_answer": ("", "question:q1"),
        "say:hint": ("/hint", "question:q1"),
        "say:reveal": ("/reveal", "question:q1"),
        "say:skip": ("/skip", "question:q1"),
        "say:why": ("/why", "question:q1"),
    }


def test_a_question_is_shown_with_its_code_and_choices_which_stay_what_they_are() -> None:
    code = "if x:\n    say('<!channel>')\n```\n<https://evil.example|a>"
    asked = AskQuestion("q1", "What?", 1, 5, "", "", due=False, code=code, options=("*bold* <@U1>", "# a"))
    shown = render(asked, learner=LEARNER)
    assert check_blocks(shown.blocks, "message") == []
    is_safe(shown.blocks)
    written, listed = (one["elements"][0] for one in shown.blocks[2:4])
    assert (written["type"], written["elements"]) == ("rich_text_preformatted", [{"type": "text", "text": code}])
    assert (listed["type"], listed["style"]) == ("rich_text_list", "bullet")
    assert [one["elements"][0]["text"] for one in listed["elements"]] == ["*bold* <@U1>", "# a"]
    assert "<!channel>" not in shown.text


def test_the_dialog_for_an_answer_shows_code_and_choices_as_far_as_a_button_carries_them() -> None:
    lines = [f"line({number})" for number in range(300)]
    asked = AskQuestion("q1", "What?", 1, 5, "", "", due=False, code="\n".join(lines), options=("a", "b"))
    (value,) = [one for key, one in leaves(render(asked, learner=LEARNER).blocks) if key == "value" and "What?" in one]
    assert len(value) <= 2000
    carried = json.loads(value)
    *kept, ending = carried["code"].split("\n")
    assert (carried["question"], carried["options"], ending) == ("What?", "a\nb", "…")
    assert len(kept) > 50
    assert kept == lines[: len(kept)]


def test_a_question_of_a_mock_interview_offers_no_help() -> None:
    timed = AskQuestion("q1", "What is drift?", 1, 5, "", "", due=False, time_allowed=timedelta(minutes=6))
    assert set(pressed(render(timed, learner=LEARNER))) == {"write_answer", "say:skip"}


def test_a_grade_shows_score_points_quotes_and_evidence_and_can_be_rated() -> None:
    (shown,) = messages(render(GRADE, learner=LEARNER))
    assert shown.text.startswith("42 % · partially correct · 1 of 4 points covered\n")
    assert "Covered: A shadow release compares" in shown.text
    assert "You said: “the old model is deleted once the new one is live”" in shown.text
    assert "Missed: “Stop the rollout" not in shown.text or "[2]" in shown.text
    assert pressed(shown)["say:next"] == ("/next", f"grade:{GRADE.attempt_id}")
    votes = [value for key, value in leaves(shown.blocks) if key == "value" and value[1:2] == "|"]
    assert sorted(votes) == [f"+|grade:{GRADE.attempt_id}", f"-|grade:{GRADE.attempt_id}"]


def test_without_a_follow_up_a_grade_leads_nowhere_but_to_its_sources() -> None:
    assert set(pressed(render(replace(GRADE, probed=False), learner=LEARNER))) == {"say:why"}


def test_an_abstention_offers_the_nearest_questions() -> None:
    shown = render(ShowAnswer("a1", UNKNOWN, NOW), learner=LEARNER)
    assert shown.text.startswith("I do not know")
    assert pressed(shown)["say:ask-2"] == ("/ask How do you version features?", "")


def test_a_stream_says_the_answer_a_sentence_at_a_time_and_ends_in_citations() -> None:
    pieces, blocks = answer_stream(ShowAnswer("a1", ANSWER, NOW))
    assert len(pieces) == 3
    assert "".join(pieces).replace("\\", "") == ANSWER.text
    assert check_blocks(blocks, "message") == []
    assert [one["elements"][0]["text"][:3] for one in blocks if one["type"] == "context"] == ["[1]", "[2]"]
    assert "2 months old" in visible(blocks)
    assert blocks[-1]["type"] == "context_actions"


@any_text
@given(KINDS[ShowAnswer])
def test_any_stream_can_be_appended_and_stopped(reply: ShowAnswer) -> None:
    pieces, blocks = answer_stream(reply)
    assert check_blocks(blocks, "message") == []
    assert pieces
    assert all(0 < units(piece) <= 12_000 for piece in pieces)
    assert "<" not in "".join(pieces)
    is_safe(blocks)


@any_text
@given(KINDS[ShowHome], st.sampled_from([None, "F0PICTURE"]))
def test_any_home_tab_is_valid(reply: ShowHome, picture: str | None) -> None:
    view = home_view(reply, picture)
    assert check_view(view) == []
    is_safe(view["blocks"])


def test_a_home_tab_leads_with_what_is_due_and_shows_admins_the_corpus() -> None:
    view = home_view(HOME, "F0PICTURE")
    assert visible(view["blocks"][0]) == "6 reviews due now"
    assert {"say:practice", "say:gaps", "say:rollback"} <= set(pressed(view))
    assert "say:rollback" not in pressed(home_view(replace(HOME, glance=None), None))
    assert any("confirm" in one for one in objects(view) if one.get("action_id") == "say:rollback")


def test_a_picture_is_said_in_words() -> None:
    shown = render(ShowProgress(PROGRESS), learner=LEARNER, picture="F0PICTURE")
    assert shown.blocks[0]["slack_file"] == {"id": "F0PICTURE"}
    assert "57 answers" in shown.blocks[0]["alt_text"]
    assert progress_alt_text(PROGRESS) in shown.text


def test_an_ingest_is_published_only_after_a_second_thought() -> None:
    ready = ShowIngest("ready", outcome=OUTCOME)
    shown = render(ready, learner=LEARNER)
    assert pressed(shown) == {
        "say:publish": ("/ingest publish 20260302-0841", "generation:20260302-0841"),
        "say:discard": ("/ingest discard 20260302-0841", "generation:20260302-0841"),
    }
    assert [one["action_id"] for one in objects(shown.blocks) if "confirm" in one and "action_id" in one] == [
        "say:publish"
    ]
    assert "line 88: a table without a heading" in shown.text


def test_a_bar_is_not_read_out() -> None:
    shown = render(ShowIngest("running", "encoding", 3, 10), learner=LEARNER)
    assert shown.text == "Ingesting: encoding\n3 of 10"
    assert "█" in visible(shown.blocks)


def test_only_learners_who_agreed_and_are_in_slack_are_mentioned() -> None:
    named = ("slack:T1:U1", "cli:ada", "slack:T1:<!channel>", "slack:T1:U1")
    shown = render(ShowRound("q", "Answer.", (), "", 3, named), learner=LEARNER)
    assert [one["user_id"] for one in objects(shown.blocks) if one.get("type") == "user"] == ["U1"]


def test_a_long_interview_s_report_has_one_table_to_a_message() -> None:
    lines = tuple(ReportLine(f"Question {number}?", "rag", 0.5, ("A point.",)) for number in range(120))
    shown = messages(render(ShowReport(0.5, lines, timedelta(0), timedelta(0)), learner=LEARNER))
    assert all(check_blocks(message.blocks, "message") == [] for message in shown)
    assert sum(len(block["rows"]) - 1 for message in shown for block in message.blocks if "rows" in block) == 120


def test_the_judges_find_what_is_wrong() -> None:
    text = {"type": "plain_text", "text": "x" * 3001, "emoji": False}
    button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "x"}, "value": "v" * 2001}
    assert len(check_blocks([{"type": "section", "text": text}])) >= 2
    assert check_blocks([{"type": "actions", "elements": [button]}])
    assert check_blocks([{"type": "section", "text": {"type": "plain_text", "text": "x"}, "colour": "red"}])
    assert check_blocks([{"type": "divider"}] * 51) == ["51 blocks on a message"]
    assert check_blocks([{"type": "no_such_block"}])
    assert check_blocks([])


def pressed(shown: Any) -> dict[str, tuple[str, str]]:
    """What each button says about what, by its action."""
    found = {}
    for one in objects(shown.blocks if isinstance(shown, Rendered) else shown):
        if one.get("type") == "button":
            value = json.loads(one["value"])
            found[one["action_id"]] = (value["text"], value["about"])
    return found
