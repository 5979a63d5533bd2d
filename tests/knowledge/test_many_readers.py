"""The terminal coach, `coach ask` and `coach ingest` run at the same time: real processes over one folder."""

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from knowledge.index import Generations
from tests.knowledge.samples import WordEncoder, make_source

ROOT = Path(__file__).parents[2]
TEXTS = [f"Shadow traffic number {i} is copied to the new model." for i in range(40)]


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def build(folder: Path, count: int) -> str:
    generations = Generations(folder, WordEncoder())
    with generations.build(generations.current()) as building:
        building.replace(make_source("a.md", *TEXTS[:count]))
        return building.commit().id


def test_processes_read_one_generation_while_another_is_built(tmp_path: Path) -> None:
    first = build(tmp_path, 10)
    before = digests(tmp_path / first)
    readers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.knowledge.one_reader", str(tmp_path), "30"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    held = Generations(tmp_path, WordEncoder()).current()
    assert held is not None
    assert len(held.search("shadow traffic", 3)) == 3

    for count in (20, 30, 40):
        build(tmp_path, count)

    outputs = [reader.communicate(timeout=60)[0].splitlines() for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0, 0]
    for lines in outputs:
        seen = [int(line.split()[0]) for line in lines]
        assert len(lines) == 30
        assert all(line.endswith(" 3") for line in lines)
        assert seen == sorted(seen)
        assert set(seen) <= {10, 20, 30, 40}
    assert digests(tmp_path / first) == before


def test_threads_share_one_generation_and_find_the_same(tmp_path: Path) -> None:
    build(tmp_path, 40)
    current = Generations(tmp_path, WordEncoder()).current()
    assert current is not None
    queries = [f"traffic number {i}" for i in range(40)] * 5

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda query: [hit.passage.id for hit in current.search(query, 3)], queries))

    assert found == [[hit.passage.id for hit in current.search(query, 3)] for query in queries]
