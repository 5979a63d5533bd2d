"""Replies posted in a loopback Discord by the unmodified library: whole, found again, and never twice."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.delivery.post import Ambiguous
from bot.messages import OpenThread, Say
from tests.platforms.discord_posting import (
    LATER,
    POST_MESSAGE,
    READ_MESSAGES,
    START_THREAD,
    Desk,
    again,
    answer,
    forget_nonces,
    in_channel,
    reply,
)
from tests.platforms.discord_server import ADA, BEN, GENERAL, Message


@pytest.fixture
async def root(desk: Desk) -> Message:
    """A message that calls the coach in a channel."""
    return await desk.server.world.say(ADA, GENERAL, desk.server.world.mention("what is *lineage*?"))


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
