"""`coach prompts` as an operator runs it: a real process, its output, its exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_FILE = (
    "---\npurpose: Greets.\nvariables: {{name: untrusted, times: trusted}}\nchangelog: {change}.\n---\n"
    "# system\nBe {manner}.\n# user\nGreet {{{{ times }}}} times: {{{{ name }}}}\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "prompts" / "greeting"
    folder.mkdir(parents=True)
    (folder / "v1.md").write_text(_FILE.format(change="First version", manner="brief"), encoding="utf-8")
    (folder / "v2-ours.md").write_text(_FILE.format(change="Warmer", manner="warm"), encoding="utf-8")
    return tmp_path


def prompts(home: Path, *words: str, said: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COACH_HOME": str(home), "COACH_MODEL_URL": "", "COLUMNS": "160", **settings}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", "prompts", *words],
        input=said,
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )


def test_the_list_says_which_version_is_whose_and_on_trial(home: Path) -> None:
    trial = '{"greeting": {"version": "v2-ours", "shadow": 0.1, "shown": 0.05}, "farewell": {}}'
    done = prompts(home, "list", "--json", COACH_MODEL_CANDIDATES=trial)
    rows = {row["version"]: row for row in map(json.loads, done.stdout.splitlines()) if row["name"] == "greeting"}
    assert {version: (row["state"], row["trial"], row["changelog"]) for version, row in rows.items()} == {
        "v1": ("yours", "", "First version."),
        "v2-ours": ("yours", "10% in shadow, 5% shown", "Warmer."),
    }
    table = prompts(home, "list", COACH_MODEL_CANDIDATES=trial).stdout
    assert "greeting/v2-ours" in table
    assert "names farewell, which is not there" in table


def test_a_version_is_shown_as_it_stands_in_its_file(home: Path) -> None:
    shown = prompts(home, "show", "greeting", "v1").stdout
    assert (home / "prompts/greeting/v1.md").read_text(encoding="utf-8").strip() in shown
    assert json.loads(prompts(home, "show", "greeting", "v1", "--json").stdout)["digest"] in shown


def test_a_difference_is_shown_by_line(home: Path) -> None:
    lines = prompts(home, "diff", "greeting", "v1", "v2-ours").stdout.splitlines()
    assert {"-Be brief.", "+Be warm."} <= set(lines)
    assert "say the same" in prompts(home, "diff", "greeting", "v1", "v1").stdout


def test_values_come_from_a_file_and_from_the_line(home: Path) -> None:
    words = ("render", "greeting", "--version", "v1", "--set", "name=Ada", "--input", "-", "--json")
    done = prompts(home, *words, said='{"times": 3, "name": "Bob"}')
    system, user = json.loads(done.stdout)["messages"]
    assert system["content"].startswith("Be brief.")
    assert user["content"].startswith("Greet 3 times: <data ")
    assert "^ Ada" in user["content"]


@pytest.mark.parametrize(
    ("words", "said", "sentence"),
    [
        (("render", "greeting"), "", "the variable 'name' is missing"),
        (("render", "greeting", "--input", "-"), "[]", "must hold one JSON object"),
        (("render", "greeting", "--input", "-"), "{", "is no JSON"),
        (("show", "greetings"), "", "There is no prompt 'greetings'"),
        (("diff", "greeting", "v1", "v3"), "", "'greeting' has no version 'v3'; it has: v1, v2-ours"),
        (("try", "greeting", "--set", "name=Ada", "--set", "times=3"), "", "No language model is set"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(home: Path, words: tuple[str, ...], said: str, sentence: str) -> None:
    done = prompts(home, *words, said=said)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", ["list", "show", "diff", "render", "try"])
def test_every_verb_has_an_example(home: Path, verb: str) -> None:
    done = prompts(home, verb, "--help")
    assert "Example" in done.stdout
    assert "--json" in done.stdout
