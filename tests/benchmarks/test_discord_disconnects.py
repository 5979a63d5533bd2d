"""The connection to Discord ends in every way there is while learners practise; sessions are resumed, nothing is lost.

make benchmark ARGS="tests/benchmarks/test_discord_disconnects.py --disconnects 100"
"""

import asyncio
import random
import shutil
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from tests.benchmarks.discord_disconnects import KINDS, Disconnects, Return
from tests.benchmarks.discord_learners import Learners, print_ledger, thinking
from tests.platforms.discord_ledger import Ledger
from tests.platforms.discord_server import DiscordServer
from tests.platforms.served import Served

LEARNERS = 20
# What the project promises of a hundred reconnections; Discord allows a thousand starts in a day.
MOST_IDENTIFIES = 10


async def test_disconnected_in_every_way(starter_home: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    count = int(request.config.getoption("--disconnects"))
    home = tmp_path / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    chance = random.Random(20261121)
    async with DiscordServer() as discord:
        discord.settings.heartbeat_interval = 10.0
        learners = Learners(discord, LEARNERS, chance)
        served, disconnects = Served(None, home, discord=discord), Disconnects(discord, chance)
        await served.start()
        await discord.gateway.connected(within=60)
        await learners.greet()
        talking = asyncio.create_task(learners.talk(0.2))
        returns: list[Return] = []
        try:
            for kind in disconnects.mix(count):
                await asyncio.sleep(chance.uniform(0.3, 1.5))
                returns.append(await disconnects.go_through(kind))
                print(f"{kind}: {returns[-1].seconds:.2f} s", flush=True)
            talking.cancel()
            await asyncio.sleep(5)
            await served.settled(within=240)
        finally:
            talking.cancel()
            await served.stop()
        ledger = await Ledger.read(discord, served)
        gateway = discord.gateway
        said = {str(message.id) for message in learners.messages}
        acknowledged = {f"i/{one.id}" for one in learners.invocations if one.is_acked}
        lost = (said | acknowledged) - ledger.events
        print(f"\n{'kind':28} {'n':>4} {'median':>8} {'worst':>8}")
        for kind in KINDS:
            times = [one.seconds for one in returns if one.kind == kind]
            if times:
                print(f"{kind:28} {len(times):4} {median(times):6.2f} s {max(times):6.2f} s")
        print(f"{len(gateway.identifies)} IDENTIFYs, {len(gateway.resumes)} RESUMEs in {len(returns)} faults")
        print(f"{len(said)} messages, {len(acknowledged)} of {len(learners.invocations)} interactions acknowledged")
        print(f"sockets ended, by code and by whom: {dict(Counter(gateway.closed))}")
        print_ledger(ledger, discord, lost)
        assert not lost
        assert {row["state"] for row in ledger.inbox} == {"done"}
        assert {row["state"] for row in ledger.outbox} == {"sent"}
        assert ledger.unanswered <= learners.votes
        assert (ledger.again, ledger.missing, discord.duplicates()) == (set(), set(), {})
        assert not thinking(discord)
        # What is dispatched again is acknowledged again; Discord refuses that, and nobody notices.
        assert [one for one in discord.violations if "40060" not in one.errors[0]] == []
        assert len(gateway.identifies) < max(MOST_IDENTIFIES * count / 100, 5)
        assert gateway.resumes
