"""The process that serves Slack is killed again and again while learners practise; nothing is lost or said twice.

make benchmark ARGS="tests/benchmarks/test_slack_kills.py --kills 200"
"""

import asyncio
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.platforms.mortal_coach import POINTS
from tests.platforms.served import Served
from tests.platforms.slack_server import SlackServer

SAID = (
    "what is shadow deployment?",
    "practice monitoring junior 2",
    "We watch latency and error rate, compare features with a reference, and join predictions with later labels.",
    "There is a threshold with an owner and an agreed action.",
    "skip",
    "how would you cook rice?",
    "progress",
    "stop",
)


async def test_killed_at_every_point_under_load(
    starter_home: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kills, learners = int(request.config.getoption("--kills")), 20
    home = tmp_path / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    chance = random.Random(20261121)
    async with SlackServer() as slack:
        slack.settings.ack_timeout = 3.0
        slack.settings.retry_delays = (0.0, 1.0, 2.0, *[4.0] * 30)
        for number in range(learners):
            slack.workspace.add_user(f"U{number:03}", f"learner{number}")
        served = Served(slack, home)
        talking = asyncio.create_task(_talk(slack, learners, chance))
        killed: Counter[str] = Counter()
        for number in range(kills):
            point = list(POINTS)[number % len(POINTS)]
            await served.start(point, chance.randint(1, 6))
            died = await served.dies(within=20 + chance.random())
            killed[point if died else "at some other moment"] += 1
        talking.cancel()
        await served.start()
        await slack.until(lambda: all(sent.is_acked for sent in slack.deliveries), within=180)
        await served.settled()
        await served.stop()
        inbox, outbox = await served.rows("inbox"), await served.rows("outbox")
        posted = Counter(
            str(message.metadata["event_payload"]["id"]) if message.metadata else "nameless"
            for channel in slack.workspace.channels
            for message in slack.messages(channel, by_bot=True)
        )
        people = {f"U{number:03}" for number in range(learners)}
        theirs = [sent for sent in slack.deliveries if sent.payload["event"].get("user") in people]
        acknowledged = sum(sent.is_acked for sent in theirs)
        unsure = sum(int(str(row["attempts"])) > 1 for row in outbox)
        print(f"\n{sum(killed.values())} kills: {dict(killed)}")
        print(f"{acknowledged} events acknowledged of {len(theirs)}, {len(slack.lost)} given up by Slack")
        print(f"inbox {Counter(row['state'] for row in inbox)}, outbox {Counter(row['state'] for row in outbox)}")
        print(f"{unsure} replies sent after an ambiguous attempt; {len(slack.violations)} calls refused as invalid")
        again = {name: count for name, count in posted.items() if count > 1}
        print(f"posted {sum(posted.values())} messages, more than once: {again}")
        assert len(inbox) == len(theirs)
        assert {row["state"] for row in inbox} == {"done"}
        assert {row["state"] for row in outbox} == {"sent"}
        assert not again
        assert "nameless" not in posted
        wanted = {str(row["id"]) for row in outbox}
        assert wanted <= set(posted), "a reply is noted as sent and does not stand there"
        answered = {str(row["id"]).split("/")[0] for row in outbox}
        assert {str(row["id"]) for row in inbox} == answered
        assert not slack.violations


async def _talk(slack: SlackServer, learners: int, chance: random.Random) -> None:
    """Learners say one thing after another, each the next one only after an answer."""
    at = [0] * learners
    while True:
        number = chance.randrange(learners)
        user = f"U{number:03}"
        theirs = slack.messages(slack.workspace.dm(user))
        if not theirs or theirs[-1].user != user:
            await slack.world.say(user, "dm", SAID[at[number] % len(SAID)])
            at[number] += 1
        await asyncio.sleep(0.15)
