"""Work in confined processes: a hang, a crash or hunger for memory costs that work alone."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ingest.content import Extracted
from ingest.files.cells import Cells
from ingest.files.confined import Cell, Trouble
from ingest.files.sources import Limits, Located, Problem
from ingest.files.workers import Workers
from ingest.reading import Done, Here, Job

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")


@pytest.fixture(scope="module")
def cells() -> Iterator[Cells]:
    with Cells(2, Cell(memory_mb=600, seconds=3)) as running:
        yield running


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(Limits(), 2, memory_mb=600, seconds=20) as running:
        yield running


def _deep(depth: int) -> int:
    return _deep(depth + 1)


def _write(path: str) -> None:
    Path(path).write_bytes(b"x" * 1000)


def _loaded() -> set[str]:
    return {name for name in ("onnxruntime", "torch", "bot", "knowledge.encoder") if name in sys.modules}


def _file(folder: Path, name: str, text: str = "## What is drift?\n\nA change of the data over time.\n") -> Job:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return Job(Located(f"d/{name}", file))


def test_each_kind_of_trouble_is_told_and_what_stands_beside_it_is_done(cells: Cells) -> None:
    tasks = [
        cells.begin(len, "abc"),
        cells.begin(bytearray, 2 << 30),
        cells.begin(os.abort),
        cells.begin(time.sleep, 60),
        cells.begin(_deep, 0),
        cells.begin(int, "no number"),
        cells.begin(os._exit, 3),
        *(cells.begin(len, "x" * size) for size in range(20)),
    ]
    outcomes = [cells.finish(task) for task in tasks]
    kinds = [one.kind for one in outcomes if isinstance(one, Trouble)]
    assert kinds == ["memory", "crash", "time", "depth", "bug", "crash"]
    assert [one for one in outcomes if not isinstance(one, Trouble)] == [3, *range(20)]


def test_nothing_of_this_process_is_in_the_others(cells: Cells) -> None:
    import onnxruntime  # noqa: F401

    assert cells.finish(cells.begin(_loaded)) == set()


def test_a_confined_process_writes_no_file(cells: Cells, tmp_path: Path) -> None:
    outcome = cells.finish(cells.begin(_write, str(tmp_path / "written")))
    assert isinstance(outcome, Trouble)
    assert "File too large" in outcome.detail


def test_a_great_result_comes_back_whole(cells: Cells) -> None:
    assert cells.finish(cells.begin(bytes, 60_000_000)) == bytes(60_000_000)


def test_processes_that_are_lost_are_replaced_and_their_work_is_done(cells: Cells) -> None:
    slow = cells.begin(time.sleep, 1)
    waiting = [cells.begin(len, "abc") for _ in range(8)]
    assert cells._pool is not None
    cells._pool.stop()
    assert cells.finish(slow) is None
    assert [cells.finish(task) for task in waiting] == [3] * 8


def test_documents_are_read_as_they_are_here_and_in_order(workers: Workers, tmp_path: Path) -> None:
    jobs = [_file(tmp_path, f"{n}.md", f"## What is case {n}?\n\n{'It is one of many. ' * n}\n") for n in range(40)]
    assert list(workers.read(jobs)) == list(Here(Limits()).read(jobs))


def test_only_few_documents_are_taken_ahead(workers: Workers, tmp_path: Path) -> None:
    taken = 0

    def jobs() -> Iterator[Job]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield _file(tmp_path, f"{number}.md")

    reading = workers.read(jobs())
    next(reading)
    assert taken <= 8
    reading.close()


def test_a_document_whose_bytes_are_known_is_not_read(workers: Workers, tmp_path: Path) -> None:
    job = _file(tmp_path, "known.md")
    [first] = workers.read([job])
    assert isinstance(first.outcome, Extracted)
    content = first.outcome.content
    assert list(workers.read([Job(job.located, content, content.source.digest)])) == [Done(job.located, None)]


def test_what_an_item_was_called_before_it_is_called_again(workers: Workers, tmp_path: Path) -> None:
    job = _file(tmp_path, "changing.md")
    [first] = workers.read([job])
    assert isinstance(first.outcome, Extracted)
    before = first.outcome.content
    job.located.file.write_text("## What is model drift?\n\nA change of the data over time.\n", encoding="utf-8")
    [second] = workers.read([Job(job.located, before, before.source.digest)])
    assert isinstance(second.outcome, Extracted)
    assert [one.id for one in second.outcome.content.questions] == [one.id for one in before.questions]


def test_a_document_that_needs_too_much_is_named_with_the_mend_and_the_others_are_read(tmp_path: Path) -> None:
    jobs = [_file(tmp_path, "good.md"), _file(tmp_path, "greedy.md", "a b " * 12_000_000), _file(tmp_path, "fine.md")]
    with Workers(Limits(max_bytes=100_000_000), 2, memory_mb=200, seconds=60) as workers:
        good, greedy, fine = workers.read(jobs)
    assert isinstance(good.outcome, Extracted)
    assert isinstance(fine.outcome, Extracted)
    assert greedy.outcome == Problem(
        "d/greedy.md",
        "d/greedy.md takes more than 200 MB of memory to read; split it, or raise COACH_READER_MEMORY_MB.",
    )


def _is_gone(process: psutil.Process) -> bool:
    """Within half a minute; where nobody asks after it, a process that has ended stays in the list."""
    for _ in range(300):
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.1)
    return False


def test_processes_that_cannot_even_start_cost_the_work_and_no_eternity() -> None:
    with Cells(1, Cell(memory_mb=600, seconds=0.1)) as cells, pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.files.cells.confine", os.abort)
        patch.setattr("ingest.files.cells._GRACE", 0.5)
        outcome = cells.finish(cells.begin(len, "abc"))
    assert isinstance(outcome, Trouble)


def test_processes_end_with_the_one_that_started_them_however_it_ends(tmp_path: Path) -> None:
    told = tmp_path / "told"
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, time\nfrom ingest.files.cells import Cells\nfrom ingest.files.confined import Cell\n"
        "if __name__ == '__main__':\n"
        "    cells = Cells(1, Cell(600, 60))\n"
        "    pid = cells.finish(cells.begin(os.getpid))\n"
        "    cells.begin(time.sleep, 60)\n"
        f"    open({str(told)!r}, 'w').write(str(pid))\n"
        "    time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, str(script)], env={**os.environ, "PYTHONPATH": str(Path.cwd())})
    while not (told.exists() and told.read_text()):
        assert parent.poll() is None
        time.sleep(0.1)
    child = psutil.Process(int(told.read_text()))
    parent.kill()
    parent.wait()
    assert _is_gone(child)
