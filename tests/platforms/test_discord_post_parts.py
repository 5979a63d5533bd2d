"""Replies in Discord that are more than one text: several messages, an answer that grows, words with a picture."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.delivery.post import Ambiguous
from bot.messages import ShowProgress
from tests.platforms.discord_posting import (
    EDIT_MESSAGE,
    LATER,
    PROGRESS,
    Desk,
    again,
    answer,
    forget_nonces,
    gaps,
    in_private,
    reply,
)
from tests.platforms.discord_server import ADA, GENERAL


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
