"""`coach eval answers` and `coach eval grading --model` as an operator runs them, against a scripted endpoint."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.models.scripted_server import scripted
from tests.models.steps import Made
from tests.models.test_model_cli import coach

UNTRUE = "A penguin guards the traffic of every release on the moon [1]."


@pytest.fixture(scope="module")
def home(starter_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("evals") / "home"
    shutil.copytree(starter_home, copy, symlinks=True)
    return copy


def quoting(body: Mapping[str, Any]) -> str:
    """The first sentence of the first passage, word for word, and one that no passage says."""
    lines = [line[2:] for line in body["messages"][1]["content"].splitlines() if line.startswith("^ ")]
    return f"{lines[0].split('. ')[0].rstrip('.')} [1]. {UNTRUE}"


async def test_a_models_sentences_are_counted_kept_and_dropped(home: Path, tmp_path: Path) -> None:
    questions, out = tmp_path / "questions.jsonl", tmp_path / "out.jsonl"
    questions.write_text(
        '{"query": "what is shadow deployment?", "wanted": "testing-shadow-deployment", "answerable": true}\n'
        '{"query": "how do I cook rice?", "answerable": false}\n',
        encoding="utf-8",
    )
    words = ("eval", "answers", str(questions), "--out", str(out), "--show", "1", "--json")
    async with scripted(always=Made(quoting)) as server:
        status, said, err = await coach(home, *words, COACH_MODEL_URL=server.url, COACH_MODEL_NAME="scripted")
    assert (status, err) == (0, "")
    printed = json.loads(said)
    figures = printed[str(questions)]
    assert (figures["rows"], figures["answered"], figures["abstained"]) == (2, 1, 1)
    assert (figures["phrased"], figures["written"], figures["dropped"]) == (1.0, 2, 0.5)
    assert (figures["unsupported_before"], figures["unsupported_after"]) == (0.5, 0.0)
    assert (figures["right_passage"], figures["outcomes"]) == (1.0, {"done": 1})
    assert figures["tokens_out_per_turn"] > 0
    asked, rice = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert asked["reply"].endswith(UNTRUE)
    assert [one["text"] for one in asked["dropped"]] == [UNTRUE.replace(" [1]", "")]
    assert asked["kept"] == [printed["show"][0]["sentence"]]
    assert asked["kept"][0] in " ".join(printed["show"][0]["passages"][0].split())
    assert (rice["abstained"], rice["reply"]) == (True, "")
    assert len(server.requests) == 1


async def test_without_a_model_the_extracted_answers_are_measured(home: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"query": "what is shadow deployment?"}\n', encoding="utf-8")
    status, said, _ = await coach(home, "eval", "answers", str(questions), "--json", COACH_MODEL_URL="")
    assert status == 0
    figures = json.loads(said)[str(questions)]
    assert (figures["phrased"], figures["written"], figures["citation_precision"]) == (0.0, 0, 1.0)
    status, said, err = await coach(home, "eval", "answers", str(questions), "--model", COACH_MODEL_URL="")
    assert (status, said) == (2, "")
    assert "set COACH_MODEL_URL" in err


async def test_grades_are_compared_with_the_model_heard(home: Path, tmp_path: Path) -> None:
    rows = [
        ("A registry stores every model under a version and records who approved it.", 1.0, "correct"),
        ("It stores every model under a version.", 0.5, "partially correct"),
        ("It is a kind of soup.", 0.0, "incorrect"),
    ]
    file = tmp_path / "answers.jsonl"
    file.write_text(
        "".join(
            json.dumps({"question": "What does a registry do?", "reference": rows[0][0], "answer": answer, **labels})
            + "\n"
            for answer, labels in ((text, {"score": score, "verdict": verdict}) for text, score, verdict in rows)
        ),
        encoding="utf-8",
    )
    reply = '{"advice": "You said that it is a kind of soup.", "arguments": []}'
    async with scripted(always=Made(lambda body: reply)) as server:
        status, said, err = await coach(
            home, "eval", "grading", str(file), "--model", "--json", COACH_MODEL_URL=server.url
        )
    assert (status, err) == (0, "")
    figures = json.loads(said)[str(file)]
    assert (figures["rows"], figures["changed"], figures["at_least_as_good"]) == (3, 0, True)
    assert figures["pearson"]["difference"] == 0
    assert figures["outcomes"] == {"done": len(server.requests)}
    status, _, err = await coach(home, "eval", "grading", str(file), "--limit", "2")
    assert status == 2
    assert "go with --model" in err
