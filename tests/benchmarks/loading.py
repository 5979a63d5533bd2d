"""What a run under load needs beside its learners: an ingest that goes on meanwhile, and figures."""

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.platforms.served import ROOT, Served
from tests.platforms.slack_server import SlackServer


async def start_ingest(served: Served, pages: Path) -> asyncio.subprocess.Process:
    environment = {**os.environ, "COACH_HOME": str(served.home)}
    command = ["nice", "-n", "10", sys.executable, "-m", "bot.cli", "ingest", str(pages)]
    return await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )


def first_words_in_slack(slack: SlackServer, learners: int) -> list[float]:
    """Seconds between what a learner said and the first message that the coach posted after it."""
    waits = []
    for number in range(learners):
        messages = slack.messages(f"D{number:03}")
        posted = [float(message.ts) for message in messages if message.user == slack.workspace.bot_user]
        for message in messages:
            if message.user != slack.workspace.bot_user:
                answer = next((ts for ts in posted if ts > float(message.ts)), None)
                waits += [answer - float(message.ts)] if answer else []
    return waits


def spread(seconds: Sequence[float]) -> str:
    """In milliseconds."""
    middle, late, worst = np.percentile(np.array(seconds or [0.0]) * 1000, [50, 99, 100])
    return f"p50 {middle:.0f}, p99 {late:.0f}, max {worst:.0f} of {len(seconds)}"
