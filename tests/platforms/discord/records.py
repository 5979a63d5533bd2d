"""What the loopback Discord writes down, and how it refuses."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Json = dict[str, Any]
# Where in a body an error is: keys and indexes, outermost first.
Path = tuple[str | int, ...]


class FormError(NamedTuple):
    """One entry of an "Invalid Form Body"."""

    path: Path
    code: str
    message: str

    def __str__(self) -> str:
        return f"{'.'.join(str(part) for part in self.path)}: {self.message} ({self.code})"


class ApiError(Exception):
    """An answer `{"code": ..., "message": ...}`; the client under test sees it."""

    def __init__(self, status: int, code: int, message: str, errors: Sequence[FormError] = ()) -> None:
        super().__init__(f"{code} {message}")
        self.status, self.code, self.message, self.errors = status, code, message, tuple(errors)

    def to_json(self) -> Json:
        body: Json = {"message": self.message, "code": self.code}
        for error in self.errors:
            place = body.setdefault("errors", {})
            for part in error.path:
                place = place.setdefault(str(part), {})
            place.setdefault("_errors", []).append({"code": error.code, "message": error.message})
        return body


def invalid(*errors: FormError) -> ApiError:
    return ApiError(400, 50035, "Invalid Form Body", errors)


# Discord's own numbers: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
def unknown_channel() -> ApiError:
    return ApiError(404, 10003, "Unknown Channel")


def unknown_message() -> ApiError:
    return ApiError(404, 10008, "Unknown Message")


def unknown_webhook() -> ApiError:
    return ApiError(404, 10015, "Unknown Webhook")


def missing_access() -> ApiError:
    return ApiError(403, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    return ApiError(403, 50013, "Missing Permissions")


class HumanCannot(AssertionError):
    """A person could not do that in Discord: no such button, a required option is missing, no open form."""


class NotAcknowledged(AssertionError):
    """The client under test did not respond to an interaction in time."""


@dataclass(frozen=True)
class Request:
    """One REST request. `code` is Discord's error number (0 for success), `fault` the injected one, `body` its JSON."""

    method: str
    template: str
    path: str
    status: int
    code: int = 0
    body: Any = None
    fault: str = ""
    at: float = field(default_factory=time.time)

    @property
    def route(self) -> str:
        """As `inject` takes it."""
        return f"{self.method} {self.template}"

    def to_json(self) -> Json:
        return dict(vars(self))


class Violation(NamedTuple):
    """Something that Discord refuses as malformed, or that would disturb people in a real server."""

    method: str
    path: str
    errors: tuple[str, ...]


Kind = Literal["slash", "menu", "component", "modal", "autocomplete"]
# Discord's numbers of interaction types, by what a person does.
TYPES: Mapping[str, int] = {"slash": 2, "menu": 2, "component": 3, "autocomplete": 4, "modal": 5}


@dataclass
class Invocation:
    """One interaction and what the client made of it. Times come from `time.monotonic`, `created` from the clock.

    `response_type` is the type of the callback (4 message, 5 deferred, 6 deferred update, 7 update, 8 choices, 9
    form); `failed` is what a person sees as "The application did not respond".
    """

    id: int
    token: str
    kind: Kind
    user: int
    channel: int
    created: float
    limit: float
    payload: Json = field(default_factory=dict)
    sent_at: float = field(default_factory=time.monotonic)
    acked_at: float | None = None
    response_type: int | None = None
    modal: Json | None = None
    choices: list[Json] | None = None
    source: int | None = None
    original: int | None = None
    messages: set[int] = field(default_factory=set)
    followups: int = 0
    without_bot: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_acked(self) -> bool:
        return self.acked_at is not None

    @property
    def is_late(self) -> bool:
        return time.monotonic() - self.sent_at > self.limit

    @property
    def latency(self) -> float | None:
        """Seconds from the event to the response; None while there is none."""
        return None if self.acked_at is None else self.acked_at - self.sent_at

    @property
    def failed(self) -> bool:
        return not self.is_acked and self.is_late

    async def acked(self, within: float | None = None) -> "Invocation":
        """Waits for the response (at most as long as Discord does, unless told otherwise) and returns itself."""
        try:
            async with asyncio.timeout(self.limit + 0.05 if within is None else within):
                await self.done.wait()
        except TimeoutError:
            raise NotAcknowledged(f"the application did not respond to {self.kind} {self.payload['data']}") from None
        return self

    def to_json(self) -> Json:
        names = ("id", "kind", "user", "channel", "created", "response_type", "original", "latency", "failed")
        return {name: getattr(self, name) for name in names}
