"""What to measure, the corpora it is measured on, and the table at the end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from knowledge.encoder import OnnxEncoder
from tests.benchmarks.generated_corpus import Item, generate, write_pages
from tests.benchmarks.measuring import Results, seconds
from tests.benchmarks.our_coach import OurCoach
from tests.benchmarks.sampled import Sampled

if TYPE_CHECKING:
    from tests.benchmarks.stock_pipeline import StockPipeline

# A small corpus is built this often, for its times are short enough to be disturbed.
_ROUNDS = 3
_SMALL = 1000


@dataclass(frozen=True, slots=True)
class Corpus:
    """One text in both systems, and how long it took to get there: seconds of each round, (ours, stock)."""

    items: list[Item]
    ours: OurCoach
    stock: "StockPipeline"
    stock_folder: Path
    ingest: list[tuple[float, float]]
    again: list[tuple[float, float]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--passages", default="1000,10000", help="sizes of the corpus to measure at, with commas")
    parser.addoption("--questions", default="1000", help="sizes of a large ingest, with commas")
    parser.addoption("--stock", default=500, help="how many passages of a large ingest stock is measured on")
    parser.addoption("--disconnects", default=20, type=int, help="how often the connection to Slack ends")
    parser.addoption("--kills", default=20, type=int, help="how often the process that serves Slack is killed")
    parser.addoption("--seconds", default=120, type=int, help="how long learners talk while the load is measured")
    parser.addoption("--attempts", default=1500, type=int, help="how many injection attempts are drawn of all")
    parser.addoption("--encode", default=300, type=int, help="how many passages of each corpus are encoded for real")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "corpus" in metafunc.fixturenames:
        sizes = [int(size) for size in str(metafunc.config.getoption("--passages")).split(",")]
        metafunc.parametrize("corpus", sizes, indirect=True, scope="session")
    if "questions" in metafunc.fixturenames:
        metafunc.parametrize("questions", [int(n) for n in str(metafunc.config.getoption("--questions")).split(",")])


@pytest.fixture(scope="session")
def results() -> Iterator[Results]:
    found = Results()
    yield found
    found.print()


@pytest.fixture(scope="session")
def corpus(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    encoder: OnnxEncoder,
    encoder_cache: Path,
) -> Iterator[Corpus]:
    """Built from nothing and then unchanged once more, in both systems, a few times where that is quick."""
    from tests.benchmarks.stock_pipeline import StockPipeline, TorchEncoder

    size, real = int(request.param), int(request.config.getoption("--encode"))
    items = generate(size)
    torch = TorchEncoder()
    for model in (encoder, torch):
        model.encode(["warm"])
    ingest: list[tuple[float, float]] = []
    again: list[tuple[float, float]] = []
    rounds = _ROUNDS if size <= _SMALL else 1
    for left in reversed(range(rounds)):
        folder = tmp_path_factory.mktemp("corpus")
        pages = write_pages(items, folder / "pages")
        int8, float32 = Sampled(encoder, real), Sampled(torch, real)
        ours, stock = OurCoach(folder / "ours", encoder_cache, int8), StockPipeline(folder / "stock", float32)
        first = timed(lambda: ours.ingest(pages), size), timed(lambda: stock.ingest(items), size)  # noqa: B023
        ingest.append((first[0] + int8.spared_seconds, first[1] + float32.spared_seconds))
        again.append((timed(lambda: ours.ingest(pages), 0), timed(lambda: stock.ingest(items), 0)))  # noqa: B023
        if not left:
            ours.open()
            yield Corpus(items, ours, stock, folder / "stock", ingest, again)
        ours.close()
        stock.close()


def timed(work: Callable[[], int], written: int) -> float:
    """Seconds; fails where another number of passages was written than there should have been."""
    found = 0

    def run() -> None:
        nonlocal found
        found = work()

    taken = seconds(run)
    assert found == written
    return taken
