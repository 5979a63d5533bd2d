"""The conversation pages, typed into Slack: the same words come back, and Slack takes every message."""

from pathlib import Path

import pytest

from tests.platforms.pages import TYPED, play_page
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_stage import SlackStage


@pytest.mark.parametrize("script", TYPED, ids=lambda path: path.stem)
async def test_slack_says_what_the_page_says(script: Path, starter_home: Path, tmp_path: Path) -> None:
    async with SlackServer() as slack:
        await play_page(script, SlackStage(slack), starter_home, tmp_path / "home")
        assert slack.violations == []
        assert slack.duplicates() == {}
