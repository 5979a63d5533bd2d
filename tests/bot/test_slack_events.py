"""Slack's payloads as events: what concerns the coach, what is ignored, and that nothing odd is fatal."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.chat.slack.acceptance import Acceptance, bolt_app
from bot.chat.slack.events import to_event
from bot.chat.slack.ids import Bot
from bot.chat.slack.interactions import dialog_for, view_errors
from bot.chat.slack.modals import answer_modal, ingest_modal, reason_modal
from bot.chat.slack.words import plain_words
from bot.delivery.event import Address, Event
from bot.messages import Attachment
from tests.platforms.slack_inbox import MemoryInbox

BOT = Bot("T1", "UBOT", "BBOT")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PAYLOADS = Path(__file__).parents[3] / "shared" / "data" / "platform" / "slack_payloads"
Json = dict[str, Any]


async def nobodys(address: Address) -> bool:
    return False


async def ours(address: Address) -> bool:
    return True


def callback(event: Json, **more: Any) -> Json:
    return {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event} | more


def said(text: str, channel: str = "D9", ts: str = "1700000000.000100", **more: Any) -> Json:
    return callback({"type": "message", "user": "U1", "channel": channel, "ts": ts, "text": text} | more)


def pressed(action_id: str, value: str, **more: Any) -> Json:
    action = {"action_id": action_id, "value": value, "action_ts": "1700000001.5"}
    place = {"container": {"type": "message", "message_ts": "9.1", "channel_id": "C1"}, "channel": {"id": "C1"}}
    user = {"user": {"id": "U1", "team_id": "T1"}, "trigger_id": "tr.1"}
    return {"type": "block_actions", "actions": [action]} | user | place | more


def submitted(view: Json, values: Json) -> Json:
    view = view | {"id": "V1", "hash": "h1", "state": {"values": values}}
    return {"type": "view_submission", "user": {"id": "U1", "team_id": "T1"}, "view": view}


async def event_in(payload: Json, is_ours: Any = nobodys) -> Event:
    event = await to_event(payload, BOT, is_ours, NOW)
    assert event is not None
    return event


async def test_a_private_message_is_one_conversation_whatever_thread_it_is_in() -> None:
    first = await event_in(said("practice rag"))
    later = await event_in(said("because", ts="1700000009.0", thread_ts="1700000000.000100"))
    assert first.message.conversation == later.message.conversation == "slack:T1:D9"
    assert first.message.id == "slack:T1:Ev1"
    assert first.message.learner == "slack:T1:U1"
    assert first.message.at == datetime(2023, 11, 14, 22, 13, 20, 100, tzinfo=UTC)
    assert first.message.place == ""
    assert first.address == later.address == Address("slack", "T1", "D9", "1700000000.000100")


async def test_a_mention_opens_a_thread_and_both_of_its_events_are_about_one_post() -> None:
    as_message = await event_in(said("<@UBOT> practice rag", channel="C1"))
    mention = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1700000000.000100"}
    as_mention = await event_in(callback(mention | {"text": "<@UBOT> practice rag"}, event_id="Ev2"))
    assert as_message.post == as_mention.post == "C1:1700000000.000100"
    assert as_message.message.id != as_mention.message.id
    assert as_message.message.text == as_mention.message.text == "/practice rag"
    assert as_message.message.conversation == "slack:T1:C1:1700000000.000100"
    assert as_message.message.place == "slack:T1:C1"
    assert as_message.message.in_thread


async def test_in_a_channel_only_threads_of_the_coach_are_heard_without_a_mention() -> None:
    reply = said("lineage", channel="C1", ts="1700000005.0", thread_ts="1700000000.0")
    assert await to_event(reply, BOT, nobodys, NOW) is None
    assert await to_event(said("lineage", channel="C1"), BOT, ours, NOW) is None
    assert (await event_in(reply, ours)).message.conversation == "slack:T1:C1:1700000000.0"
    reply["event"]["parent_user_id"] = "UBOT"
    assert (await event_in(reply)).message.text == "lineage"


@pytest.mark.parametrize(
    "change",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
        {"bot_id": "B7"},
        {"user": "UBOT"},
        {"user": 7},
        {"channel": None},
        {"ts": 5},
        {"text": ""},
    ],
)
async def test_what_nobody_said_to_the_coach_is_ignored(change: Json) -> None:
    payload = said("hello")
    payload["event"] |= change
    assert await to_event(payload, BOT, ours, NOW) is None


async def test_files_come_along_without_those_that_are_gone() -> None:
    files = [
        {"id": "F1", "name": "notes.md", "url_private": "https://files.slack.com/a", "size": 12},
        {"id": "F2", "mode": "tombstone"},
        "nonsense",
    ]
    event = await event_in(said("", subtype="file_share", files=files))
    assert event.message.files == (Attachment("F1", "notes.md", "https://files.slack.com/a", 12),)


async def test_somebody_of_another_organisation_is_named_by_their_own_workspace() -> None:
    event = await event_in(said("hello", user_team="T2"))
    assert event.message.learner == "slack:T2:U1"
    assert event.address.workspace == "T1"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@UBOT> practice rag", "practice rag"),
        ("<@UBOT|coach>: why?", "why?"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("/admin add <@U1>", "/admin add slack:T1:U1"),
        ("/daily <#C1|general> 09:30", "/daily slack:T1:C1 09:30"),
        ("see <https://a.example/x|the page>", "see the page (https://a.example/x)"),
        ("<https://a.example>", "https://a.example"),
        ("<https://a.example|a.example>", "https://a.example"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<!here> <!subteam^S1|@team>", "@here @team"),
        ("x < y > z <unclosed", "x < y > z <unclosed"),
    ],
)
def test_marks_become_words(written: str, read: str) -> None:
    assert plain_words(written, team="T1", bot_user="UBOT") == read


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("reaction_added", "+1", "+"),
        ("reaction_added", "thumbsup::skin-tone-4", "+"),
        ("reaction_added", "-1", "-"),
        ("reaction_removed", "thumbsdown", "/unvote -"),
        ("reaction_removed", "+1::skin-tone-2", "/unvote +"),
    ],
)
async def test_thumbs_on_the_coachs_messages_are_votes(kind: str, name: str, text: str) -> None:
    item = {"type": "message", "channel": "C1", "ts": "5.1"}
    event = {"type": kind, "user": "U1", "reaction": name, "item": item, "item_user": "UBOT", "event_ts": "6.1"}
    vote = await event_in(callback(event))
    assert (vote.message.text, vote.message.about) == (text, "post:C1:5.1")
    assert await to_event(callback(event | {"item_user": "U2"}), BOT, ours, NOW) is None
    assert await to_event(callback(event | {"reaction": "tada"}), BOT, ours, NOW) is None


async def test_the_home_tab_is_a_conversation_of_its_own() -> None:
    event = {"type": "app_home_opened", "user": "U1", "channel": "D9", "tab": "home", "event_ts": "6.1"}
    opened = await event_in(callback(event))
    assert (opened.message.text, opened.message.conversation) == ("/home", "slack:T1:home:U1")
    assert (opened.message.place, opened.address.channel) == ("", "D9")
    assert await to_event(callback(event | {"tab": "messages"}), BOT, ours, NOW) is None


async def test_a_slash_command_has_no_thread_in_a_channel_and_is_private_in_a_private_conversation() -> None:
    command = {"command": "/coach", "text": "practice rag 3", "user_id": "U1", "trigger_id": "tr.1"}
    public = await event_in(command | {"channel_id": "C1"})
    assert (public.message.text, public.message.place, public.message.in_thread) == (
        "/practice rag 3",
        "slack:T1:C1",
        False,
    )
    private = await event_in(command | {"channel_id": "D9", "text": ""})
    assert (private.message.text, private.message.place, private.message.in_thread) == ("/help", "", True)
    assert (private.message.at, public.message.id) == (NOW, "slack:T1:command/tr.1")


async def test_buttons_say_their_words_where_they_stand() -> None:
    hint = json.dumps({"text": "/hint", "about": "question:q1"})
    event = await event_in(pressed("say:hint", hint))
    assert (event.message.text, event.message.about) == ("/hint", "question:q1")
    assert event.message.conversation == "slack:T1:C1:9.1"
    again = await event_in(pressed("say:hint", hint))
    assert event.id == again.id
    hidden = {"type": "message", "message_ts": "9.2", "channel_id": "C1", "is_ephemeral": True}
    aside = await event_in(pressed("say:hint", hint, container=hidden))
    assert (aside.message.conversation, aside.message.in_thread) == ("slack:T1:C1", False)
    inside = await event_in(pressed("say:hint", hint, container=hidden | {"thread_ts": "8.0"}))
    assert inside.message.conversation == "slack:T1:C1:8.0"


async def test_a_button_on_the_home_tab_speaks_in_private() -> None:
    value = json.dumps({"text": "/practice", "about": ""})
    home = {"container": {"type": "view"}, "channel": None}
    remembered = {"view": {"type": "home", "private_metadata": '{"channel": "D9"}'}}
    assert (await event_in(pressed("say:practice", value, **home, **remembered))).message.conversation == "slack:T1:D9"
    alone = await event_in(pressed("say:practice", value, **home, view={"type": "home"}))
    assert (alone.message.conversation, alone.address.channel) == ("slack:T1:home:U1", "U1")
    assert alone.message.place == ""


async def test_a_thumbs_down_is_a_vote_and_opens_the_reasons_where_it_was_given() -> None:
    press = pressed("rate", "-|grade:g1")
    assert ((await event_in(press)).message.text, (await event_in(press)).message.about) == ("-", "grade:g1")
    dialog = dialog_for(press, BOT)
    assert dialog is not None
    assert dialog.view["callback_id"] == "reason"
    chosen = {"reason": {"choice": {"selected_option": {"value": "unclear"}}}}
    reason = await event_in(submitted(dialog.view, chosen))
    assert (reason.message.text, reason.message.about) == ("/- unclear", "grade:g1")
    assert reason.message.conversation == (await event_in(press)).message.conversation
    assert dialog_for(pressed("rate", "+|grade:g1"), BOT) is None


async def test_a_long_answer_is_written_in_a_dialog_and_said_where_the_question_stands() -> None:
    carried = {"text": "", "about": "question:q1", "question": "Why?", "code": "f(1)\n  g()", "options": "a\nb"}
    press = pressed("write_answer", json.dumps(carried))
    assert await to_event(press, BOT, ours, NOW) is None
    dialog = dialog_for(press, BOT)
    assert dialog is not None
    kinds = [one["elements"][0]["type"] for one in dialog.view["blocks"][:3]]
    assert kinds == ["rich_text_quote", "rich_text_preformatted", "rich_text_list"]
    answer = await event_in(submitted(dialog.view, {"answer": {"words": {"value": "Because."}}}))
    assert (answer.message.text, answer.message.about) == ("Because.", "question:q1")
    assert (answer.message.conversation, answer.message.place) == ("slack:T1:C1:9.1", "slack:T1:C1")


async def test_ingest_without_a_link_opens_a_dialog_whose_files_are_the_messages() -> None:
    command = {"command": "/coach", "text": " ingest ", "user_id": "U1", "channel_id": "C1", "trigger_id": "tr.1"}
    assert await to_event(command, BOT, ours, NOW) is None
    dialog = dialog_for(command, BOT)
    assert dialog is not None
    file = {"id": "F1", "name": "a.md", "url_private": "https://files.slack.com/a", "size": 3}
    event = await event_in(submitted(dialog.view, {"files": {"files": {"files": [file]}}}))
    assert (event.message.text, event.message.files) == (
        "/ingest",
        (Attachment("F1", "a.md", "https://files.slack.com/a", 3),),
    )
    with_link = command | {"text": "ingest https://a.example/x"}
    assert (await event_in(with_link)).message.text == "/ingest https://a.example/x"
    assert dialog_for(with_link, BOT) is None


async def test_an_incomplete_dialog_is_no_event_and_names_its_field() -> None:
    for view, field in ((reason_modal("grade:g1"), "reason"), (answer_modal("q", "", ""), "answer")):
        payload = submitted(view, {})
        assert await to_event(payload, BOT, ours, NOW) is None
        assert set(view_errors(payload)) == {field}
    assert view_errors(submitted(ingest_modal() | {"callback_id": "another"}, {})) == {}


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
SAMPLES: tuple[Callable[[], Json], ...] = (
    lambda: said("<@UBOT> hi", channel="C1", files=[{"id": "F1"}]),
    lambda: pressed("rate", "-|grade:g1"),
    lambda: pressed("say:hint", json.dumps({"text": "/hint", "about": ""})),
    lambda: submitted(answer_modal("question:q1", "Why?", "c"), {"answer": {"words": {"value": "Because."}}}),
    lambda: submitted(ingest_modal(), {"files": {"files": {"files": [{"id": "F1"}]}}}),
    lambda: {"command": "/coach", "text": "practice", "user_id": "U1", "channel_id": "C1", "trigger_id": "t"},
)


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, each in inner for path in paths(each, (*at, key)))]


@settings(max_examples=400, deadline=None)
@given(st.data())
async def test_no_field_of_an_odd_type_is_fatal(data: st.DataObject) -> None:
    payload = data.draw(st.sampled_from(SAMPLES))()
    path = data.draw(st.sampled_from([path for path in paths(payload) if path]))
    inside: Any = payload
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = data.draw(json_like)
    answer = await dispatched(app_with(MemoryInbox()), payload)
    assert answer.status == 200


def app_with(inbox: MemoryInbox) -> AsyncApp:
    return bolt_app(Acceptance(inbox, BOT, lambda: NOW), BOT, "xoxb-x", "http://127.0.0.1:9/api/")


async def dispatched(app: AsyncApp, payload: Json) -> BoltResponse:
    try:
        asked = AsyncBoltRequest(mode="socket_mode", body=payload)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        # Bolt cannot make a request of it: `connection.handler` acknowledges such a payload by itself.
        return BoltResponse(status=200)
    return await app.async_dispatch(asked)


async def test_what_cannot_be_written_down_is_not_acknowledged_and_taken_the_next_time() -> None:
    inbox = MemoryInbox()
    app = app_with(inbox)
    inbox.failing = 1
    assert (await dispatched(app, said("hello"))).status == 500
    assert inbox.events == []
    assert (await dispatched(app, said("hello"))).status == 200
    assert (await dispatched(app, said("hello"))).status == 200
    assert (inbox.texts, inbox.asked) == (["hello"], 3)


def sampled() -> list[Path]:
    return sorted(PAYLOADS.glob("*.json"))


@pytest.mark.skipif(not PAYLOADS.is_dir(), reason="the sampled payloads are not beside this checkout")
async def test_every_sampled_payload_is_accepted_or_ignored() -> None:
    taken = 0
    for file in sampled():
        inbox = MemoryInbox()
        app = app_with(inbox)
        answer = await dispatched(app, json.loads(file.read_text()))
        assert answer.status == 200, file.name
        taken += len(inbox.events)
    assert len(sampled()) == 82
    assert taken > 0
