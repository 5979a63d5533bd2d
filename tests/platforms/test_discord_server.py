"""The loopback Discord against the unmodified discord.py: what the real one does, this one does."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket

from tests.platforms.discord.components import component_errors
from tests.platforms.discord_server import (
    ADA,
    BEN,
    ELSEWHERE,
    EVE,
    GENERAL,
    GROUP,
    LOBBY,
    SCHOOL,
    DiscordServer,
    HumanCannot,
    NotAcknowledged,
)

POST = "POST /channels/{channel_id}/messages"


class Bot(discord.Client):
    """Keeps what it hears; commands as the tests need them."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, reactions=True)
        # discord.py waits this long after the last server that it heard of before it is ready.
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none(), guild_ready_timeout=0.1)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.reactions: list[discord.RawReactionActionEvent] = []
        self.pressed: list[discord.Interaction[Any]] = []

    async def on_message(self, message: discord.Message) -> None:
        if message.author.id != self.application_id:
            self.heard.append(message)

    async def on_raw_reaction_add(self, reaction: discord.RawReactionActionEvent) -> None:
        self.reactions.append(reaction)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        self.pressed.append(interaction)


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as running:
        monkeypatch.setattr(discord.http.Route, "BASE", running.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(running.gateway_url))
        yield running


@pytest.fixture
async def bot(server: DiscordServer) -> AsyncIterator[Bot]:
    """Connected and ready, its commands registered; whatever it registers itself is up to each test."""
    client = Bot()
    _declare(client)
    await client.login(server.settings.bot_token)
    await client.tree.sync()
    connecting = asyncio.create_task(client.connect())
    await client.wait_until_ready()
    yield client
    await client.close()
    with contextlib.suppress(asyncio.CancelledError):
        await connecting


def _declare(client: Bot) -> None:
    tree = client.tree
    everywhere = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)

    @tree.command(description="Says it back")
    @app_commands.allowed_installs(guilds=True, users=True)
    @everywhere
    async def echo(interaction: discord.Interaction[Bot], text: str, times: app_commands.Range[int, 1, 3] = 1) -> None:
        await interaction.response.send_message(" ".join([text] * times), ephemeral=True)

    @tree.command(description="Thinks")
    @app_commands.allowed_installs(guilds=True, users=True)
    @everywhere
    async def think(interaction: discord.Interaction[Bot], hidden: bool = False) -> None:
        await interaction.response.defer(thinking=True, ephemeral=hidden)

    @tree.command(description="Reads a file")
    async def read(interaction: discord.Interaction[Bot], file: discord.Attachment) -> None:
        await interaction.response.send_message((await file.read()).decode())

    @tree.command(description="Says nothing at all")
    async def sleep(interaction: discord.Interaction[Bot]) -> None:
        pass

    @echo.autocomplete("text")
    async def texts(interaction: discord.Interaction[Bot], typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=typed.upper(), value=typed)]

    @tree.context_menu(name="Quote")
    async def quote(interaction: discord.Interaction[Bot], message: discord.Message) -> None:
        await interaction.response.send_message(f"> {message.content}")


def layout(mark: int, text: str, *buttons: tuple[str, str]) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    container: ui.Container[ui.LayoutView] = ui.Container(ui.TextDisplay(text), id=mark)
    if buttons:
        row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
        for label, custom_id in buttons:
            row.add_item(ui.Button(label=label, custom_id=custom_id))
        container.add_item(row)
    view.add_item(container)
    view.stop()
    return view


async def channel_of(bot: Bot, channel: int = GENERAL) -> discord.TextChannel:
    found = bot.get_channel(channel)
    assert isinstance(found, discord.TextChannel)
    return found


async def test_a_client_that_logs_in_sees_its_servers_and_hears_people(server: DiscordServer, bot: Bot) -> None:
    assert [guild.id for guild in bot.guilds] == [SCHOOL]
    assert [channel.name for channel in bot.guilds[0].text_channels] == ["general", "practice"]
    await server.world.say(ADA, "dm", "in private", files=[("notes.md", b"# Notes")])
    await server.world.say(ADA, GENERAL, "not for the bot")
    await server.world.say(ADA, GENERAL, server.world.mention("for the bot"))
    await server.world.say(ADA, LOBBY, "where no bot is")
    await server.until(lambda: len(bot.heard) == 3)
    assert [message.content for message in bot.heard] == ["in private", "", f"<@{server.state.bot}> for the bot"]
    assert await bot.heard[0].attachments[0].read() == b"# Notes"
    assert isinstance(bot.heard[0].channel, discord.DMChannel)
    assert bot.heard[1].channel == bot.get_channel(GENERAL)


