"""Socket Mode that comes back: one connection after another, each with a ticket of its own."""

import asyncio
import logging
import time
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.slack.calls import NeedsMending, Refused
from bot.chat.slack.connection import Connection, Handle
from bot.delivery.post import NotSent, RetryLater

_log = logging.getLogger(__name__)

_LONGEST_WAIT = 10.0
_APP_TOKEN = "COACH_SLACK_APP_TOKEN must be an app-level token (xapp-) with the scope connections:write."


class SocketMode:
    """Keeps one connection to Slack until told to stop. Times in seconds.

    A connection that has not been heard for `silent` is replaced, and so is one that Slack says will end: then the new
    one stands before the old one goes. `slow` is the pause where Socket Mode was switched off.
    """

    def __init__(
        self,
        web_client: AsyncWebClient,
        app_token: str,
        handle: Handle,
        *,
        silent: float = 15.0,
        first_wait: float = 1.0,
        slow: float = 20.0,
    ) -> None:
        self._web_client = web_client
        self._app_token = app_token
        self._handle = handle
        self._silent = silent
        self._first_wait = first_wait
        self._slow = slow
        self._closing: set[asyncio.Task[None]] = set()
        self.connected = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; then nothing more is taken, and what was taken is acknowledged."""
        keeping = asyncio.create_task(self._keep())
        try:
            await _either(stop.wait(), asyncio.shield(keeping))
            if keeping.done():
                await keeping
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await asyncio.gather(*self._closing, return_exceptions=True)

    async def _keep(self) -> None:
        current: Connection | None = None
        wait = self._first_wait
        try:
            while True:
                following, pause = await self._open()
                if following is not None:
                    self._retire(current)
                    current = following
                    self.connected.set()
                    await self._watch(current)
                    self.connected.clear()
                    if time.time() - current.opened > self._silent:
                        wait = self._first_wait
                    if current.reason in ("warning", "refresh_requested"):
                        # It still serves while the next one opens.
                        continue
                    pause = self._pause_after(current.reason)
                    self._retire(current)
                    current = None
                await asyncio.sleep(pause or wait)
                wait = min(2 * wait, _LONGEST_WAIT)
        finally:
            self.connected.clear()
            self._retire(current)

    async def _open(self) -> tuple[Connection | None, float]:
        """A connection that has said hello; or None, and how long to leave Slack alone (0 where nothing says)."""
        connection = Connection(self._web_client, self._app_token, self._handle, max(0.05, self._silent / 3))
        try:
            async with asyncio.timeout(self._silent):
                await connection.connect()
                await _either(connection.greeted.wait(), connection.over.wait())
            if connection.greeted.is_set():
                return connection, 0.0
            self._retire(connection)
            return None, self._pause_after(connection.reason)
        except NeedsMending as problem:
            self._retire(connection)
            # Its text is about the bot's token, which was taken just before.
            _log.error("%s Slack said %s.", _APP_TOKEN, problem.error)
            return None, self._slow
        except (Refused, NotSent, aiohttp.ClientError, OSError, TimeoutError, ValueError) as problem:
            self._retire(connection)
            _log.warning("No connection to Slack: %s %s", type(problem).__name__, problem)
            return None, problem.seconds if isinstance(problem, RetryLater) and problem.channel_wide else 0.0
        except asyncio.CancelledError:
            self._retire(connection)
            raise

    async def _watch(self, connection: Connection) -> None:
        while not connection.over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(connection.over.wait(), min(0.5, self._silent / 5))
            if connection.broken:
                # The SDK notices that at its next ping.
                connection.finish("the connection broke")
            elif connection.silent_for() > self._silent:
                connection.finish("silence")
        _log.info("The connection to Slack is over: %s", connection.reason)

    def _pause_after(self, reason: str) -> float:
        if reason == "link_disabled":
            _log.error("Socket Mode is switched off for this app: switch it on in the app's settings.")
            return self._slow
        return 0.0

    def _retire(self, connection: Connection | None) -> None:
        """Closes it beside everything else, which a half-open connection would hold up."""
        if connection is not None:
            task = asyncio.create_task(connection.shut())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)


async def _either(*waits: Awaitable[Any]) -> None:
    """Until one of them is over; the others are given up."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
