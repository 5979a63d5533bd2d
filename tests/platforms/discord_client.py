"""A client of the unmodified discord.py for the loopback Discord: what it hears, its commands, what it posts."""

from typing import Any

import discord
from discord import app_commands, ui

from tests.platforms.discord_server import GENERAL


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


def declare(client: Bot) -> None:
    """The commands that the tests use, each for one way in which an interaction is answered."""
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
    """A message in a container whose number is `mark`; a button is a label and its custom_id."""
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
