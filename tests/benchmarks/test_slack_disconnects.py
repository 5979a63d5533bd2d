"""The connection to Slack ends in every way there is while learners practise; it is back soon and nothing is lost.

make benchmark ARGS="tests/benchmarks/test_slack_disconnects.py --disconnects 100"

Slack's own retries come after 60 s and 300 s; here they come after 1 s, 2 s and then every 4 s, so that what a fault
held up is delivered in the same quarter of an hour. The times of the app are those that it has in service.
"""

import asyncio
import random
import shutil
from pathlib import Path
from statistics import median

import pytest

from tests.benchmarks.disconnects import KINDS, Disconnects, Return, said_by_people
from tests.platforms.served import Served
from tests.platforms.slack.records import Delivery
from tests.platforms.slack_ledger import NAMELESS, Ledger
from tests.platforms.slack_server import SlackServer

LEARNERS = 20
# The bound: how a learner is served after a disconnect, and not how fast this machine is.
BACK_WITHIN = 30.0
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


async def test_disconnected_in_every_way(starter_home: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    home = tmp_path / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    chance = random.Random(20261121)
    async with SlackServer() as slack:
        slack.settings.retry_delays = (0.0, 1.0, 2.0, *[4.0] * 60)
        for number in range(LEARNERS):
            slack.workspace.add_user(f"U{number:03}", f"learner{number}")
        served, disconnects = Served(slack, home), Disconnects(slack, chance)
        await served.start()
        await slack.socket.connected(within=60)
        talking = asyncio.create_task(_talk(slack, chance))
        returns: list[Return] = []
        try:
            for kind in disconnects.mix(int(request.config.getoption("--disconnects"))):
                await asyncio.sleep(chance.uniform(0.3, 1.5))
                returns.append(await disconnects.go_through(kind))
                print(f"{kind}: {returns[-1].seconds:.2f} s, {len(returns[-1].said)} said meanwhile", flush=True)
            talking.cancel()
            await slack.until(lambda: all(sent.is_acked for sent in slack.deliveries), within=180)
            await served.settled(within=240)
        finally:
            talking.cancel()
            await served.stop()
        ledger = await Ledger.read(slack, served)
        _print(returns, ledger, slack)
        events = [sent.event_id for sent in said_by_people(slack)]
        assert {str(row["event"]) for row in ledger.inbox} == set(events)
        assert {row["state"] for row in ledger.inbox} == {"done"}
        assert {row["state"] for row in ledger.outbox} == {"sent"}
        assert ledger.answered_once(events) == len(events)
        assert (ledger.again, ledger.missing, ledger.posted[NAMELESS]) == ({}, set(), 0)
        assert slack.lost == []
        assert slack.violations == []
        assert [one for one in returns if one.seconds > BACK_WITHIN] == []


def _print(returns: list[Return], ledger: Ledger, slack: SlackServer) -> None:
    print(f"\n{'kind':22} {'n':>4} {'median':>8} {'worst':>8} {'said':>7} {'acked':>6} {'once':>5}")
    for kind in KINDS:
        of_kind = [one for one in returns if one.kind == kind]
        if of_kind:
            _line(kind, of_kind, ledger)
    _line("all", returns, ledger)
    again = sum(sent.attempts > 1 for sent in slack.deliveries)
    unsure = sum(int(str(row["attempts"])) > 1 for row in ledger.outbox)
    print(
        f"{len(slack.deliveries)} events in all, {again} of them delivered more than once; {len(slack.lost)} given up"
    )
    print(f"{sum(ledger.posted.values())} messages posted, {unsure} of them after an attempt that failed")
    print(f"posted more than once: {len(ledger.again)}; noted and not there: {len(ledger.missing)}")


def _line(name: str, returns: list[Return], ledger: Ledger) -> None:
    said: list[Delivery] = [delivery for one in returns for delivery in one.said]
    times = [one.seconds for one in returns]
    acked = sum(delivery.is_acked for delivery in said)
    once = ledger.answered_once(delivery.event_id for delivery in said)
    print(
        f"{name:22} {len(times):4} {median(times):6.2f} s {max(times):6.2f} s {len(said):7} {acked:6} {once:5}",
        flush=True,
    )


async def _talk(slack: SlackServer, chance: random.Random) -> None:
    """Learners say one thing after another, each the next one only after an answer."""
    at = [0] * LEARNERS
    while True:
        number = chance.randrange(LEARNERS)
        user = f"U{number:03}"
        theirs = slack.messages(slack.workspace.dm(user))
        if not theirs or theirs[-1].user != user:
            await slack.world.say(user, "dm", SAID[at[number] % len(SAID)])
            at[number] += 1
        await asyncio.sleep(0.2)
