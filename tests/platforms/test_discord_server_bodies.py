"""What the loopback Discord says to bodies of messages: too large, malformed, with pings, previews and files."""

import io
from typing import Any

import discord
import pytest
from discord import ui

from tests.platforms.discord.components import component_errors
from tests.platforms.discord_client import Bot, channel_of
from tests.platforms.discord_server import ADA, GENERAL, DiscordServer


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


async def test_components_beyond_the_limits_are_refused(discord_server: DiscordServer, discord_bot: Bot) -> None:
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=GENERAL)
    body = {"flags": 1 << 15, "components": [_text("x")] * 41, "allowed_mentions": {"parse": []}}
    with pytest.raises(discord.HTTPException) as refused:
        await discord_bot.http.request(route, json=body)
    assert (refused.value.status, refused.value.code) == (400, 50035)
    assert discord_server.messages(GENERAL) == []
    assert len(discord_server.violations) == 1


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
async def test_bodies_that_discord_refuses(
    discord_server: DiscordServer, discord_bot: Bot, body: dict[str, Any], code: int
) -> None:
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=GENERAL)
    with pytest.raises(discord.HTTPException) as refused:
        await discord_bot.http.request(route, json=body | {"allowed_mentions": {"parse": []}})
    assert refused.value.code == code


async def test_pings_and_previews_are_noted(discord_server: DiscordServer, discord_bot: Bot) -> None:
    channel = await channel_of(discord_bot)
    await channel.send("@everyone, and <@100000000000000001>, look", suppress_embeds=True)
    assert discord_server.violations == []
    await channel.send(f"<@{ADA}>", allowed_mentions=discord.AllowedMentions(users=True))
    await channel.send("https://example.org")
    assert [violation.errors for violation in discord_server.violations] == [
        (f"mentions: notifies [{ADA}]",),
        ("flags: links in this show previews",),
    ]


async def test_files_are_shown_in_galleries_until_their_address_ends(
    discord_server: DiscordServer, discord_bot: Bot
) -> None:
    view = ui.LayoutView()
    view.add_item(ui.MediaGallery(discord.MediaGalleryItem("attachment://chart.png")))
    view.stop()
    sent = await (await channel_of(discord_bot)).send(view=view, file=discord.File(io.BytesIO(b"png"), "chart.png"))
    gallery = sent.components[0]
    assert isinstance(gallery, discord.MediaGalleryComponent)
    url = gallery.items[0].media.url
    assert await discord_bot.http.get_from_cdn(url) == b"png"
    assert sent.attachments == []
    again = ui.LayoutView()
    again.add_item(ui.MediaGallery(discord.MediaGalleryItem("attachment://chart.png", description="A chart")))
    again.stop()
    assert (await sent.edit(view=again)).components[0].items[0].media.url == url  # type: ignore[union-attr]
    now = discord_server.clock()
    discord_server.clock = lambda: now + discord_server.settings.attachment_life + 1
    with pytest.raises(discord.NotFound):
        await discord_bot.http.get_from_cdn(url)
