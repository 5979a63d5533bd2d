"""The gateway of the loopback Discord: API v10 in JSON, with sessions that are numbered, kept and resumed."""

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web

from tests.platforms.slack.waiting import until

from .gateway_connection import Connection, compression
from .gateway_faults import Faults
from .gateway_intents import Json
from .gateway_session import Session
from .gateway_sessions import ENDS_SESSION, Dispatched, Platform, Refused, Sessions

MAX_PAYLOAD = 4096


class Gateway(Faults):
    """Serves WebSockets at one path; everything that can be looked at afterwards stands in its attributes.

    identifies, resumes: every attempt, refused ones too. sessions: by id, those over included. dispatched: every
    event once, whoever got it. closed: (code, by) of sockets that ended, by "client", "server" or "nobody" (1006).
    """

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.connections: list[Connection] = []
        self._sessions = Sessions(platform)
        self.sessions = self._sessions.by_id
        self.identifies = self._sessions.identifies
        self.resumes = self._sessions.resumes
        self.dispatched = self._sessions.dispatched
        self.closed: list[tuple[int, str]] = []
        self.refused_handshakes = 0
        self.refused_until = float("-inf")
        self._count = 0

    # -- what the platform does ---------------------------------------------------------------------------------

    def dispatch(self, name: str, data: Json, *, guild: int | None) -> Dispatched:
        """Numbers an event for every session that may see it; those without a socket get it when they resume."""
        return self._sessions.dispatch(name, data, guild=guild)

    async def connected(self, count: int = 1, within: float = 10.0) -> None:
        """Waits until `count` connections have a session; TimeoutError after `within` seconds."""
        await until(lambda: len(self.alive()) >= count, within)

    async def shut(self) -> None:
        """Ends every socket at once, for the end of a test."""
        for connection in list(self.connections):
            connection.reset()

    # -- a socket -----------------------------------------------------------------------------------------------

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if asyncio.get_running_loop().time() < self.refused_until:
            self.refused_handshakes += 1
            raise web.HTTPServiceUnavailable
        try:
            compression(asked := request.query.get("compress", ""))
        except ValueError as error:
            raise web.HTTPBadRequest(text=str(error)) from None
        socket = web.WebSocketResponse(autoclose=False, compress=False, timeout=1.0)
        await socket.prepare(request)
        self._count += 1
        connection = Connection(self._count, socket, request, asked)
        self.connections.append(connection)
        writer, watch = asyncio.create_task(connection.write()), asyncio.create_task(self._watch(connection))
        try:
            if request.query.get("v", "10") != "10":
                connection.close(4012)
            elif request.query.get("encoding", "json") != "json":
                connection.close(4002)
            interval = int(self.platform.settings.heartbeat_interval * 1000)
            connection.send({"op": 10, "d": {"heartbeat_interval": interval, "_trace": ["loopback"]}})
            await self._read(connection)
        finally:
            watch.cancel()
            if connection.close_sent:
                await asyncio.wait([writer], timeout=2.0)
            writer.cancel()
            self._gone(connection)
        return socket

    async def _read(self, connection: Connection) -> None:
        while not connection.socket.closed:
            message = await connection.socket.receive()
            if message.type is WSMsgType.CLOSE and connection.stalled:
                await connection.cut_off()
                return
            if message.type is WSMsgType.CLOSE:
                await connection.socket.close()
                return
            if message.type in (WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
                return
            if connection.stalled or not connection.is_open:
                continue
            try:
                self._heard(connection, message.data)
            except Refused as refused:
                self._shut_out(connection, refused.code)

    def _shut_out(self, connection: Connection, code: int) -> None:
        connection.close(code)
        if connection.session is not None and code in ENDS_SESSION:
            connection.session.end(ENDS_SESSION[code])

    def _gone(self, connection: Connection) -> None:
        self.connections.remove(connection)
        code = connection.close_sent or connection.socket.close_code or 1006
        by = "server" if connection.close_sent else "nobody" if code == 1006 else "client"
        self.closed.append((code, by))
        session = connection.session
        if session is None:
            return
        session.leave(connection, self.platform.clock())
        if by == "client" and code in (1000, 1001):
            session.end("closed by the client")
        elif by == "server" and code in ENDS_SESSION:
            session.end(ENDS_SESSION[code])

    async def _watch(self, connection: Connection) -> None:
        """A client that does not beat is let go, and its session with it (4009)."""
        loop = asyncio.get_running_loop()
        while connection.is_open:
            patience = self.platform.settings.heartbeat_interval * self.platform.settings.missed_heartbeats
            left = connection.heard_at + patience - loop.time()
            if left <= 0 and not connection.stalled:
                self._shut_out(connection, 4009)
                return
            await asyncio.sleep(max(left, 0.05))

    # -- what a client says -------------------------------------------------------------------------------------

    def _heard(self, connection: Connection, data: str | bytes) -> None:
        settings = self.platform.settings
        if connection.sends_in(settings.gateway_window, asyncio.get_running_loop().time()) > settings.gateway_sends:
            raise Refused(4008)
        payload = _decoded(data)
        op, said = payload.get("op"), payload.get("d")
        if op == 1:
            connection.beat()
            connection.send({"op": 11})
        elif op in (2, 6):
            if connection.session is not None:
                raise Refused(4005)
            if not isinstance(said, dict):
                raise Refused(4002)
            if said.get("token") != settings.bot_token:
                raise Refused(4004)
            (self._sessions.identify if op == 2 else self._sessions.resume)(connection, said)
        elif op not in (3, 4, 8, 14, 31, 43):
            raise Refused(4001)
        elif connection.session is None:
            raise Refused(4003)
        elif op == 8:
            self._members(connection.session, said)

    def _members(self, session: Session, said: Any) -> None:
        """REQUEST_GUILD_MEMBERS: nobody is ever found, which is all that a client without the intent may see."""
        asked = said if isinstance(said, dict) else {}
        chunk: Json = {"guild_id": asked.get("guild_id"), "members": [], "chunk_index": 0, "chunk_count": 1}
        session.take("GUILD_MEMBERS_CHUNK", chunk | {"not_found": [], "nonce": asked.get("nonce")}, None)


def _decoded(data: str | bytes) -> Json:
    try:
        payload = json.loads(data)
    except ValueError:
        raise Refused(4002) from None
    if len(data) > MAX_PAYLOAD or not isinstance(payload, dict):
        raise Refused(4002)
    return payload
