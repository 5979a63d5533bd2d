"""`coach ingest` as an operator runs it: links over a real connection, a folder that is watched."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

PAGE = "# FAQ\n\n## What is a canary release?\n\nA release that goes to a few users first and to all when it holds.\n"


@pytest.fixture
def home(starter_home: Path, tmp_path: Path) -> Path:
    shutil.copytree(starter_home, tmp_path / "home", symlinks=True)
    return tmp_path / "home"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the link under which it is served, with the conditional requests that http.server understands."""
    folder = tmp_path / "site"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield folder, f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    serving.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test's output is its own."""


def environment(home: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "COACH_HOME": str(home), "COLUMNS": "200", **more}


def ingest(home: Path, *words: str, **more: str) -> tuple[int, dict[str, Any], str]:
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "ingest", "--json", *words],
        capture_output=True,
        text=True,
        env=environment(home, **more),
        timeout=120,
        check=False,
    )
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def test_a_link_goes_in_and_one_that_is_not_there_is_told(home: Path, site: tuple[Path, str]) -> None:
    folder, root = site
    (folder / "faq.md").write_text(PAGE)
    links = (f"{root}/faq.md", f"{root}/gone.md")
    status, report, _ = ingest(home, *links, COACH_INGEST_INTERNAL_HOSTS="localhost")
    assert status == 1
    assert [(one["path"], one["questions"]) for one in report["sources"]] == [("localhost/faq.md", 1)]
    assert [(one["path"], "404" in one["sentence"]) for one in report["errors"]] == [(links[1], True)]
    status, again, _ = ingest(home, links[0], COACH_INGEST_INTERNAL_HOSTS="localhost")
    assert (status, again["generation"], again["unchanged"]) == (0, report["generation"], report["unchanged"] + 1)


def test_a_link_into_the_own_network_is_refused_unless_the_settings_name_its_host(
    home: Path, site: tuple[Path, str]
) -> None:
    folder, root = site
    (folder / "faq.md").write_text(PAGE)
    status, report, _ = ingest(home, f"{root}/faq.md")
    assert (status, report["sources"]) == (1, [])
    assert "COACH_INGEST_INTERNAL_HOSTS" in report["errors"][0]["sentence"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--watch"], "at least one source"),
        (["https://docs.example.org/faq", "--watch"], "--every for links"),
        (["notes", "--every", "soon"], "no time to ingest at"),
    ],
)
def test_what_cannot_be_waited_for_is_said_at_once(home: Path, words: list[str], said: str) -> None:
    status, report, problem = ingest(home, *words)
    assert (status, report) == (2, {})
    assert said in " ".join(problem.split())


def test_a_watched_folder_is_ingested_again_when_a_file_comes(home: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "faq.md").write_text(PAGE)
    command = [sys.executable, "-m", "bot.cli", "ingest", "--json", "--watch", str(notes)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(home)
    ) as watching:
        assert watching.stdout is not None
        assert watching.stderr is not None
        try:
            first = json.loads(watching.stdout.readline())
            assert watching.stderr.readline().startswith("Waiting for changes")
            (notes / "more.txt").write_text("Q: What is a pod?\nA: A group of containers that share a network.\n")
            second = json.loads(watching.stdout.readline())
        finally:
            watching.kill()
    assert (first["added"], second["added"], second["unchanged"]) == (1, 1, first["added"] + first["unchanged"])


def test_an_admin_sees_what_to_look_at(home: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    for name, days in (("one", 30), ("other", 90)):
        (notes / f"{name}.md").write_text(
            f"---\nupdated: 2020-01-01\n---\n# Logs\n\n## How long are the logs of {name} kept?\n\n"
            f"Prediction logs are kept for {days} days in the primary region.\n\n## Is it safe for {name}?\n\nYes.\n"
        )
    ingest(home, str(notes))
    said = subprocess.run(
        [sys.executable, "-m", "bot.cli", "quality", "--source", "notes/", "--json"],
        capture_output=True,
        text=True,
        env=environment(home),
        timeout=120,
        check=True,
    ).stdout
    rows = [json.loads(line) for line in said.splitlines()]
    assert [row["what"] for row in rows] == ["contradictions", "stale", "stale", "thin", "thin"]
    assert rows[0]["kind"] == "number"
    assert {rows[0]["one"]["path"], rows[0]["other"]["path"]} == {"notes/one.md", "notes/other.md"}
