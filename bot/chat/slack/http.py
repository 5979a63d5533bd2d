"""Signed HTTP, for where Socket Mode is not wanted: requests come in, each checked before it is read."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock, SignatureVerifier

from bot.errors import SettingsError

_log = logging.getLogger(__name__)
_LARGEST = 1024 * 1024
EVENTS_PATH, HEALTH_PATH = "/slack/events", "/health"

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


class SignedHttp:
    """Listens until told to stop. `port` 0 takes a free one, which `port` then says."""

    def __init__(
        self, dispatch: Dispatch, signing_secret: str, *, host: str, port: int, now: Callable[[], float] | None = None
    ) -> None:
        self._dispatch = dispatch
        self._verifier = SignatureVerifier(signing_secret, _Clock(now) if now else Clock())
        self._host = host
        self.port = port
        self.connected = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Raises SettingsError where the port is taken."""
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_post(EVENTS_PATH, self._receive)
        app.router.add_get(HEALTH_PATH, self._health)
        runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, self._host, self.port).start()
            except OSError as problem:
                reason = os.strerror(problem.errno) if problem.errno else problem
                mend = f"Port {self.port} cannot be listened on ({reason}): give --http another."
                raise SettingsError(mend) from problem
            self.port = runner.addresses[0][1]
            self.connected.set()
            await stop.wait()
        finally:
            self.connected.clear()
            await runner.cleanup()

    async def _health(self, request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _receive(self, request: web.Request) -> web.Response:
        raw = await request.read()
        if not self._signed(raw, request):
            return web.Response(status=401, text="the signature is not valid\n")
        try:
            asked = AsyncBoltRequest(
                body=raw.decode(), query=request.query_string, headers=dict(request.headers.items())
            )
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as problem:
            # Signed by Slack and yet of a shape that it does not document: to send it again would not help.
            _log.warning("A request that cannot be read was acknowledged: %s %s", type(problem).__name__, problem)
            return web.Response()
        return await to_aiohttp_response(await self._dispatch(asked))

    def _signed(self, raw: bytes, request: web.Request) -> bool:
        try:
            return self._verifier.is_valid(
                raw,
                request.headers.get("X-Slack-Request-Timestamp"),
                request.headers.get("X-Slack-Signature"),
            )
        except (TypeError, ValueError):
            # A time that is no number, a body that is no UTF-8, a signature beyond ASCII.
            return False


class _Clock(Clock):
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now()
