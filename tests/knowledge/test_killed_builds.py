"""A build is a process that can die at any moment; what answered before must go on answering."""

import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.index import Generations
from tests.knowledge.killed_build import MOMENTS
from tests.knowledge.samples import WordEncoder, make_source

ROOT = Path(__file__).parents[2]
OLD = "Shadow deployment copies live traffic to a new model."


def kill_at(moment: str, folder: Path) -> None:
    """Starts a real build on the folder and sends SIGKILL when it says that it has reached the moment."""
    command = [sys.executable, "-m", "tests.knowledge.killed_build", str(folder), moment]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "reached\n"
        process.kill()


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_build_killed_at_any_moment_leaves_one_whole_generation_serving(tmp_path: Path, moment: str) -> None:
    generations = Generations(tmp_path, WordEncoder())
    with generations.build(None) as building:
        building.replace(make_source("a.md", OLD))
        old = building.commit()

    kill_at(moment, tmp_path)

    current = Generations(tmp_path, WordEncoder()).current()
    assert current is not None
    if moment == "flipped":
        assert current.manifest.counts.passages == 600
        assert len(current.search("releases", 5)) == 5
    else:
        assert current.manifest == old
        assert [hit.passage.text for hit in current.search("shadow")] == [OLD]


@pytest.mark.parametrize("moment", ["encoding", "renamed"])
def test_the_next_build_after_a_kill_finds_no_lock_and_sweeps_up(tmp_path: Path, moment: str) -> None:
    generations = Generations(tmp_path, WordEncoder())
    kill_at(moment, tmp_path)

    with generations.build(generations.current()) as building:
        building.replace(make_source("a.md", OLD))
        made = building.commit()

    assert generations.current_id() == made.id
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert all(generations.open(manifest.id).questions() for manifest in generations.list())
