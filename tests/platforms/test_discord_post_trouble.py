"""Where Discord takes no reply: what is waited out, what is tried later, and what is given up."""

import asyncio
from dataclasses import replace

import pytest

from bot.delivery.post import Ambiguous, RetryLater, Undeliverable
from bot.messages import Say
from tests.platforms.discord_posting import LATER, POST_MESSAGE, Desk, again, in_channel, in_private, reply
from tests.platforms.discord_server import ADA, ELSEWHERE, GENERAL, LOBBY


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


async def test_an_answer_that_is_no_json_is_no_bug_of_ours(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As something between us and Discord answers that puts its own page there."""
    await desk.send(replace(reply(Say("before")), id="o0"))
    desk.server.inject(POST_MESSAGE, "status", value=200)
    await desk.fails(reply(Say("x")), Ambiguous)
    await desk.send(again(reply(Say("x"))))
    assert desk.texts() == ["before", "x"]