async def test_a_wrong_token_opens_nothing(server: DiscordServer) -> None:
    client = discord.Client(intents=discord.Intents.none())
    with pytest.raises(discord.LoginFailure):
        await client.login("wrong")
    await client.close()
    assert [(request.status, request.code) for request in server.refusals] == [(401, 0)]


async def test_the_same_nonce_within_its_window_posts_once(server: DiscordServer, bot: Bot) -> None:
    channel = await channel_of(bot)
    first = await channel.send(view=layout(7, "one"), nonce="n1")
    second = await channel.send(view=layout(7, "one"), nonce="n1")
    assert first.id == second.id
    assert server.duplicates() == {}
    now = server.clock()
    server.clock = lambda: now + server.settings.nonce_window + 1
    third = await channel.send(view=layout(7, "one"), nonce="n1")
    assert third.id > first.id
    assert server.duplicates() == {(GENERAL, 7): 2}
    assert server.violations == []


async def test_a_message_is_edited_found_by_its_number_and_deleted(server: DiscordServer, bot: Bot) -> None:
    channel = await channel_of(bot)
    sent = await channel.send(view=layout(99, "before", ("Next", "say|next|")))
    await sent.edit(view=layout(99, "after", ("Skip", "say|skip|")))
    (shown,) = server.messages(GENERAL)
    assert (shown.text, shown.labels, shown.edits, shown.past) == ("after", ["Skip"], 1, ["before"])
    (found,) = [message async for message in channel.history(limit=5)]
    assert isinstance(found.components[0], discord.Container)
    assert found.components[0].id == 99
    numbers = [component["id"] for component in server.messages(GENERAL)[0].components[0]["components"]]
    assert numbers == [1, 2]
    await sent.delete()
    assert server.messages(GENERAL) == []
    with pytest.raises(discord.NotFound) as gone:
        await sent.edit(view=layout(99, "too late"))
    assert gone.value.code == 10008


async def test_history_goes_page_by_page_without_the_content_of_others(server: DiscordServer, bot: Bot) -> None:
    channel = await channel_of(bot)
    said = [await server.world.say(ADA, GENERAL, f"message {number}") for number in range(5)]
    before = [m.id async for m in channel.history(limit=2, before=discord.Object(said[3].id))]
    assert before == [said[2].id, said[1].id]
    after = [m.id async for m in channel.history(limit=2, after=discord.Object(said[1].id))]
    assert after == [said[2].id, said[3].id]
    assert {m.content async for m in channel.history()} == {""}
    server.settings.message_content_allowed = True
    assert "message 4" in {m.content async for m in channel.history()}


async def test_a_thread_from_a_message_has_its_id_and_there_is_one(server: DiscordServer, bot: Bot) -> None:
    said = await server.world.say(ADA, GENERAL, server.world.mention("begin"))
    await server.until(lambda: bot.heard)
    thread = await bot.heard[0].create_thread(name="begin")
    assert thread.id == said.id
    sent = await thread.send("in the thread")
    assert [m.text for m in server.messages(thread.id)] == ["in the thread"]
    await server.until(lambda: bot.get_channel(thread.id))
    await (await server.world.slash(ADA, thread.id, "echo", text="here")).acked()
    assert isinstance(bot.pressed[0].channel, discord.Thread)
    with pytest.raises(discord.HTTPException) as again:
        await bot.heard[0].create_thread(name="again")
    assert again.value.code == 160004
    await server.world.archive(thread.id)
    with pytest.raises(discord.HTTPException) as archived:
        await sent.edit(content="changed")
    assert archived.value.code == 50083
    await thread.send("and opens it again")
    assert not server.state.channel(thread.id).archived


@pytest.mark.parametrize(
    ("channel", "code"), [(LOBBY, 50001), (GROUP, 50001), (5, 10003)], ids=["no member", "group", "none"]
)
async def test_places_without_the_bot_refuse_it(server: DiscordServer, bot: Bot, channel: int, code: int) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await bot.get_partial_messageable(channel).send("hello")
    assert refused.value.code == code


