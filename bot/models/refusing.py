"""What a learner is told where there is no call: why, and when there is one again."""

import math
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.errors import ModelUnavailable
from bot.models.limits import ShareUsed


def share_used(used: ShareUsed, now: datetime, timezone: ZoneInfo) -> ModelUnavailable:
    if used.seconds is None:
        return too_long()
    again = now.astimezone(timezone) + timedelta(minutes=math.ceil(used.seconds / 60))
    whose = "You have used your" if used.whose == "learner" else "This workspace has used its"
    said = f"{whose} share of the language model for this hour, so the coach goes on without it until {_at(again)}."
    return ModelUnavailable(said, "limit")


def budget_spent(tomorrow: datetime) -> ModelUnavailable:
    said = "Today's budget for the language model is spent, so the coach goes on without it until "
    return ModelUnavailable(f"{said}{_at(tomorrow)}.", "budget")


def too_long() -> ModelUnavailable:
    said = "This was too long for your share of the language model, so the coach went on without it."
    return ModelUnavailable(said, "limit")


def switched_off() -> ModelUnavailable:
    return ModelUnavailable("The language model cannot be used for this, so the coach went on without it.", "off")


def _at(moment: datetime) -> str:
    """Learners may be anywhere, so the zone is named."""
    return f"{moment:%H:%M} ({moment.tzinfo})"
