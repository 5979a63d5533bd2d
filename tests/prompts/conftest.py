from collections.abc import Callable
from pathlib import Path

import pytest

from bot.prompts import Prompts
from bot.prompts.registry import PACKAGED

Write = Callable[..., Prompts]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Writes one prompt of an operator's and gives the registry with it."""

    def write(
        user: str, system: str = "Be brief.", variables: str = "{}", more: str = "", name: str = "sample/v1"
    ) -> Prompts:
        file = tmp_path / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            f"---\npurpose: A sample.\nvariables: {variables}\nchangelog: First version.\n{more}---\n"
            f"# system\n{system}\n# user\n{user}\n",
            encoding="utf-8",
        )
        return Prompts(tmp_path, packaged=PACKAGED)

    return write
