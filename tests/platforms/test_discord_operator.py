"""What an operator reads of `coach serve` in Discord: one line when it serves, else a sentence with the mend."""

import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platforms.discord_server import ADA, DiscordServer
from tests.platforms.served import ROOT
from tests.platforms.test_slack_operator import printed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends the process by a signal")
LOGS = "Logs write single events in detail; monitoring follows measurements over time and raises alerts."


class Operator:
    """Runs `coach` on one data folder, with everything that it prints."""

    def __init__(self, discord: DiscordServer, home: Path) -> None:
        known = {name: value for name, value in os.environ.items() if not name.startswith("COACH_")}
        self.environment = known | {
            "COACH_HOME": str(home),
            "COACH_DISCORD_API_URL": discord.api_url,
            "COACH_DISCORD_TOKEN": discord.settings.bot_token,
        }

    async def start(self, *arguments: str, **changed: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot.cli", *arguments),
            cwd=ROOT,
            env=self.environment | changed,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def said(self, *arguments: str) -> str:
        process = await self.start(*arguments)
        said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()
        return said.decode()

    async def refused(self, *arguments: str, **changed: str) -> str:
        """What `coach serve` says last when it does not serve."""
        process = await self.start("serve", *arguments, **changed)
        said, _ = await process.communicate()
        assert process.returncode == 2, said.decode()
        return said.decode().strip().splitlines()[-1]


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server


@pytest.fixture
def operator(discord: DiscordServer, starter_home: Path, tmp_path: Path) -> Operator:
    home = tmp_path / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    return Operator(discord, home)


async def test_it_says_once_that_it_serves_and_the_boxes_show_ids_and_no_words(
    operator: Operator, discord: DiscordServer
) -> None:
    process = await operator.start("serve", "--discord")
    lines = await printed(process, "connected as")
    assert lines[-1].endswith("Serving Discord, connected as coach in 1 server.")
    await discord.world.say(ADA, "dm", "practice monitoring junior 1")
    await discord.until(lambda: discord.direct_messages(ADA, by_bot=True))
    answer = await discord.world.say(ADA, "dm", LOGS)
    await discord.until(lambda: len(discord.direct_messages(ADA, by_bot=True)) >= 3)
    process.send_signal(signal.SIGTERM)
    lines += await printed(process, "Stopped.")
    assert await process.wait() == 0
    assert [line for line in lines if " INFO bot." not in line] == []
    inbox, outbox = await operator.said("inbox", "--json"), await operator.said("outbox", "--json")
    assert "monitoring" not in inbox + outbox
    rows = [json.loads(line) for line in inbox.splitlines()]
    assert f"discord:@me:{answer.id}" in {row["id"] for row in rows}
    assert {row["state"] for row in rows} == {"done"}
    assert {json.loads(line)["state"] for line in outbox.splitlines()} == {"sent"}
    assert discord.violations == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"COACH_DISCORD_TOKEN": ""}, "Set COACH_DISCORD_TOKEN (docs/discord.md says where Discord shows it)."),
        ({"COACH_DISCORD_TOKEN": "wrong"}, "Discord does not know the token: check COACH_DISCORD_TOKEN."),
        (
            {"COACH_DISCORD_SHARDS": "0,2", "COACH_DISCORD_SHARD_COUNT": "2"},
            "COACH_DISCORD_SHARDS names shards below COACH_DISCORD_SHARD_COUNT: for 0,1 set that to 2 or more.",
        ),
        (
            {"COACH_DISCORD_MESSAGE_CONTENT": "true"},
            "The message-content intent is not switched on for this bot: do that on its page, or leave out "
            "COACH_DISCORD_MESSAGE_CONTENT.",
        ),
    ],
)
async def test_settings_that_do_not_go_are_refused_with_the_mend(
    operator: Operator, changed: dict[str, str], sentence: str
) -> None:
    assert await operator.refused("--discord", **changed) == f"coach: {sentence}"


async def test_without_any_token_the_operator_is_told_what_to_set(operator: Operator) -> None:
    said = await operator.refused(COACH_DISCORD_TOKEN="")
    assert said.startswith("coach: No platform is set up: set COACH_SLACK_BOT_TOKEN")
    assert "COACH_DISCORD_TOKEN" in said


async def test_while_discord_is_away_it_waits_and_stops_when_told(operator: Operator, discord: DiscordServer) -> None:
    await discord.go_down()
    process = await operator.start("serve")
    assert " WARNING " in (await printed(process, "The connection to Discord is made anew"))[-1]
    process.terminate()
    assert await process.wait() == 0
