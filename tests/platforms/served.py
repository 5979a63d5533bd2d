"""The real `coach serve` as a process, beside loopback platforms that live on when the process dies."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from bot.assemble import open_boxes
from bot.settings import Settings
from tests.platforms.discord_server import DiscordServer
from tests.platforms.slack_server import SlackServer

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Served:
    """One process at a time. `database` is empty for SQLite in `home`."""

    slack: SlackServer | None
    home: Path
    database: str = ""
    discord: DiscordServer | None = None
    process: asyncio.subprocess.Process | None = None
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.home / f"serve-{id(self)}.log"

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home, database_url=self.database)

    async def start(self, point: str = "", times: int = 0, *, watched: Path | None = None) -> None:
        """With `point` the process dies there by itself, the `times`th time it passes. With `watched` it writes into
        that file how long its event loop was held up."""
        environment = {
            **os.environ,
            "COACH_HOME": str(self.home),
            "COACH_DATABASE_URL": self.database,
            **(_of_slack(self.slack) if self.slack else {}),
            **(_of_discord(self.discord) if self.discord else {}),
        }
        mortal = ["-m", "tests.platforms.mortal_coach", point, str(times)]
        command = mortal if point else ["-m", "bot.cli", "serve"]
        if watched is not None:
            command = ["-m", "tests.platforms.watched_coach", str(watched)]
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, *command, cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    async def dies(self, within: float) -> bool:
        """Whether it was killed by itself within so many seconds; else it is killed now."""
        assert self.process is not None
        try:
            async with asyncio.timeout(within):
                status = await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()
            return False
        assert status == -signal.SIGKILL, f"it ended by itself: {self.log.read_text()[-3000:]}"
        return True

    async def kill(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return await self.process.wait()

    async def rows(self, box: str) -> list[dict[str, object]]:
        """The inbox or the outbox as it is in the database."""
        async with open_boxes(self.settings) as boxes, boxes.store.reading() as connection:
            found = await connection.execute(text(f"SELECT * FROM {box} ORDER BY number"))
            return [dict(row) for row in found.mappings()]

    async def settled(self, within: float = 120) -> None:
        """Until nothing is left to treat or to send."""
        async with asyncio.timeout(within):
            while True:
                async with open_boxes(self.settings) as boxes:
                    one, other = await boxes.inbox.counts(), await boxes.outbox.counts()
                left = [state for counts in (one, other) for state in counts if state not in ("done", "sent", "dead")]
                if not left:
                    return
                await asyncio.sleep(0.2)


def _of_slack(slack: SlackServer) -> dict[str, str]:
    return {
        "COACH_SLACK_API_URL": slack.api_url,
        "COACH_SLACK_BOT_TOKEN": slack.settings.bot_token,
        "COACH_SLACK_APP_TOKEN": slack.settings.app_token,
    }


def _of_discord(discord: DiscordServer) -> dict[str, str]:
    return {"COACH_DISCORD_API_URL": discord.api_url, "COACH_DISCORD_TOKEN": discord.settings.bot_token}
