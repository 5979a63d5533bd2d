"""Discord's ids: 42 bits of milliseconds since 2015, then 22 that tell ids of one millisecond apart."""

from collections.abc import Callable
from datetime import UTC, datetime

EPOCH_MS = 1_420_070_400_000


class Snowflakes:
    """Strictly increasing ids from a clock in seconds since 1970, also where the clock stands still or goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self._last = 0

    def new(self) -> int:
        self._last = max((int(self.clock() * 1000) - EPOCH_MS) << 22, self._last + 1)
        return self._last


def moment(seconds: float) -> str:
    """As Discord writes times."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


def moment_of(snowflake: int) -> str:
    return moment(((snowflake >> 22) + EPOCH_MS) / 1000)
