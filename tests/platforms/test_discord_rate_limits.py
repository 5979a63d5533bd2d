"""The loopback Discord's rate limits, on a clock of the test's own."""

import pytest

from tests.platforms.discord.rate_limits import RateLimits
from tests.platforms.discord.settings import Settings

POSTING = ("POST", "/channels/{channel_id}/messages")
CALLBACK = ("POST", "/interactions/{interaction_id}/{interaction_token}/callback")


@pytest.fixture
def limits() -> RateLimits:
    return RateLimits(Settings())


def test_a_bucket_empties_and_fills_again(limits: RateLimits) -> None:
    left = []
    for second in range(5):
        headers, refusal = limits.check(*POSTING, "1", now=100.0 + second, interaction=False)
        assert refusal is None
        left.append((headers["X-RateLimit-Remaining"], float(headers["X-RateLimit-Reset-After"])))
    assert left == [("4", 5.0), ("3", 4.0), ("2", 3.0), ("1", 2.0), ("0", 1.0)]
    headers, refusal = limits.check(*POSTING, "1", now=104.5, interaction=False)
    body = {"message": "You are being rate limited.", "retry_after": 0.5, "global": False}
    assert refusal == (429, body)
    assert (headers["Retry-After"], headers["X-RateLimit-Scope"], headers["X-RateLimit-Limit"]) == (
        "0.500",
        "user",
        "5",
    )
    assert float(headers["X-RateLimit-Reset"]) == 105.0
    assert "X-RateLimit-Global" not in headers
    assert limits.check(*POSTING, "1", now=105.0, interaction=False)[1] is None


def test_every_channel_has_a_bucket_and_all_have_one_name(limits: RateLimits) -> None:
    first = [limits.check(*POSTING, "1", now=0.0, interaction=False) for _ in range(6)]
    other, refusal = limits.check(*POSTING, "2", now=0.0, interaction=False)
    assert (first[-1][1] is not None, refusal) == (True, None)
    assert other["X-RateLimit-Bucket"] == first[0][0]["X-RateLimit-Bucket"]
    edited, _ = limits.check("PATCH", f"{POSTING[1]}/{{message_id}}", "1", now=0.0, interaction=False)
    assert edited["X-RateLimit-Bucket"] != other["X-RateLimit-Bucket"]


def test_a_test_may_set_a_route(limits: RateLimits) -> None:
    limits.routes[POSTING] = (1, 60.0)
    assert limits.check(*POSTING, "1", now=0.0, interaction=False)[1] is None
    refusal = limits.check(*POSTING, "1", now=1.0, interaction=False)[1]
    assert refusal is not None
    assert refusal[1]["retry_after"] == 59.0


def test_fifty_a_second_everywhere_but_for_interactions(limits: RateLimits) -> None:
    for number in range(50):
        assert limits.check(*POSTING, str(number), now=0.5, interaction=False)[1] is None
    headers, refusal = limits.check(*POSTING, "x", now=0.75, interaction=False)
    assert refusal is not None
    assert (refusal[1]["global"], refusal[1]["retry_after"]) == (True, 0.75)
    assert (headers["X-RateLimit-Global"], headers["X-RateLimit-Scope"]) == ("true", "global")
    assert limits.check(*CALLBACK, "1", now=0.75, interaction=True)[1] is None
    assert limits.check(*POSTING, "x", now=1.5, interaction=False)[1] is None


def test_too_many_invalid_requests_ban_the_address() -> None:
    settings = Settings(ban_after=3, ban_window=10.0, ban_lasts=100.0)
    limits = RateLimits(settings)
    limits.invalid(401, now=0.0)
    for status in (200, 404, 500, 403, 429):
        limits.invalid(status, now=11.0)
    assert limits.invalid_count == 2
    assert limits.check(*POSTING, "1", now=12.0, interaction=False)[1] is None
    limits.invalid(401, now=12.0)
    headers, refusal = limits.check(*CALLBACK, "1", now=13.0, interaction=True)
    assert refusal is not None
    assert refusal[0] == 429
    assert "Via" not in headers
    assert limits.check(*POSTING, "1", now=112.0, interaction=False)[1] is None


def test_its_own_refusals_count_as_invalid(limits: RateLimits) -> None:
    limits.routes[POSTING] = (1, 5.0)
    for _ in range(3):
        limits.check(*POSTING, "1", now=0.0, interaction=False)
    assert limits.invalid_count == len(limits.refused) == 2


def test_a_storm_holds_for_all_and_ends(limits: RateLimits) -> None:
    limits.enabled = False
    limits.storm(5.0)
    for interaction in (False, True):
        refusal = limits.check(*POSTING, "1", now=100.0, interaction=interaction)[1]
        assert refusal is not None
        assert refusal[1]["retry_after"] == 5.0
    assert [one.scope for one in limits.refused] == ["storm", "storm"]
    assert limits.check(*POSTING, "1", now=105.0, interaction=False) == ({"Via": "1.1 loopback"}, None)
