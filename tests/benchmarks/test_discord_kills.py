"""The process that serves Discord is killed again and again while learners practise; nothing is lost or said twice.

make benchmark ARGS="tests/benchmarks/test_discord_kills.py --kills 200"
"""

import asyncio
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.benchmarks.discord_learners import Learners, print_ledger, thinking
from tests.platforms.discord_ledger import Ledger
from tests.platforms.discord_server import DiscordServer
from tests.platforms.mortal_coach import POINTS
from tests.platforms.served import Served

LEARNERS = 20


async def test_killed_at_every_point_under_load(
    starter_home: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kills = int(request.config.getoption("--kills"))
    home = tmp_path / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    chance = random.Random(20261121)
    async with DiscordServer() as discord:
        learners = Learners(discord, LEARNERS, chance)
        served = Served(None, home, discord=discord)
        await served.start()
        await discord.gateway.connected(within=60)
        await learners.greet()
        await discord.until(lambda: all(discord.direct_messages(one, by_bot=True) for one in learners.ids), within=120)
        await served.kill()
        talking = asyncio.create_task(learners.talk(0.15))
        killed: Counter[str] = Counter()
        for number in range(kills):
            point = list(POINTS)[number % len(POINTS)]
            await served.start(point, chance.randint(1, 6))
            died = await served.dies(within=20 + chance.random())
            killed[point if died else "at some other moment"] += 1
        talking.cancel()
        await asyncio.sleep(3)
        await served.start()
        said = {str(message.id) for message in learners.messages}
        await discord.until(lambda: len(discord.gateway.alive()) > 0, within=60)
        for _ in range(120):
            if said <= (await Ledger.read(discord, served)).events:
                break
            await asyncio.sleep(0.5)
        await served.settled()
        await served.stop()
        ledger = await Ledger.read(discord, served)
        acknowledged = {f"i/{one.id}" for one in learners.invocations if one.is_acked}
        lost = (said | acknowledged) - ledger.events
        print(f"\n{sum(killed.values())} kills: {dict(killed)}; {len(discord.gateway.identifies)} IDENTIFYs")
        print(f"{len(said)} messages, {len(acknowledged)} of {len(learners.invocations)} interactions acknowledged")
        print_ledger(ledger, discord, lost)
        assert not lost
        assert {row["state"] for row in ledger.inbox} == {"done"}
        assert {row["state"] for row in ledger.outbox} == {"sent"}
        assert not ledger.again
        assert not ledger.missing
        assert discord.duplicates() == {}
        assert not thinking(discord)
        assert ledger.unanswered <= learners.votes
        assert discord.violations == []
