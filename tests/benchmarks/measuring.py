"""Clocks, percentiles, and the one table that a run prints."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `ratio` says how many times better ours is; None where a stock pipeline has nothing of the kind."""

    passages: int | None
    what: str
    ours: str
    stock: str = ""
    ratio: float | None = None


@dataclass
class Results:
    """What the tests of one run found, in their order."""

    rows: list[Row] = field(default_factory=list)

    def durations(self, passages: int | None, what: str, ours: Sequence[float], stock: Sequence[float] = ()) -> None:
        """Median and 95th percentile of times in seconds; the ratio is that of the medians."""
        ratio = float(np.median(stock) / np.median(ours)) if len(stock) else None
        self.rows.append(Row(passages, what, _spread(ours), _spread(stock) if len(stock) else "", ratio))

    def rates(self, passages: int, what: str, ours: Sequence[float], stock: Sequence[float]) -> None:
        """Passages a second at the median of times in seconds."""
        fast, slow = passages / float(np.median(ours)), passages / float(np.median(stock))
        self.rows.append(Row(passages, what, f"{fast:,.0f}", f"{slow:,.0f}", fast / slow))

    def sizes(self, what: str, ours: float, stock: float, unit: str) -> None:
        self.rows.append(Row(None, what, f"{ours:.0f} {unit}", f"{stock:.0f} {unit}", stock / ours))

    def print(self) -> None:
        if not self.rows:
            return
        table = Table("ratio", "passages", "what", "ours", "stock", title="Ours beside a stock pipeline")
        for name in ("ratio", "passages", "ours", "stock"):
            next(column for column in table.columns if column.header == name).justify = "right"
        for row in self.rows:
            ratio = f"{row.ratio:.1f}" if row.ratio is not None else "-"
            table.add_row(ratio, f"{row.passages:,}" if row.passages else "-", row.what, row.ours, row.stock or "-")
        Console(width=120).print("\n", table, "Pairs of times are p50 / p95. Ratios compare medians.")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def side_by_side(
    ours: Sequence[Callable[[], object]], stock: Sequence[Callable[[], object]], first: int = 0
) -> tuple[list[float], list[float]]:
    """Seconds of each, turn and turn about, so that whatever else the machine does falls on both alike. `first` is the
    side that begins: 0 for ours, 1 for stock."""
    measured: tuple[list[float], list[float]] = ([], [])
    for number, pair in enumerate(zip(ours, stock, strict=True), first):
        for side in (1, 0) if number % 2 else (0, 1):
            measured[side].append(seconds(pair[side]))
    return measured


def _spread(times: Sequence[float]) -> str:
    if len(times) == 1:
        return _readable(times[0])
    return f"{_readable(float(np.percentile(times, 50)))} / {_readable(float(np.percentile(times, 95)))}"


def _readable(time_taken: float) -> str:
    return f"{time_taken:.2f} s" if time_taken >= 1 else f"{time_taken * 1000:.1f} ms"
