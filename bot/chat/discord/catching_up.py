"""Messages that were written while nobody listened: a new session of Discord's gateway does not tell of them.

Where people used the coach within the last day, what stands there after the last message that was accepted is read and
accepted like any other; what is known already is known again by its id.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import discord

from bot.chat.discord.acceptance import Acceptance
from bot.chat.discord.ids import PLATFORM, is_direct, time_of
from bot.chat.discord.responding import NO_ANSWER, may_pass
from bot.delivery.accepting import Remembering, Seen
from bot.delivery.event import Address
from bot.errors import CoachError

_T = TypeVar("_T")
_log = logging.getLogger(__name__)
_SINCE = timedelta(hours=24)
# Two messages that came at the same moment are not accepted in their order.
_OVERLAP = timedelta(minutes=1)
_MOST_PLACES = 200
_MOST_MESSAGES = 200


class CatchingUp:
    """`introduce(person, channel)` is told where people were seen to write in private."""

    def __init__(
        self,
        bot: discord.Client,
        acceptance: Acceptance,
        inbox: Remembering,
        now: Callable[[], datetime],
        introduce: Callable[[int, int], None],
    ) -> None:
        self._bot = bot
        self._acceptance = acceptance
        self._inbox = inbox
        self._now = now
        self._introduce = introduce
        self._one_at_a_time = asyncio.Lock()
        # In seconds, before each further attempt to read what stands in one place.
        self.pauses: Sequence[float] = (1.0, 5.0, 30.0)

    async def run(self, shard: int, shard_count: int) -> None:
        """For what one shard serves."""
        async with self._one_at_a_time:
            try:
                places = await self._inbox.last_seen(PLATFORM, self._now() - _SINCE)
            except CoachError:
                _log.exception("What was written meanwhile cannot be looked up, for the inbox cannot be read.")
                return
            for seen in places:
                if is_direct(seen.address) and seen.post:
                    self._introduce(int(seen.address.channel), int(seen.post.partition(":")[0]))
            after: dict[int, datetime] = {}
            ours = [seen for seen in places if _shard_of(seen.address, shard_count) == shard]
            for seen in ours[:_MOST_PLACES]:
                for channel, at in await self._patiently(partial(self._where, seen)) or ():
                    after[channel] = max(after.get(channel, at), at)
            for channel, at in after.items():
                await self._patiently(partial(self._read, channel, at - _OVERLAP))

    async def _patiently(self, step: Callable[[], Awaitable[_T]]) -> _T | None:
        """At the pace that Discord asks for, however long that takes: everything else goes on meanwhile. None where it
        does not answer."""
        pauses = iter(self.pauses)
        while True:
            try:
                return await step()
            except discord.RateLimited as limited:
                await asyncio.sleep(limited.retry_after)
            except NO_ANSWER as problem:
                pause = next(pauses, None) if may_pass(problem) else None
                if pause is None:
                    _log.info("Some of what was written meanwhile cannot be read: %s", problem)
                    return None
                await asyncio.sleep(pause)

    async def _where(self, seen: Seen) -> Sequence[tuple[int, datetime]]:
        """The channels and threads that belong to one place, each with the time up to which it is known."""
        address, (channel, _, message) = seen.address, seen.post.partition(":")
        at = time_of(int(message)) if message else seen.since
        if message and (channel == address.thread or not address.thread):
            return [(int(channel), at)]
        if address.thread:
            # The thread may have been made since, from the message that called the coach or for it.
            return [(int(address.thread), at), *([(int(channel), at)] if message else [])]
        if not is_direct(address):
            return [(int(address.channel), at)]
        return [((await self._bot.create_dm(discord.Object(int(address.channel)))).id, at)]

    async def _read(self, channel_id: int, after: datetime) -> None:
        channel = await self._bot.fetch_channel(channel_id)
        if isinstance(channel, discord.abc.Messageable):
            async for message in channel.history(limit=_MOST_MESSAGES, after=after, oldest_first=True):
                await self._acceptance.message(message)


def _shard_of(address: Address, shard_count: int) -> int:
    """https://discord.com/developers/docs/events/gateway#sharding"""
    return 0 if is_direct(address) else (int(address.workspace) >> 22) % shard_count