async def test_missing_permissions_and_closed_doors_are_named(server: DiscordServer, bot: Bot) -> None:
    server.world.deny(GENERAL, "send")
    with pytest.raises(discord.Forbidden) as denied:
        await (await channel_of(bot)).send("hello")
    assert denied.value.code == 50013
    server.state.users[EVE].accepts_direct = False
    with pytest.raises(discord.Forbidden) as closed:
        await (await bot.create_dm(discord.Object(EVE))).send("hello")
    assert closed.value.code == 50007


async def test_a_command_is_answered_for_one_person_only(server: DiscordServer, bot: Bot) -> None:
    invocation = await (await server.world.slash(ADA, GENERAL, "echo", text="hi", times=2)).acked()
    assert (invocation.response_type, invocation.failed) == (4, False)
    assert [message.text for message in server.screen(ADA, GENERAL)] == ["hi hi"]
    assert server.screen(BEN, GENERAL) == []
    assert server.messages(GENERAL) == []
    assert [message.text for message in server.ephemerals(ADA)] == ["hi hi"]
    assert [message.id async for message in (await channel_of(bot)).history()] == []


async def test_the_first_follow_up_fills_what_was_thinking_and_stays_hidden(server: DiscordServer, bot: Bot) -> None:
    await (await server.world.slash(ADA, "dm", "think", hidden=True)).acked()
    (waiting,) = server.screen(ADA, "dm")
    assert waiting.is_loading
    await server.until(lambda: bot.pressed)
    followup = bot.pressed[0].followup
    filled = await followup.send(view=layout(5, "thought"), wait=True)
    assert filled.id == waiting.id
    (waiting,) = server.screen(ADA, "dm")
    assert (waiting.text, waiting.is_loading, waiting.is_ephemeral, waiting.marks) == ("thought", False, True, (5,))
    more = await followup.send("more", wait=True)
    assert [message.text for message in server.screen(ADA, "dm")] == ["thought", "more"]
    await bot.pressed[0].edit_original_response(view=layout(5, "thought again"))
    await bot.pressed[0].followup.edit_message(more.id, content="even more")
    assert [message.text for message in server.screen(ADA, "dm")] == ["thought again", "even more"]
    await bot.pressed[0].delete_original_response()
    assert [message.text for message in server.screen(ADA, "dm")] == ["even more"]


async def test_a_token_ends_and_opens_nothing_before_the_first_response(server: DiscordServer, bot: Bot) -> None:
    await server.world.slash(ADA, GENERAL, "sleep")
    await server.until(lambda: bot.pressed)
    with pytest.raises(discord.NotFound) as early:
        await bot.pressed[0].followup.send("too early")
    assert early.value.code == 10015
    await bot.pressed[0].response.defer(thinking=True)
    now = server.clock()
    server.clock = lambda: now + server.settings.token_life + 1
    with pytest.raises(discord.HTTPException) as late:
        await bot.pressed[0].followup.send("too late")
    assert (late.value.status, late.value.code) == (401, 50027)


async def test_no_response_in_time_is_seen_as_a_failure(server: DiscordServer, bot: Bot) -> None:
    server.settings.ack_timeout = 0.05
    invocation = await server.world.slash(ADA, GENERAL, "sleep")
    with pytest.raises(NotAcknowledged):
        await invocation.acked()
    assert invocation.failed
    with pytest.raises(discord.NotFound) as late:
        await bot.pressed[0].response.defer()
    assert late.value.code == 10062


async def test_a_second_response_is_refused(server: DiscordServer, bot: Bot) -> None:
    await (await server.world.slash(ADA, GENERAL, "echo", text="hi")).acked()
    adapter = discord.webhook.async_.async_context.get()
    again = bot.pressed[0]
    params = discord.webhook.async_.interaction_message_response_params(type=4, content="twice")
    with pytest.raises(discord.HTTPException) as twice:
        await adapter.create_interaction_response(again.id, again.token, session=again._session, params=params)
    assert twice.value.code == 40060
    assert [violation.errors for violation in server.violations] == [
        ("40060 Interaction has already been acknowledged.",)
    ]


