"""The adapter against a loopback Slack that cuts, stalls, refuses and goes away: no event is lost, the link returns."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from bot.chat.slack.http import SignedHttp
from bot.chat.slack_chat import SlackAccess, SlackChat
from bot.delivery.event import Address, Outgoing
from bot.errors import SettingsError
from bot.messages import AskQuestion, Say, ShowAnswer, ShowHome
from bot.practice.progress import Progress
from knowledge.answer import Answer
from tests.platforms.slack_inbox import MemoryInbox
from tests.platforms.slack_server import SlackServer

ADA, GENERAL, DM = "U0ADA", "C0GENERAL", "D0ADA"


class Running:
    """A chat that runs in a task of its own."""

    def __init__(self, slack: SlackServer, access: SlackAccess) -> None:
        self.slack = slack
        self.inbox = MemoryInbox()
        self.chat = SlackChat(access, self.inbox, draw=lambda progress: b"", now=lambda: datetime.now(UTC), pause=0)
        self.stop = asyncio.Event()
        self.task = asyncio.create_task(self.chat.run(self.stop))

    async def connected(self) -> None:
        await self.slack.until(lambda: self.chat.transport and self.chat.transport.connected.is_set())

    async def close(self) -> None:
        self.stop.set()
        await self.task
        await self.chat.close()

    async def hears(self, text: str) -> None:
        """Somebody says this, and it arrives."""
        await self.slack.world.say(ADA, DM, text)
        await self.slack.until(lambda: text in self.inbox.texts)


def access_to(slack: SlackServer) -> SlackAccess:
    settings = slack.settings
    return SlackAccess(
        settings.bot_token, settings.app_token, settings.signing_secret, base_url=slack.api_url, silent=0.6, slow=0.2
    )


@pytest.fixture
async def running(slack: SlackServer, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Running]:
    manifest = yaml.safe_load((Path(__file__).parents[2] / "slack-manifest.yaml").read_text())
    slack.settings.scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    slack.settings.subscriptions = set(manifest["settings"]["event_subscriptions"]["bot_events"])
    before = asyncio.all_tasks()
    running = Running(slack, access_to(slack))
    await running.connected()
    yield running
    await running.close()
    gc.collect()
    await asyncio.sleep(0)
    ours = ("/slack_sdk/", "/slack_bolt/", "/bot/chat/")
    left = [task for task in asyncio.all_tasks() - before if any(name in _file_of(task) for name in ours)]
    assert left == []
    assert "Unclosed" not in caplog.text
    assert "Unhandled" not in caplog.text
    assert [violation for violation in slack.violations if "scope" in violation.code] == []


async def test_a_message_is_in_the_inbox_before_it_is_acknowledged(running: Running, slack: SlackServer) -> None:
    await slack.world.say(ADA, GENERAL, slack.world.mention("practice rag"))
    await slack.settled()
    assert running.inbox.texts == ["/practice rag"]
    assert slack.lost == []
    assert slack.violations == []


async def test_what_could_not_be_written_is_sent_again_and_then_acknowledged(
    running: Running, slack: SlackServer
) -> None:
    running.inbox.failing = 2
    await slack.world.say(ADA, DM, "hello")
    (delivery,) = slack.world.last
    await delivery.acked()
    assert (running.inbox.texts, delivery.attempts) == (["hello"], 3)


async def test_every_event_four_times_and_out_of_order_is_one_each(running: Running, slack: SlackServer) -> None:
    for number in range(10):
        await slack.world.say(ADA, DM, f"word {number}")
    await slack.settled()
    again = list(slack.deliveries)
    await slack.redeliver(again, 3, seed=3)
    await slack.until(lambda: running.inbox.asked == 40 and len(slack.acks) == 40)
    assert sorted(running.inbox.texts) == [f"word {number}" for number in range(10)]


async def test_all_that_concerns_nobody_is_acknowledged(running: Running, slack: SlackServer) -> None:
    slack.settings.subscriptions |= {"agent_session_stopped", "app_context_changed"}
    message = await slack.world.say(ADA, GENERAL, "lunch?")
    await slack.world.edit(ADA, message, "lunch!")
    await slack.world.react("U0BEN", message, "tada")
    await slack.world.open_home(ADA, "messages")
    await slack.world.stop_session(ADA, GENERAL, message.ts)
    await slack.world.upload(ADA, GENERAL, "a.txt", b"x")
    await slack.world.delete(ADA, message)
    slack.emit({"type": "app_context_changed", "context": {}})
    await slack.settled()
    assert [delivery.payload for delivery in slack.deliveries if not delivery.is_acked] == []
    assert running.inbox.events == []


async def test_nonsense_on_the_wire_does_no_harm(running: Running, slack: SlackServer) -> None:
    for nonsense in (
        "{",
        "[1]",
        "null",
        "",
        '{"type": 5}',
        '{"type": "events_api", "envelope_id": "e", "payload": [1]}',
    ):
        await slack.socket.send_raw(nonsense)
    await running.hears("still there")


async def test_the_coach_does_not_hear_itself(running: Running, slack: SlackServer) -> None:
    await running.chat.post.send(
        Outgoing("o1", Address("slack", "T0LOOP", DM), Say("hello"), "slack:T0LOOP:U0ADA"), _none
    )
    await slack.settled()
    assert running.inbox.events == []


async def test_a_status_is_shown_where_all_see_the_reply(running: Running, slack: SlackServer) -> None:
    message = await slack.world.say(ADA, GENERAL, slack.world.mention("why?"))
    await slack.until(lambda: slack.thread_notes)
    (note,) = slack.thread_notes
    assert (note.thread_ts, note.value) == (message.ts, "is thinking...")


async def test_a_status_that_fails_takes_nothing_back(running: Running, slack: SlackServer) -> None:
    slack.inject("assistant.threads.setStatus", "error", code="internal_error")
    await running.hears("why?")
    await slack.settled()
    assert slack.lost == []


async def test_a_dialog_is_opened_once_and_said_where_its_button_stands(running: Running, slack: SlackServer) -> None:
    question = AskQuestion("q1", "Why?", 1, 3, "rag", "mid", due=False)
    await running.chat.post.send(
        Outgoing("o1", Address("slack", "T0LOOP", GENERAL), question, "slack:T0LOOP:U0ADA"), _none
    )
    (message,) = slack.messages(GENERAL, by_bot=True)
    click = await slack.world.click(ADA, message, "write_answer")
    view = await slack.world.sees_modal(ADA)
    await slack.redeliver(click, 2)
    await slack.until(lambda: [ack.kind for ack in slack.acks].count("interactive") == 3)
    assert len(slack.calls("views.open")) == 1
    submitted = await slack.world.submit(ADA, view, {"words": "Because.", "choice": "70"})
    assert submitted.errors == {}
    assert [(e.message.text, e.message.about, e.message.place) for e in running.inbox.events] == [
        ("Because.\nsure 70", "question:q1", "slack:T0LOOP:C0GENERAL")
    ]
    assert running.inbox.events[0].address.thread == message.ts


async def test_a_thumbs_down_is_a_vote_and_asks_why_at_once(running: Running, slack: SlackServer) -> None:
    answer = ShowAnswer("a1", Answer("why?", (), (), 0.1, True), datetime.now(UTC))
    await running.chat.post.send(Outgoing("o1", Address("slack", "T0LOOP", DM), answer, "slack:T0LOOP:U0ADA"), _none)
    (message,) = slack.messages(DM, by_bot=True)
    await slack.world.click(ADA, message, "rate", "negative")
    view = await slack.world.sees_modal(ADA)
    assert [(e.message.text, e.message.about) for e in running.inbox.events] == [("-", "answer:a1")]
    await slack.world.submit(ADA, view, {"choice": "unclear", "words": "too short"})
    await slack.world.click(ADA, message, "rate", "positive")
    await slack.settled()
    assert running.inbox.texts == ["-", "/- unclear: too short", "+"]
    assert len(slack.calls("views.open")) == 1
    assert slack.violations == []


async def test_the_home_tab_has_buttons_that_speak_in_private(running: Running, slack: SlackServer) -> None:
    await slack.world.open_home(ADA)
    await slack.settled()
    (opened,) = running.inbox.events
    home = ShowHome(Progress((), 0.5, 0, None, 1, (), 2, None, (), None), in_session=False)
    await running.chat.post.send(Outgoing("o1", opened.address, home, opened.message.learner), _none)
    await slack.world.click(ADA, slack.world.home(ADA), "say:practice")
    await slack.settled()
    assert (opened.message.text, running.inbox.texts) == ("/home", ["/home", "/practice"])
    assert running.inbox.events[1].message.conversation == f"slack:T0LOOP:{DM}"


async def test_a_dialog_that_cannot_be_written_down_stays_open(running: Running, slack: SlackServer) -> None:
    await slack.world.slash(ADA, GENERAL, "/coach", "ingest")
    view = await slack.world.sees_modal(ADA)
    running.inbox.failing = 1
    refused = await slack.world.submit(ADA, view, {"link": "https://a.example/x"})
    assert refused.errors
    empty = await slack.world.submit(ADA, view, {"link": ""})
    assert "files" in empty.errors
    await slack.world.submit(ADA, view, {"link": "https://a.example/x"})
    assert running.inbox.texts == ["/ingest https://a.example/x"]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "too_many_websockets", "link_disabled"])
async def test_it_is_back_after_slack_says_to_go(running: Running, slack: SlackServer, reason: str) -> None:
    await slack.socket.disconnect(reason)
    await slack.until(lambda: slack.socket._count >= 2)
    await running.connected()
    await running.hears("after")


async def test_the_new_connection_stands_before_the_old_one_goes(running: Running, slack: SlackServer) -> None:
    (old,) = slack.socket.connections
    slack.settings.ack_timeout = 5
    running.inbox.open.clear()
    await slack.world.say(ADA, DM, "meanwhile")
    await slack.until(lambda: running.inbox.asked == 1)
    await slack.socket.disconnect("warning")
    await slack.until(lambda: len(slack.socket.connections) == 2)
    running.inbox.open.set()
    await slack.settled()
    assert [ack.connection for ack in slack.acks] == [old.number]
    await slack.until(lambda: old not in slack.socket.connections)
    await running.hears("after")


async def test_the_old_connection_serves_until_a_new_one_is_to_be_had(running: Running, slack: SlackServer) -> None:
    (old,) = slack.socket.connections
    slack.inject("apps.connections.open", "status", times=2, value=500)
    await slack.socket.disconnect("warning")
    await slack.until(lambda: len(slack.calls("apps.connections.open")) >= 2)
    await running.hears("meanwhile")
    await slack.settled()
    assert [ack.connection for ack in slack.acks] == [old.number]
    await slack.until(lambda: slack.socket._count >= 2)


async def test_it_is_back_after_refused_tickets(running: Running, slack: SlackServer) -> None:
    slack.socket.refuse_tickets(1.0)
    slack.socket.reset()
    await slack.until(lambda: slack.socket.burned)
    await running.hears("after")
    assert len(set(slack.socket.burned)) == len(slack.socket.burned)


async def test_it_is_back_after_there_was_no_room_for_another_connection(running: Running, slack: SlackServer) -> None:
    slack.settings.max_connections = 0
    slack.socket.reset()
    await slack.until(lambda: len(slack.calls("apps.connections.open")) >= 3)
    slack.settings.max_connections = 10
    await running.hears("after")


async def test_it_is_back_after_the_line_went_silent(running: Running, slack: SlackServer) -> None:
    slack.socket.stall()
    await slack.until(lambda: slack.socket._count >= 2)
    await slack.world.say(ADA, DM, "after")
    await slack.until(lambda: "after" in running.inbox.texts)


async def test_it_is_back_after_a_reset_and_after_a_stop(running: Running, slack: SlackServer) -> None:
    slack.socket.reset()
    await slack.until(lambda: slack.socket._count >= 2)
    await running.hears("after a reset")
    await slack.outage(2.0)
    await running.hears("after a stop")


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [("hang", 0, ""), ("status", 500, ""), ("malformed", 0, ""), ("ratelimited", 1, ""), ("error", 0, "invalid_auth")],
)
async def test_it_is_back_after_no_ticket_was_to_be_had(
    running: Running, slack: SlackServer, kind: Any, value: float, code: str
) -> None:
    slack.inject("apps.connections.open", kind, times=2, value=value, code=code)
    slack.socket.reset()
    await slack.until(lambda: slack.socket._count >= 2)
    await running.hears("after")


async def test_what_was_taken_is_acknowledged_before_it_stops(running: Running, slack: SlackServer) -> None:
    slack.settings.ack_timeout = 5
    running.inbox.open.clear()
    await slack.world.say(ADA, DM, "last words")
    await slack.until(lambda: running.inbox.asked == 1)
    running.stop.set()
    await asyncio.sleep(0.1)
    running.inbox.open.set()
    (delivery,) = slack.world.last
    await delivery.acked()
    assert (delivery.attempts, running.inbox.texts) == (1, ["last words"])


async def test_a_wrong_token_is_an_operators_sentence(slack: SlackServer) -> None:
    for token in ("xoxb-wrong", slack.settings.app_token):
        running = Running(slack, replace(access_to(slack), bot_token=token))
        with pytest.raises(SettingsError, match="COACH_SLACK_BOT_TOKEN"):
            await running.task
        await running.chat.close()


async def test_it_waits_for_a_slack_that_is_not_there_yet(slack: SlackServer) -> None:
    await slack.go_down()
    running = Running(slack, access_to(slack))
    await asyncio.sleep(0.2)
    await slack.come_back()
    await running.connected()
    await running.hears("hello")
    await running.close()


async def test_variables_of_another_slack_app_on_the_machine_change_nothing(
    slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CLIENT_ID", "CLIENT_SECRET", "BOT_TOKEN", "SIGNING_SECRET", "APP_TOKEN"):
        monkeypatch.setenv(f"SLACK_{name}", "of another app")
    running = Running(slack, access_to(slack))
    await running.connected()
    await running.hears("hello")
    await running.close()


async def test_switched_off_socket_mode_is_an_operators_sentence(
    running: Running, slack: SlackServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "bot.chat.slack.socket"):
        await slack.socket.disconnect("link_disabled")
        await slack.until(lambda: slack.socket._count >= 2)
    assert "Socket Mode is switched off" in caplog.text


@pytest.fixture
async def over_http(slack: SlackServer) -> AsyncIterator[tuple[Running, str]]:
    running = Running(slack, replace(access_to(slack), listen=("127.0.0.1", 0)))
    await running.connected()
    assert isinstance(running.chat.transport, SignedHttp)
    yield running, f"http://127.0.0.1:{running.chat.transport.port}"
    await running.close()


def message(text: str = "hello") -> dict[str, Any]:
    event = {"type": "message", "channel": DM, "user": ADA, "ts": "1700000000.1", "text": text}
    return {"type": "event_callback", "event_id": "Ev1", "event": event}


async def test_signed_requests_are_taken_and_others_are_not(slack: SlackServer, over_http: tuple[Running, str]) -> None:
    running, url = over_http
    events, secret = f"{url}/slack/events", slack.settings.signing_secret
    assert (await slack.deliver_http(events, secret, message(), wrong_signature=True)).status == 401
    for timestamp in ("yesterday", "1.5", "", "1700000000"):
        assert (await slack.deliver_http(events, secret, message(), timestamp=timestamp)).status == 401
    assert running.inbox.asked == 0
    running.inbox.failing = 1
    assert (await slack.deliver_http(events, secret, message())).status == 500
    assert (await slack.deliver_http(events, secret, message(), retry_num=1)).status == 200
    assert (await slack.deliver_http(events, secret, message(), retry_num=2)).status == 200
    assert running.inbox.texts == ["hello"]
    handshake = await slack.deliver_http(events, secret, {"type": "url_verification", "challenge": "c-1"})
    assert (handshake.status, "c-1" in handshake.text) == (200, True)
    assert (await slack.deliver_http(events, secret, message("x" * 2_000_000))).status == 413


async def test_a_whole_person_over_http(slack: SlackServer, over_http: tuple[Running, str]) -> None:
    running, url = over_http
    slack.use_http(f"{url}/slack/events")
    await slack.world.slash(ADA, GENERAL, "/coach", "practice rag")
    await slack.world.say(ADA, DM, "hello")
    await slack.settled()
    assert sorted(running.inbox.texts) == ["/practice rag", "hello"]
    async with aiohttp.ClientSession() as session, session.get(f"{url}/health") as health:
        assert (health.status, await health.text()) == (200, "ok\n")


def _file_of(task: asyncio.Task[Any]) -> str:
    code = getattr(task.get_coro(), "cr_code", None)
    return str(getattr(code, "co_filename", ""))


async def _none(post: str) -> None:
    return None
