"""What the loopback Slack writes down, so that a test can ask afterwards what the client did."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A Web API answer `{"ok": false, "error": code, ...}`; the client under test sees it."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra


class NotAcknowledged(AssertionError):
    """The client under test did not acknowledge an envelope in time; the person who runs the test sees it."""


class HumanCannot(AssertionError):
    """A person could not do that in Slack: no such button, a required input is empty, no open view."""


@dataclass(frozen=True)
class Call:
    """One Web API request: `error` is Slack's error name, a fault's name, or empty when it was answered with ok."""

    method: str
    args: Mapping[str, Any]
    at: float
    error: str = ""
    applied: bool = True

    def to_json(self) -> Json:
        return {
            "method": self.method,
            "args": dict(self.args),
            "at": self.at,
            "error": self.error,
            "applied": self.applied,
        }


@dataclass(frozen=True)
class Violation:
    """Something a real workspace would refuse, cut or frown at."""

    method: str
    code: str
    detail: str = ""


@dataclass(frozen=True)
class Ack:
    """One acknowledgement over a WebSocket or HTTP; `latency` in seconds from the sending of that very envelope."""

    envelope_id: str
    kind: str
    event_id: str
    attempt: int
    latency: float
    connection: int
    payload: Any = None

    def to_json(self) -> Json:
        return dict(vars(self))


@dataclass(frozen=True)
class StreamUpdate:
    """One accepted call of the streaming API: `step` is start, append, stop or end (by the server)."""

    ts: str
    channel: str
    step: str
    text: str
    chunks: tuple[Json, ...] = ()


@dataclass(frozen=True)
class ThreadNote:
    """One call of assistant.threads.*; `kind` is status, prompts, title, or session (agents.sessions.setStatus)."""

    kind: str
    channel: str
    thread_ts: str
    value: str
    more: tuple[Any, ...] = ()


@dataclass
class Delivery:
    """One payload on its way to the app, with every attempt and acknowledgement; `event_id` is empty for commands."""

    kind: str
    payload: Json
    event_id: str = ""
    accepts_response: bool = False
    attempts: int = 0
    acks: list[Ack] = field(default_factory=list)
    failed: str = ""
    response: Any = None
    done: asyncio.Event = field(default_factory=asyncio.Event)
    on_response: Callable[[Any], None] | None = None

    @property
    def is_acked(self) -> bool:
        return bool(self.acks)

    def acknowledge(self, ack: Ack) -> None:
        first = not self.acks
        self.acks.append(ack)
        if first:
            self.response = ack.payload
            if self.on_response is not None and not self.failed:
                self.on_response(ack.payload)
        self.done.set()

    def fail(self, reason: str) -> None:
        self.failed = reason
        self.done.set()

    async def acked(self, within: float = 15.0) -> Any:
        """Waits for the first acknowledgement and returns its payload (None for an empty one)."""
        try:
            async with asyncio.timeout(within):
                await self.done.wait()
        except TimeoutError:
            raise NotAcknowledged(f"{self.kind} {self.event_id} was sent {self.attempts} times, never acked") from None
        if not self.acks:
            raise NotAcknowledged(f"{self.kind} {self.event_id} was given up: {self.failed}")
        return self.response
