"""One connection of Socket Mode, from its ticket to its end, and what becomes of the envelopes that it brings.

The SDK's client tries one ticket for ever (`connect` asks for a new one only where `wss_uri` is None), although a
ticket is good for one attempt; and it closes the old connection before it opens the next. So here a connection never
mends itself: it says that it is over, and whoever holds it opens another.
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

from bot.chat.slack.calls import answered
from bot.chat.slack.http import Dispatch
from bot.chat.slack.payload import text_at

_log = logging.getLogger(__name__)

Handle = Callable[[SocketModeClient, SocketModeRequest], Awaitable[None]]
_CLOSING = 2.0
_FINISHING = 3.0


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


class Connection(SocketModeClient):
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
