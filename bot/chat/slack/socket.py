"""Socket Mode that comes back: one connection after another, each with a ticket of its own.

The SDK's client tries one ticket for ever (`connect` asks for a new one only where `wss_uri` is None), although a
ticket is good for one attempt; and it closes the old connection before it opens the next. So here a connection never
mends itself: it says that it is over, and `SocketMode` opens another.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.slack.calls import NeedsMending, Refused, answered
from bot.chat.slack.http import Dispatch
from bot.chat.slack.payload import text_at
from bot.delivery.post import NotSent, RetryLater

_log = logging.getLogger(__name__)

Handle = Callable[[SocketModeClient, SocketModeRequest], Awaitable[None]]
_CLOSING = 2.0
_FINISHING = 3.0
_LONGEST_WAIT = 10.0
_APP_TOKEN = "COACH_SLACK_APP_TOKEN must be an app-level token (xapp-) with the scope connections:write."


def handler(dispatch: Dispatch) -> Handle:
    """Passes envelopes to Bolt, and acknowledges those that it answers with 200."""

    async def handle(client: SocketModeClient, request: SocketModeRequest) -> None:
        begun = time.time()
        try:
            asked = AsyncBoltRequest(mode="socket_mode", body=request.payload)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as problem:
            # Of a shape that Slack does not document: to have it sent again would not help.
            _log.warning("A payload that cannot be read was acknowledged: %s %s", type(problem).__name__, problem)
            answer = BoltResponse(status=200)
        else:
            answer = await dispatch(asked)
        try:
            await send_async_response(client, request, answer, begun)
        except ConnectionError as problem:
            _log.info("An acknowledgement got lost, so Slack will send the event again: %s", problem)

    return handle


class _Connection(SocketModeClient):
    """One WebSocket from its ticket to its end. `over` is set once it should be replaced, with the `reason`."""

    def __init__(self, web_client: AsyncWebClient, app_token: str, handle: Handle, ping_interval: float) -> None:
        super().__init__(app_token, logger=_log, web_client=web_client, ping_interval=ping_interval)
        self.socket_mode_request_listeners.append(handle)  # type: ignore[arg-type]
        self.greeted = asyncio.Event()
        self.over = asyncio.Event()
        self.reason = ""
        self.opened = 0.0
        self._busy = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def connect(self) -> None:
        """One attempt with a new ticket. Raises Refused, RetryLater, Ambiguous, aiohttp.ClientError, OSError."""
        answer = await answered(self.web_client.apps_connections_open(app_token=self.app_token))
        self.current_session = await self.aiohttp_client_session.ws_connect(
            text_at(answer.data, "url") if answer else "",
            autoping=False,
            heartbeat=self.ping_interval,
            proxy=self.proxy,
            ssl=self.web_client.ssl if self.web_client.ssl is not None else True,
        )
        self.opened = time.time()
        self.current_session_monitor = asyncio.ensure_future(self.monitor_current_session())
        self.message_receiver = asyncio.ensure_future(self.receive_messages())

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """What the SDK calls wherever it finds the connection broken."""
        self.finish("the connection broke")

    async def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        kind = text_at(message, "type")
        if kind == "hello":
            self.greeted.set()
        elif kind == "disconnect":
            self.finish(text_at(message, "reason") or "disconnect")
        else:
            self._busy += 1
            self._idle.clear()
            try:
                await super().run_message_listeners(message, raw_message)
            finally:
                self._busy -= 1
                if not self._busy:
                    self._idle.set()

    def finish(self, reason: str) -> None:
        if not self.over.is_set():
            self.reason = reason
            self.over.set()

    def silent_for(self) -> float:
        """Seconds since the other side was last heard."""
        return time.time() - max(self.opened, self.last_ping_pong_time or 0.0)

    @property
    def broken(self) -> bool:
        return self.current_session is None or self.current_session.closed

    async def shut(self) -> None:
        """Takes no more, lets what was taken be acknowledged, and leaves nothing open."""
        self.auto_reconnect_enabled = False
        if self.message_receiver is not None:
            self.message_receiver.cancel()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._finished(), _FINISHING)
        self.closed = True
        tasks = [task for task in (self.message_processor, self.current_session_monitor, self.message_receiver) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.current_session is not None:
            # The other side may never answer the close.
            with suppress(TimeoutError, aiohttp.ClientError, OSError):
                await asyncio.wait_for(self.current_session.close(), _CLOSING)
        await self.aiohttp_client_session.close()

    async def _finished(self) -> None:
        while not self.message_queue.empty():
            with suppress(ValueError):
                await self.process_message()  # type: ignore[no-untyped-call]
        # The SDK makes a task of each, which has yet to begin.
        await asyncio.sleep(0)
        await self._idle.wait()


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
        slow: float = 60.0,
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
        current: _Connection | None = None
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

    async def _open(self) -> tuple[_Connection | None, float]:
        """A connection that has said hello; or None, and how long to leave Slack alone (0 where nothing says)."""
        connection = _Connection(self._web_client, self._app_token, self._handle, max(0.05, self._silent / 3))
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
            _log.error("%s %s", _APP_TOKEN, problem)
            return None, self._slow
        except (Refused, NotSent, aiohttp.ClientError, OSError, TimeoutError, ValueError) as problem:
            self._retire(connection)
            _log.warning("No connection to Slack: %s %s", type(problem).__name__, problem)
            return None, problem.seconds if isinstance(problem, RetryLater) and problem.channel_wide else 0.0
        except asyncio.CancelledError:
            self._retire(connection)
            raise

    async def _watch(self, connection: _Connection) -> None:
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

    def _retire(self, connection: _Connection | None) -> None:
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
