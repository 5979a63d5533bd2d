"""HTTP mode: the same payloads as signed requests to the app's own URL, well formed or deliberately not."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from .platform import Platform
from .records import Ack, Delivery, Json


@dataclass(frozen=True)
class HttpAnswer:
    """`status` 0: no answer within the time that Slack waits, or no connection."""

    status: int
    text: str
    headers: dict[str, str]


def signature(secret: str, timestamp: str, body: str) -> str:
    """Slack's v0 signature."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return f"v0={digest}"


def encode(payload: Json) -> tuple[str, str]:
    """Body and content type: JSON for events, a form for commands, a form with `payload` for interactions."""
    if payload.get("type") in ("event_callback", "url_verification"):
        return json.dumps(payload), "application/json"
    form = "application/x-www-form-urlencoded"
    if "command" in payload:
        return urlencode(payload), form
    return urlencode({"payload": json.dumps(payload)}), form


async def deliver(
    url: str,
    secret: str,
    payload: Json,
    *,
    retry_num: int = 0,
    retry_reason: str = "http_timeout",
    timestamp: str | None = None,
    wrong_signature: bool = False,
    within: float = 3.0,
) -> HttpAnswer:
    """One signed request; `timestamp` may be old or no number at all, and is signed as it stands."""
    body, content_type = encode(payload)
    stamp = timestamp if timestamp is not None else str(int(time.time()))
    signed = signature("another secret" if wrong_signature else secret, stamp, body)
    headers = {"Content-Type": content_type, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signed}
    headers["User-Agent"] = "Slackbot 1.0 (+https://api.slack.com/robots)"
    if retry_num:
        headers |= {"X-Slack-Retry-Num": str(retry_num), "X-Slack-Retry-Reason": retry_reason}
    limit = aiohttp.ClientTimeout(total=within)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.post(url, data=body, headers=headers) as got,
        ):
            return HttpAnswer(got.status, await got.text(), dict(got.headers))
    except (TimeoutError, aiohttp.ClientError) as problem:
        return HttpAnswer(0, type(problem).__name__, {})


class HttpMode:
    """Transport over HTTP: a status of 200 within the ack timeout is the acknowledgement; events are retried."""

    def __init__(self, platform: Platform, url: str) -> None:
        self.platform = platform
        self.url = url
        self.acks: list[Ack] = []
        self.lost: list[Delivery] = []
        self.answers: list[HttpAnswer] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def submit(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        settings = self.platform.settings
        delays = (0.0, *settings.retry_delays) if delivery.kind == "events_api" else (0.0,)
        for attempt, delay in enumerate(delays):
            await asyncio.sleep(delay)
            if await self._once(delivery, attempt):
                return
            if self.answers[-1].headers.get("X-Slack-No-Retry") == "1":
                break
        delivery.fail("timeout" if not self.answers[-1].status else f"status {self.answers[-1].status}")
        self.lost.append(delivery)

    async def _once(self, delivery: Delivery, attempt: int) -> bool:
        settings = self.platform.settings
        delivery.attempts += 1
        started = time.monotonic()
        secret, limit = settings.signing_secret, settings.ack_timeout
        reason = "http_error" if delivery.attempts > 1 and self.answers[-1].status else "http_timeout"
        answer = await deliver(self.url, secret, delivery.payload, retry_num=attempt, retry_reason=reason, within=limit)
        self.answers.append(answer)
        if answer.status != 200:
            return False
        latency = time.monotonic() - started
        ack = Ack("", delivery.kind, delivery.event_id, attempt, latency, 0, _payload(answer.text))
        self.acks.append(ack)
        delivery.acknowledge(ack)
        return True

    async def redeliver(self, delivery: Delivery) -> None:
        await self._once(delivery, 1)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()


def _payload(text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
