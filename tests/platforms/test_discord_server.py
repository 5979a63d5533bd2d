"""The loopback Discord against the unmodified discord.py: what the real one does, this one does."""

import discord
import pytest

from tests.platforms.discord_client import Bot, channel_of, layout
from tests.platforms.discord_server import ADA, EVE, GENERAL, GROUP, LOBBY, SCHOOL, DiscordServer, HumanCannot


async def test_a_client_that_logs_in_sees_its_servers_and_hears_people(
    discord_server: DiscordServer, discord_bot: Bot
) -> None:
    assert [guild.id for guild in discord_bot.guilds] == [SCHOOL]
    assert [channel.name for channel in discord_bot.guilds[0].text_channels] == ["general", "practice"]
    await discord_server.world.say(ADA, "dm", "in private", files=[("notes.md", b"# Notes")])
    await discord_server.world.say(ADA, GENERAL, "not for the bot")
    await discord_server.world.say(ADA, GENERAL, discord_server.world.mention("for the bot"))
    await discord_server.world.say(ADA, LOBBY, "where no bot is")
    await discord_server.until(lambda: len(discord_bot.heard) == 3)
    assert [message.content for message in discord_bot.heard] == [
        "in private",
        "",
        f"<@{discord_server.state.bot}> for the bot",
    ]
    assert await discord_bot.heard[0].attachments[0].read() == b"# Notes"
    assert isinstance(discord_bot.heard[0].channel, discord.DMChannel)
    assert discord_bot.heard[1].channel == discord_bot.get_channel(GENERAL)


async def test_a_wrong_token_opens_nothing(discord_server: DiscordServer) -> None:
    client = discord.Client(intents=discord.Intents.none())
    with pytest.raises(discord.LoginFailure):
        await client.login("wrong")
    await client.close()
    assert [(request.status, request.code) for request in discord_server.refusals] == [(401, 0)]


async def test_the_same_nonce_within_its_window_posts_once(discord_server: DiscordServer, discord_bot: Bot) -> None:
    channel = await channel_of(discord_bot)
    first = await channel.send(view=layout(7, "one"), nonce="n1")
    second = await channel.send(view=layout(7, "one"), nonce="n1")
    assert first.id == second.id
    assert discord_server.duplicates() == {}
    now = discord_server.clock()
    discord_server.clock = lambda: now + discord_server.settings.nonce_window + 1
    third = await channel.send(view=layout(7, "one"), nonce="n1")
    assert third.id > first.id
    assert discord_server.duplicates() == {(GENERAL, 7): 2}
    assert discord_server.violations == []


async def test_a_message_is_edited_found_by_its_number_and_deleted(
    discord_server: DiscordServer, discord_bot: Bot
) -> None:
    channel = await channel_of(discord_bot)
    sent = await channel.send(view=layout(99, "before", ("Next", "say|next|")))
    await sent.edit(view=layout(99, "after", ("Skip", "say|skip|")))
    (shown,) = discord_server.messages(GENERAL)
    assert (shown.text, shown.labels, shown.edits, shown.past) == ("after", ["Skip"], 1, ["before"])
    (found,) = [message async for message in channel.history(limit=5)]
    assert isinstance(found.components[0], discord.Container)
    assert found.components[0].id == 99
    numbers = [component["id"] for component in discord_server.messages(GENERAL)[0].components[0]["components"]]
    assert numbers == [1, 2]
    await sent.delete()
    assert discord_server.messages(GENERAL) == []
    with pytest.raises(discord.NotFound) as gone:
        await sent.edit(view=layout(99, "too late"))
    assert gone.value.code == 10008


async def test_history_goes_page_by_page_without_the_content_of_others(
    discord_server: DiscordServer, discord_bot: Bot
) -> None:
    channel = await channel_of(discord_bot)
    said = [await discord_server.world.say(ADA, GENERAL, f"message {number}") for number in range(5)]
    before = [m.id async for m in channel.history(limit=2, before=discord.Object(said[3].id))]
    assert before == [said[2].id, said[1].id]
    after = [m.id async for m in channel.history(limit=2, after=discord.Object(said[1].id))]
    assert after == [said[2].id, said[3].id]
    assert {m.content async for m in channel.history()} == {""}
    discord_server.settings.message_content_allowed = True
    assert "message 4" in {m.content async for m in channel.history()}


