"""All sessions of the gateway: how they begin (IDENTIFY), go on (RESUME) and get what the platform dispatches."""

import asyncio
import copy
import secrets
from collections import deque
from dataclasses import dataclass
from typing import Any, Protocol

from .gateway_connection import Connection
from .gateway_intents import GUILD_MEMBERS, GUILD_PRESENCES, GUILDS, KNOWN, MESSAGE_CONTENT, Json
from .gateway_session import Session
from .settings import Settings

# Discord's page on close codes: after these a new session is needed, or none may be begun at all.
ENDS_SESSION = {4004: "authentication", 4007: "seq", 4009: "timed out", **dict.fromkeys(range(4010, 4015), "refused")}


class State(Protocol):
    """What the gateway asks of the world."""

    def ready_payload(self, shard: tuple[int, int]) -> Json: ...

    def guild_payloads(self, shard: tuple[int, int]) -> list[Json]: ...


class Platform(Protocol):
    """What the gateway asks of the server; `clock` in seconds, of any epoch."""

    @property
    def settings(self) -> Settings: ...

    @property
    def state(self) -> State: ...

    def clock(self) -> float: ...


class Refused(Exception):
    """The connection is closed with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Dispatched:
    """One event of the platform: `sessions` are the ids of those it was numbered for, sent at once or kept."""

    name: str
    data: Json
    guild: int | None
    at: float
    sessions: tuple[str, ...]


@dataclass(frozen=True)
class Identified:
    """One IDENTIFY, with the session it began, or "" where it was refused with `code` (9 is the opcode)."""

    shard: tuple[int, int]
    intents: int
    session_id: str
    at: float
    code: int = 0


@dataclass(frozen=True)
class Resumed:
    """One RESUME: how many dispatches were replayed; `code` is 0 or what refused it (9 is the opcode)."""

    session_id: str
    seq: int
    replayed: int
    at: float
    code: int = 0


class Sessions:
    """Keeps what every session was sent, for `resumable_for` seconds after its socket is gone."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.by_id: dict[str, Session] = {}
        self.identifies: list[Identified] = []
        self.resumes: list[Resumed] = []
        self.dispatched: list[Dispatched] = []
        self._identified_at: dict[int, float] = {}

    def dispatch(self, name: str, data: Json, *, guild: int | None) -> Dispatched:
        """Numbers an event for every session that may see it; the world may change `data` afterwards."""
        now, data = self.platform.clock(), copy.deepcopy(data)
        wanting = [one for one in self.resumable(now) if one.wants(name, guild)]
        for session in wanting:
            session.take(name, data, guild)
        event = Dispatched(name, data, guild, now, tuple(one.id for one in wanting))
        self.dispatched.append(event)
        return event

    def resumable(self, now: float) -> list[Session]:
        for session in self.by_id.values():
            if not session.over and session.expired(now, self.platform.settings.resumable_for):
                session.end("expired")
        return [one for one in self.by_id.values() if not one.over]

    def identify(self, connection: Connection, said: Json) -> None:
        now, intents = self.platform.clock(), said.get("intents")
        shard = _pair(said.get("shard", [0, 1]))
        code = self._why_not(shard, intents)
        if shard is None or not isinstance(intents, int) or code:
            self.identifies.append(Identified(shard or (-1, -1), intents or 0, "", now, code))
            raise Refused(code)
        bucket, tick = shard[0] % self.platform.settings.max_concurrency, asyncio.get_running_loop().time()
        if tick - self._identified_at.get(bucket, float("-inf")) < self.platform.settings.identify_pause:
            self.identifies.append(Identified(shard, intents, "", now, 9))
            connection.send({"op": 9, "d": False})
            return
        self._identified_at[bucket] = tick
        ready = copy.deepcopy(self.platform.state.ready_payload(shard))
        kept: deque[tuple[int, Json]] = deque(maxlen=self.platform.settings.replay_limit)
        session = Session(secrets.token_hex(16), shard, intents, str(ready["user"]["id"]), kept, connection=connection)
        connection.session = self.by_id[session.id] = session
        self.identifies.append(Identified(shard, intents, session.id, now))
        address = f"ws://{connection.request.host}{connection.request.path}"
        ready |= {"v": 10, "session_id": session.id, "resume_gateway_url": self.platform.settings.resume_url or address}
        session.take("READY", ready | ({"shard": list(shard)} if "shard" in said else {}), None)
        for guild in self.platform.state.guild_payloads(shard) if intents & GUILDS else ():
            session.take("GUILD_CREATE", copy.deepcopy(guild), int(guild["id"]))

    def _why_not(self, shard: tuple[int, int] | None, intents: Any) -> int:
        """The close code that refuses an IDENTIFY, or 0."""
        settings = self.platform.settings
        if shard is None or not 0 <= shard[0] < shard[1]:
            return 4010
        if shard[1] < settings.shards_required:
            return 4011
        if not isinstance(intents, int) or intents < 0 or intents & ~KNOWN:
            return 4013
        allowed = {
            MESSAGE_CONTENT: settings.message_content_allowed,
            GUILD_MEMBERS: settings.members_allowed,
            GUILD_PRESENCES: settings.presences_allowed,
        }
        return 4014 if any(intents & bit and not yes for bit, yes in allowed.items()) else 0

    def resume(self, connection: Connection, said: Json) -> None:
        now, name, seq = self.platform.clock(), str(said.get("session_id")), said.get("seq")
        session = next((one for one in self.resumable(now) if one.id == name), None)
        number = seq if isinstance(seq, int) else -1
        if session is None or number < session.forgotten_before:
            self.resumes.append(Resumed(name, number, 0, now, 9))
            connection.send({"op": 9, "d": False})
            return
        if number > session.seq:
            self.resumes.append(Resumed(name, number, 0, now, 4007))
            session.end(ENDS_SESSION[4007])
            raise Refused(4007)
        if session.connection is not None:
            session.connection.session = None
            session.connection.close(4000)
        missed = session.after(number)
        for payload in missed:
            connection.send(payload)
        connection.session, session.connection, session.left_at = session, connection, None
        session.take("RESUMED", {"_trace": ["loopback"]}, None, keep=False)
        self.resumes.append(Resumed(name, number, len(missed), now))


def _pair(shard: Any) -> tuple[int, int] | None:
    match shard:
        case [int(number), int(count)]:
            return number, count
        case _:
            return None
