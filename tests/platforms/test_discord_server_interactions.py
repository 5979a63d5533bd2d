"""Interactions in the loopback Discord, answered by the unmodified discord.py: in time, once, for the right eyes."""

from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord import ui

from tests.platforms.discord_client import Bot, channel_of, layout
from tests.platforms.discord_server import (
    ADA,
    BEN,
    ELSEWHERE,
    GENERAL,
    GROUP,
    LOBBY,
    DiscordServer,
    HumanCannot,
    NotAcknowledged,
)


async def test_a_command_is_answered_for_one_person_only(discord_server: DiscordServer, discord_bot: Bot) -> None:
    invocation = await (await discord_server.world.slash(ADA, GENERAL, "echo", text="hi", times=2)).acked()
    assert (invocation.response_type, invocation.failed) == (4, False)
    assert [message.text for message in discord_server.screen(ADA, GENERAL)] == ["hi hi"]
    assert discord_server.screen(BEN, GENERAL) == []
    assert discord_server.messages(GENERAL) == []
    assert [message.text for message in discord_server.ephemerals(ADA)] == ["hi hi"]
    assert [message.id async for message in (await channel_of(discord_bot)).history()] == []


async def test_the_first_follow_up_fills_what_was_thinking_and_stays_hidden(
    discord_server: DiscordServer, discord_bot: Bot
) -> None:
    await (await discord_server.world.slash(ADA, "dm", "think", hidden=True)).acked()
    (waiting,) = discord_server.screen(ADA, "dm")
    assert waiting.is_loading
    await discord_server.until(lambda: discord_bot.pressed)
    followup = discord_bot.pressed[0].followup
    filled = await followup.send(view=layout(5, "thought"), wait=True)
    assert filled.id == waiting.id
    (waiting,) = discord_server.screen(ADA, "dm")
    assert (waiting.text, waiting.is_loading, waiting.is_ephemeral, waiting.marks) == ("thought", False, True, (5,))
    more = await followup.send("more", wait=True)
    assert [message.text for message in discord_server.screen(ADA, "dm")] == ["thought", "more"]
    await discord_bot.pressed[0].edit_original_response(view=layout(5, "thought again"))
    await discord_bot.pressed[0].followup.edit_message(more.id, content="even more")
    assert [message.text for message in discord_server.screen(ADA, "dm")] == ["thought again", "even more"]
    await discord_bot.pressed[0].delete_original_response()
    assert [message.text for message in discord_server.screen(ADA, "dm")] == ["even more"]


async def test_a_token_ends_and_opens_nothing_before_the_first_response(
    discord_server: DiscordServer, discord_bot: Bot
) -> None:
    await discord_server.world.slash(ADA, GENERAL, "sleep")
    await discord_server.until(lambda: discord_bot.pressed)
    with pytest.raises(discord.NotFound) as early:
        await discord_bot.pressed[0].followup.send("too early")
    assert early.value.code == 10015
    await discord_bot.pressed[0].response.defer(thinking=True)
    now = discord_server.clock()
    discord_server.clock = lambda: now + discord_server.settings.token_life + 1
    with pytest.raises(discord.HTTPException) as late:
        await discord_bot.pressed[0].followup.send("too late")
    assert (late.value.status, late.value.code) == (401, 50027)


async def test_no_response_in_time_is_seen_as_a_failure(discord_server: DiscordServer, discord_bot: Bot) -> None:
    discord_server.settings.ack_timeout = 0.05
    invocation = await discord_server.world.slash(ADA, GENERAL, "sleep")
    with pytest.raises(NotAcknowledged):
        await invocation.acked()
    assert invocation.failed
    with pytest.raises(discord.NotFound) as late:
        await discord_bot.pressed[0].response.defer()
    assert late.value.code == 10062


async def test_a_second_response_is_refused(discord_server: DiscordServer, discord_bot: Bot) -> None:
    await (await discord_server.world.slash(ADA, GENERAL, "echo", text="hi")).acked()
    adapter = discord.webhook.async_.async_context.get()
    again = discord_bot.pressed[0]
    params = discord.webhook.async_.interaction_message_response_params(type=4, content="twice")
    with pytest.raises(discord.HTTPException) as twice:
        await adapter.create_interaction_response(again.id, again.token, session=again._session, params=params)
    assert twice.value.code == 40060
    assert [violation.errors for violation in discord_server.violations] == [
        ("40060 Interaction has already been acknowledged.",)
    ]


async def test_commands_are_offered_where_they_are_installed(discord_server: DiscordServer, discord_bot: Bot) -> None:
    await (await discord_server.world.slash(BEN, LOBBY, "echo", text="away")).acked()
    discord_server.limits.enabled = False
    payload = discord_server.invocations[0].payload
    assert (payload["context"], payload["authorizing_integration_owners"]) == (0, {"1": str(BEN)})
    await (await discord_server.world.slash(BEN, GROUP, "think")).acked()
    assert discord_server.invocations[1].payload["context"] == 2
    for number in range(discord_server.settings.followups_elsewhere + 1):
        await discord_bot.pressed[1].followup.send(f"part {number}", wait=True)
    with pytest.raises(discord.HTTPException) as enough:
        await discord_bot.pressed[1].followup.send("one too many")
    assert enough.value.code == 40094
    for user, where, command in ((ADA, LOBBY, "echo"), (BEN, LOBBY, "sleep"), (ADA, GROUP, "echo")):
        with pytest.raises(HumanCannot):
            await discord_server.world.slash(user, where, command)
    assert discord_bot.get_guild(ELSEWHERE) is None


