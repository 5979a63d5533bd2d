"""Two services on one PostgreSQL get every event four times and out of order: one answer each, and nothing lost."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bot.assemble import open_service
from bot.chat.slack_chat import SlackAccess, SlackChat
from bot.settings import Settings
from tests.platforms.four_times import TIMES, FourTimes
from tests.platforms.served import Served
from tests.platforms.slack_ledger import NAMELESS, Ledger
from tests.platforms.slack_server import SlackServer

CHANNEL = "C0PRACTICE"
LEARNERS = ("U0ADA", "U0BEN", "U0EVE", "U0DAN")


@asynccontextmanager
async def serving(slack: SlackServer, settings: Settings) -> AsyncIterator[None]:
    known = slack.settings
    access = SlackAccess(known.bot_token, known.app_token, base_url=slack.api_url)
    async with open_service(settings) as service:
        chat = SlackChat(access, service.worker, draw=lambda progress: b"", now=service.house.now, settling=0, pause=0)
        stop = asyncio.Event()
        running = asyncio.create_task(service.run({"slack": chat}, stop, channel_pause=0))
        try:
            yield
        finally:
            stop.set()
            await running


async def test_every_event_four_times_to_two_processes_is_answered_once(
    slack: SlackServer, starter_home: Path, new_postgres_database: str
) -> None:
    slack.settings.ack_timeout, slack.settings.retry_delays = 3.0, (0.0, 1.0, 2.0, 4.0)
    slack.workspace.add_user("U0DAN", "dan")
    transport = FourTimes(slack, random.Random(5), spread=0.5)
    database = Served(slack, starter_home, new_postgres_database)
    async with AsyncExitStack() as both:
        for number in (1, 2):
            await both.enter_async_context(serving(slack, database.settings))
            await slack.socket.connected(number)
        for user in LEARNERS:
            await slack.world.say(user, "dm", "what is shadow deployment?")
            await slack.world.say(user, CHANNEL, slack.world.mention("what is data drift?"))
        await transport.finished()
        await database.settled(within=60)
        for user in LEARNERS:
            (answer,) = slack.messages(slack.workspace.dm(user), by_bot=True)
            await slack.world.react(user, answer, "+1")
            await slack.world.say(user, "dm", "practice monitoring junior 2")
        await transport.finished()
        await database.settled(within=60)
    ledger = await Ledger.read(slack, database)
    said = [sent for sent in slack.deliveries if sent.payload["event"].get("user") in LEARNERS]
    assert len(said) == 5 * len(LEARNERS)
    assert all(sent.attempts >= TIMES and sent.is_acked for sent in said)
    assert {row["state"] for row in ledger.inbox} == {"done"}
    assert {row["state"] for row in ledger.outbox} == {"sent"}
    # A mention is two events about one message, and a reaction is answered by nothing.
    assert len(ledger.inbox) == 4 * len(LEARNERS)
    answered = {str(row["id"]).split("/")[0] for row in ledger.outbox}
    assert len(answered) == 3 * len(LEARNERS)
    assert ledger.answered_once(name.rpartition(":")[2] for name in answered) == len(answered)
    assert (ledger.again, ledger.missing, ledger.posted[NAMELESS]) == ({}, set(), 0)
    assert len(await database.rows("ratings")) == len(LEARNERS)
    assert len(ledger.shares("inbox")) == 2
    assert slack.violations == []
