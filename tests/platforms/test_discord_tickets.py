"""Answers to interactions: "thinking" is filled once, or ends; what only one person may see is seen by nobody else."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.post import Ambiguous, RetryLater, Undeliverable
from bot.messages import Done, Say
from tests.platforms.discord_posting import (
    FILL,
    FOLLOW_UP,
    LATER,
    LEARNER,
    ORIGINAL,
    Desk,
    again,
    answer,
    gaps,
    in_channel,
    in_private,
    reply,
)
from tests.platforms.discord_server import ADA, BEN, GENERAL, LOBBY

OVER = timedelta(minutes=15)


def thinking(desk: Desk) -> int:
    return sum(message.is_loading for message in desk.server.state.by_bot())


async def test_the_first_reply_takes_the_place_of_thinking_and_the_next_stands_below(desk: Desk) -> None:
    invocation, ticket = await desk.pressed(ADA, "dm", "waiting")
    first = reply(Say("first"), in_private(), ticket=ticket)
    assert await desk.send(first) == str(invocation.original)
    await desk.send(replace(first, id="o2", reply=Say("second")))
    await desk.send(replace(first, id="o3", reply=Done()))
    assert desk.direct() == ["first", "second"]


@pytest.mark.parametrize("as_another", [True, False])
async def test_what_filled_it_is_not_said_again_beside_it(desk: Desk, as_another: bool) -> None:
    _, ticket = await desk.pressed(ADA, "dm", "waiting")
    outgoing = reply(Say("first"), in_private(), ticket=ticket)
    desk.server.inject(FILL, "reset_after")
    await desk.fails(outgoing, Ambiguous)
    if as_another:
        desk.anew()
    assert await desk.post.find(again(outgoing, LATER)) is None
    await desk.send(again(outgoing, LATER))
    await desk.send(replace(outgoing, id="o2", reply=Say("second")))
    assert desk.direct() == ["first", "second"]


async def test_what_filled_it_shortly_before_its_time_was_over_is_found_after_that(desk: Desk) -> None:
    desk.server.clock = lambda: time.time() - 880
    invocation, ticket = await desk.pressed(ADA, "dm", "waiting")
    desk.server.clock = time.time
    desk.ahead = timedelta(seconds=-60)
    outgoing = reply(Say("first"), in_private(), ticket=ticket)
    desk.server.inject(FILL, "reset_after")
    await desk.fails(outgoing, Ambiguous)
    desk.ahead = timedelta()
    assert await desk.post.find(again(outgoing)) == str(invocation.original)
    assert await desk.send(again(outgoing)) == str(invocation.original)
    assert desk.direct() == ["first"]


async def test_an_answer_grows_where_thinking_was(desk: Desk) -> None:
    invocation, ticket = await desk.pressed(ADA, "dm", "waiting")
    outgoing = reply(answer("First sentence", "Second sentence", "Third sentence"), in_private(), ticket=ticket)
    desk.steps.dies = True
    with pytest.raises(asyncio.CancelledError):
        await desk.send(outgoing)
    posted = await desk.send(again(outgoing, LATER))
    assert posted == str(invocation.original)
    await desk.send(again(outgoing, LATER, begun=posted))
    (text,) = desk.direct()
    assert "Third sentence" in text


async def test_a_long_reply_goes_on_below_it_and_that_only_once(desk: Desk) -> None:
    _, ticket = await desk.pressed(ADA, "dm", "waiting")
    outgoing = reply(gaps(40), in_private(), ticket=ticket)
    posted = await desk.send(outgoing)
    whole = desk.direct()
    assert len(whole) > 2
    desk.server.settings.nonce_window = -1
    desk.anew()
    await desk.send(again(outgoing, LATER, begun=posted))
    assert desk.direct() == whole


async def test_a_reply_that_is_ready_before_the_acknowledgement_waits_for_it(desk: Desk) -> None:
    invocation, ticket = await desk.pressed(ADA, GENERAL, "private", acknowledged=False)
    outgoing = reply(Say("for you"), ticket=ticket, to=LEARNER)
    later = await desk.fails(outgoing, RetryLater)
    assert isinstance(later, RetryLater)
    assert (later.seconds, later.channel_wide) == (0.01, False)
    await desk.fails(replace(outgoing, id="o2", reply=Done()), RetryLater)
    await desk.acknowledge(invocation, hidden=True)
    await desk.send(again(outgoing))
    await desk.send(replace(outgoing, id="o2", reply=Done()))
    assert (desk.hidden(), desk.texts()) == (["for you"], [])


async def test_an_interaction_that_was_never_acknowledged_is_answered_in_private(desk: Desk) -> None:
    _, ticket = await desk.pressed(ADA, GENERAL, "private", acknowledged=False)
    desk.ahead = timedelta(seconds=5)
    await desk.send(reply(Say("for you"), ticket=ticket, to=LEARNER))
    (text,) = desk.direct()
    assert text == f"for you\n-# About <#{GENERAL}>"


async def test_in_a_channel_one_sees_what_is_theirs_and_all_see_the_rest(desk: Desk) -> None:
    _, ticket = await desk.pressed(ADA, GENERAL, "private")
    whisper = reply(Say("for you"), ticket=ticket, to=LEARNER)
    assert await desk.send(whisper) == ""
    await desk.send(replace(whisper, id="o2", reply=Say("for all"), to=""))
    await desk.send(replace(whisper, id="o3", reply=Say("more for you")))
    await desk.send(replace(whisper, id="o4", reply=Done()))
    assert (desk.hidden(), desk.texts(), desk.direct()) == (["for you", "more for you"], ["for all"], [])


async def test_thinking_ends_where_nothing_was_for_one_person(desk: Desk) -> None:
    _, ticket = await desk.pressed(ADA, GENERAL, "private")
    public = reply(Say("for all"), ticket=ticket)
    await desk.send(public)
    assert thinking(desk) == 1
    for _ in range(2):
        await desk.send(replace(public, id="o2", reply=Done()))
    assert (thinking(desk), desk.hidden(), desk.texts()) == (0, [], ["for all"])


@pytest.mark.parametrize("as_another", [True, False])
async def test_what_was_said_stays_when_all_is_done(desk: Desk, as_another: bool) -> None:
    _, ticket = await desk.pressed(ADA, GENERAL, "private")
    whisper = reply(Say("for you"), ticket=ticket, to=LEARNER)
    await desk.send(whisper)
    if as_another:
        desk.anew()
    await desk.send(replace(whisper, id="o2", reply=Done()))
    assert desk.hidden() == ["for you"]


@pytest.mark.parametrize("fault", ["malformed", "status"])
async def test_an_end_that_failed_is_tried_again(desk: Desk, fault: Any) -> None:
    _, ticket = await desk.pressed(ADA, GENERAL, "private")
    desk.server.inject(ORIGINAL, fault, value=503)
    done = reply(Done(), ticket=ticket)
    await desk.fails(done, Ambiguous)
    await desk.send(again(done))
    assert thinking(desk) == 0


@pytest.mark.parametrize("clock", ["ours", "Discord's"])
async def test_after_its_time_a_public_reply_is_a_message_and_a_private_one_a_direct_message(
    desk: Desk, clock: str
) -> None:
    _, ticket = await desk.pressed(ADA, GENERAL, "private")
    if clock == "ours":
        desk.ahead = OVER
    else:
        desk.server.settings.token_life = 0
    whisper = reply(Say("for you"), ticket=ticket, to=LEARNER)
    await desk.send(whisper)
    await desk.send(replace(whisper, id="o2", reply=Say("for all"), to=""))
    await desk.send(replace(whisper, id="o3", reply=Done()))
    assert desk.direct() == [f"for you\n-# About <#{GENERAL}>"]
    assert desk.texts() == ["for all"]


async def test_who_takes_no_direct_messages_is_told_so_without_what_was_for_them(desk: Desk) -> None:
    desk.server.state.users[ADA].accepts_direct = False
    secret = reply(Say("a secret"), to=LEARNER)
    await desk.send(secret)
    await desk.send(again(secret))
    (said,) = desk.texts()
    assert said.startswith("This is for you alone, and I cannot write to you")
    assert f"<@{ADA}>" in said
    assert "secret" not in said


async def test_where_it_may_not_write_the_one_who_asked_learns_why_and_loses_no_words(desk: Desk) -> None:
    desk.server.world.deny(GENERAL, "send")
    for whispered in (False, True):
        _, ticket = await desk.pressed(ADA, GENERAL, "private")
        whisper = reply(Say("for you"), ticket=ticket, to=LEARNER)
        if whispered:
            await desk.send(whisper)
        await desk.fails(replace(whisper, id="o2", reply=Say("for all"), to=""), Undeliverable)
        await desk.send(replace(whisper, id="o3", reply=Done()))
    alone, for_you, why = desk.hidden()
    assert alone.startswith("I may not write there")
    assert (for_you, why) == ("for you", alone)
    assert (desk.direct(), thinking(desk)) == ([], 0)


async def test_where_the_bot_is_no_member_all_is_said_to_the_one_who_asked(desk: Desk) -> None:
    invocation, ticket = await desk.pressed(BEN, LOBBY, "away")
    outgoing = replace(reply(Say("1 of 2"), in_private(BEN), ticket=ticket), learner=f"discord:{BEN}")
    posted = await desk.send(outgoing)
    assert posted == str(invocation.original)
    assert await desk.send(replace(outgoing, id="o2", reply=Say("2 of 2"), edits=posted)) == posted
    await desk.send(replace(outgoing, id="o3", reply=Say("more")))
    await desk.send(replace(outgoing, id="o4", reply=Done()))
    assert (desk.hidden(BEN), desk.direct(BEN)) == (["2 of 2", "more"], [])


async def test_what_discord_takes_no_more_there_reaches_the_person_directly(desk: Desk) -> None:
    _, ticket = await desk.pressed(BEN, LOBBY, "away")
    outgoing = replace(reply(Say("0"), in_private(BEN), ticket=ticket), learner=f"discord:{BEN}")
    posted = [await desk.send(replace(outgoing, id=f"o{n}", reply=Say(str(n)))) for n in range(8)]
    assert (desk.hidden(BEN), desk.direct(BEN)) == (["0", "1", "2", "3", "4", "5"], ["6", "7"])
    change = replace(outgoing, id="o9", reply=Say("changed"), edits=posted[7])
    assert await desk.send(change) == posted[7]
    assert desk.direct(BEN) == ["6", "changed"]
    change = replace(outgoing, id="o10", reply=Say("changed too"), edits=posted[5])
    await desk.send(change)
    assert desk.hidden(BEN)[5] == "changed too"
    assert [request.code for request in desk.server.asked(FOLLOW_UP) if request.code] == [40094, 40094]


async def test_what_was_said_away_is_changed_in_private_once_its_time_is_over(desk: Desk) -> None:
    _, ticket = await desk.pressed(BEN, LOBBY, "away")
    outgoing = replace(reply(Say("1 of 2"), in_private(BEN), ticket=ticket), learner=f"discord:{BEN}")
    posted = await desk.send(outgoing)
    desk.ahead = OVER
    await desk.send(replace(outgoing, id="o2", reply=Say("2 of 2"), edits=posted))
    assert (desk.hidden(BEN), desk.direct(BEN)) == (["1 of 2"], ["2 of 2"])


@pytest.mark.parametrize("fault", ["ratelimited", "malformed", "reset_before"])
async def test_a_whisper_that_failed_midway_is_said_at_the_next_attempt(desk: Desk, fault: Any) -> None:
    _, ticket = await desk.pressed(ADA, GENERAL, "private")
    whisper = reply(Say("for you"), in_channel(), ticket=ticket, to=LEARNER)
    desk.server.inject(FILL, fault, value=40)
    await desk.fails(whisper, Ambiguous, RetryLater)
    desk.anew()
    await desk.send(again(whisper))
    assert desk.hidden() == ["for you"]
