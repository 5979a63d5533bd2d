"""Ingest, unchanged re-ingest and search, beside a stock pipeline over the same model and text, in one run.

    make benchmark ARGS=tests/benchmarks/test_index_and_search.py
    COACH_BENCH_SIZES=1000,10000,100000 make benchmark       # the largest takes about 10 minutes on 2 cores

The smallest size is encoded wholly. Of the larger ones `REAL` passages are, and the rest get random unit vectors; the
table says so. No test here asserts a time: machines differ, and so does what else they do.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from knowledge.encoder import OnnxEncoder
from knowledge.index import Generations
from knowledge.questions import Locator, Passage, Source, SourceContent
from tests.benchmarks.generated_corpus import Item, generate, queries
from tests.benchmarks.sampled import Sampled

SIZES = tuple(int(size) for size in os.environ.get("COACH_BENCH_SIZES", "1000,10000").split(","))
REAL = 200
QUERIES = 100


class System(Protocol):
    """What is measured."""

    def ingest(self, items: list[Item]) -> int: ...

    def search(self, query: str, course: str | None) -> int: ...

    def close(self) -> None: ...


class Ours:
    """One source for each hundred passages, as a folder of pages would give."""

    def __init__(self, folder: Path, encoder: Sampled) -> None:
        self._generations = Generations(folder, encoder)

    def ingest(self, items: list[Item]) -> int:
        before = self._generations.current()
        with self._generations.build(before) as building:
            for first in range(0, len(items), 100):
                building.replace(content(f"page-{first}.md", items[first : first + 100]))
            made = building.commit()
        return 0 if before is not None and made == before.manifest else made.counts.passages

    def search(self, query: str, course: str | None) -> int:
        current = self._generations.current()
        assert current is not None
        return len(current.search(query, 10, {"course": course} if course else {}))

    def close(self) -> None:
        current = self._generations.current()
        if current is not None:
            current.close()


def content(path: str, items: list[Item]) -> SourceContent:
    passages = tuple(
        Passage(
            item.name, item.text, Locator(path, line, line), "answer", item.question, metadata={"course": item.course}
        )
        for line, item in enumerate(items, 1)
    )
    return SourceContent(Source(path, "markdown", ""), (), passages)


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds; the searches are milliseconds at the median and the 95th percentile, the query's encoding included."""

    ingest: float
    again: float
    search: tuple[float, float]
    filtered: tuple[float, float]


def measure(system: System, items: list[Item]) -> Figures:
    ingest = seconds(lambda: system.ingest(items))
    written = 0

    def once_more() -> None:
        nonlocal written
        written = system.ingest(items)

    again = seconds(once_more)
    assert written == 0
    asked = queries(QUERIES)
    assert system.search(asked[0], None) == system.search(asked[0], "course-1") == 10
    return Figures(
        ingest,
        again,
        percentiles([seconds(lambda q=query: system.search(q, None)) for query in asked]),  # type: ignore[misc]
        percentiles([seconds(lambda q=query: system.search(q, "course-1")) for query in asked]),  # type: ignore[misc]
    )


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def percentiles(times: list[float]) -> tuple[float, float]:
    return float(np.percentile(times, 50)) * 1000, float(np.percentile(times, 95)) * 1000


@pytest.fixture(scope="module", autouse=True)
def heading() -> Iterator[None]:
    columns = f"{'ingest/s':>9} {'again s':>8} {'search p50 / p95 ms':>20} {'with a filter':>20}"
    print(f"\n{'passages':>9} {'encoded':>8} {'':6} {columns}")
    yield
    print("`ingest/s` is passages a second with their encoding where all are encoded, and without it where few are.")


@pytest.mark.parametrize("size", SIZES)
def test_beside_a_stock_pipeline(size: int, tmp_path: Path, encoder: OnnxEncoder) -> None:
    from tests.benchmarks.stock_pipeline import StockPipeline, TorchEncoder

    items = generate(size)
    real = size if size == min(SIZES) else min(REAL, size)
    torch = TorchEncoder()
    encoder.encode(["warm"])
    torch.encode(["warm"])
    systems: dict[str, Callable[[], System]] = {
        "stock": lambda: StockPipeline(tmp_path / "stock", Sampled(torch, real)),
        "ours": lambda: Ours(tmp_path / "ours", Sampled(encoder, real)),
    }
    for name, make in systems.items():
        system = make()
        figures = measure(system, items)
        system.close()
        print(f"{size:>9} {real:>8} {name:6} {size / figures.ingest:>9.0f} {figures.again:>8.2f}", end="")
        for median, slow in (figures.search, figures.filtered):
            print(f" {median:>10.2f} /{slow:>8.2f}", end="")
        print()