async def test_commands_are_offered_where_they_are_installed(server: DiscordServer, bot: Bot) -> None:
    await (await server.world.slash(BEN, LOBBY, "echo", text="away")).acked()
    server.limits.enabled = False
    payload = server.invocations[0].payload
    assert (payload["context"], payload["authorizing_integration_owners"]) == (0, {"1": str(BEN)})
    await (await server.world.slash(BEN, GROUP, "think")).acked()
    assert server.invocations[1].payload["context"] == 2
    for number in range(server.settings.followups_elsewhere + 1):
        await bot.pressed[1].followup.send(f"part {number}", wait=True)
    with pytest.raises(discord.HTTPException) as enough:
        await bot.pressed[1].followup.send("one too many")
    assert enough.value.code == 40094
    for user, where, command in ((ADA, LOBBY, "echo"), (BEN, LOBBY, "sleep"), (ADA, GROUP, "echo")):
        with pytest.raises(HumanCannot):
            await server.world.slash(user, where, command)
    assert bot.get_guild(ELSEWHERE) is None


@pytest.mark.parametrize("options", [{}, {"text": 1}, {"text": "x", "times": 4}, {"text": "x", "more": 1}])
async def test_options_must_be_such_as_discord_lets_one_send(
    server: DiscordServer, bot: Bot, options: dict[str, Any]
) -> None:
    with pytest.raises(HumanCannot):
        await server.world.slash(ADA, GENERAL, "echo", **options)
    assert server.invocations == []


async def test_choices_files_and_menus_of_messages_arrive(server: DiscordServer, bot: Bot) -> None:
    offered = await server.world.autocomplete(ADA, GENERAL, "echo", "text", "ab")
    assert [(choice["name"], choice["value"]) for choice in offered] == [("AB", "ab")]
    await (await server.world.slash(ADA, GENERAL, "read", file=("a.txt", b"inside"))).acked()
    said = await server.world.say(ADA, GENERAL, "my own words")
    await (await server.world.context_menu(ADA, said, "Quote")).acked()
    assert [m.text for m in server.messages(GENERAL, by_bot=True)] == ["inside", "> my own words"]


async def test_buttons_and_forms_go_there_and_back(server: DiscordServer, bot: Bot) -> None:
    sent = await (await channel_of(bot)).send(view=layout(3, "Which?", ("Write", "write|q1")))
    message = server.state.message(GENERAL, sent.id)
    with pytest.raises(HumanCannot):
        await server.world.click(ADA, message, "Other")
    pressed = await server.world.click(ADA, message, "Write")
    await server.until(lambda: bot.pressed)
    modal = ui.Modal(title="Your answer", custom_id="answer|q1")
    words: ui.TextInput[ui.Modal] = ui.TextInput(custom_id="words", style=discord.TextStyle.long, min_length=2)
    modal.add_item(ui.Label(text="What would you say?", component=words))
    await bot.pressed[0].response.send_modal(modal)
    assert pressed.response_type == 9
    form = await server.world.modal(ADA)
    assert (form.title, form.labels) == ("Your answer", ["What would you say?"])
    with pytest.raises(HumanCannot):
        await server.world.submit(ADA, words="x")
    submitted = await server.world.submit(ADA, **{"What would you say?": "a vector"})
    await server.until(lambda: len(bot.pressed) == 2)
    assert words.value == "a vector"
    assert bot.pressed[1].data["custom_id"] == "answer|q1"  # type: ignore[index, typeddict-item]
    await bot.pressed[1].response.edit_message(view=layout(3, "Thank you"))
    assert (submitted.response_type, message.text, message.edits) == (7, "Thank you", 1)
    assert server.world.open_modal(ADA) is None
    assert server.violations == []


async def test_a_press_that_is_only_noted_leaves_the_message(server: DiscordServer, bot: Bot) -> None:
    sent = await (await channel_of(bot)).send(view=layout(3, "Which?", ("Next", "say|next|")))
    await server.world.click(ADA, server.state.message(GENERAL, sent.id), "say|next|")
    await server.until(lambda: bot.pressed)
    await bot.pressed[0].response.defer()
    await bot.pressed[0].followup.send("hidden", ephemeral=True)
    assert [m.text for m in server.screen(ADA, GENERAL)] == ["Which?", "hidden"]
    assert [m.text for m in server.screen(BEN, GENERAL)] == ["Which?"]


async def test_reactions_are_heard(server: DiscordServer, bot: Bot) -> None:
    sent = await (await channel_of(bot)).send(view=layout(3, "Good?"))
    message = server.state.message(GENERAL, sent.id)
    await server.world.react(ADA, message, "\N{THUMBS UP SIGN}")
    await server.until(lambda: bot.reactions)
    assert (bot.reactions[0].user_id, bot.reactions[0].message_id) == (ADA, sent.id)
    with pytest.raises(HumanCannot):
        await server.world.react(ADA, message, "\N{THUMBS UP SIGN}")
    await server.world.unreact(ADA, message, "\N{THUMBS UP SIGN}")


