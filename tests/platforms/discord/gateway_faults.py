"""What can go wrong between a client and the gateway, on demand; a shard can be named, else all are hit."""

import asyncio

from .gateway_connection import Connection
from .gateway_session import Session


class Faults:
    """Each returns how many connections (or sessions) it hit, so that a test notices when there was none."""

    connections: list[Connection]
    sessions: dict[str, Session]
    refused_until: float

    def alive(self, shard: int | None = None) -> list[Connection]:
        """Connections with a session, those of one shard if asked; half-open ones are not among them."""
        return [
            one
            for one in self.connections
            if one.is_open and not one.stalled and one.session and shard in (None, one.session.shard[0])
        ]

    def reconnect(self, shard: int | None = None) -> int:
        """Op 7: the client shall come again and resume."""
        return self._tell({"op": 7, "d": None}, shard)

    def invalidate(self, resumable: bool, shard: int | None = None) -> int:
        """Op 9; with `resumable` false the session is gone, and what was kept for it too."""
        hit = self.alive(shard)
        for one in hit:
            one.send({"op": 9, "d": resumable})
            if not resumable and one.session is not None:
                one.session.end("invalidated")
                one.session = None
        return len(hit)

    def ask_heartbeat(self, shard: int | None = None) -> int:
        """Op 1 from the server: the client shall beat at once."""
        return self._tell({"op": 1, "d": None}, shard)

    def close(self, code: int, shard: int | None = None) -> int:
        """Closes with any code; see `gateway.ENDS_SESSION` for those after which no resume is possible."""
        hit = self.alive(shard)
        for one in hit:
            one.close(code)
        return len(hit)

    def reset(self, shard: int | None = None) -> int:
        """TCP resets, without a word of WebSocket; half-open connections too."""
        hit = [one for one in self.connections if one.session is None or shard in (None, one.session.shard[0])]
        for one in hit:
            one.reset()
        return len(hit)

    def stall(self, shard: int | None = None) -> int:
        """Half-open: nothing is acknowledged or delivered, a close frame not answered; the socket stays open."""
        hit = self.alive(shard)
        for one in hit:
            one.stalled = True
        return len(hit)

    def refuse(self, seconds: float) -> None:
        """For a while every handshake is answered with HTTP 503; open sockets stay."""
        self.refused_until = asyncio.get_running_loop().time() + seconds

    def redeliver(self, count: int, shard: int | None = None) -> int:
        """The last `count` dispatches of each live session once more, with their old numbers; returns how many."""
        sent = 0
        for one in self.alive(shard):
            for payload in one.session.last(count) if one.session else ():
                one.send(payload)
                sent += 1
        return sent

    def _tell(self, payload: dict[str, object], shard: int | None) -> int:
        hit = self.alive(shard)
        for one in hit:
            one.send(payload)
        return len(hit)
