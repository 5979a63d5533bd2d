"""Two hundred learners at once while an ingest runs: how long Slack waits for an acknowledgement, and they for words.

make benchmark ARGS="tests/benchmarks/test_slack_load.py --seconds 120"
"""

import asyncio
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.generated_corpus import generate, write_pages
from tests.benchmarks.loading import first_words_in_slack, spread, start_ingest
from tests.platforms.served import Served
from tests.platforms.slack_server import SlackServer

LEARNERS = 200
EVENTS_A_SECOND = 20
SAID = (
    "practice junior 2",
    "We watch latency and error rate, compare features with a reference, and join predictions with later labels.",
    "next",
    "what is shadow deployment?",
    "hint",
    "A registry stores each version with its lineage, its metrics and who approved it.",
    "stop",
    "how do canary releases work?",
)


async def test_load_while_an_ingest_runs(starter_home: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    seconds = int(request.config.getoption("--seconds"))
    home, pages, stalls = tmp_path / "home", tmp_path / "pages", tmp_path / "stalls"
    shutil.copytree(starter_home, home, symlinks=True)
    write_pages(generate(8000, seed=11), pages)
    async with SlackServer() as slack:
        for number in range(LEARNERS):
            slack.workspace.add_user(f"U{number:03}", f"learner{number}")
        served = Served(slack, home)
        await served.start(watched=stalls)
        await slack.socket.connected()
        await slack.world.say("U000", "dm", "what is a model registry?")
        await slack.until(lambda: slack.messages("D000", by_bot=True), within=60)
        ingest = await start_ingest(served, pages)
        said_at: dict[str, float] = {}
        clock = asyncio.get_running_loop().time
        began, began_at = clock(), time.time()
        for number in range(seconds * EVENTS_A_SECOND):
            await asyncio.sleep(max(0.0, began + number / EVENTS_A_SECOND - clock()))
            user = f"U{number % LEARNERS:03}"
            message = await slack.world.say(user, "dm", SAID[number // LEARNERS % len(SAID)])
            said_at[message.ts] = clock()
        ingesting = ingest.returncode is None
        backlog = len(said_at) - len({str(row["id"]) for row in await served.rows("inbox") if row["state"] == "done"})
        await served.settled(within=600)
        after = clock() - began - seconds
        await ingest.wait()
        await served.stop()
        waits = [ack.latency for ack in slack.acks]
        moments = [tuple(map(float, line.split())) for line in stalls.read_text().splitlines()]
        held = np.array([length for at, length in moments if at > began_at])
        print(
            f"\n{len(said_at)} messages of {LEARNERS} learners in {seconds} s, an ingest of 8,000 questions meanwhile"
        )
        print(f"the ingest {'still ran at' if ingesting else 'was done before'} the end; status {ingest.returncode}")
        print(
            f"acknowledged in ms: {spread(waits)}; {sum(wait > 3 for wait in waits)} over 3 s, {len(slack.lost)} lost"
        )
        longest = f", longest {held.max():.0f} ms" if len(held) else ""
        print(f"event loop held up for more than 20 ms: {len(held)} times{longest}")
        print(f"first words after ms: {spread(first_words_in_slack(slack, LEARNERS))}")
        print(f"left at the end: {backlog} messages, done {after:.0f} s later; violations {len(slack.violations)}")
        assert slack.duplicates() == {}
        assert slack.violations == []
        assert not slack.lost
        assert {row["state"] for row in await served.rows("inbox")} == {"done"}
