"""One WebSocket of Socket Mode, and the ways in which it can die."""

import contextlib
import json
from dataclasses import dataclass, field

from aiohttp import web

from .records import Json
from .web_api import cut


@dataclass
class Connection:
    """One open WebSocket; a stalled one keeps its TCP connection, but the server neither reads nor writes."""

    number: int
    socket: web.WebSocketResponse
    request: web.Request
    stalled: bool = False
    forgotten: bool = False
    pings_seen: int = 0
    sent: list[str] = field(default_factory=list)

    async def send(self, envelope: Json | str) -> None:
        """Sends unless stalled; a peer that has just gone away is no error, its acknowledgement will not come."""
        text = envelope if isinstance(envelope, str) else json.dumps(envelope)
        self.sent.append(text)
        if not self.stalled and not self.socket.closed:
            with contextlib.suppress(ConnectionError):
                await self.socket.send_str(text)

    async def ping(self) -> None:
        if not self.stalled and not self.socket.closed:
            with contextlib.suppress(ConnectionError):
                await self.socket.ping(b"Ping from loopback")

    async def pong(self, data: bytes) -> None:
        self.pings_seen += 1
        with contextlib.suppress(ConnectionError):
            await self.socket.pong(data)

    def stall(self) -> None:
        self.stalled = True
        if self.request.transport is not None:
            self.request.transport.pause_reading()

    def reset(self) -> None:
        cut(self.request)