def _text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def _button(**fields: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "x", "custom_id": "x"} | fields


def _row(*children: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(children)}


@pytest.mark.parametrize(
    "components",
    [
        [_text("x")] * 41,
        [_text("x" * 2001), _text("x" * 2000)],
        [_row(_button(custom_id="x" * 101))],
        [_row(_button(label="x" * 81))],
        [_row(_button(), _button())],
        [_row(*(_button(custom_id=str(number)) for number in range(6)))],
        [_row(_button(custom_id=None, style=5))],
        [_text("x") | {"id": 4}, _text("y") | {"id": 4}],
        [{"type": 9, "components": [_text("x")] * 4, "accessory": _button()}],
        [{"type": 9, "components": [_text("x")]}],
        [{"type": 17, "components": [{"type": 17, "components": [_text("x")]}]}],
        [{"type": 12, "items": [{"media": {"url": "attachment://none.png"}}]}],
        [_text("x") | {"id": 2**31}],
    ],
    ids=[
        "41 components",
        "4001 characters",
        "long custom_id",
        "long label",
        "custom_id twice",
        "six in a row",
        "link without address",
        "number twice",
        "section of four",
        "section without accessory",
        "container in container",
        "no such file",
        "number too high",
    ],
)
def test_components_beyond_the_limits_are_named(components: list[dict[str, Any]]) -> None:
    assert component_errors(components, v2=True) != []


async def test_components_beyond_the_limits_are_refused(server: DiscordServer, bot: Bot) -> None:
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=GENERAL)
    body = {"flags": 1 << 15, "components": [_text("x")] * 41, "allowed_mentions": {"parse": []}}
    with pytest.raises(discord.HTTPException) as refused:
        await bot.http.request(route, json=body)
    assert (refused.value.status, refused.value.code) == (400, 50035)
    assert server.messages(GENERAL) == []
    assert len(server.violations) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"content": "x" * 2001}, 50035),
        ({"content": "x", "flags": 1 << 15, "components": [_text("y")]}, 50035),
        ({"components": [_text("y")]}, 50035),
        ({"content": ""}, 50006),
        ({"content": "x", "message_reference": {"message_id": "1"}}, 50035),
    ],
    ids=["long", "both kinds", "new kind without its flag", "empty", "answers nothing"],
)
async def test_bodies_that_discord_refuses(server: DiscordServer, bot: Bot, body: dict[str, Any], code: int) -> None:
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=GENERAL)
    with pytest.raises(discord.HTTPException) as refused:
        await bot.http.request(route, json=body | {"allowed_mentions": {"parse": []}})
    assert refused.value.code == code


async def test_pings_and_previews_are_noted(server: DiscordServer, bot: Bot) -> None:
    channel = await channel_of(bot)
    await channel.send("@everyone, and <@100000000000000001>, look", suppress_embeds=True)
    assert server.violations == []
    await channel.send(f"<@{ADA}>", allowed_mentions=discord.AllowedMentions(users=True))
    await channel.send("https://example.org")
    assert [violation.errors for violation in server.violations] == [
        (f"mentions: notifies [{ADA}]",),
        ("flags: links in this show previews",),
    ]


async def test_files_are_shown_in_galleries_until_their_address_ends(server: DiscordServer, bot: Bot) -> None:
    view = ui.LayoutView()
    view.add_item(ui.MediaGallery(discord.MediaGalleryItem("attachment://chart.png")))
    view.stop()
    sent = await (await channel_of(bot)).send(view=view, file=discord.File(io.BytesIO(b"png"), "chart.png"))
    gallery = sent.components[0]
    assert isinstance(gallery, discord.MediaGalleryComponent)
    url = gallery.items[0].media.url
    assert await bot.http.get_from_cdn(url) == b"png"
    assert sent.attachments == []
    again = ui.LayoutView()
    again.add_item(ui.MediaGallery(discord.MediaGalleryItem("attachment://chart.png", description="A chart")))
    again.stop()
    assert (await sent.edit(view=again)).components[0].items[0].media.url == url  # type: ignore[union-attr]
    now = server.clock()
    server.clock = lambda: now + server.settings.attachment_life + 1
    with pytest.raises(discord.NotFound):
        await bot.http.get_from_cdn(url)


