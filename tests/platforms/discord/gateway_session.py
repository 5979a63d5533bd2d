"""One session of the gateway: what was dispatched to it, by sequence number, as long as it can be resumed."""

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .gateway_intents import Json, needed, visible

if TYPE_CHECKING:
    from .gateway_connection import Connection


@dataclass
class Session:
    """What one IDENTIFY began; `kept` holds (seq, payload) of dispatches, `left_at` when its socket was gone."""

    id: str
    shard: tuple[int, int]
    intents: int
    bot: str
    kept: deque[tuple[int, Json]]
    seq: int = 0
    connection: "Connection | None" = None
    left_at: float | None = None
    over: str = ""
    names: list[str] = field(default_factory=list)

    @property
    def forgotten_before(self) -> int:
        """The lowest `seq` that a client may resume from."""
        return self.kept[0][0] - 1 if self.kept else self.seq

    def wants(self, name: str, guild: int | None) -> bool:
        number, count = self.shard
        if number != (0 if guild is None else (guild >> 22) % count):
            return False
        bits = needed(name, guild)
        return not bits or bool(self.intents & bits)

    def take(self, name: str, data: Json, guild: int | None, *, keep: bool = True) -> None:
        """Numbers a dispatch, keeps it for a resume, and sends it if there is a socket."""
        self.seq += 1
        shown = visible(name, data, guild=guild, intents=self.intents, bot=self.bot)
        payload = {"op": 0, "t": name, "s": self.seq, "d": shown}
        if keep:
            self.kept.append((self.seq, payload))
        self.names.append(name)
        if self.connection is not None:
            self.connection.send(payload)

    def after(self, seq: int) -> list[Json]:
        return [payload for number, payload in self.kept if number > seq]

    def last(self, count: int) -> list[Json]:
        return [payload for _, payload in self.kept][-count:] if count > 0 else []

    def leave(self, connection: "Connection", now: float) -> None:
        """The socket is gone; a later one may have taken over already."""
        if self.connection is connection:
            self.connection = None
            self.left_at = now

    def end(self, why: str) -> None:
        self.over = self.over or why
        self.connection = None
        self.kept.clear()

    def expired(self, now: float, lifetime: float) -> bool:
        return self.left_at is not None and self.connection is None and now - self.left_at > lifetime
