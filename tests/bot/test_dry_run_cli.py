"""`coach ingest --dry-run` as an operator runs it: the difference is shown, and nothing is other than before."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = "# FAQ\n\n## What is a canary release?\n\nA few users first.\n\n## Why is it small?\n\nFew see it break.\n"


@pytest.fixture
def home(starter_home: Path, tmp_path: Path) -> Path:
    shutil.copytree(starter_home, tmp_path / "home", symlinks=True)
    return tmp_path / "home"


def coach(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", "ingest", *words],
        capture_output=True,
        text=True,
        env={**os.environ, "COACH_HOME": str(home), "COLUMNS": "200"},
        timeout=120,
        check=False,
    )


def test_the_difference_is_shown_and_nothing_is_written(home: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "faq.md").write_text(PAGE, encoding="utf-8")
    (notes / "empty.md").touch()
    before = sorted(path.name for path in (home / "generations").iterdir())
    shown = coach(home, "--dry-run", str(notes))
    assert shown.returncode == 1
    assert "notes/faq.md (markdown): 2 added" in shown.stdout
    assert "+ What is a canary release?" in shown.stdout
    assert "would be left out: notes/empty.md is empty" in shown.stdout
    (notes / "empty.md").unlink()
    told = coach(home, "--dry-run", "--json", "--progress-lines", str(notes))
    assert told.returncode == 0
    said = json.loads(told.stdout)
    assert (said["dry_run"], said["added"], said["changed"], said["removed"]) == (True, 2, 0, 0)
    steps = [json.loads(line)["step"] for line in told.stderr.splitlines()]
    assert set(steps) == {"comparing", "reading"}
    assert sorted(path.name for path in (home / "generations").iterdir()) == before


def test_a_dry_run_that_could_not_be_one_is_refused(home: Path) -> None:
    refused = coach(home, "--dry-run", "--hold")
    assert refused.returncode == 2
    assert "--dry-run writes nothing" in refused.stderr
