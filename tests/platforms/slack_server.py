"""A Slack on 127.0.0.1 for tests: Web API, Socket Mode and HTTP mode, as strict as the real one where it counts.

    async with SlackServer() as slack:
        client = AsyncWebClient(token=slack.settings.bot_token, base_url=slack.api_url)
        ...
        await slack.world.say("U0ADA", "dm", "practice mlops")

As a process of its own (fault tests kill the client and keep the server): `python -m tests.platforms.slack_server
--port 8765`, controlled over HTTP under /control/.
"""

import argparse
import asyncio
import random
from collections.abc import Iterable
from types import TracebackType

from aiohttp import web

from .site import Site
from .slack import chat, conversations, files, response_urls, streams, views
from .slack.control import add_control
from .slack.evidence import Evidence
from .slack.faults import Fault, FaultKind, Faults, RateLimits
from .slack.http_mode import HttpAnswer, HttpMode, deliver
from .slack.people import World
from .slack.platform import Platform
from .slack.records import Delivery, HumanCannot, Json
from .slack.settings import Settings
from .slack.socket_mode import SocketMode, open_connection
from .slack.web_api import Method, WebApi
from .slack.workspace import Message, View

__all__ = ["Fault", "HumanCannot", "Message", "Settings", "SlackServer", "View", "World"]

METHOD_MODULES = (chat, conversations, files, streams, views)


class SlackServer(Site, Evidence):
    """One workspace with one app. Start it with `async with`, then point the unmodified SDK at `api_url`."""

    def __init__(self, settings: Settings | None = None, *, port: int = 0, seed: int = 7) -> None:
        super().__init__(port)
        self.settings = settings or Settings()
        self.platform = Platform(self.settings)
        self.faults = Faults()
        self.limits = RateLimits()
        self.socket = SocketMode(self.platform, seed)
        self.http = None
        self.platform.transport = self.socket
        self.world = World(self.platform)
        self._api = WebApi(self.platform, self.faults, self.limits)
        self._api.methods["apps.connections.open"] = Method(
            "apps.connections.open", lambda platform, args: open_connection(platform, self.socket), app_token=True
        )

    # -- life ---------------------------------------------------------------------------------------------------

    @property
    def api_url(self) -> str:
        """What `AsyncWebClient(base_url=...)` takes."""
        return f"{self.url}/api/"

    async def start(self) -> "SlackServer":
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._api.handle)
        app.router.add_get("/link/", self.socket.handle)
        app.router.add_post("/upload/v1/{file}", self._upload)
        app.router.add_get("/files-pri/{team}-{file}/{name}", self._download)
        app.router.add_post("/actions/{team}/{token}", self._respond)
        add_control(app, self)
        await self.open(app)
        return self

    async def _upload(self, request: web.Request) -> web.Response:
        return await files.receive_upload(self.platform, request)

    async def _download(self, request: web.Request) -> web.Response:
        return await files.download(self.platform, request)

    async def _respond(self, request: web.Request) -> web.Response:
        return await response_urls.receive(self.platform, request)

    async def stop(self) -> None:
        self._api.released.set()
        await self.socket.close()
        if self.http is not None:
            await self.http.close()
        await self.shut()

    async def __aenter__(self) -> "SlackServer":
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def moved(self) -> None:
        self.workspace.base_url = self.url

    # -- how payloads reach the app -----------------------------------------------------------------------------

    def use_http(self, url: str) -> HttpMode:
        """From now on events, commands and interactions go to this URL as signed requests, as without Socket Mode."""
        self.http = HttpMode(self.platform, url)
        self.platform.transport = self.http
        return self.http

    async def deliver_http(
        self,
        url: str,
        signing_secret: str,
        payload: Json,
        *,
        retry_num: int = 0,
        retry_reason: str = "http_timeout",
        timestamp: str | None = None,
        wrong_signature: bool = False,
        within: float = 3.0,
    ) -> HttpAnswer:
        """One signed request, by itself; `timestamp` may be old or not a number."""
        return await deliver(
            url,
            signing_secret,
            payload,
            retry_num=retry_num,
            retry_reason=retry_reason,
            timestamp=timestamp,
            wrong_signature=wrong_signature,
            within=within,
        )

    def emit(self, event: Json) -> Delivery | None:
        """Any event of your own making, through the subscriptions and scopes; None if Slack would not send it."""
        return self.platform.emit(event)

    async def redeliver(self, which: Delivery | Iterable[Delivery], times: int = 1, *, seed: int | None = None) -> int:
        """Delivers past payloads again, each `times` times; with a seed, shuffled. Returns how many were sent."""
        queue = [which] if isinstance(which, Delivery) else list(which)
        queue = [delivery for delivery in queue for _ in range(times)]
        if seed is not None:
            random.Random(seed).shuffle(queue)
        for delivery in queue:
            await (self.http or self.socket).redeliver(delivery)
        return len(queue)

    async def settled(self, within: float = 15.0) -> None:
        """Waits until every payload sent so far is acknowledged or given up."""
        async with asyncio.timeout(within):
            for delivery in list(self.deliveries):
                await delivery.done.wait()

    def inject(self, method: str, kind: FaultKind, times: int = 1, value: float = 0.0, code: str = "") -> None:
        """A fault for the next `times` calls of a method ("*" for any); see `Fault` for the kinds."""
        self.faults.inject(method, Fault(kind, times, value, code))

    def end_stream(self, ts: str) -> None:
        """Ends a stream from Slack's side, as it does after five minutes."""
        for channel in self.workspace.channels.values():
            if ts in channel.messages:
                streams.end_stream(self.platform, channel.id, ts)


async def _serve(port: int) -> None:
    server = await SlackServer(port=port).start()
    print(f"listening on {server.url}", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="A loopback Slack for tests.")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one and prints it")
    asyncio.run(_serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
