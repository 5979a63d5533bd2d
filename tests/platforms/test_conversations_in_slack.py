"""The conversation pages, typed into Slack: the same words come back, and Slack takes every message."""

import shutil
from pathlib import Path

import pytest

from bot.assemble import open_library, run_ingest
from bot.settings import Settings
from tests.conversations.replay import (
    AGAIN,
    BY_THE_CLOCK,
    DIES,
    SCRIPTS,
    Exchange,
    In,
    Ingest,
    Later,
    On,
    Prose,
    Restart,
    Rollback,
    Said,
    Speaker,
    read_script,
)
from tests.conversations.replay import Stage as Direction
from tests.conversations.test_conversations import MATERIAL, _unseen
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_stage import SlackStage


def _typed(parts: list[Exchange | Prose]) -> bool:
    """What a page does besides typing (buttons, a kill, the coach's own clock) is tried elsewhere in this folder."""
    steps = [part.step for part in parts if isinstance(part, Exchange)]
    return not any(isinstance(step, On) or step in (AGAIN, DIES, BY_THE_CLOCK) for step in steps)


def _parts(script: Path) -> list[Exchange | Prose]:
    return list(read_script(script.read_text(encoding="utf-8")))


TYPED = [script for script in SCRIPTS if _typed(_parts(script))]


@pytest.mark.parametrize("script", TYPED, ids=lambda path: path.stem)
async def test_slack_says_what_the_page_says(script: Path, starter_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    settings = Settings(home=home)
    rest = _parts(script)
    async with SlackServer() as slack:
        stage = SlackStage(slack)
        while rest:
            async with stage.serving(settings) as (service, post):
                while rest:
                    match rest.pop(0):
                        case Exchange(Restart(), _):
                            break
                        case Exchange(Later(span), _):
                            stage.now += span
                        case Exchange(Ingest(file), _):
                            library = open_library(settings)
                            await run_ingest(settings, library, [MATERIAL / file], only=False, progress=_unseen)
                        case Exchange(Rollback(), _):
                            open_library(settings).generations.rollback()
                        case Exchange(Said() as said, expected):
                            heard = await stage.play(said, service, post)
                            assert heard == expected, f"{script.name}, line {said.line}: > {said.text}"
                        case Exchange(Speaker() | In() | Direction() as direction, _):
                            await stage.set(direction, service)
        assert slack.violations == []
        assert slack.duplicates() == {}
