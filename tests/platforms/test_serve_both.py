"""Slack and Discord on one service: two platforms, one coach, and one learner where somebody joined both."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from bot.assemble import Service, open_service
from bot.chat.discord_chat import DiscordAccess, DiscordChat
from bot.chat.slack_chat import SlackAccess, SlackChat
from bot.practice.progress import Progress
from bot.settings import Settings
from tests.platforms import slack_room
from tests.platforms.discord_room import text_of
from tests.platforms.discord_server import ADA, BEN, GENERAL, DiscordServer
from tests.platforms.slack_server import SlackServer

# The same person on both; somebody else is Ben.
SLACK_ADA, SLACK_DM = "U0ADA", "D0ADA"
CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")
LOGS = "Logs write single events in detail; monitoring follows measurements over time and raises alerts."
DRIFT = "what is data drift?"
GONE = "Everything that was kept about you here and on the platforms that you linked is erased."


@dataclass
class Both:
    slack: SlackServer
    discord: DiscordServer
    settings: Settings
    service: Service = field(init=False)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        known, clock = self.slack.settings, slack_room.Clock()
        slack_access = SlackAccess(known.bot_token, known.app_token, base_url=self.slack.api_url)
        discord_access = DiscordAccess(self.discord.settings.bot_token, self.discord.api_url)
        self.slack.workspace.clock = lambda: int(clock().timestamp() * 1_000_000_000)
        self.discord.clock = lambda: clock().timestamp()
        async with open_service(self.settings, clock) as service:
            self.service, inbox, topics = service, service.worker, service.house.topics
            chats: dict[str, Any] = {
                "slack": SlackChat(slack_access, inbox, draw=_draw, now=clock, settling=0, pause=0),
                "discord": DiscordChat(
                    discord_access, inbox, draw=_draw, topics=topics, now=clock, settling=0.02, pause=0
                ),
            }
            stop = asyncio.Event()
            running = asyncio.create_task(service.run(chats, stop, channel_pause=0))
            await self.slack.socket.connected()
            await self.discord.until(lambda: chats["discord"].bot and chats["discord"].bot.connected.is_set())
            try:
                yield
            finally:
                stop.set()
                await running

    async def in_slack(self, words: str, user: str = SLACK_ADA) -> str:
        """What is answered there to a direct message."""
        dm = self.slack.workspace.dm(user)
        before, accepted = len(self.slack.messages(dm, by_bot=True)), await self.accepted()
        await self.slack.world.say(user, dm, words)
        await self.settled(accepted)
        return "\n".join(slack_room.text_of(one) for one in self.slack.messages(dm, by_bot=True)[before:])

    async def in_discord(self, words: str, user: int = ADA) -> str:
        before, accepted = len(self.discord.direct_messages(user, by_bot=True)), await self.accepted()
        await self.discord.world.say(user, "dm", words)
        await self.settled(accepted)
        return "\n".join(text_of(one) for one in self.discord.direct_messages(user, by_bot=True)[before:])

    async def by_command(self, command: str, **options: Any) -> str:
        """The same for one of Discord's own commands, in a channel of a server."""
        before, accepted = len(self.discord.ephemerals(ADA)), await self.accepted()
        await self.discord.world.slash(ADA, GENERAL, command, **options)
        await self.settled(accepted)
        return "\n".join(text_of(one) for one in self.discord.ephemerals(ADA)[before:])

    async def by_slash(self, words: str) -> str:
        """The same for `/coach` in a channel of Slack."""
        before, accepted = len(self.slack.ephemerals(SLACK_ADA)), await self.accepted()
        await self.slack.world.slash(SLACK_ADA, "C0GENERAL", "/coach", words)
        await self.settled(accepted)
        return "\n".join(slack_room.text_of(one) for one in self.slack.ephemerals(SLACK_ADA)[before:])

    async def accepted(self) -> int:
        (row,) = await self.rows("SELECT max(number) FROM inbox")
        return int(row[0] or 0)

    async def settled(self, accepted: int) -> None:
        """Once something more was accepted, and nothing is left to treat or to send."""
        async with asyncio.timeout(30):
            while await self.accepted() == accepted:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            for _ in range(2):
                while await self.service.open_count():  # noqa: ASYNC110
                    await asyncio.sleep(0.02)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.service._boxes.store.reading() as connection:
            return [tuple(row) for row in (await connection.execute(sql(query))).all()]


