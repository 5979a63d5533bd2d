"""Replies posted in a loopback Discord by the unmodified library: whole, found again, and never twice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.delivery.post import Ambiguous, RetryLater, Undeliverable
from bot.messages import OpenThread, Say, ShowProgress
from tests.platforms.discord_posting import (
    EDIT_MESSAGE,
    POST_MESSAGE,
    PROGRESS,
    READ_MESSAGES,
    START_THREAD,
    Desk,
    again,
    answer,
    gaps,
    in_channel,
    in_private,
    open_desk,
    reply,
)
from tests.platforms.discord_server import ADA, BEN, ELSEWHERE, GENERAL, LOBBY, Message

# Longer than Discord's loopback knows a nonce, once `forget_nonces` was called.
LATER = 120


@pytest.fixture
async def desk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with open_desk(monkeypatch) as desk:
        yield desk


@pytest.fixture
async def root(desk: Desk) -> Message:
    """A message that calls the coach in a channel."""
    return await desk.server.world.say(ADA, GENERAL, desk.server.world.mention("what is *lineage*?"))


def forget_nonces(desk: Desk) -> None:
    desk.server.settings.nonce_window = -1


async def test_a_reply_is_the_same_message_however_often_it_is_sent(desk: Desk) -> None:
    outgoing = reply(Say("hello *b* & @everyone"))
    posted = await desk.send(outgoing)
    assert await desk.post.find(again(outgoing)) is None
    desk.anew()
    assert await desk.send(again(outgoing)) == posted
    (message,) = desk.server.messages(GENERAL, by_bot=True)
    assert (str(message.id), desk.steps.begun) == (posted, [])
    assert not message.mentions


@pytest.mark.parametrize("kind", ["reset_after", "malformed"])
async def test_a_post_of_which_nothing_is_known_is_not_repeated(desk: Desk, kind: Any) -> None:
    outgoing = reply(Say("once"))
    desk.server.inject(POST_MESSAGE, kind)
    await desk.fails(outgoing, Ambiguous)
    await desk.send(again(outgoing))
    assert desk.texts() == ["once"]


@pytest.mark.parametrize(("kind", "value"), [("reset_before", 0), ("status", 503)])
async def test_a_failure_midway_is_ambiguous_even_where_nothing_came_of_it(desk: Desk, kind: Any, value: float) -> None:
    outgoing = reply(Say("once"))
    desk.server.inject(POST_MESSAGE, kind, value=value)
    await desk.fails(outgoing, Ambiguous)
    assert desk.texts() == []
    forget_nonces(desk)
    assert await desk.post.find(again(outgoing, LATER)) is None
    await desk.send(again(outgoing, LATER))
    assert desk.texts() == ["once"]


@pytest.mark.parametrize("status", [500, 502])
async def test_a_server_error_is_tried_again_at_once(desk: Desk, status: int) -> None:
    desk.server.inject(POST_MESSAGE, "status", value=status)
    await desk.send(reply(Say("once")))
    assert [request.status for request in desk.server.asked(POST_MESSAGE)] == [status, 200]


async def test_what_discord_forgot_is_found_by_its_number(desk: Desk, root: Message) -> None:
    in_thread = replace(reply(Say("below"), in_channel(root)), id="o2")
    aside = replace(reply(Say("for you"), in_channel(root), to=reply(Say("")).learner), id="o3")
    sent = {outgoing: await desk.send(outgoing) for outgoing in (reply(Say("flat")), in_thread, aside)}
    forget_nonces(desk)
    desk.anew()
    for outgoing, posted in sent.items():
        assert await desk.post.find(again(outgoing, LATER)) == posted
        await desk.send(again(outgoing, LATER))
    assert await desk.post.find(again(replace(in_thread, id="o4"), LATER)) is None
    assert (desk.texts(), desk.texts(root.id)) == (["flat"], ["below"])


async def test_a_reply_is_found_behind_hundreds_of_other_messages(desk: Desk) -> None:
    for number in range(130):
        await desk.server.world.say(BEN, GENERAL, f"before {number}")
    outgoing = reply(Say("first"))
    posted = await desk.send(outgoing)
    for number in range(130):
        await desk.server.world.say(BEN, GENERAL, f"after {number}")
    assert await desk.post.find(again(outgoing, LATER)) == posted
    assert len(desk.server.asked(READ_MESSAGES)) == 3


async def test_a_history_that_is_not_shown_is_no_reason_to_be_silent(desk: Desk) -> None:
    outgoing = reply(Say("once"))
    posted = await desk.send(outgoing)
    desk.server.world.deny(GENERAL, "history")
    assert await desk.post.find(again(outgoing, LATER)) is None
    assert await desk.send(again(outgoing, LATER)) == posted


async def test_a_long_reply_is_several_messages_and_only_the_missing_ones_are_sent_again(desk: Desk) -> None:
    outgoing = reply(gaps(40), in_private())
    first = await desk.send(outgoing)
    dm = desk.server.state.dm(ADA)
    whole = desk.server.messages(dm)
    assert len(whole) > 2
    forget_nonces(desk)
    desk.anew()
    assert (desk.steps.begun, await desk.post.find(again(outgoing, LATER))) == ([first], first)
    whole[1].deleted = True
    assert await desk.post.find(again(outgoing, LATER)) is None
    assert await desk.send(again(outgoing, LATER, begun=first)) == first
    assert sorted(one.text for one in desk.server.messages(dm)) == sorted(one.text for one in whole)


async def test_a_long_reply_that_was_stopped_after_its_first_message_goes_on_there(desk: Desk) -> None:
    outgoing = reply(gaps(40), in_private())
    desk.steps.dies = True
    with pytest.raises(asyncio.CancelledError):
        await desk.send(outgoing)
    (first,) = desk.server.direct_messages(ADA)
    forget_nonces(desk)
    desk.anew()
    assert await desk.post.find(again(outgoing, LATER)) is None
    assert await desk.send(again(outgoing, LATER)) == str(first.id)
    assert len(desk.direct()) > 2


async def test_an_answer_grows_in_one_message(desk: Desk) -> None:
    posted = await desk.send(reply(answer("Lineage says where data came from", "It is kept", "It helps")))
    (message,) = desk.server.messages(GENERAL, by_bot=True)
    assert (str(message.id), desk.steps.begun) == (posted, [posted])
    assert "It is kept" not in message.past[0]
    assert "It helps" in message.text
    assert message.labels


@pytest.mark.parametrize("kind", ["reset_before", "reset_after", "malformed"])
@pytest.mark.parametrize("noted", [True, False])
async def test_an_answer_that_broke_off_is_finished_in_the_same_message(desk: Desk, kind: Any, noted: bool) -> None:
    outgoing = reply(answer("First sentence", "Second sentence", "Third sentence"))
    desk.server.inject(EDIT_MESSAGE, kind)
    await desk.fails(outgoing, Ambiguous)
    forget_nonces(desk)
    desk.anew()
    again_ = again(outgoing, LATER, begun=desk.steps.begun[0] if noted else "")
    assert await desk.post.find(again_) is None
    await desk.send(again_)
    (text,) = desk.texts()
    assert "Third sentence" in text


async def test_an_edit_takes_the_place_and_one_of_a_deleted_message_is_said_anew(desk: Desk) -> None:
    posted = await desk.send(reply(Say("1 of 3")))
    edit = replace(reply(Say("2 of 3")), id="o2", edits=posted)
    assert await desk.send(edit) == posted
    assert await desk.post.find(again(edit, LATER)) is None
    assert desk.texts() == ["2 of 3"]
    desk.server.state.message(GENERAL, int(posted)).deleted = True
    assert await desk.send(edit) != posted
    assert desk.texts() == ["2 of 3"]


async def test_an_edit_in_a_thread_that_was_closed_is_said_anew_and_opens_it(desk: Desk, root: Message) -> None:
    posted = await desk.send(reply(Say("1 of 3"), in_channel(root)))
    await desk.server.world.archive(root.id)
    edit = replace(reply(Say("2 of 3"), in_channel(root)), id="o2", edits=posted)
    assert await desk.send(edit) != posted
    assert desk.texts(root.id) == ["1 of 3", "2 of 3"]


async def test_a_thread_is_opened_once(desk: Desk) -> None:
    outgoing = reply(OpenThread("A practice session", "/practice"))
    desk.server.inject(START_THREAD, "reset_after")
    await desk.fails(outgoing, Ambiguous)
    forget_nonces(desk)
    desk.anew()
    assert await desk.post.find(again(outgoing, LATER)) is None
    posted = await desk.send(again(outgoing, LATER))
    (thread,) = desk.server.threads(GENERAL)
    assert (str(thread.id), thread.name) == (posted, "A practice session")
    assert desk.texts() == ["A practice session"]


async def test_the_first_reply_to_a_mention_makes_its_thread(desk: Desk, root: Message) -> None:
    for number in range(2):
        await desk.send(replace(reply(Say(f"reply {number}"), in_channel(root)), id=f"o{number}"))
    (thread,) = desk.server.threads(GENERAL)
    assert (thread.id, thread.name) == (root.id, "what is *lineage*?")
    assert (desk.texts(thread.id), desk.texts()) == (["reply 0", "reply 1"], [])


@pytest.mark.parametrize("kind", ["reset_after", "malformed"])
async def test_a_thread_that_was_made_without_an_answer_is_used(desk: Desk, root: Message, kind: Any) -> None:
    outgoing = reply(Say("in it"), in_channel(root))
    desk.server.inject(START_THREAD, kind)
    await desk.fails(outgoing, Ambiguous)
    await desk.send(again(outgoing))
    assert desk.texts(root.id) == ["in it"]


async def test_where_no_thread_may_be_made_the_reply_goes_below_the_message(desk: Desk, root: Message) -> None:
    desk.server.world.deny(GENERAL, "threads")
    desk.steps.dies = True
    outgoing = reply(answer("First sentence", "Second sentence"), in_channel(root))
    with pytest.raises(asyncio.CancelledError):
        await desk.send(outgoing)
    forget_nonces(desk)
    desk.anew()
    posted = await desk.send(again(outgoing, LATER))
    assert await desk.send(again(outgoing, LATER, begun=posted)) == posted
    (message,) = desk.server.messages(GENERAL, by_bot=True)
    assert (message.reference, desk.server.threads(GENERAL)) == (root.id, [])
    assert "Second sentence" in message.text
    edit = replace(reply(Say("2 of 3"), in_channel(root)), id="o2", edits=posted)
    assert await desk.send(edit) == posted
    assert desk.texts() == ["2 of 3"]


async def test_a_reply_to_a_mention_that_was_deleted_is_said_in_the_channel(desk: Desk, root: Message) -> None:
    root.deleted = True
    await desk.send(reply(Say("still"), in_channel(root)))
    assert desk.texts() == ["still"]


async def test_where_no_connection_comes_about_nothing_was_posted(desk: Desk) -> None:
    await desk.send(replace(reply(Say("before")), id="o0"))
    await desk.server.go_down()
    # The first finds that a connection which was kept is gone.
    await desk.fails(reply(Say("x")), Ambiguous, RetryLater)
    later = await desk.fails(again(reply(Say("x"))), RetryLater)
    assert isinstance(later, RetryLater)
    assert not later.channel_wide
    with pytest.raises(RetryLater):
        await desk.post.find(again(reply(Say("x")), LATER))
    await desk.server.come_back()
    await desk.send(reply(Say("x")))
    assert desk.texts() == ["before", "x"]


async def test_a_short_limit_is_waited_out(desk: Desk) -> None:
    desk.server.inject(POST_MESSAGE, "ratelimited", value=0.05)
    await desk.send(reply(Say("x")))
    assert [request.status for request in desk.server.asked(POST_MESSAGE)] == [429, 200]


async def test_a_bucket_of_a_channel_is_kept_without_being_refused(desk: Desk) -> None:
    desk.server.limits.enabled = True
    desk.server.limits.routes["POST", "/channels/{channel_id}/messages"] = (2, 0.2)
    for number in range(6):
        await desk.send(replace(reply(Say(f"x {number}")), id=f"o{number}"))
    assert (len(desk.texts()), desk.server.limits.refused) == (6, [])


@pytest.mark.parametrize("why", ["route", "global", "storm"])
async def test_a_long_limit_says_how_long_the_channel_is_to_be_left_alone(desk: Desk, why: str) -> None:
    await desk.send(replace(reply(Say("before")), id="o0"))
    if why == "route":
        desk.server.inject(POST_MESSAGE, "ratelimited", value=40)
    else:
        desk.server.limits.storm(40)
    later = await desk.fails(reply(Say("x")), RetryLater)
    assert isinstance(later, RetryLater)
    assert (30 < later.seconds <= 40, later.channel_wide, desk.texts()) == (True, True, ["before"])


async def test_the_limit_of_all_requests_together_is_waited_out(desk: Desk) -> None:
    desk.server.limits.enabled = True
    desk.server.settings.global_per_second = 3
    desk.server.limits.routes["POST", "/channels/{channel_id}/messages"] = (100, 1.0)
    for number in range(6):
        await desk.send(replace(reply(Say(f"x {number}")), id=f"o{number}"))
    assert {one.scope for one in desk.server.limits.refused} == {"global"}
    assert len(desk.texts()) == 6


async def test_whoever_gives_up_waiting_holds_nobody_else_back(desk: Desk) -> None:
    await desk.send(replace(reply(Say("before")), id="o0"))
    desk.server.limits.storm(0.3)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await desk.send(reply(Say("x")))
    async with asyncio.timeout(10):
        await desk.send(again(reply(Say("x"))))
    assert desk.texts() == ["before", "x"]


async def test_who_is_banned_keeps_quiet_for_a_while(desk: Desk) -> None:
    await desk.send(replace(reply(Say("before")), id="o0"))
    desk.server.limits.banned_until = float("inf")
    later = await desk.fails(reply(Say("x")), RetryLater)
    assert isinstance(later, RetryLater)
    assert later.seconds >= 60
    assert len(desk.server.limits.refused) == 1


@pytest.mark.parametrize("when", ["before", "midway"])
async def test_a_token_that_an_operator_can_mend_loses_nothing(desk: Desk, when: str) -> None:
    token = desk.server.settings.bot_token
    if when == "midway":
        await desk.send(replace(reply(Say("before")), id="o0"))
        desk.server.settings.bot_token = "another"
    else:
        desk.anew("wrong")
    later = await desk.fails(reply(Say("x")), RetryLater)
    assert isinstance(later, RetryLater)
    assert later.seconds >= 300
    assert "COACH_DISCORD_TOKEN" in str(later)
    desk.server.settings.bot_token = token
    desk.anew()
    await desk.send(again(reply(Say("x"))))
    assert desk.texts()[-1] == "x"


async def test_what_discord_refuses_for_good_is_undeliverable(desk: Desk) -> None:
    await desk.fails(reply(Say("x"), in_channel(channel=12345)), Undeliverable)
    await desk.fails(reply(Say("x"), in_private(777)), Undeliverable)
    await desk.fails(replace(reply(Say("x")), to="slack:T0LOOP:U0ADA"), Undeliverable)
    desk.server.state.users[ADA].accepts_direct = False
    await desk.fails(reply(Say("x"), in_private()), Undeliverable)


@pytest.mark.parametrize("channel", [GENERAL, LOBBY])
async def test_who_calls_the_coach_where_it_may_not_write_is_told_in_private_once_an_hour(
    desk: Desk, channel: int
) -> None:
    desk.server.world.deny(GENERAL, "send", "send_in_threads")
    if channel == LOBBY:
        desk.server.world.remove_bot(ELSEWHERE)
    for number in range(2):
        outgoing = replace(reply(Say("x"), in_channel(channel=channel)), id=f"o{number}")
        await desk.fails(outgoing, Undeliverable)
    (told,) = desk.direct()
    assert told.startswith("I may not write there")


async def test_progress_is_a_picture_with_words_that_say_it_too(desk: Desk) -> None:
    await desk.send(reply(ShowProgress(PROGRESS), in_private()))
    (message,) = desk.server.direct_messages(ADA)
    assert [file["filename"] for file in message.files] == ["progress.png"]


@pytest.mark.parametrize("trouble", ["may not attach", "too large"])
async def test_progress_is_words_where_the_picture_cannot_go(desk: Desk, trouble: str) -> None:
    if trouble == "too large":
        desk.server.settings.attachment_limit = 5
    else:
        desk.server.world.deny(GENERAL, "attach")
    posted = await desk.send(reply(ShowProgress(PROGRESS)))
    (message,) = desk.server.messages(GENERAL, by_bot=True)
    assert (str(message.id), message.files) == (posted, [])
    assert "3 answers" in message.text
    edit = replace(reply(ShowProgress(PROGRESS)), id="o2", edits=posted)
    assert await desk.send(edit) == posted


async def test_an_answer_that_is_no_json_is_no_bug_of_ours(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As something between us and Discord answers that puts its own page there."""
    await desk.send(replace(reply(Say("before")), id="o0"))
    desk.server.inject(POST_MESSAGE, "status", value=200)
    await desk.fails(reply(Say("x")), Ambiguous)
    await desk.send(again(reply(Say("x"))))
    assert desk.texts() == ["before", "x"]
