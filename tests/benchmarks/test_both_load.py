"""Slack and Discord in one process, two hundred learners on each while an ingest runs: how long the platforms wait for
an acknowledgement, and people for words.

make benchmark ARGS="tests/benchmarks/test_both_load.py --seconds 120"

A learner in Discord writes or uses a command in turns; Discord waits for an acknowledgement of the commands only.
"""

import asyncio
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.discord_learners import thinking
from tests.benchmarks.generated_corpus import generate, write_pages
from tests.benchmarks.loading import first_words_in_slack, spread, start_ingest
from tests.benchmarks.test_slack_load import EVENTS_A_SECOND, LEARNERS, SAID
from tests.platforms.discord_ledger import Ledger
from tests.platforms.discord_server import DiscordServer
from tests.platforms.served import Served
from tests.platforms.slack_server import SlackServer


async def test_both_platforms_while_an_ingest_runs(
    starter_home: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    seconds = int(request.config.getoption("--seconds"))
    home, pages, stalls = tmp_path / "home", tmp_path / "pages", tmp_path / "stalls"
    shutil.copytree(starter_home, home, symlinks=True)
    write_pages(generate(8000, seed=11), pages)
    async with SlackServer() as slack, DiscordServer() as discord:
        for number in range(LEARNERS):
            slack.workspace.add_user(f"U{number:03}", f"learner{number}")
        people = [discord.world.add_user(f"learner{number}").id for number in range(LEARNERS)]
        served = Served(slack, home, discord=discord)
        await served.start(watched=stalls)
        await slack.socket.connected(within=60)
        await discord.gateway.connected(within=60)
        await slack.world.say("U000", "dm", "what is a model registry?")
        await discord.world.say(people[0], "dm", "what is a model registry?")
        await slack.until(lambda: slack.messages("D000", by_bot=True), within=60)
        await discord.until(lambda: discord.direct_messages(people[0], by_bot=True), within=60)
        ingest = await start_ingest(served, pages)
        began_at = time.time()
        said = await asyncio.gather(_speak(slack, seconds), _act(discord, people, seconds))
        ended = asyncio.get_running_loop().time()
        ingesting = ingest.returncode is None
        done = len([row for row in await served.rows("inbox") if row["state"] == "done"])
        await served.settled(within=900)
        after = asyncio.get_running_loop().time() - ended
        await ingest.wait()
        await served.stop()
        moments = [tuple(map(float, line.split())) for line in stalls.read_text().splitlines()]
        held = np.array([length for at, length in moments if at > began_at])
        ledger = await Ledger.read(discord, served)
        print(f"\n{said[0]} messages in Slack, {said[1]} messages and commands in Discord within {seconds} s")
        print(f"the ingest of 8,000 questions {'still ran at' if ingesting else 'was done before'} the end")
        print(f"Slack acknowledged in ms: {spread([ack.latency for ack in slack.acks])}; {len(slack.lost)} lost")
        commands = discord.invoked("slash")
        late = sum(one.failed for one in commands)
        print(f"Discord acknowledged in ms: {spread([one.latency for one in commands if one.latency])}; {late} failed")
        print(f"event loop held up for more than 20 ms: {len(held)} times, longest {held.max(initial=0):.0f} ms")
        print(f"first words in Slack after ms: {spread(first_words_in_slack(slack, LEARNERS))}")
        print(f"first words in Discord after ms: {spread(_first_in_discord(discord, people))}")
        print(f"left at the end: {sum(said) + 2 - done} messages, done {after:.0f} s later")
        judge = discord.judge
        print(f"{judge.validated.total()} bodies validated by Discord's schema, {len(judge.rejected)} rejected")
        limited = Counter(one.route for one in discord.requests if one.status == 429)
        print(f"answered with 429 by Discord: {dict(limited)}")
        assert (slack.duplicates(), slack.violations, slack.lost) == ({}, [], [])
        assert (discord.duplicates(), discord.violations, thinking(discord)) == ({}, [], [])
        assert {row["state"] for row in ledger.inbox} == {"done"}
        assert {row["state"] for row in ledger.outbox} == {"sent"}
        assert not late


async def _speak(slack: SlackServer, seconds: int) -> int:
    async for number in _paced(seconds):
        await slack.world.say(f"U{number % LEARNERS:03}", "dm", SAID[number // LEARNERS % len(SAID)])
    return seconds * EVENTS_A_SECOND


async def _act(discord: DiscordServer, people: list[int], seconds: int) -> int:
    async for number in _paced(seconds):
        words = SAID[number // LEARNERS % len(SAID)]
        if number % 2:
            await discord.world.slash(people[number % LEARNERS], "dm", "coach", words=words)
        else:
            await discord.world.say(people[number % LEARNERS], "dm", words)
    return seconds * EVENTS_A_SECOND


async def _paced(seconds: int) -> AsyncIterator[int]:
    clock = asyncio.get_running_loop().time
    began = clock()
    for number in range(seconds * EVENTS_A_SECOND):
        await asyncio.sleep(max(0.0, began + number / EVENTS_A_SECOND - clock()))
        yield number


def _first_in_discord(discord: DiscordServer, people: list[int]) -> list[float]:
    """The same for written messages; ids are times."""
    waits = []
    for user in people:
        messages = discord.direct_messages(user)
        posted = [message.id >> 22 for message in messages if message.author == discord.state.bot]
        for message in messages:
            if message.author == user:
                answer = next((at for at in posted if at > message.id >> 22), None)
                waits += [(answer - (message.id >> 22)) / 1000] if answer else []
    return waits
