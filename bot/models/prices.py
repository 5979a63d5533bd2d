"""What a call costs, by the operator's table, and what may be spent in a day."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.models.values import ModelMessage, Usage

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """`table`: by model, the price of a million tokens read and of a million written, in any one currency."""

    table: Mapping[str, tuple[float, float]]

    def cost(self, model: str, usage: Usage) -> float:
        """A model without a price costs nothing; where it is not known which one answers (""), the dearest counts."""
        read, written = self.table.get(model, (0.0, 0.0)) if model else self._dearest
        return (usage.input_tokens * read + usage.output_tokens * written) / _MILLION

    @property
    def _dearest(self) -> tuple[float, float]:
        prices = self.table.values()
        return max((read for read, _ in prices), default=0.0), max((written for _, written in prices), default=0.0)


@dataclass(frozen=True, slots=True)
class Budget:
    """`cap` is the most to spend in a day of `timezone`, in the currency of the prices; 0 for any."""

    cap: float
    timezone: ZoneInfo

    def today(self, now: datetime) -> datetime:
        """When the day of `now` began."""
        return now.astimezone(self.timezone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)

    def tomorrow(self, now: datetime) -> datetime:
        return self.today(self.today(now) + timedelta(hours=36))


def at_most(messages: Sequence[ModelMessage], max_tokens: int, tries: int = 1) -> Usage:
    """The tokens that a call may take: a token for every two bytes, which no usual text reaches in any language."""
    letters = sum(len(message.content.encode()) for message in messages)
    return Usage(tries * math.ceil(letters / 2), tries * max_tokens, estimated=True)