async def test_a_reset_after_the_post_leaves_it_there_for_the_nonce(server: DiscordServer, bot: Bot) -> None:
    channel = await channel_of(bot)
    server.inject(POST, "reset_after")
    with pytest.raises(aiohttp.ClientConnectionError):
        await channel.send(view=layout(4, "once"), nonce="n4")
    await channel.send(view=layout(4, "once"), nonce="n4")
    assert [(r.status, r.fault) for r in server.asked(POST)] == [(200, "reset_after"), (200, "")]
    assert server.duplicates() == {}
    assert len(server.messages(GENERAL)) == 1


async def test_a_rate_limit_is_waited_out(server: DiscordServer, bot: Bot) -> None:
    server.inject(POST, "ratelimited", value=0.05)
    await (await channel_of(bot)).send("hello")
    assert [request.status for request in server.asked(POST)] == [429, 200]
    with pytest.raises(ValueError, match="no route"):
        server.inject("POST /messages", "status")


async def test_other_faults_strike_before_anything_is_posted(server: DiscordServer, bot: Bot) -> None:
    channel = await channel_of(bot)
    server.inject(POST, "reset_before")
    with pytest.raises(aiohttp.ClientConnectionError):
        await channel.send("one")
    server.inject(POST, "status", value=503)
    with pytest.raises(discord.DiscordServerError):
        await channel.send("two")
    server.inject(POST, "hang")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await channel.send("three")
    assert server.messages(GENERAL) == []
    server.inject(POST, "delay", value=0.01)
    await channel.send("four")
    assert [message.text for message in server.messages(GENERAL)] == ["four"]


async def test_a_server_of_its_own_is_controlled_over_http(server: DiscordServer, bot: Bot) -> None:
    async with aiohttp.ClientSession() as session:

        async def control(action: str, **args: Any) -> tuple[int, Any]:
            async with session.post(f"{server.url}/control/{action}", json=args) as answer:
                return answer.status, await answer.json()

        assert (await control("say", user=ADA, where="dm", text="hello"))[1]["text"] == "hello"
        options = {"text": "hi"}
        _, slash = await control("slash", user=ADA, where=GENERAL, command="echo", options=options, wait=True)
        assert (slash["response_type"], slash["failed"]) == (4, False)
        _, screen = await control("screen", user=ADA, where=GENERAL)
        assert [message["text"] for message in screen] == ["hi"]
        assert (await control("slash", user=ADA, where=LOBBY, command="echo", options=options))[0] == 409
        assert (await control("settings", ack_timeout=1))[1]["api_url"] == server.api_url
        assert server.settings.ack_timeout == 1.0
        assert (await control("gateway", do="count"))[1] == {"connections": 1}
        assert (await control("nothing"))[0] == 404
        assert [request["status"] for request in (await control("requests", route="GET /users/@me"))[1]] == [200]


async def test_the_original_is_reached_with_and_without_escapes(server: DiscordServer, bot: Bot) -> None:
    await (await server.world.slash(ADA, GENERAL, "think")).acked()
    hook = f"{server.api_url}/webhooks/{server.state.application}/{server.invocations[0].token}/messages"
    original = server.invocations[0].original
    async with aiohttp.ClientSession() as session:
        for name in ("@original", "%40original", str(original)):
            async with session.get(yarl.URL(f"{hook}/{name}", encoded=True)) as answer:
                assert answer.headers["Content-Type"] == "application/json"
                assert int((await answer.json())["id"]) == original
        async with session.get(f"{hook}/1") as answer:
            assert (answer.status, (await answer.json())["code"]) == (404, 10008)
        async with session.post(f"{server.api_url}/channels/{GENERAL}/messages", data="{") as answer:
            assert (await answer.json())["code"] == 50109
        async with session.get(f"{server.api_url}/nothing") as answer:
            assert answer.status == 404


async def test_servers_and_channels_come_and_go_while_the_client_is_connected(server: DiscordServer, bot: Bot) -> None:
    guild = server.world.add_guild("college")
    channel = server.world.add_channel(guild, "lectures")
    await server.until(lambda: bot.get_channel(channel.id))
    await (await channel_of(bot, channel.id)).send("hello")
    assert [message.text for message in server.screen(EVE, channel.id)] == ["hello"]
    server.world.remove_bot(guild)
    await server.until(lambda: bot.get_guild(guild.id) is None)
    with pytest.raises(discord.Forbidden):
        await bot.get_partial_messageable(channel.id).send("still here?")
