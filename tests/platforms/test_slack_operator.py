"""What an operator reads of `coach serve --slack`: one line when it serves, and a sentence with the mend otherwise."""

import asyncio
import os
import shutil
import signal
import socket
import sys
from pathlib import Path

import pytest

from tests.platforms.served import ROOT
from tests.platforms.slack_server import SlackServer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends the process by a signal")


class Serving:
    """One process, with everything that it prints."""

    def __init__(self, slack: SlackServer, home: Path) -> None:
        self._slack = slack
        self.environment = {
            **os.environ,
            "COACH_HOME": str(home),
            "COACH_SLACK_API_URL": slack.api_url,
            "COACH_SLACK_BOT_TOKEN": slack.settings.bot_token,
            "COACH_SLACK_APP_TOKEN": slack.settings.app_token,
            "COACH_SLACK_SIGNING_SECRET": slack.settings.signing_secret,
        }

    async def start(self, *options: str, **changed: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot.cli", "serve", "--slack", *options),
            cwd=ROOT,
            env=self.environment | changed,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def refused(self, *options: str, **changed: str) -> str:
        """What it says last when it does not even start."""
        process = await self.start(*options, **changed)
        said, _ = await process.communicate()
        assert process.returncode == 2, said.decode()
        return said.decode().strip().splitlines()[-1]


async def printed(process: asyncio.subprocess.Process, words: str) -> list[str]:
    """The lines up to the one with these words."""
    assert process.stdout is not None
    lines: list[str] = []
    async with asyncio.timeout(60):
        while not lines or words not in lines[-1]:
            line = (await process.stdout.readline()).decode()
            assert line, f"it ended: {lines}"
            lines.append(line.strip())
    return lines


@pytest.fixture
def serving(slack: SlackServer, starter_home: Path, tmp_path: Path) -> Serving:
    home = tmp_path / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    return Serving(slack, home)


async def test_it_says_once_that_it_serves_and_nothing_of_its_libraries(serving: Serving, slack: SlackServer) -> None:
    process = await serving.start()
    lines = await printed(process, "connected as")
    assert lines[-1].endswith("Serving Slack over Socket Mode, connected as @coach in Loopback (T0LOOP).")
    second = await serving.refused()
    assert second.startswith("coach: Another `coach serve` runs on ")
    await slack.world.say("U0ADA", "dm", "practice monitoring junior 1")
    await slack.world.open_home("U0ADA")
    await slack.until(lambda: slack.messages("D0ADA", by_bot=True) and slack.workspace.homes)
    process.send_signal(signal.SIGTERM)
    lines += await printed(process, "Stopped.")
    assert await process.wait() == 0
    assert [line for line in lines if " INFO bot." not in line] == []


async def test_before_the_first_ingest_the_operator_is_told(slack: SlackServer, tmp_path: Path) -> None:
    process = await Serving(slack, tmp_path).start()
    lines = await printed(process, "connected as")
    assert any("Nothing was ingested yet: run `coach ingest`" in line for line in lines)
    process.terminate()
    await process.wait()


@pytest.mark.parametrize("name", ["COACH_SLACK_BOT_TOKEN", "COACH_SLACK_APP_TOKEN"])
async def test_a_token_that_is_missing_is_named(serving: Serving, name: str) -> None:
    assert await serving.refused(**{name: ""}) == f"coach: Set {name} (docs/slack.md says where Slack shows it)."


async def test_a_bot_token_that_slack_does_not_know_is_named(serving: Serving) -> None:
    assert "check COACH_SLACK_BOT_TOKEN (invalid_auth)" in await serving.refused(COACH_SLACK_BOT_TOKEN="xoxb-wrong")


async def test_an_app_token_that_slack_does_not_know_is_named_and_tried_again(serving: Serving) -> None:
    process = await serving.start(COACH_SLACK_APP_TOKEN="xapp-wrong")
    said = (await printed(process, " ERROR "))[-1]
    assert "COACH_SLACK_APP_TOKEN must be an app-level token" in said
    assert "BOT_TOKEN" not in said
    process.terminate()
    assert await process.wait() == 0


async def test_a_port_that_is_taken_is_a_sentence(serving: Serving) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = await serving.refused("--http", str(port))
    assert said == f"coach: Port {port} cannot be listened on (Address already in use): give --http another."
