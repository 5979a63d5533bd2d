"""Discord as a chat: events in over the gateway, and replies out through `post`."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp
import discord
from discord.http import Route

from bot.chat.discord.bot import CoachBot
from bot.chat.discord.files import DiscordFiles
from bot.chat.discord.post import DiscordPost
from bot.chat.discord.rest import Rest
from bot.delivery.accepting import Remembering
from bot.errors import SettingsError
from bot.practice.progress import Progress

__all__ = ["DiscordAccess", "DiscordChat"]

_log = logging.getLogger(__name__)
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0
# A bot that begins more than 1,000 sessions in a day loses its token, so those that keep ending are this far apart
# (https://discord.com/developers/docs/events/gateway#session-start-limit-object); one that lasted is none of those.
_BETWEEN_SESSIONS, _LASTING = 90.0, 600.0
# What the library raises on an event that is not as it expects.
_STUMBLES = (LookupError, ValueError, TypeError, AttributeError)
# Close codes after which connecting again the same way is of no use.
_OF_NO_USE = {
    4004: "Discord does not know the token: check COACH_DISCORD_TOKEN.",
    4010: "Discord has no such shard: check COACH_DISCORD_SHARDS and COACH_DISCORD_SHARD_COUNT.",
    4011: "The bot is in too many servers for so few shards: raise COACH_DISCORD_SHARD_COUNT, or leave it out.",
    4014: "The message-content intent is not switched on for this bot: do that on its page, or leave out "
    "COACH_DISCORD_MESSAGE_CONTENT.",
}


@dataclass(frozen=True, slots=True)
class DiscordAccess:
    """How Discord is reached, and which of `shard_count` shards are this process's; all where `shards` is empty.
    With `message_content` the bot reads messages in its own threads that do not mention it."""

    token: str = field(repr=False)
    api_url: str = Route.BASE
    message_content: bool = False
    shards: tuple[int, ...] = ()
    shard_count: int = 0


class DiscordChat:
    """One bot. `draw` makes a PNG of somebody's progress, in any thread; `topics` are offered while somebody types;
    `files` fetches attachments of up to `most_bytes`. `pause` and `settling` are DiscordPost's."""

    def __init__(
        self,
        access: DiscordAccess,
        inbox: Remembering,
        *,
        draw: Callable[[Progress], bytes],
        topics: Callable[[], Sequence[str]],
        now: Callable[[], datetime],
        most_bytes: int = 200_000_000,
        pause: float = 1.0,
        settling: float = 0.3,
    ) -> None:
        # discord.py knows one Discord for the whole process.
        Route.BASE = access.api_url.rstrip("/")
        self._access = access
        self._inbox = inbox
        self._now = now
        self._topics = topics
        self._rest = Rest(access.token)
        self.files = DiscordFiles(access.api_url, most_bytes=most_bytes)
        self.post = DiscordPost(self._rest, draw, now, pause=pause, settling=settling)
        self.bot: CoachBot | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Takes events until `stop` is set. `post` works before, meanwhile and after.

        Raises SettingsError where Discord does not know the token, or does not grant what the settings ask for.
        """
        wait = 0.0
        while not stop.is_set():
            self.bot = bot = self._make_bot()
            begun = time.monotonic()
            problem = await self._serve(bot, stop)
            if problem is None:
                return
            wait = wait_after(wait, in_session=bot.connected.is_set(), lasted=time.monotonic() - begun)
            _log.warning("The connection to Discord is made anew in %.0f s: %s", wait, problem)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait)

    async def close(self) -> None:
        """After the last reply was sent."""
        await self._rest.close()

    async def _serve(self, bot: CoachBot, stop: asyncio.Event) -> Exception | None:
        """What ended it; None where it was told to stop."""
        serving = asyncio.create_task(bot.start(self._access.token))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            await bot.close()
        try:
            await serving
        except discord.LoginFailure as problem:
            raise SettingsError(_OF_NO_USE[4004]) from problem
        except discord.PrivilegedIntentsRequired as problem:
            raise SettingsError(_OF_NO_USE[4014]) from problem
        except discord.ConnectionClosed as problem:
            if problem.code in _OF_NO_USE:
                raise SettingsError(_OF_NO_USE[problem.code]) from problem
            return problem
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as problem:
            return problem
        except _STUMBLES as problem:
            _log.exception("Something that Discord reported could not be read; what was written is read again.")
            return problem
        return None if stop.is_set() else ConnectionError("Discord closed the connection.")

    def _make_bot(self) -> CoachBot:
        access = self._access
        return CoachBot(
            self._inbox,
            self._known_topics,
            self._now,
            self._rest.introduce,
            message_content=access.message_content,
            shards=access.shards,
            shard_count=access.shard_count,
        )

    async def _known_topics(self) -> Sequence[str]:
        return await asyncio.to_thread(self._topics)


def wait_after(wait: float, *, in_session: bool, lasted: float) -> float:
    """Seconds before the next connection: `wait` is what came before the last one, which `lasted` so many seconds and
    may have begun a session."""
    if in_session and lasted >= _LASTING:
        return _FIRST_WAIT
    return min(max(2 * wait, _FIRST_WAIT), _BETWEEN_SESSIONS if in_session else _LONGEST_WAIT)
