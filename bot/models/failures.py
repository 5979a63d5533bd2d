"""How a call may fail: one sentence for the learner, a reason for the record, one line for the operator's log.

CallFailed is a ModelUnavailable that also tells what was spent on the call and whether the endpoint is to blame, which
is what the circuit breaker counts. Nothing here holds a key, a prompt or a server's own words: those may repeat either.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import httpx
from httpx_sse import SSEError

from bot.errors import ModelUnavailable
from bot.models.values import Usage

Reason = Literal["down", "slow", "unreadable"]

SENTENCES: dict[Reason, str] = {
    "down": "The language model is not available at the moment, so the coach went on without it.",
    "slow": "The language model took too long, so the coach went on without it.",
    "unreadable": "The language model's reply could not be used, so the coach went on without it.",
}

_MENDS = {
    401: "it refused the key; set COACH_MODEL_KEY",
    403: "the key may not use this model; check COACH_MODEL_KEY and COACH_MODEL_NAME",
    404: "it knows no such model or path; check COACH_MODEL_URL and COACH_MODEL_NAME",
}
# No digits beyond a status: a key has some.
_IDENTIFIER = re.compile(r"[a-z_]{3,40}|[0-9]{3}")


class CallFailed(ModelUnavailable):
    """Learner: one sentence. `detail` is for the operator, `blames_endpoint` for the breaker; `again` says whether the
    same call may succeed a moment later, `after` the seconds that the server asked for, if any. Where something was
    read or written before it failed, `spent`, `first_s` and `total_s` tell (seconds)."""

    def __init__(
        self,
        reason: Reason,
        detail: str,
        *,
        blames_endpoint: bool = True,
        again: bool = False,
        after: float | None = None,
    ) -> None:
        super().__init__(SENTENCES[reason], reason)
        self.detail = detail
        self.blames_endpoint = blames_endpoint
        self.again = again
        self.after = after
        self.spent = Usage(0, 0, estimated=True)
        self.first_s: float | None = None
        self.total_s = 0.0


class TooLarge(Exception):
    """A reply went on beyond the limit; developers see it inside `translated` only."""


class FieldRefused(Exception):
    """Developer: the server refused the form of a request; `words` is what it said, lower case, never shown."""

    def __init__(self, failure: CallFailed, words: str) -> None:
        super().__init__(failure.detail)
        self.failure = failure
        self.words = words


@contextmanager
def translated(waiting_for: str) -> Iterator[None]:
    """Whatever the wire raises becomes CallFailed. Causes are left out: they hold requests, and those hold the key."""
    try:
        yield
    except TimeoutError:
        raise CallFailed("slow", f"it took too long: {waiting_for}") from None
    except TooLarge:
        raise CallFailed("unreadable", "its reply was larger than is read") from None
    except (SSEError, httpx.DecodingError):
        raise CallFailed("unreadable", "what it sent is not this protocol") from None
    except httpx.TimeoutException as problem:
        raise CallFailed("down", f"no connection ({type(problem).__name__})", again=True) from None
    except httpx.TransportError as problem:
        raise CallFailed("down", f"the connection failed ({type(problem).__name__})", again=True) from None


def of_status(status: int, body: Any, after: float | None = None) -> CallFailed:
    """429 and 5xx may pass and are the endpoint's; every other refusal is a matter of settings or of our request."""
    passing = status == 429 or status >= 500
    detail = f"it answered {status}{_named(body)}"
    if status in _MENDS:
        detail += f": {_MENDS[status]}"
    elif not passing:
        detail += ": it does not take the coach's request; check COACH_MODEL_URL and COACH_MODEL_NAME"
    return CallFailed("down", detail, blames_endpoint=passing, again=passing, after=after)


def of_error_event(error: Any) -> CallFailed:
    """An error in place of the next piece, after the server had answered 200."""
    code = error.get("code") if isinstance(error, dict) else None
    if isinstance(code, int) and 400 <= code < 500 and code != 429:
        return of_status(code, {"error": error})
    return CallFailed("down", f"it broke off with an error{_named({'error': error})}", again=True)


def _named(body: Any) -> str:
    """The server's own short names for the trouble. Its sentences stay out, for they may quote what it was sent."""
    error = body.get("error", body) if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return ""
    names = [str(error[key]) for key in ("type", "code", "param") if isinstance(error.get(key), str | int)]
    known = [name for name in dict.fromkeys(names) if _IDENTIFIER.fullmatch(name)]
    return f" ({', '.join(known)})" if known else ""
