"""A loopback platform's place on the network: it can go down and come back on the same port."""

import asyncio
from collections.abc import Awaitable

from aiohttp import web


class Site:
    """The HTTP side of a server that stands in for a platform."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def moved(self) -> None:
        """It listens, and its port is known now."""

    async def open(self, app: web.Application) -> None:
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await self.come_back()

    async def shut(self) -> None:
        await self.go_down()
        if self._runner is not None:
            await self._runner.cleanup()

    async def go_down(self) -> None:
        """Closes the listener and cuts every connection; the port is kept for `come_back`."""
        if self._site is not None:
            await self._site.stop()
            self._site = None
        if self._runner is not None and self._runner.server is not None:
            for connection in list(self._runner.server.connections):
                if connection.transport is not None:
                    connection.transport.abort()

    async def come_back(self) -> None:
        """Listens again on the same port."""
        if self._runner is None:
            raise RuntimeError("the server was never started")
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await self._site.start()
        self.port = self._runner.addresses[0][1]
        self.moved()

    async def outage(self, seconds: float) -> None:
        """Down, and up again on the same port after `seconds`."""
        await self.go_down()
        await asyncio.sleep(seconds)
        await self.come_back()

    def background(self, *steps: Awaitable[None]) -> None:
        """Runs the steps one after the other while the caller goes on."""

        async def run() -> None:
            for step in steps:
                await step

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
