"""A large ingest: how fast, in how much memory, and what it costs to be killed in the middle.

    make benchmark ARGS="tests/benchmarks/test_large_ingest.py --questions 1000,10000"
    make benchmark ARGS="tests/benchmarks/test_large_ingest.py --questions 100000"      # an hour on 2 busy cores

The process is killed (SIGKILL) when half of the documents have been read, and a second one finishes what the first
began; the rate is of both together. A third finds nothing to do. The stock pipeline embeds and stores the first of the
same passages, ready made (`--stock`, 500 as it comes): it would take hours for 100,000, and gets slower as its store
grows, so a sample flatters it. It is taken before and after ours: where the two differ much, other work on the machine
has made the rates incomparable, and only processors' time says something.
"""

import shutil
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from knowledge.journal import JOURNAL
from tests.benchmarks.generated_corpus import Item, generate, write_pages
from tests.benchmarks.measuring import seconds
from tests.benchmarks.sampled import Sampled
from tests.benchmarks.watched import Watched, watch
from tests.platforms.served import ROOT

# Of an answer, so that 100,000 can be encoded in a sitting.
_SENTENCES = 2


def test_a_large_ingest(questions: int, tmp_path: Path, encoder_cache: Path, request: pytest.FixtureRequest) -> None:
    items = generate(questions, sentences=_SENTENCES)
    words = sum(len(f"{item.question} {item.text}".split()) for item in items) / len(items)
    pages = write_pages(items, tmp_path / "pages")
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(encoder_cache)
    command = [sys.executable, "-m", "tests.benchmarks.one_ingest", str(home), str(pages)]

    sample = items[: int(request.config.getoption("--stock"))]
    earlier = _stock_pace(tmp_path / "stock earlier", sample)
    first = watch(command, str(ROOT), lambda told: 2 * told.get("reading", (0, 1))[0] >= told.get("reading", (0, 1))[1])
    documents, vectors = _kept(home / "generations" / JOURNAL)
    second = watch(command, str(ROOT))
    again = watch(command, str(ROOT))

    assert first.killed
    assert second.told["passages"] == questions
    assert again.told["embedded"] == 0
    assert not (home / "generations" / JOURNAL).exists()
    later = _stock_pace(tmp_path / "stock later", sample)
    begun = first.told.get("begun", 0) + second.told.get("begun", 0)
    rate = questions / (first.seconds + second.seconds)
    print(f"\n{questions:,} questions in {len(list(pages.iterdir())):,} documents, {words:.0f} words a passage")
    print(f"  killed after {first.seconds:.1f} s, finished in {second.seconds:.1f} s: {rate:.0f} passages/s")
    cpu = first.cpu_seconds + second.cpu_seconds
    each, stock_each = 1000 * cpu / questions, 500 * (earlier[1] + later[1])
    print(f"  processors' time: {cpu:.0f} s, {each:.1f} ms a passage; stock {stock_each:.1f} ms")
    print(f"  ratio of processors' time: {stock_each / each:.1f}")
    paces = f"{earlier[0]:.0f} passages/s before and {later[0]:.0f} after"
    print(f"  stock pipeline, first passages: {paces}; ratio {2 * rate / (earlier[0] + later[0]):.1f}")
    print(f"  taken over: {documents} documents and {vectors:,} vectors; {begun - questions:,} texts encoded twice, "
          f"{(begun - questions) / questions:.1%} of all")  # fmt: skip
    print(f"  steps of the second, after s: { {step: round(at, 1) for step, at in second.begun.items()} }")
    print(f"  nothing to do: {again.seconds:.1f} s, most memory {_mb(again.peak)}")
    for name, run in (("first", first), ("second", second)):
        print(f"  {name}: {_memory(run)}")
    print(f"  on the disk: {_mb(_size(home / 'generations'))}")
    shutil.rmtree(tmp_path / "home")


def _kept(journal: Path) -> tuple[int, int]:
    """Documents and vectors that a killed process has left; looked at in a copy, so that it stays as it was left."""
    copy = journal.with_name("looked-at")
    copy.mkdir()
    for file in journal.parent.glob(f"{JOURNAL}*"):
        shutil.copy(file, copy / file.name)
    with sqlite3.connect(copy / JOURNAL) as db:
        counts = db.execute("SELECT (SELECT count(*) FROM pieces), (SELECT count(*) FROM vectors)").fetchone()
    db.close()
    shutil.rmtree(copy)
    return int(counts[0]), int(counts[1])


def _stock_pace(folder: Path, items: Sequence[Item]) -> tuple[float, float]:
    """Passages a second, and seconds of processors' time a passage."""
    from tests.benchmarks.stock_pipeline import StockPipeline, TorchEncoder

    torch = TorchEncoder()
    torch.encode(["warm"])
    stock = StockPipeline(folder, Sampled(torch, len(items)))
    began = time.process_time()
    taken = seconds(lambda: stock.ingest(items))
    worked = time.process_time() - began
    stock.close()
    return len(items) / taken, worked / len(items)


def _memory(run: Watched) -> str:
    own = f"most memory {_mb(run.peak)} ({_mb(run.own_peak)} without mapped files)"
    return f"{own}, one reader {_mb(run.child_peak)}, all together {_mb(run.all_peak)}"


def _mb(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"


def _size(folder: Path) -> int:
    return sum(file.stat().st_blocks * 512 for file in folder.rglob("*") if file.is_file())
