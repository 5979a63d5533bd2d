"""Every page here is replayed through the real coach, and must come back word for word."""

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.assemble import open_coach, open_library, run_ingest
from bot.settings import Settings
from tests.conversations.model import page_model
from tests.conversations.replay import (
    SCRIPTS,
    Exchange,
    In,
    Ingest,
    Later,
    ModelSays,
    On,
    Prose,
    Restart,
    Rollback,
    Said,
    Speaker,
    read_script,
    write_script,
)
from tests.conversations.replay import Stage as Direction
from tests.conversations.stage import Stage

MATERIAL = Path(__file__).parent / "material"


def _unseen(what: str, done: int, total: int) -> None:
    """Nobody watches the progress of a test."""


async def replay(parts: list[Exchange | Prose], settings: Settings) -> dict[int, tuple[str, ...]]:
    """What the coach says at each position that has something said."""
    heard: dict[int, tuple[str, ...]] = {}
    stage = Stage()
    rest = list(enumerate(parts))
    async with page_model(parts, settings) as (settings, model):
        while rest:
            stage.died = False
            async with open_coach(settings, assisted=True) as house:
                while rest and not stage.died:
                    position, part = rest.pop(0)
                    match part:
                        case Exchange(Later(span), _):
                            stage.now += span
                        case Exchange(Restart(), _):
                            break
                        case Exchange(Ingest(file), _):
                            library = open_library(settings)
                            await run_ingest(settings, library, [MATERIAL / file], only=False, progress=_unseen)
                        case Exchange(Rollback(), _):
                            open_library(settings).generations.rollback()
                        case Exchange(ModelSays() as says, _):
                            assert model is not None
                            model.set(says)
                        case Exchange(Said() as said, _):
                            heard[position] = await stage.play(said, house)
                        case Exchange(Speaker() | In() | On() | Direction() as direction, _):
                            await stage.set(direction, house)
    return heard


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_the_coach_says_what_the_page_says(
    script: Path, starter_home: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    home = tmp_path / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    settings = Settings(home=home)
    parts = list(read_script(script.read_text(encoding="utf-8")))
    heard = asyncio.run(replay(parts, settings))
    if request.config.getoption("--rewrite"):
        script.write_text(write_script(parts, heard), encoding="utf-8")
        return
    for position, lines in heard.items():
        part = parts[position]
        assert isinstance(part, Exchange)
        assert isinstance(part.step, Said)
        assert lines == part.expected, f"{script.name}, line {part.step.line}: > {part.step.text}"


def test_every_page_can_be_written_back_as_it_was_read() -> None:
    for script in SCRIPTS:
        page = script.read_text(encoding="utf-8")
        parts = list(read_script(page))
        expected = {
            position: part.expected
            for position, part in enumerate(parts)
            if isinstance(part, Exchange) and isinstance(part.step, Said)
        }
        assert "\n".join(line.rstrip() for line in page.splitlines()) + "\n" == write_script(parts, expected)