@pytest.mark.parametrize("options", [{}, {"text": 1}, {"text": "x", "times": 4}, {"text": "x", "more": 1}])
async def test_options_must_be_such_as_discord_lets_one_send(
    discord_server: DiscordServer, discord_bot: Bot, options: dict[str, Any]
) -> None:
    with pytest.raises(HumanCannot):
        await discord_server.world.slash(ADA, GENERAL, "echo", **options)
    assert discord_server.invocations == []


async def test_choices_files_and_menus_of_messages_arrive(discord_server: DiscordServer, discord_bot: Bot) -> None:
    offered = await discord_server.world.autocomplete(ADA, GENERAL, "echo", "text", "ab")
    assert [(choice["name"], choice["value"]) for choice in offered] == [("AB", "ab")]
    await (await discord_server.world.slash(ADA, GENERAL, "read", file=("a.txt", b"inside"))).acked()
    said = await discord_server.world.say(ADA, GENERAL, "my own words")
    await (await discord_server.world.context_menu(ADA, said, "Quote")).acked()
    assert [m.text for m in discord_server.messages(GENERAL, by_bot=True)] == ["inside", "> my own words"]


async def test_buttons_and_forms_go_there_and_back(discord_server: DiscordServer, discord_bot: Bot) -> None:
    sent = await (await channel_of(discord_bot)).send(view=layout(3, "Which?", ("Write", "write|q1")))
    message = discord_server.state.message(GENERAL, sent.id)
    with pytest.raises(HumanCannot):
        await discord_server.world.click(ADA, message, "Other")
    pressed = await discord_server.world.click(ADA, message, "Write")
    await discord_server.until(lambda: discord_bot.pressed)
    modal = ui.Modal(title="Your answer", custom_id="answer|q1")
    words: ui.TextInput[ui.Modal] = ui.TextInput(custom_id="words", style=discord.TextStyle.long, min_length=2)
    modal.add_item(ui.Label(text="What would you say?", component=words))
    await discord_bot.pressed[0].response.send_modal(modal)
    assert pressed.response_type == 9
    form = await discord_server.world.modal(ADA)
    assert (form.title, form.labels) == ("Your answer", ["What would you say?"])
    with pytest.raises(HumanCannot):
        await discord_server.world.submit(ADA, words="x")
    submitted = await discord_server.world.submit(ADA, **{"What would you say?": "a vector"})
    await discord_server.until(lambda: len(discord_bot.pressed) == 2)
    assert words.value == "a vector"
    assert discord_bot.pressed[1].data["custom_id"] == "answer|q1"  # type: ignore[index, typeddict-item]
    await discord_bot.pressed[1].response.edit_message(view=layout(3, "Thank you"))
    assert (submitted.response_type, message.text, message.edits) == (7, "Thank you", 1)
    assert discord_server.world.open_modal(ADA) is None
    assert discord_server.violations == []


async def test_a_press_that_is_only_noted_leaves_the_message(discord_server: DiscordServer, discord_bot: Bot) -> None:
    sent = await (await channel_of(discord_bot)).send(view=layout(3, "Which?", ("Next", "say|next|")))
    await discord_server.world.click(ADA, discord_server.state.message(GENERAL, sent.id), "say|next|")
    await discord_server.until(lambda: discord_bot.pressed)
    await discord_bot.pressed[0].response.defer()
    await discord_bot.pressed[0].followup.send("hidden", ephemeral=True)
    assert [m.text for m in discord_server.screen(ADA, GENERAL)] == ["Which?", "hidden"]
    assert [m.text for m in discord_server.screen(BEN, GENERAL)] == ["Which?"]


async def test_the_original_is_reached_with_and_without_escapes(
    discord_server: DiscordServer, discord_bot: Bot
) -> None:
    await (await discord_server.world.slash(ADA, GENERAL, "think")).acked()
    thinking = discord_server.invocations[0]
    hook = f"{discord_server.api_url}/webhooks/{discord_server.state.application}/{thinking.token}/messages"
    original = thinking.original
    async with aiohttp.ClientSession() as session:
        for name in ("@original", "%40original", str(original)):
            async with session.get(yarl.URL(f"{hook}/{name}", encoded=True)) as answer:
                assert answer.headers["Content-Type"] == "application/json"
                assert int((await answer.json())["id"]) == original
        async with session.get(f"{hook}/1") as answer:
            assert (answer.status, (await answer.json())["code"]) == (404, 10008)
        async with session.post(f"{discord_server.api_url}/channels/{GENERAL}/messages", data="{") as answer:
            assert (await answer.json())["code"] == 50109
        async with session.get(f"{discord_server.api_url}/nothing") as answer:
            assert answer.status == 404
