"""What a process loads for a language model where none is set: nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("bot.models.client", "bot.models.gate", "bot.prompts.registry", "bot.assisting.assistant")
LIBRARIES = ("httpx", "jinja2", "jsonschema", "phonenumbers", "detect_secrets", "purgatory", "throttled")
SCRIPT = """
import sys
from bot.cli import main

sys.argv[1:] = {arguments}
try:
    main()
except SystemExit as end:
    assert not end.code, end
print([name for name in {names} if name in sys.modules])
"""


@pytest.mark.parametrize(
    "arguments", [["ask", "what is shadow deployment?"], ["practice", "--count", "1"]], ids=["ask", "practice"]
)
def test_without_a_model_nothing_is_loaded_for_one(arguments: list[str], starter_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    script = SCRIPT.format(arguments=arguments, names=PARTS + LIBRARIES)
    settings = {name: value for name, value in os.environ.items() if not name.startswith("COACH_")}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=settings | {"COACH_HOME": str(home)},
        input="stop\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
