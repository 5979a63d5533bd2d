"""The conversation pages, typed into Discord: the same words come back, and Discord takes every message."""

from pathlib import Path

import pytest

from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_stage import DiscordStage
from tests.platforms.pages import TYPED, play_page


@pytest.mark.parametrize("script", TYPED, ids=lambda path: path.stem)
async def test_discord_says_what_the_page_says(script: Path, starter_home: Path, tmp_path: Path) -> None:
    async with DiscordServer() as discord:
        await play_page(script, DiscordStage(discord), starter_home, tmp_path / "home")
        assert discord.violations == []
        assert discord.duplicates() == {}