async def test_a_thread_from_a_message_has_its_id_and_there_is_one(
    discord_server: DiscordServer, discord_bot: Bot
) -> None:
    said = await discord_server.world.say(ADA, GENERAL, discord_server.world.mention("begin"))
    await discord_server.until(lambda: discord_bot.heard)
    thread = await discord_bot.heard[0].create_thread(name="begin")
    assert thread.id == said.id
    sent = await thread.send("in the thread")
    assert [m.text for m in discord_server.messages(thread.id)] == ["in the thread"]
    await discord_server.until(lambda: discord_bot.get_channel(thread.id))
    await (await discord_server.world.slash(ADA, thread.id, "echo", text="here")).acked()
    assert isinstance(discord_bot.pressed[0].channel, discord.Thread)
    with pytest.raises(discord.HTTPException) as again:
        await discord_bot.heard[0].create_thread(name="again")
    assert again.value.code == 160004
    await discord_server.world.archive(thread.id)
    with pytest.raises(discord.HTTPException) as archived:
        await sent.edit(content="changed")
    assert archived.value.code == 50083
    await thread.send("and opens it again")
    assert not discord_server.state.channel(thread.id).archived


@pytest.mark.parametrize(
    ("channel", "code"), [(LOBBY, 50001), (GROUP, 50001), (5, 10003)], ids=["no member", "group", "none"]
)
async def test_places_without_the_bot_refuse_it(
    discord_server: DiscordServer, discord_bot: Bot, channel: int, code: int
) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await discord_bot.get_partial_messageable(channel).send("hello")
    assert refused.value.code == code


async def test_missing_permissions_and_closed_doors_are_named(discord_server: DiscordServer, discord_bot: Bot) -> None:
    discord_server.world.deny(GENERAL, "send")
    with pytest.raises(discord.Forbidden) as denied:
        await (await channel_of(discord_bot)).send("hello")
    assert denied.value.code == 50013
    discord_server.state.users[EVE].accepts_direct = False
    with pytest.raises(discord.Forbidden) as closed:
        await (await discord_bot.create_dm(discord.Object(EVE))).send("hello")
    assert closed.value.code == 50007


async def test_reactions_are_heard(discord_server: DiscordServer, discord_bot: Bot) -> None:
    sent = await (await channel_of(discord_bot)).send(view=layout(3, "Good?"))
    message = discord_server.state.message(GENERAL, sent.id)
    await discord_server.world.react(ADA, message, "\N{THUMBS UP SIGN}")
    await discord_server.until(lambda: discord_bot.reactions)
    assert (discord_bot.reactions[0].user_id, discord_bot.reactions[0].message_id) == (ADA, sent.id)
    with pytest.raises(HumanCannot):
        await discord_server.world.react(ADA, message, "\N{THUMBS UP SIGN}")
    await discord_server.world.unreact(ADA, message, "\N{THUMBS UP SIGN}")


async def test_servers_and_channels_come_and_go_while_the_client_is_connected(
    discord_server: DiscordServer, discord_bot: Bot
) -> None:
    guild = discord_server.world.add_guild("college")
    channel = discord_server.world.add_channel(guild, "lectures")
    await discord_server.until(lambda: discord_bot.get_channel(channel.id))
    await (await channel_of(discord_bot, channel.id)).send("hello")
    assert [message.text for message in discord_server.screen(EVE, channel.id)] == ["hello"]
    discord_server.world.remove_bot(guild)
    await discord_server.until(lambda: discord_bot.get_guild(guild.id) is None)
    with pytest.raises(discord.Forbidden):
        await discord_bot.get_partial_messageable(channel.id).send("still here?")
