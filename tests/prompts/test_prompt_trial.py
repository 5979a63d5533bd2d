"""`coach prompts try` against a scripted endpoint."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.models.scripted_server import scripted
from tests.models.steps import Made, Refuses, Says, Step
from tests.models.test_model_cli import coach

_FILE = (
    "---\npurpose: Greets.\nvariables: {name: untrusted}\nchangelog: First version.\n"
    "parameters: {max_tokens: 7, temperature: 0.5}\n---\n# system\nBe brief.\n# user\nGreet {{ name }}\n"
)
TRY = ("prompts", "try", "greeting", "--set", "name=Ada")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    file = tmp_path / "prompts" / "greeting" / "v1.md"
    file.parent.mkdir(parents=True)
    file.write_text(_FILE, encoding="utf-8")
    return tmp_path


async def test_the_reply_is_shown_with_what_it_took(home: Path) -> None:
    async with scripted(Says("Hello\x1b[31m, Ada.")) as server:
        status, out, err = await coach(home, *TRY, COACH_MODEL_URL=server.url)
    assert (status, err) == (0, "")
    assert out.startswith("Hello[31m, Ada.\n")
    assert "greeting/v1" in out
    assert "by scripted" in out
    assert "tokens read" in out
    (asked,) = server.requests
    assert (asked.body["max_tokens"], asked.body["temperature"]) == (7, 0.5)
    assert "^ Ada" in asked.body["messages"][1]["content"]


async def test_marks_and_the_secret_word_in_a_reply_are_told(home: Path) -> None:
    def parrot(body: Mapping[str, Any]) -> str:
        return "\n".join(message["content"] for message in body["messages"])

    async with scripted(Made(parrot)) as server:
        status, out, _ = await coach(home, *TRY, "--json", COACH_MODEL_URL=server.url)
    assert status == 0
    told = json.loads(out)
    assert told["leaked"] is True
    assert "<data" in told["reply"]
    assert "<data" not in told["unmarked"].replace("between <data>", "")
    assert told["unmarked"].endswith("Ada\n")


@pytest.mark.parametrize(
    ("step", "sentence"),
    [(Refuses(401), "it refused the key; set COACH_MODEL_KEY"), (Refuses(404), "COACH_MODEL_NAME")],
)
async def test_a_refusal_is_told_with_its_mend(home: Path, step: Step, sentence: str) -> None:
    async with scripted(step) as server:
        status, out, err = await coach(home, *TRY, COACH_MODEL_URL=server.url, COACH_MODEL_KEY="k3y-of-mine")
    assert (status, out) == (2, "")
    assert sentence in err
    assert "k3y-of-mine" not in err
    assert "Traceback" not in err