@pytest.fixture
async def both(slack: SlackServer, starter_home: Path, tmp_path: Path) -> AsyncIterator[Both]:
    home = tmp_path / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    slack.settings.ack_timeout = 30.0
    async with DiscordServer() as discord:
        discord.settings.ack_timeout = 30.0
        both = Both(slack, discord, Settings(home=home))
        async with both.serving():
            yield both
        assert (slack.violations, discord.violations) == ([], [])
        assert (slack.duplicates(), discord.duplicates()) == ({}, {})


def _draw(progress: Progress) -> bytes:
    return slack_room.PICTURE


def words_alone(shown: str) -> set[str]:
    """Words of more than three letters, without marks, links and buttons."""
    return set(re.findall(r"[a-z]{4,}", re.sub(r"\[[^\]]*\]|https?://\S+", " ", shown.lower())))


async def test_the_same_question_is_answered_alike_on_both_and_each_hears_its_own(both: Both) -> None:
    slack, discord = await both.in_slack(DRIFT), await both.in_discord(DRIFT, BEN)
    said = {"data", "drift", "means", "distribution", "model", "inputs", "changes"}
    assert said <= words_alone(slack) & words_alone(discord)
    assert [m.channel for m in both.discord.state.by_bot()] == [both.discord.state.dm(BEN).id]
    channels = both.slack.workspace.channels
    assert [name for name in channels if both.slack.messages(name, by_bot=True)] == [SLACK_DM]
    sent = await both.rows("SELECT platform, count(*) FROM outbox WHERE state = 'sent' GROUP BY platform")
    assert dict(sent) == {"discord": 1, "slack": 1}


@pytest.mark.parametrize("code_from", ["slack", "discord"])
async def test_who_joins_both_has_one_progress_and_forgets_it_from_either(both: Both, code_from: str) -> None:
    await both.in_slack("practice monitoring junior 1")
    await both.in_slack(LOGS)
    await both.in_discord("practice serving junior 1")
    await both.in_discord("A queue takes requests and workers answer them.")
    assert "1 answer" in await both.in_slack("progress")
    if code_from == "slack":
        (code,) = CODE.findall((await both.by_slash("link")).partition("On the other")[0])
        joined = await both.by_command("link", code=code)
    else:
        (code,) = CODE.findall((await both.by_command("link")).partition("On the other")[0])
        joined = await both.by_slash(f"link {code}")
    assert joined.startswith("Joined:")
    for shown in (await both.in_slack("progress"), await both.in_discord("progress")):
        assert "2 answers" in shown
    assert len(await both.rows("SELECT DISTINCT learner FROM attempts")) == 1
    assert len(await both.rows("SELECT DISTINCT learner FROM cards")) == 1
    await both.in_discord(DRIFT)
    assert GONE in (
        await both.in_discord("forget-me yes") if code_from == "slack" else await both.in_slack("forget-me yes")
    )
    for table in ("attempts", "cards", "asked"):
        assert await both.rows(f"SELECT * FROM {table}") == []
    for shown in (await both.in_slack("progress"), await both.in_discord("progress")):
        assert "Nothing practised yet" in shown


async def test_what_one_platform_cannot_do_does_not_hold_up_the_other(both: Both) -> None:
    await both.discord.go_down()
    assert "drift" in (await both.in_slack(DRIFT)).lower()
    await both.discord.come_back()
    await both.discord.gateway.connected()
    assert "drift" in (await both.in_discord(DRIFT)).lower()
