"""Every page here is replayed through the real coach, and must come back word for word."""

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.assemble import open_coach, open_library, run_ingest
from bot.chat.plain_text import render
from bot.messages import Message
from bot.settings import Settings
from tests.conversations.replay import (
    SCRIPTS,
    Exchange,
    Ingest,
    Later,
    Prose,
    Restart,
    Rollback,
    Said,
    Speaker,
    read_script,
    write_script,
)

MATERIAL = Path(__file__).parent / "material"


def _unseen(what: str, done: int, total: int) -> None:
    """Nobody watches the progress of a test."""


async def replay(parts: list[Exchange | Prose], settings: Settings) -> dict[int, tuple[str, ...]]:
    """What the coach says at each position that has something said."""
    heard: dict[int, tuple[str, ...]] = {}
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    learner = "sam"
    rest = list(enumerate(parts))
    while rest:
        async with open_coach(settings) as house:
            while rest:
                position, part = rest.pop(0)
                match part:
                    case Exchange(Later(span), _):
                        now += span
                    case Exchange(Speaker(name), _):
                        learner = name
                    case Exchange(Restart(), _):
                        break
                    case Exchange(Ingest(file), _):
                        library = open_library(settings)
                        await run_ingest(settings, library, [MATERIAL / file], only=False, progress=_unseen)
                    case Exchange(Rollback(), _):
                        open_library(settings).generations.rollback()
                    case Exchange(Said(text, line), _):
                        now += timedelta(minutes=1)
                        message = Message(f"line-{line}", learner, f"script:{learner}", text, now)
                        replies = [render(reply) async for reply in house.coach.reply(message)]
                        heard[position] = tuple("\n".join(replies).split("\n"))
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
