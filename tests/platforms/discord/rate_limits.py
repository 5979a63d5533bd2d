"""Discord's rate limits: buckets per route and major parameter, the global one, and the ban for invalid requests."""

import hashlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .settings import Settings

Refusal = tuple[int, dict[str, Any]]

# (requests, seconds). Discord publishes no figures per route ("do not hard code them"): these are what its headers
# were seen to say, or, for threads, private channels and webhooks of interactions, guesses of that size.
ROUTES: Mapping[tuple[str, str], tuple[int, float]] = {
    ("POST", "/channels/{channel_id}/messages"): (5, 5.0),
    ("PATCH", "/channels/{channel_id}/messages/{message_id}"): (5, 5.0),
    ("DELETE", "/channels/{channel_id}/messages/{message_id}"): (5, 1.0),
    ("POST", "/channels/{channel_id}/typing"): (5, 5.0),
    ("POST", "/channels/{channel_id}/messages/{message_id}/threads"): (10, 10.0),
    ("POST", "/users/@me/channels"): (10, 10.0),
    ("POST", "/webhooks/{webhook_id}/{webhook_token}"): (5, 2.0),
    ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"): (5, 2.0),
    ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original"): (5, 2.0),
}
ELSEWHERE = (20, 1.0)
# discord.py takes a 429 without `Via` for one of Cloudflare's, which it does not wait out.
VIA = {"Via": "1.1 loopback"}
INVALID = (401, 403, 429)


@dataclass(frozen=True)
class Refused:
    """One 429; `scope` is user (a bucket), global, storm, or ban."""

    method: str
    route: str
    major: str
    scope: str
    retry_after: float
    at: float


@dataclass
class _Window:
    """Opens with its first request and lasts `per` seconds."""

    limit: int
    per: float
    ends: float
    used: int = 0


@dataclass
class RateLimits:
    """Counts requests; `routes` and `elsewhere` (for routes not named) can be changed, `enabled` switches all off.

    A storm and a ban hold also while `enabled` is false, since a test asks for them by name.
    """

    settings: Settings
    enabled: bool = True
    routes: dict[tuple[str, str], tuple[int, float]] = field(default_factory=lambda: dict(ROUTES))
    elsewhere: tuple[int, float] = ELSEWHERE
    refused: list[Refused] = field(default_factory=list)
    banned_until: float = float("-inf")
    _windows: dict[tuple[str, str, str], _Window] = field(default_factory=dict)
    _global: deque[float] = field(default_factory=deque)
    _invalid: deque[float] = field(default_factory=deque)
    _storm: float = 0.0
    _storm_until: float = float("-inf")

    def check(
        self, method: str, route_template: str, major: str, *, now: float, interaction: bool
    ) -> tuple[dict[str, str], Refusal | None]:
        """Headers for the answer, and the 429 to give instead of one, if any; its own 429s count as invalid.

        `now` in Unix seconds. `interaction` marks callbacks and webhooks of interactions: the global limit does not
        hold for them.
        """
        what = (method, route_template, major)
        if now < self.banned_until:
            self.refused.append(Refused(*what, "ban", self.banned_until - now, now))
            return {}, (429, {"message": "You are being blocked from accessing our API temporarily.", "code": 0})
        if self._storm:
            self._storm_until, self._storm = now + self._storm, 0.0
        if now < self._storm_until:
            return self._too_many(what, "storm", self._storm_until - now, now)
        if not self.enabled:
            return dict(VIA), None
        if not interaction and (wait := self._global_wait(now)):
            return self._too_many(what, "global", wait, now)
        return self._bucket(what, now)

    def invalid(self, status: int, *, now: float) -> None:
        """Counts an answer that Discord counts as invalid; others it ignores. Too many of them ban the address."""
        if status not in INVALID:
            return
        self._invalid.append(now)
        while now - self._invalid[0] > self.settings.ban_window:
            self._invalid.popleft()
        if self.settings.ban_after and len(self._invalid) >= self.settings.ban_after:
            self.banned_until = now + self.settings.ban_lasts

    @property
    def invalid_count(self) -> int:
        """Invalid answers that are not older than the window, as of the last one."""
        return len(self._invalid)

    def storm(self, seconds: float) -> None:
        """From the next request on, everything is answered with 429 for `seconds`, callbacks included."""
        self._storm = seconds

    def _global_wait(self, now: float) -> float:
        while self._global and now - self._global[0] >= 1.0:
            self._global.popleft()
        if self.settings.global_per_second and len(self._global) >= self.settings.global_per_second:
            return 1.0 - (now - self._global[0])
        self._global.append(now)
        return 0.0

    def _bucket(self, what: tuple[str, str, str], now: float) -> tuple[dict[str, str], Refusal | None]:
        method, route, _ = what
        limit, per = self.routes.get((method, route), self.elsewhere)
        window = self._windows.get(what)
        if window is None or now >= window.ends:
            window = self._windows[what] = _Window(limit, per, now + per)
        left = window.ends - now
        full = window.used >= window.limit
        window.used += not full
        headers = {
            "X-RateLimit-Limit": str(window.limit),
            "X-RateLimit-Remaining": str(window.limit - window.used),
            "X-RateLimit-Reset": f"{window.ends:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(f"{method} {route}".encode()).hexdigest()[:32],
        }
        if full:
            refused, refusal = self._too_many(what, "user", left, now)
            return headers | refused, refusal
        return headers | VIA, None

    def _too_many(
        self, what: tuple[str, str, str], scope: str, wait: float, now: float
    ) -> tuple[dict[str, str], Refusal]:
        self.refused.append(Refused(*what, scope, wait, now))
        self.invalid(429, now=now)
        everywhere = scope != "user"
        headers = VIA | {"Retry-After": f"{wait:.3f}", "X-RateLimit-Scope": "global" if everywhere else "user"}
        if everywhere:
            headers["X-RateLimit-Global"] = "true"
        body = {"message": "You are being rate limited.", "retry_after": round(wait, 3), "global": everywhere}
        return headers, (429, body)
