"""The few calls of Discord's REST API that posting takes, and what their failures mean for whoever wanted it said.

Through discord.py's own HTTP client, which keeps the rate limits, but without its gateway: replies go out before this
process is connected, while it reconnects, and for shards that other processes serve.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any, Final

import aiohttp
import discord
from discord.http import HTTPClient, MultipartParameters, Route

from bot.chat.discord.ids import Ticket
from bot.delivery.post import Ambiguous, RetryLater

Json = dict[str, Any]

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK = 10003, 10008, 10015
# An interaction whose 15 minutes are over.
TOKEN_EXPIRED = 50027
MISSING_ACCESS, CANNOT_WRITE_TO_USER, MISSING_PERMISSIONS = 50001, 50007, 50013
THREAD_EXISTS, THREAD_ARCHIVED = 160004, 50083
FILE_TOO_LARGE = 40005
# So many more answers by an interaction's token as Discord allows where the bot is no member.
ENOUGH_FOLLOW_UPS = 40094
_LATER = 5.0
_AFTER_A_MEND = 600.0
_DAY_IN_MINUTES: Final = 1440
# Discord stops listening to whom it answers 401, 403 or 429 too often: after a refusal of this kind a while passes.
_WHEN_BANNED = 60.0


class Refused(Exception):
    """Discord will not do it, and did not. `code` is its number for why (https://discord.com/developers/docs/topics/
    opcodes-and-status-codes#json), 0 where it gives none."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code


async def answered(call: Awaitable[Any]) -> Any:
    """Discord's answer. Raises Refused, RetryLater (certainly not done) or Ambiguous (perhaps done)."""
    try:
        return await call
    except discord.RateLimited as limited:
        raise RetryLater("Discord asks for a pause.", limited.retry_after, channel_wide=True) from limited
    except discord.DiscordServerError as problem:
        raise Ambiguous(f"Discord failed with status {problem.status}.") from problem
    except discord.LoginFailure as problem:
        raise RetryLater("Discord does not know the token: check COACH_DISCORD_TOKEN.", _AFTER_A_MEND) from problem
    except discord.HTTPException as problem:
        if problem.status == 429:
            raise RetryLater("Discord asks for a pause.", _WHEN_BANNED, channel_wide=True) from problem
        if problem.status == 401 and problem.code != TOKEN_EXPIRED:
            reason = "Discord does not take the token any more: check COACH_DISCORD_TOKEN."
            raise RetryLater(reason, _AFTER_A_MEND) from problem
        raise Refused(problem.code, problem.text) from problem
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
        # No connection came about, so nothing was written.
        raise RetryLater(f"Discord cannot be reached: {problem}", _LATER) from problem
    except (aiohttp.ClientError, OSError, TimeoutError) as problem:
        raise Ambiguous(f"The connection to Discord broke: {type(problem).__name__} {problem}") from problem
    except (ValueError, TypeError, KeyError) as problem:
        # What the library stumbles over where the answer is no JSON object.
        raise Ambiguous(f"Discord's answer cannot be read: {type(problem).__name__} {problem}") from problem


class Rest:
    """Signs in when it is first needed. Every call raises Refused, RetryLater or Ambiguous."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._http: HTTPClient | None = None
        self._signing_in = asyncio.Lock()
        self._direct: dict[int, int] = {}
        self.me = 0

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()

    async def post(self, channel: int, params: MultipartParameters) -> Json:
        http = await self._signed_in()
        return await self._call(http.send_message(channel, params=params))

    async def edit(self, channel: int, message: int, params: MultipartParameters) -> Json:
        http = await self._signed_in()
        return await self._call(http.edit_message(channel, message, params=params))

    async def message(self, channel: int, message: int) -> Json:
        http = await self._signed_in()
        return await self._call(http.get_message(channel, message))

    async def history(self, channel: int, after: int, limit: int = 100) -> Sequence[Json]:
        """At most `limit` messages right after the id `after`, as Discord orders them: the newest first."""
        http = await self._signed_in()
        found: Sequence[Json] = await self._whole(http.logs_from(channel, limit, after=after))
        return found

    async def start_thread(self, channel: int, message: int, name: str) -> Json:
        http = await self._signed_in()
        started = http.start_thread_with_message(channel, message, name=name, auto_archive_duration=_DAY_IN_MINUTES)
        return await self._call(started)

    def introduce(self, user: int, channel: int) -> None:
        """This is the channel of direct messages with this person, and need not be asked for."""
        self._direct[user] = channel

    async def direct_channel(self, user: int) -> int:
        """The id of the channel of direct messages with this person."""
        if user not in self._direct:
            http = await self._signed_in()
            opened = await self._call(http.start_private_message(user))
            self._direct[user] = int(opened["id"])
        return self._direct[user]

    async def original(self, ticket: Ticket) -> Json:
        """The first response to an interaction, also where it is still "thinking"."""
        return await self._webhook("GET", ticket, "/messages/@original")

    async def fill(self, ticket: Ticket, params: MultipartParameters) -> Json:
        """Puts words into the first response."""
        return await self._webhook("PATCH", ticket, "/messages/@original", params)

    async def take_away(self, ticket: Ticket) -> None:
        http = await self._signed_in()
        await self._whole(http.request(_hook("DELETE", ticket, "/messages/@original")))

    async def follow_up(self, ticket: Ticket, params: MultipartParameters) -> Json:
        return await self._webhook("POST", ticket, "?wait=true", params)

    async def edit_follow_up(self, ticket: Ticket, message: int, params: MultipartParameters) -> Json:
        return await self._webhook("PATCH", ticket, f"/messages/{message}", params)

    async def _webhook(self, method: str, ticket: Ticket, path: str, params: MultipartParameters | None = None) -> Json:
        http = await self._signed_in()
        route = _hook(method, ticket, path)
        if params is None:
            return await self._call(http.request(route))
        if params.files:
            return await self._call(http.request(route, files=params.files, form=params.multipart))
        return await self._call(http.request(route, json=params.payload))

    async def _call(self, call: Awaitable[Any]) -> Json:
        found = await self._whole(call)
        if not isinstance(found, dict) or "id" not in found:
            raise Ambiguous(f"Discord's answer is none: {str(found)[:200]!r}")
        return found

    async def _whole(self, call: Awaitable[Any]) -> Any:
        try:
            return await answered(call)
        except asyncio.CancelledError:
            # The library holds every call back during the pause that Discord asks of all; cancelled in that pause, it
            # would never let them go again.
            if self._http is not None:
                self._http._global_over.set()
            raise

    async def _signed_in(self) -> HTTPClient:
        async with self._signing_in:
            if self._http is None:
                http = HTTPClient(asyncio.get_running_loop(), max_ratelimit_timeout=30)
                try:
                    known = await answered(http.static_login(self._token))
                except BaseException:
                    await http.close()
                    raise
                self.me = int(known["id"])
                self._http = http
            return self._http


def _hook(method: str, ticket: Ticket, path: str) -> Route:
    where = "/webhooks/{webhook_id}/{webhook_token}" + path
    return Route(method, where, webhook_id=ticket.application, webhook_token=ticket.token)
