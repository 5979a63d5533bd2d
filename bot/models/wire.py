"""What comes over the wire, as deltas: server-sent events, or one whole reply where a server does not stream."""

import json
import math
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from httpx_sse import EventSource

from bot.models.failures import CallFailed, of_error_event
from bot.models.values import Usage

_DONE = "[DONE]"


@dataclass(frozen=True, slots=True)
class Delta:
    """`thought` is the number of letters thought aloud; `finish` is why the model stopped writing, once it has."""

    text: str = ""
    thought: int = 0
    finish: str = ""
    usage: Usage | None = None
    done: bool = False


async def deltas(response: httpx.Response) -> AsyncGenerator[Delta, None]:
    """What follows the one that is `done` is only read so that the connection can be
    used again. Raises CallFailed for an error in the stream, and what httpx and httpx-sse raise."""
    if "json" in response.headers.get("content-type", ""):
        whole = _delta(parsed(await response.aread()))
        if not (whole.text or whole.finish or whole.thought):
            raise _not_this_protocol()
        yield whole
        yield Delta(done=True)
        return
    async with aclosing(EventSource(response).aiter_sse()) as events:
        async for event in events:
            data = event.data.strip()
            if data == _DONE:
                yield Delta(done=True)
            elif data:
                yield _delta(parsed(data))


def parsed(text: str | bytes) -> Any:
    """Raises CallFailed for what is no JSON, or nested or numbered beyond what can be read."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise _not_this_protocol() from None


def _delta(chunk: Any) -> Delta:
    if not isinstance(chunk, dict):
        raise _not_this_protocol()
    if chunk.get("error"):
        raise of_error_event(chunk["error"])
    usage = _usage(chunk.get("usage"))
    choices = chunk.get("choices")
    if not choices:
        return Delta(usage=usage)
    choice = choices[0] if isinstance(choices, list) else None
    if not isinstance(choice, dict):
        raise _not_this_protocol()
    part = choice.get("delta") or choice.get("message") or {}
    if not isinstance(part, dict):
        raise _not_this_protocol()
    text, finish = part.get("content"), choice.get("finish_reason")
    thought = part.get("reasoning_content") or part.get("reasoning")
    return Delta(
        text=text if isinstance(text, str) else "",
        thought=len(thought) if isinstance(thought, str) else 0,
        finish=finish if isinstance(finish, str) else "",
        usage=usage,
    )


def _usage(counted: Any) -> Usage | None:
    if not isinstance(counted, dict):
        return None
    read, written = counted.get("prompt_tokens"), counted.get("completion_tokens")
    if not isinstance(read, int) or not isinstance(written, int) or read < 0 or written < 0 or not read + written:
        return None
    return Usage(read, written)


def _not_this_protocol() -> CallFailed:
    return CallFailed("unreadable", "what it sent is not this protocol")


def estimated(letters_in: int, letters_out: int) -> Usage:
    """A quarter of the letters, the usual figure for English: https://platform.openai.com/tokenizer"""
    return Usage(math.ceil(letters_in / 4), math.ceil(letters_out / 4), estimated=True)


def added(one: Usage, other: Usage) -> Usage:
    return Usage(
        one.input_tokens + other.input_tokens,
        one.output_tokens + other.output_tokens,
        one.estimated or other.estimated,
    )


def retry_after(response: httpx.Response) -> float | None:
    """Seconds, from a number or a date (RFC 9110, 10.2.3); None where there is neither."""
    given = response.headers.get("retry-after", "").strip()
    try:
        seconds = float(given) if given.replace(".", "", 1).isdigit() else _until(given)
    except ValueError:
        return None
    return max(0.0, seconds)


def _until(date: str) -> float:
    moment = parsedate_to_datetime(date)
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()
