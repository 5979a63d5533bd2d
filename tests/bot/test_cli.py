"""The `coach` command as its users run it: a real process, its output, its exit status."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def home(starter_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("cli") / "home"
    shutil.copytree(starter_home, copy, symlinks=True)
    return copy


def coach(home: Path, *words: str, said: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COACH_HOME": str(home), "COACH_LEARNER": "ada", "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *words],
        input=said,
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_help_loads_nothing_heavy() -> None:
    listing = "import sys, bot.cli; print(' '.join(sorted(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True).stdout.split()
    assert not {"torch", "llama_index", "numpy", "onnxruntime", "sqlalchemy", "qdrant_client", "rich"} & set(loaded)


@pytest.mark.parametrize("verb", ["practice", "ask", "ingest", "search", "grade", "rollback", "ratings", "forget"])
def test_every_verb_has_help_with_an_example(home: Path, verb: str) -> None:
    done = coach(home, verb, "--help")
    assert done.returncode == 0
    assert "Example" in done.stdout
    assert "--json" in done.stdout


def test_asking_gives_cited_sentences(home: Path) -> None:
    (answer,) = rows(coach(home, "ask", "--json", "what is shadow deployment?"))
    assert answer["abstained"] is False
    assert isinstance(answer["sentences"], list)
    assert isinstance(answer["citations"], list)
    numbers = {number for sentence in answer["sentences"] for number in sentence["citations"]}
    assert numbers == {citation["id"] for citation in answer["citations"]}


def test_a_question_from_elsewhere_is_not_answered_but_noted(home: Path) -> None:
    (answer,) = rows(coach(home, "ask", "--json", "how do I cook rice"))
    assert (answer["abstained"], answer["sentences"]) == (True, [])
    assert "how do I cook rice" in {gap["question"] for gap in rows(coach(home, "gaps", "--json"))}


def test_a_batch_keeps_its_order(home: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"id": "b", "query": "kv cache"}\n\n{"id": "a", "query": "lora", "filter": {"topic": "rag"}}\n')
    first, second = rows(coach(home, "search", "--json", "--limit", "3", "--input", str(queries)))
    assert (first["id"], second["id"]) == ("b", "a")
    assert isinstance(second["hits"], list)
    assert all("rag" in hit["path"] for hit in second["hits"])


def test_a_bad_line_is_named_and_nothing_else_is_on_standard_output(home: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text("not json\n")
    done = coach(home, "search", "--json", "--input", str(queries))
    assert (done.returncode, done.stdout) == (2, "")
    assert "line 1" in done.stderr
    assert "Traceback" not in done.stderr


def test_before_the_first_ingest_the_mend_is_named(tmp_path: Path) -> None:
    done = coach(tmp_path / "empty", "practice", said="hint\n")
    assert done.returncode == 2
    assert "coach ingest" in done.stderr


def test_grading_needs_no_corpus(tmp_path: Path, home: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    reference = "Overfitting means that a model learns the noise of its training data and fails on new data."
    answers.write_text(
        "\n".join(
            json.dumps({"id": number, "question": "What is overfitting?", "reference": reference, "answer": answer})
            for number, answer in enumerate([reference, ""])
        )
    )
    same, empty = rows(coach(home, "grade", "--json", "--input", str(answers)))
    assert (same["verdict"], empty["verdict"], empty["score"]) == ("correct", "incorrect", 0.0)


def test_practice_speaks_json_to_machines(home: Path) -> None:
    said = "A log records single events.\n\nnext\nstop\n"
    replies = rows(coach(home, "practice", "--topic", "monitoring", "--count", "2", "--json", said=said))
    assert [reply["type"] for reply in replies][:2] == ["AskQuestion", "ShowGrade"]
    assert replies[-1]["type"] == "ShowSummary"


def test_progress_draws_a_picture(home: Path, tmp_path: Path) -> None:
    picture = tmp_path / "progress.png"
    done = coach(home, "progress", "--png", str(picture))
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_an_answer_approved_by_an_admin_is_asked_and_can_be_rolled_back(home: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "todo.md").write_text("# Team questions\n\n## What does our on-call rota cover?\n\n**Answer:** TODO\n")
    assert coach(home, "ingest", str(notes)).returncode == 0
    (gap,) = [gap for gap in rows(coach(home, "gaps", "--json")) if "on-call" in str(gap["question"])]
    words = tmp_path / "answer.txt"
    words.write_text("The on-call rota covers the serving cluster and the feature store on every day of the week.")
    assert coach(home, "gaps", "answer", str(gap["id"]), "--text", str(words)).returncode == 0
    assert rows(coach(home, "questions", "--source", "todo", "--json"))[0]["answered"] is True
    assert coach(home, "rollback").returncode == 0
    assert rows(coach(home, "questions", "--source", "todo", "--json"))[0]["answered"] is False


def test_a_code_joins_two_learners_once(home: Path) -> None:
    shown = coach(home, "link").stdout.splitlines()[0]
    code = shown.removeprefix("Your code: ")
    assert coach(home, "link", code, "--learner", "ada-in-chat").stdout.startswith("Joined")
    (again,) = rows(coach(home, "link", code, "--learner", "eve", "--json"))
    assert "used already" in str(again["text"])


def test_forgetting_a_learner_leaves_nothing(home: Path) -> None:
    assert (
        coach(home, "practice", "--topic", "cost", "--count", "1", said="tokens cost money\n\nstop\n").returncode == 0
    )
    done = coach(home, "forget", "ada", "--yes", "--json")
    assert done.returncode == 0
    assert sum(json.loads(done.stdout)["erased"].values()) > 0
    assert "Nothing practised yet" in coach(home, "progress").stdout
