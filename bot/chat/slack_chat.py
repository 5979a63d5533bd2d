"""Slack as a chat: events in, over Socket Mode or signed HTTP, and replies out through `post`."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp

from bot.chat.slack.acceptance import Acceptance, bolt_app
from bot.chat.slack.blocks import render
from bot.chat.slack.calls import NeedsMending, Refused, answered, web_client
from bot.chat.slack.connection import handler
from bot.chat.slack.events import to_event
from bot.chat.slack.files import SlackFiles
from bot.chat.slack.http import Dispatch, SignedHttp
from bot.chat.slack.ids import Bot
from bot.chat.slack.payload import text_at
from bot.chat.slack.pictures import Pictures
from bot.chat.slack.post import SlackPost
from bot.chat.slack.socket import SocketMode
from bot.delivery.accepting import Accepting
from bot.delivery.post import Ambiguous, RetryLater
from bot.errors import SettingsError
from bot.practice.progress import Progress

__all__ = ["SlackAccess", "SlackChat", "render", "to_event"]

_log = logging.getLogger(__name__)
_LONGEST_WAIT = 30.0


@dataclass(frozen=True, slots=True)
class SlackAccess:
    """How one workspace is reached. With `listen` (host and port) Slack's requests come in over HTTP, which takes the
    signing secret; else over Socket Mode, which takes the app's token. `silent` and `slow` are in seconds: after how
    long without a sign of life a connection is replaced, and the pause where Socket Mode is switched off."""

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    listen: tuple[str, int] | None = None
    base_url: str = "https://slack.com/api/"
    silent: float = 15.0
    slow: float = 20.0


class SlackChat:
    """One app in one workspace. `draw` makes a PNG of somebody's progress, in any thread; `files` fetches attachments
    of up to `most_bytes`. `settling` and `pause` are SlackPost's and Pictures'."""

    def __init__(
        self,
        access: SlackAccess,
        inbox: Accepting,
        *,
        draw: Callable[[Progress], bytes],
        now: Callable[[], datetime],
        most_bytes: int = 200_000_000,
        settling: float = 2.0,
        pause: float = 1.0,
    ) -> None:
        self._access = access
        self._inbox = inbox
        self._now = now
        self._client = web_client(access.bot_token, access.base_url)
        self.files = SlackFiles(self._client, most_bytes=most_bytes)
        self.post = SlackPost(self._client, Pictures(self.files, draw, settling=settling), now, pause=pause)
        self.transport: SocketMode | SignedHttp | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Takes events until `stop` is set. `post` works before, meanwhile and after.

        Raises SettingsError where Slack knows the tokens not, or the port is taken.
        """
        if self._client.session is None:
            self._client.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30, connect=10))
        known = await self._who_am_i(stop)
        if known is None:
            return
        bot, name = known
        app = bolt_app(Acceptance(self._inbox, bot, self._now), bot, self._access.bot_token, self._access.base_url)
        self.transport = self._transport(app.async_dispatch)
        announcing = asyncio.create_task(self._announce(self.transport, name))
        try:
            await self.transport.run(stop)
        finally:
            announcing.cancel()

    async def close(self) -> None:
        """After the last reply was sent."""
        if self._client.session is not None:
            await self._client.session.close()

    async def _announce(self, transport: SocketMode | SignedHttp, name: str) -> None:
        await transport.connected.wait()
        way = f"HTTP on port {transport.port}" if isinstance(transport, SignedHttp) else "Socket Mode"
        _log.info("Serving Slack over %s, connected as %s.", way, name)

    def _transport(self, dispatch: Dispatch) -> SocketMode | SignedHttp:
        access = self._access
        if access.listen is not None:
            host, port = access.listen
            return SignedHttp(dispatch, access.signing_secret, host=host, port=port)
        opening = web_client(access.app_token, access.base_url, timeout=10)
        return SocketMode(
            opening,
            access.app_token,
            handler(dispatch),
            silent=access.silent,
            first_wait=min(1.0, access.silent / 5),
            slow=access.slow,
        )

    async def _who_am_i(self, stop: asyncio.Event) -> tuple[Bot, str] | None:
        """With the name for an operator. Asked once, so that no event has to wait for it; None where it was told to
        stop before Slack answered."""
        wait = min(1.0, self._access.silent / 5)
        while not stop.is_set():
            try:
                answer = await answered(self._client.auth_test())
            except (NeedsMending, Refused) as problem:
                raise SettingsError(f"Slack does not let the coach in. {problem}") from problem
            except (RetryLater, Ambiguous) as problem:
                _log.warning("Slack does not answer yet: %s", problem)
                asked = problem.seconds if isinstance(problem, RetryLater) and problem.channel_wide else wait
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), asked)
                wait = min(2 * wait, _LONGEST_WAIT)
                continue
            data = answer.data if answer else {}
            bot = Bot(text_at(data, "team_id"), text_at(data, "user_id"), text_at(data, "bot_id"))
            if not bot.bot:
                raise SettingsError("COACH_SLACK_BOT_TOKEN must be the bot token, for example xoxb-1234-5678-abcd.")
            return bot, f"@{text_at(data, 'user')} in {text_at(data, 'team')} ({bot.team})"
        return None
