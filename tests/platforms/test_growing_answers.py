"""A language model writes, and the answer grows on real screens: it is one message, stopped where its learner says so,
and whole again whoever died over it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.wording import WRITING
from bot.settings import Settings
from tests.models.scripted_server import ScriptedServer, scripted
from tests.models.steps import Says, Stalls
from tests.platforms.discord_room import DiscordRoom
from tests.platforms.discord_room import text_of as text_in_discord
from tests.platforms.discord_server import ADA as ADA_IN_DISCORD
from tests.platforms.discord_server import GENERAL as GENERAL_IN_DISCORD
from tests.platforms.discord_server import DiscordServer
from tests.platforms.slack.workspace import Message
from tests.platforms.slack_room import ADA, GENERAL, SlackRoom, labels, only, text_of
from tests.platforms.slack_server import SlackServer

SHADOW = "what is shadow deployment?"
FIRST = "A shadow deployment runs a new model next to the live model and copies real production requests to it."
SECOND = "Users receive only the answers of the live model."
BEGUN = Stalls(f"{FIRST} [1] Users receive")
WHOLE = Says(f"{FIRST} [1] {SECOND} [1]")


@pytest.fixture
async def model() -> AsyncIterator[ScriptedServer]:
    async with scripted(always=WHOLE) as server:
        yield server


def _settings(starter_home: Path, home: Path, model: ScriptedServer) -> Settings:
    shutil.copytree(starter_home, home, symlinks=True)
    # Nothing is waited for here but what the model has been told to do.
    return Settings(home=home, model_url=model.url, model_name="scripted", model_patience=300)


@pytest.fixture
async def in_slack(
    slack: SlackServer, starter_home: Path, tmp_path: Path, model: ScriptedServer
) -> AsyncIterator[SlackRoom]:
    room = SlackRoom(slack, _settings(starter_home, tmp_path / "home", model))
    slack.settings.ack_timeout = 30.0
    await room.start()
    yield room
    await room.stop()
    assert [one.code for one in slack.violations] == []
    assert slack.duplicates() == {}


@pytest.fixture
async def in_discord(starter_home: Path, tmp_path: Path, model: ScriptedServer) -> AsyncIterator[DiscordRoom]:
    async with DiscordServer() as server:
        server.settings.ack_timeout = 30.0
        room = DiscordRoom(server, _settings(starter_home, tmp_path / "home", model))
        await room.start()
        yield room
        await room.stop()


async def test_an_answer_that_grows_in_slack_is_one_message_with_buttons_in_the_end(in_slack: SlackRoom) -> None:
    answer = only(await in_slack.mention(ADA, GENERAL, SHADOW))
    assert FIRST in text_of(answer)
    assert SECOND in text_of(answer)
    assert labels(answer) == ["thumbs"]


async def growing_in_slack(room: SlackRoom) -> Message:
    """The answer to a question in a channel, while it is being written."""
    await room.slack.world.say(ADA, GENERAL, room.slack.world.mention(SHADOW))
    async with asyncio.timeout(20):
        while not room.screens():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    (answer,) = room.screens()
    assert isinstance(answer, Message)
    assert FIRST in text_of(answer)
    assert WRITING in text_of(answer)
    assert labels(answer) == []
    return answer


async def test_stop_in_slack_leaves_what_is_there_and_a_thumb_on_it_counts(
    in_slack: SlackRoom, model: ScriptedServer
) -> None:
    model.then(BEGUN)
    answer = await growing_in_slack(in_slack)
    await in_slack.slack.world.react(ADA, answer, "+1")
    (word,) = await in_slack.say(ADA, GENERAL, "stop", answer.thread_ts or "")
    assert text_of(word) == "All right: nothing is open here now."
    (left, _) = in_slack.screens()
    assert FIRST in text_of(left)
    assert "Stopped." in text_of(left)
    assert labels(left) == ["thumbs"]
    assert await in_slack.rows("SELECT vote FROM ratings") == [(1,)]
    assert model.requests[-1].gone.is_set()


async def test_an_answer_over_which_a_process_died_is_made_whole_in_slack(
    in_slack: SlackRoom, model: ScriptedServer
) -> None:
    model.then(BEGUN)
    begun = await growing_in_slack(in_slack)
    await in_slack.abandon()
    await in_slack.start()
    (answer,) = in_slack.screens()
    assert (answer.ts, labels(answer)) == (begun.ts, ["thumbs"])
    assert SECOND in text_of(answer)
    assert WRITING not in text_of(answer)


async def growing_in_discord(room: DiscordRoom) -> None:
    async with asyncio.timeout(20):
        while not any(WRITING in text_in_discord(one) for one in room.screens()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_stop_in_discord_leaves_what_is_there_in_the_place_of_thinking(
    in_discord: DiscordRoom, model: ScriptedServer
) -> None:
    model.then(BEGUN)
    await in_discord.discord.world.slash(ADA_IN_DISCORD, "dm", "ask", question=SHADOW)
    await growing_in_discord(in_discord)
    await in_discord.say(ADA_IN_DISCORD, "dm", "stop")
    answer, word = in_discord.screens()
    assert FIRST in text_in_discord(answer)
    assert "Stopped." in text_in_discord(answer)
    assert answer.labels == ["Good", "Not good"]
    assert text_in_discord(word) == "All right: nothing is open here now."


@pytest.mark.parametrize("asked_by", ["command", "mention"])
async def test_an_answer_over_which_a_process_died_is_made_whole_in_discord(
    in_discord: DiscordRoom, model: ScriptedServer, asked_by: str
) -> None:
    model.then(BEGUN)
    world = in_discord.discord.world
    if asked_by == "command":
        await world.slash(ADA_IN_DISCORD, "dm", "ask", question=SHADOW)
    else:
        await world.say(ADA_IN_DISCORD, GENERAL_IN_DISCORD, world.mention(SHADOW))
    await growing_in_discord(in_discord)
    await in_discord.abandon()
    await in_discord.start()
    (answer,) = in_discord.screens()
    assert FIRST in text_in_discord(answer)
    assert SECOND in text_in_discord(answer)
    assert WRITING not in text_in_discord(answer)
    assert answer.labels == ["Good", "Not good"]
