"""One WebSocket of the gateway: payloads leave in order, compressed as asked, and in the ways a socket can die."""

import asyncio
import contextlib
import importlib
import importlib.util
import json
import socket as sockets
import struct
import zlib
from collections import deque
from typing import Any

from aiohttp import web

from tests.platforms.slack.waiting import until

from .gateway_intents import Json
from .gateway_session import Session


class _Zlib:
    def __init__(self) -> None:
        self._stream = zlib.compressobj()

    def __call__(self, text: str) -> bytes:
        return self._stream.compress(text.encode()) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class _Zstd:
    def __init__(self) -> None:
        module: Any = importlib.import_module("zstandard")
        self._block: int = module.COMPRESSOBJ_FLUSH_BLOCK
        self._stream = module.ZstdCompressor().compressobj()

    def __call__(self, text: str) -> bytes:
        return bytes(self._stream.compress(text.encode()) + self._stream.flush(self._block))


def compression(asked: str) -> _Zlib | _Zstd | None:
    """What turns a payload into a frame; None is plain text. ValueError for what this server does not speak."""
    if not asked:
        return None
    if asked == "zlib-stream":
        return _Zlib()
    if asked == "zstd-stream" and importlib.util.find_spec("zstandard"):
        return _Zstd()
    raise ValueError(f"compress={asked} is not spoken here")


class Connection:
    """One open socket. `send` and `close` only queue: a writer of its own keeps the order, and stops when stalled."""

    def __init__(self, number: int, socket: web.WebSocketResponse, request: web.Request, compress: str) -> None:
        self.number = number
        self.socket = socket
        self.request = request
        self.session: Session | None = None
        # Half-open while true: the TCP connection stays, nothing goes out, nothing that comes in counts.
        self.stalled = False
        self.beats = 0
        self.heard_at = asyncio.get_running_loop().time()
        self.received: deque[float] = deque()
        self.close_sent = 0
        self._frame = compression(compress)
        self._queue: asyncio.Queue[str | int] = asyncio.Queue()

    @property
    def is_open(self) -> bool:
        return not self.close_sent and not self.socket.closed

    def send(self, payload: Json) -> None:
        if self.is_open and not self.stalled:
            self._queue.put_nowait(json.dumps(payload))

    def close(self, code: int) -> None:
        """Closes with `code` once everything queued before has been written."""
        if self.is_open:
            self.close_sent = code
            self._queue.put_nowait(code)

    async def write(self) -> None:
        """Runs for the life of the socket; a peer that has just gone is no error."""
        with contextlib.suppress(ConnectionError):
            while True:
                one = await self._queue.get()
                if isinstance(one, int):
                    if not self.stalled:
                        await self.socket.close(code=one)
                    return
                if self.stalled:
                    continue
                if self._frame is None:
                    await self.socket.send_str(one)
                else:
                    await self.socket.send_bytes(self._frame(one))

    def beat(self) -> None:
        self.beats += 1
        self.heard_at = asyncio.get_running_loop().time()

    def sends_in(self, window: float, now: float) -> int:
        """Counts one more payload of the client, and returns how many the last `window` seconds had."""
        self.received.append(now)
        while self.received and now - self.received[0] > window:
            self.received.popleft()
        return len(self.received)

    async def cut_off(self) -> None:
        """Waits, without a word, until the other side gives the TCP connection up."""
        with contextlib.suppress(TimeoutError):
            await until(lambda: (it := self.request.transport) is None or it.is_closing(), within=3600)

    def reset(self) -> None:
        """Cuts the TCP connection with a reset, as a lost route or a killed server does."""
        transport = self.request.transport
        if transport is None:
            return
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
