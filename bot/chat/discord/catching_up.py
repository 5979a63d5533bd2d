"""Messages that were written while nobody listened: a new session of Discord's gateway does not tell of them.

Where people wrote to the coach within the last day, what stands there after the last message that was accepted is read
and accepted like any other; what is known already is known again by its id.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import discord

from bot.chat.discord.acceptance import Acceptance
from bot.chat.discord.ids import PLATFORM, is_direct, time_of
from bot.delivery.accepting import Remembering
from bot.delivery.event import Address
from bot.errors import CoachError

_log = logging.getLogger(__name__)
_SINCE = timedelta(hours=24)
# Two messages that came at the same moment are not accepted in their order.
_OVERLAP = timedelta(minutes=1)
_MOST_PLACES = 200
_MOST_MESSAGES = 200


class CatchingUp:
    def __init__(
        self, bot: discord.Client, acceptance: Acceptance, inbox: Remembering, now: Callable[[], datetime]
    ) -> None:
        self._bot = bot
        self._acceptance = acceptance
        self._inbox = inbox
        self._now = now
        self._one_at_a_time = asyncio.Lock()

    async def run(self, shard: int, shard_count: int) -> None:
        """For what one shard serves."""
        async with self._one_at_a_time:
            try:
                places = await self._inbox.last_seen(PLATFORM, self._now() - _SINCE)
            except CoachError:
                _log.exception("What was written meanwhile cannot be looked up, for the inbox cannot be read.")
                return
            newest: dict[int, int] = {}
            for address, post in places:
                channel, _, message = post.partition(":")
                if _shard_of(address, shard_count) == shard:
                    newest[int(channel)] = max(newest.get(int(channel), 0), int(message))
            for channel_id, message_id in list(newest.items())[:_MOST_PLACES]:
                await self._read(channel_id, message_id)

    async def _read(self, channel_id: int, message_id: int) -> None:
        try:
            channel = await self._bot.fetch_channel(channel_id)
            if not isinstance(channel, discord.abc.Messageable):
                return
            after = time_of(message_id) - _OVERLAP
            async for message in channel.history(limit=_MOST_MESSAGES, after=after, oldest_first=True):
                await self._acceptance.message(message)
        except (discord.HTTPException, discord.InvalidData, OSError) as problem:
            _log.info("What was written in channel %d meanwhile cannot be read: %s", channel_id, problem)


def _shard_of(address: Address, shard_count: int) -> int:
    """https://discord.com/developers/docs/events/gateway#sharding"""
    return 0 if is_direct(address) else (int(address.workspace) >> 22) % shard_count
