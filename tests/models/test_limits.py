"""Shares of an hour: of a learner, of a workspace, and of several calls at the same time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.models.limits import Bucket, Shares, ShareUsed
from bot.models.prices import Budget, Prices, at_most
from bot.models.values import ModelMessage, Usage

HOUR = 3600


def test_calls_at_the_same_time_cannot_have_more_than_there_is() -> None:
    bucket = Bucket(HOUR)
    assert bucket.hold("ana", 2000) == bucket.hold("ana", 1000) == 0.0
    waits = bucket.hold("ana", 1600)
    assert waits is not None
    # A token a second, and some seconds may pass while this runs.
    assert 900 <= waits <= 1000
    assert bucket.hold("ben", 3600) == 0.0


def test_what_was_held_and_not_taken_is_there_again() -> None:
    bucket = Bucket(HOUR)
    assert bucket.hold("ana", 3600) == 0.0
    bucket.settle("ana", 3600, 600)
    assert bucket.hold("ana", 3000) == 0.0
    assert bucket.hold("ana", 300)


def test_who_took_more_than_was_held_has_nothing_left_but_no_debt() -> None:
    bucket = Bucket(HOUR)
    bucket.hold("ana", 100)
    bucket.settle("ana", 100, 10_000)
    waits = bucket.hold("ana", 60)
    assert waits is not None
    assert 20 <= waits <= 60


def test_more_than_a_whole_share_is_never_there() -> None:
    assert Bucket(HOUR).hold("ana", HOUR + 1) is None


def test_no_limit_is_none() -> None:
    bucket = Bucket(0)
    assert bucket.hold("ana", 10**9) == 0.0
    bucket.settle("ana", 10**9, 10**9)
    assert bucket.hold("ana", 10**9) == 0.0


def test_a_workspace_at_its_end_takes_nothing_from_a_learner() -> None:
    shares = Shares(HOUR, 1000)
    shares.hold("ana", "T1", 1000)
    with pytest.raises(ShareUsed) as raised:
        shares.hold("ben", "T1", 500)
    assert raised.value.whose == "workspace"
    shares.hold("ben", "T2", 900)
    shares.hold("ben", "", HOUR - 900)
    with pytest.raises(ShareUsed) as raised:
        shares.hold("ben", "", 100)
    assert raised.value.whose == "learner"
    shares.hold("", "", 10**9)


def test_a_cost_is_by_model_and_the_dearest_where_the_model_is_not_known() -> None:
    prices = Prices({"small": (0.15, 0.6), "large": (3.0, 15.0)})
    usage = Usage(1_000_000, 2_000_000)
    assert prices.cost("small", usage) == pytest.approx(1.35)
    assert prices.cost("", usage) == pytest.approx(33.0)
    assert prices.cost("free", usage) == Prices({}).cost("", usage) == 0.0


def test_the_most_that_a_call_may_take_counts_every_try() -> None:
    messages = (ModelMessage("system", "12345"), ModelMessage("user", "äöü"))
    assert at_most(messages, 100, tries=2) == Usage(12, 200, estimated=True)


@pytest.mark.parametrize(
    ("zone", "at", "begins", "ends"),
    [
        ("UTC", "2026-03-04T12:00", "2026-03-04T00:00", "2026-03-05T00:00"),
        ("Europe/Berlin", "2026-03-04T23:30", "2026-03-04T23:00", "2026-03-05T23:00"),
        # The clocks go forward on the 29th, and back on 25 October.
        ("Europe/Berlin", "2026-03-29T12:00", "2026-03-28T23:00", "2026-03-29T22:00"),
        ("Europe/Berlin", "2026-10-25T12:00", "2026-10-24T22:00", "2026-10-25T23:00"),
    ],
)
def test_a_day_begins_and_ends_at_midnight_there(zone: str, at: str, begins: str, ends: str) -> None:
    budget, now = Budget(1.0, ZoneInfo(zone)), datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert budget.today(now).astimezone(UTC) == datetime.fromisoformat(begins).replace(tzinfo=UTC)
    assert budget.tomorrow(now).astimezone(UTC) == datetime.fromisoformat(ends).replace(tzinfo=UTC)
    assert budget.today(now) <= now < budget.tomorrow(now) <= budget.today(now) + timedelta(hours=25)
