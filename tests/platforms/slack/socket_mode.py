"""Socket Mode: one-time tickets, up to ten WebSockets, envelopes that come again until they are acknowledged."""

import asyncio
import json
import random
import time
import uuid
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from .connection import Connection
from .platform import Platform
from .records import Ack, ApiError, Delivery, Json
from .waiting import until

REASONS = ("warning", "refresh_requested", "link_disabled", "too_many_websockets")


@dataclass(frozen=True)
class _Sent:
    delivery: Delivery
    attempt: int
    at: float
    connection: int


class SocketMode:
    """Transport over WebSockets. Choice among connections is random with a seed, as Slack's is to the app."""

    def __init__(self, platform: Platform, seed: int = 7) -> None:
        self.platform = platform
        self.connections: list[Connection] = []
        self.acks: list[Ack] = []
        self.lost: list[Delivery] = []
        self.tickets: set[str] = set()
        self.burned: list[str] = []
        self.refuse_tickets_until = 0.0
        self._random = random.Random(seed)
        self._sent: dict[str, _Sent] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._count = 0

    # -- connecting ---------------------------------------------------------------------------------------------

    def new_ticket(self) -> str:
        ticket = str(uuid.uuid4())
        self.tickets.add(ticket)
        return ticket

    def refuse_tickets(self, seconds: float) -> None:
        """For a while no ticket is accepted; those shown meanwhile are burned, as in a real outage."""
        self.refuse_tickets_until = time.monotonic() + seconds

    async def handle(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        known = ticket in self.tickets
        self.tickets.discard(ticket)
        if not known or time.monotonic() < self.refuse_tickets_until:
            self.burned.append(ticket)
            raise web.HTTPNotAcceptable(text="ticket refused")
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if len(self.alive) >= self.platform.settings.max_connections:
            await socket.send_json(self._disconnect("too_many_websockets"))
            await socket.close()
            return socket
        self._count += 1
        connection = Connection(self._count, socket, request)
        self.connections.append(connection)
        pinger = self._start(self._ping(connection))
        try:
            await connection.send(self._hello())
            self._changed.set()
            await self._read(connection)
        finally:
            pinger.cancel()
            self.connections.remove(connection)
        return socket

    async def _read(self, connection: Connection) -> None:
        while not connection.socket.closed:
            message = await connection.socket.receive()
            if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
                return
            if connection.stalled:
                continue
            if message.type is WSMsgType.PING:
                await connection.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._received(connection, message.data)

    async def _ping(self, connection: Connection) -> None:
        while True:
            await asyncio.sleep(self.platform.settings.ping_interval)
            await connection.ping()

    def _hello(self) -> Json:
        debug = {"host": "applink-loopback", "build_number": 1, "approximate_connection_time": 18060}
        return {
            "type": "hello",
            "num_connections": len(self.alive),
            "debug_info": debug,
            "connection_info": {"app_id": self.platform.workspace.app_id},
        }

    def _disconnect(self, reason: str) -> Json:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-loopback"}}

    # -- delivering ---------------------------------------------------------------------------------------------

    def submit(self, delivery: Delivery) -> None:
        self._start(self._deliver(delivery))

    async def _deliver(self, delivery: Delivery) -> None:
        """Events wait for a connection and come again; a command or click that nobody takes fails for its user."""
        settings = self.platform.settings
        repeated = delivery.kind == "events_api"
        if not repeated and not self.alive:
            delivery.fail("no connection")
            return
        for attempt, delay in enumerate((0.0, *settings.retry_delays) if repeated else (0.0,)):
            if delay and await self._acked_within(delivery, delay):
                return
            connection = await self._choose()
            await self.send_once(connection, delivery, attempt)
            if await self._acked_within(delivery, settings.ack_timeout):
                return
        delivery.fail("timeout")
        self.lost.append(delivery)

    async def _acked_within(self, delivery: Delivery, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await delivery.done.wait()
        except TimeoutError:
            return False
        return True

    async def _choose(self) -> Connection:
        while not (alive := self.alive):
            self._changed.clear()
            await self._changed.wait()
        return self._random.choice(alive)

    async def send_once(self, connection: Connection, delivery: Delivery, attempt: int) -> str:
        """One envelope on one connection, with no care for what becomes of it; returns its envelope id."""
        envelope_id = str(uuid.uuid4())
        envelope: Json = {"envelope_id": envelope_id, "payload": delivery.payload, "type": delivery.kind}
        envelope["accepts_response_payload"] = delivery.accepts_response
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        self._sent[envelope_id] = _Sent(delivery, attempt, time.monotonic(), connection.number)
        delivery.attempts += 1
        await connection.send(envelope)
        return envelope_id

    def _received(self, connection: Connection, text: str) -> None:
        try:
            answer: Any = json.loads(text)
        except json.JSONDecodeError:
            self.platform.violate("socket", "not_json", text[:200])
            return
        sent = self._sent.get(answer.get("envelope_id", "")) if isinstance(answer, dict) else None
        if sent is None:
            self.platform.violate("socket", "unknown_envelope_id", text[:200])
            return
        payload = answer.get("payload")
        if payload and not sent.delivery.accepts_response:
            self.platform.violate("socket", "response_not_accepted", text[:200])
        latency = time.monotonic() - sent.at
        ack = Ack(
            answer["envelope_id"],
            sent.delivery.kind,
            sent.delivery.event_id,
            sent.attempt,
            latency,
            connection.number,
            payload,
        )
        self.acks.append(ack)
        if latency > self.platform.settings.ack_timeout and sent.delivery.kind != "events_api":
            self.platform.violate("socket", "late_ack", f"{sent.delivery.kind} after {latency:.1f} s")
        sent.delivery.acknowledge(ack)

    # -- what can go wrong --------------------------------------------------------------------------------------

    async def connected(self, count: int = 1, within: float = 15.0) -> None:
        """Waits until at least `count` WebSockets are open."""
        await until(lambda: len(self.alive) >= count, within)

    async def disconnect(self, reason: str, *, close: bool = True) -> None:
        """Tells every connection to go; with `close`, Slack also closes them, as it does except for `warning`."""
        if reason not in REASONS:
            raise ValueError(f"no such reason: {reason}; one of {', '.join(REASONS)}")
        for connection in list(self.connections):
            await connection.send(self._disconnect(reason))
            if close and reason != "warning" and not connection.socket.closed:
                self._start(self._close_later(connection))

    async def _close_later(self, connection: Connection) -> None:
        await asyncio.sleep(0.5)
        if not connection.socket.closed:
            await connection.socket.close()

    @property
    def alive(self) -> list[Connection]:
        """The connections that Slack believes in, half-open ones included until their time is up."""
        return [connection for connection in self.connections if not connection.forgotten]

    def stall(self) -> int:
        """Makes every connection half-open; Slack notices after `half_open_lifetime`. Returns how many."""
        for connection in self.connections:
            connection.stall()
            self._start(self._forget_later(connection))
        return len(self.connections)

    async def _forget_later(self, connection: Connection) -> None:
        await asyncio.sleep(self.platform.settings.half_open_lifetime)
        connection.forgotten = True

    def reset(self) -> int:
        """Cuts every connection with a TCP reset; returns how many."""
        for connection in self.connections:
            connection.reset()
        return len(self.connections)

    async def send_raw(self, envelope: Json | str) -> None:
        """Any text on every connection: unknown envelope types, nonsense."""
        for connection in list(self.connections):
            await connection.send(envelope)

    async def redeliver(self, delivery: Delivery) -> None:
        """The same event again, acknowledged or not, as Slack does after an acknowledgement that got lost."""
        await self.send_once(await self._choose(), delivery, 1)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        self.reset()

    def _start(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def open_connection(platform: Platform, sockets: SocketMode) -> Json:
    """apps.connections.open: a URL whose ticket works once."""
    if not platform.workspace.base_url:
        raise ApiError("internal_error")
    base = platform.workspace.base_url.replace("http://", "ws://")
    return {"url": f"{base}/link/?ticket={sockets.new_ticket()}&app_id={platform.workspace.app_id}"}
