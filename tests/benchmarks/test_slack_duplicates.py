"""Every event four times and out of order, to two processes that share one PostgreSQL: one answer each.

make benchmark ARGS="tests/benchmarks/test_slack_duplicates.py"

Once both live to the end, and once one of them is killed with signal 9 midway: what it held is free for the other when
its lease of 60 s is over. Slack's own retries come after 1 s, 2 s and then every 4 s.
"""

import asyncio
import random
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from bot.assemble import open_boxes
from tests.platforms.four_times import FourTimes
from tests.platforms.served import Served
from tests.platforms.slack_ledger import NAMELESS, Ledger
from tests.platforms.slack_server import Message, SlackServer

LEARNERS = 20
SPREAD = 3.0
CHANNEL = "C0PRACTICE"
ANSWERS = (
    "We watch latency and error rate, compare features with a reference, and join predictions with later labels.",
    "There is a threshold with an owner and an agreed action.",
)


@pytest.mark.parametrize("killed", [False, True], ids=["both live", "one is killed"])
async def test_every_event_four_times_to_two_processes(
    starter_home: Path, tmp_path: Path, new_postgres_database: str, killed: bool
) -> None:
    home = tmp_path / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    chance = random.Random(20261121)
    async with SlackServer() as slack:
        slack.settings.retry_delays = (0.0, 1.0, 2.0, *[4.0] * 60)
        for number in range(LEARNERS):
            slack.workspace.add_user(f"U{number:03}", f"learner{number}")
        transport = FourTimes(slack, chance, SPREAD)
        both = [Served(slack, home, new_postgres_database) for _ in range(2)]
        try:
            for number, served in enumerate(both, 1):
                await served.start()
                await slack.socket.connected(number, within=90)
            names = {
                str(served.process.pid): "first" if not at else "second"
                for at, served in enumerate(both)
                if served.process
            }
            talking = [asyncio.create_task(_learn(slack, f"U{number:03}")) for number in range(LEARNERS)]
            if killed:
                await slack.until(lambda: len(slack.deliveries) >= 6 * LEARNERS, within=300)
                await both[1].kill()
            await asyncio.gather(*talking)
            await transport.finished()
            await both[0].settled(within=240)
        finally:
            for served in both:
                await served.kill()
        ledger = await Ledger.read(slack, both[0])
        votes = await _votes(both[0])
        people = {f"U{number:03}" for number in range(LEARNERS)}
        theirs = [sent for sent in slack.deliveries if sent.payload["event"].get("user") in people]
        said = [sent for sent in theirs if sent.payload["event"]["type"] in ("message", "app_mention")]
        _print(slack, ledger, names, votes)
        assert len(theirs) >= 200
        assert slack.lost == []
        assert all(sent.attempts >= 4 for sent in theirs)
        # A mention in a channel is two events about one message.
        posts = {(sent.payload["event"]["channel"], sent.payload["event"]["ts"]) for sent in said}
        assert len(ledger.inbox) == len(posts) + 2 * LEARNERS
        assert {row["state"] for row in ledger.inbox} == {"done"}
        assert {row["state"] for row in ledger.outbox} == {"sent"}
        taken = {str(row["event"]) for row in ledger.inbox}
        asked = [sent.event_id for sent in said if sent.event_id in taken]
        assert ledger.answered_once(asked) == len(posts)
        assert (ledger.again, ledger.missing, ledger.posted[NAMELESS]) == ({}, set(), 0)
        assert votes == 2 * LEARNERS
        assert slack.violations == []


async def _learn(slack: SlackServer, user: str) -> None:
    """Thirteen events of one learner, some of them before what went before is answered."""
    await _say(slack, user, "what is shadow deployment?")
    answer = await _heard(slack, user)
    await slack.world.react(user, answer, "+1")
    await _say(slack, user, "practice monitoring junior 2")
    for words in ANSWERS:
        await _heard(slack, user)
        await _say(slack, user, words)
    await slack.world.say(user, CHANNEL, slack.world.mention("what is data drift?"))
    await _heard(slack, user)
    await slack.world.unreact(user, answer, "+1")
    for words in ("stop", "how would you cook rice?", "what is a feature store?"):
        await _say(slack, user, words)
    await _heard(slack, user)
    await _say(slack, user, "progress")
    await _heard(slack, user)
    await _say(slack, user, "practice mlops mid 1")
    await _heard(slack, user)


async def _say(slack: SlackServer, user: str, words: str) -> None:
    await slack.world.say(user, "dm", words)


async def _heard(slack: SlackServer, user: str) -> Message:
    """The coach's first message after the learner's last one."""

    def newest() -> Message | None:
        theirs = slack.messages(slack.workspace.dm(user))
        last = max(number for number, message in enumerate(theirs) if message.user == user)
        return theirs[last + 1] if theirs[last + 1 :] and theirs[-1].streaming_state != "in_progress" else None

    found = await slack.until(newest, within=300)
    assert isinstance(found, Message)
    return found


def _print(slack: SlackServer, ledger: Ledger, names: dict[str, str], votes: int) -> None:
    kinds = Counter(sent.payload["event"]["type"] for sent in slack.deliveries)
    copies = sum(sent.attempts for sent in slack.deliveries)
    acks = np.array([ack.latency for ack in slack.acks]) * 1000
    print(f"\n{len(slack.deliveries)} events {dict(kinds)}, {copies} deliveries, {len(slack.lost)} given up")
    print(f"{len(ledger.inbox)} messages taken, {sum(ledger.posted.values())} posted, {votes} votes and withdrawals")
    print(f"posted more than once: {len(ledger.again)}; noted and not there: {len(ledger.missing)}")
    print(f"replies {dict(sorted(Counter(str(row['kind']) for row in ledger.outbox).items()))}")
    for box in ("inbox", "outbox"):
        shares = {_process(name, names): count for name, count in ledger.shares(box).items()}
        print(f"{box} by process: {dict(sorted(shares.items()))}")
    again = sum(int(str(row["attempts"])) > 1 for row in ledger.inbox)
    unsure = sum(int(str(row["attempts"])) > 1 for row in ledger.outbox)
    print(f"taken over or tried again: {again} messages, {unsure} replies")
    p50, p99 = np.percentile(acks, (50, 99))
    print(
        f"acknowledged {len(acks)} deliveries: p50 {p50:.0f} ms, p99 {p99:.0f} ms, worst {acks.max():.0f} ms",
        flush=True,
    )


async def _votes(served: Served) -> int:
    """How many votes and withdrawals are on record."""
    async with open_boxes(served.settings) as boxes, boxes.store.reading() as connection:
        return int((await connection.execute(text("SELECT count(*) FROM ratings"))).scalar() or 0)


def _pid(served: Served) -> str:
    assert served.process is not None
    return str(served.process.pid)


def _process(name: str, names: dict[str, str]) -> str:
    return next((known for pid, known in names.items() if f"-{pid}-" in name), "nobody")
