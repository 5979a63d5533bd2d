"""The connection to Discord's gateway: what it reports goes to the acceptance, and nothing else is done about it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import discord
import yarl
from discord.ext import commands
from discord.gateway import DiscordWebSocket

from bot.chat.discord.acceptance import Acceptance
from bot.chat.discord.catching_up import CatchingUp
from bot.chat.discord.commands import add_commands
from bot.chat.discord.items import ITEMS
from bot.delivery.accepting import Remembering

_log = logging.getLogger(__name__)


class CoachBot(commands.AutoShardedBot):
    """`shards` of `shard_count`, all of them where that is empty. Nothing is cached that the coach does not read."""

    def __init__(
        self,
        inbox: Remembering,
        topics: Callable[[], Awaitable[Sequence[str]]],
        now: Callable[[], datetime],
        introduce: Callable[[int, int], None],
        *,
        message_content: bool,
        shards: Sequence[int],
        shard_count: int,
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        intents.guild_reactions = intents.dm_reactions = True
        intents.message_content = message_content
        own: dict[str, Any] = {"shard_ids": list(shards)} if shards else {}
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=30,
            shard_count=shard_count or None,
            **own,
        )
        self.acceptance = Acceptance(
            inbox, lambda: self._me().id, self.parent_of, message_content=message_content, now=now
        )
        self._catching_up = CatchingUp(self, self.acceptance, inbox, now, introduce)
        self._topics = topics
        # Discord opens but few channels of direct messages in a minute: that of somebody who speaks is known.
        self._introduce = introduce
        self._aside: set[asyncio.Task[None]] = set()
        self.connected = asyncio.Event()

    async def setup_hook(self) -> None:
        _, gateway, _ = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        self.add_dynamic_items(*ITEMS)
        add_commands(self.tree, self.acceptance, self._topics)
        if 0 in (self.shard_ids or [0]):
            await self._tell_commands()

    async def _tell_commands(self) -> None:
        """One call that replaces what Discord knows of them, by the one process that serves direct messages."""
        try:
            await self.tree.sync()
        except discord.HTTPException as problem:
            _log.warning("Discord did not take the list of commands, those it knows stay: %s", problem)

    async def on_shard_ready(self, shard: int) -> None:
        """A new session: Discord does not repeat what happened before it."""
        if not self.connected.is_set():
            self.connected.set()
            servers = "1 server" if len(self.guilds) == 1 else f"{len(self.guilds)} servers"
            _log.info("Serving Discord, connected as %s in %s.", self.user, servers)
        task = asyncio.create_task(self._catching_up.run(shard, self.shard_count or 1))
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def parent_of(self, channel_id: int) -> tuple[int, int | None]:
        """(the channel, the thread in it or None). Raises discord.HTTPException where Discord does not say."""
        channel = self.get_channel(channel_id) or await self.fetch_channel(channel_id)
        return (channel.parent_id, channel.id) if isinstance(channel, discord.Thread) else (channel.id, None)

    def _me(self) -> discord.ClientUser:
        assert self.user is not None, "nothing is reported before the login"
        return self.user

    async def on_message(self, message: discord.Message) -> None:
        if isinstance(message.channel, discord.DMChannel) and message.author.id != self._me().id:
            self._introduce(message.author.id, message.channel.id)
        await self.acceptance.message(message)

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        await self.acceptance.reaction(payload)

    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        await self.acceptance.reaction(payload)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Buttons and commands find their way by themselves; forms may have been opened before a restart."""
        if interaction.context.dm_channel and interaction.channel_id is not None:
            self._introduce(interaction.user.id, interaction.channel_id)
        if interaction.type is discord.InteractionType.modal_submit:
            await self.acceptance.form(interaction)
