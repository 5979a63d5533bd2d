"""Faults on demand and Slack's rate limits; both are off until a test asks for them."""

import math
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

FaultKind = Literal["status", "reset_before", "reset_after", "delay", "hang", "malformed", "ratelimited", "error"]

TIER_PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}


@dataclass
class Fault:
    """What happens to the next `times` calls of a method ("*" for any).

    status: an HTTP error `value` before anything is applied. reset_before, reset_after: a TCP reset before or after
    the request took effect. delay: `value` seconds, then a normal answer. hang: applied never, answered never.
    malformed: applied, and the answer is no JSON. ratelimited: 429 with Retry-After `value`. error: the answer is
    `{"ok": false, "error": code}`.
    """

    kind: FaultKind
    times: int = 1
    value: float = 0.0
    code: str = ""


@dataclass
class Faults:
    """The faults that wait, by method, first in first out."""

    waiting: dict[str, deque[Fault]] = field(default_factory=dict)

    def inject(self, method: str, fault: Fault) -> None:
        self.waiting.setdefault(method, deque()).append(fault)

    def next(self, method: str) -> Fault | None:
        for name in (method, "*"):
            queue = self.waiting.get(name)
            if queue:
                fault = queue[0]
                fault.times -= 1
                if fault.times <= 0:
                    queue.popleft()
                return fault
        return None

    def clear(self) -> None:
        self.waiting.clear()


@dataclass
class RateLimits:
    """`posts_per_second` per channel with a burst, and `tiers` in calls per minute per method; 0 or {} is off."""

    posts_per_second: float = 0.0
    burst: int = 1
    tiers: dict[int, int] = field(default_factory=dict)
    refused: int = 0
    _tokens: dict[str, tuple[float, float]] = field(default_factory=dict)
    _recent: dict[str, deque[float]] = field(default_factory=dict)

    def enable(self, *, posts_per_second: float = 1.0, burst: int = 1, tiers: dict[int, int] | None = None) -> None:
        self.posts_per_second, self.burst = posts_per_second, burst
        self.tiers = dict(TIER_PER_MINUTE) if tiers is None else tiers

    def disable(self) -> None:
        self.posts_per_second, self.tiers = 0.0, {}

    def retry_after(self, method: str, tier: int, channel: str) -> int:
        """Whole seconds to wait, or 0 when the call may pass."""
        now = time.monotonic()
        wait = self._tier_wait(method, tier, now)
        if not wait and method == "chat.postMessage" and self.posts_per_second:
            wait = self._post_wait(channel, now)
        if wait:
            self.refused += 1
        return math.ceil(wait)

    def _tier_wait(self, method: str, tier: int, now: float) -> float:
        allowed = self.tiers.get(tier, 0)
        if not allowed:
            return 0.0
        recent = self._recent.setdefault(method, deque())
        while recent and now - recent[0] >= 60:
            recent.popleft()
        if len(recent) >= allowed:
            return 60 - (now - recent[0])
        recent.append(now)
        return 0.0

    def _post_wait(self, channel: str, now: float) -> float:
        tokens, then = self._tokens.get(channel, (float(self.burst), now))
        tokens = min(float(self.burst), tokens + (now - then) * self.posts_per_second)
        if tokens < 1:
            self._tokens[channel] = (tokens, now)
            return (1 - tokens) / self.posts_per_second
        self._tokens[channel] = (tokens - 1, now)
        return 0.0
