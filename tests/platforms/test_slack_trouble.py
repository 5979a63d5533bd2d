"""What learners see in Slack when something is wrong: one honest sentence, and nothing lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.practice.grading import Grade
from bot.settings import Settings
from bot.turns.grading import Grader
from knowledge.questions import ReferenceAnswer
from tests.platforms.slack_room import ADA, BEN, EVE, PRACTICE, Seen, SlackRoom, only, text_of
from tests.platforms.slack_server import SlackServer

LOGS = "Logs write single events in detail; monitoring follows measurements over time and raises alerts."
KEPT = "Your answer is kept, but I could not grade it just now. The grade follows as soon as I can."
EMPTY = "There is nothing to practise or to ask about yet."


class GraderWithPauses:
    """Fails while it is `away`."""

    def __init__(self, grader: Grader) -> None:
        self._grader = grader
        self.version = grader.version
        self.away = True

    def grade(self, question: str, reference: ReferenceAnswer, answer: str) -> Grade:
        if self.away:
            raise RuntimeError("the model is out of memory at 0x7f")
        return self._grader.grade(question, reference, answer)


async def until_seen(room: SlackRoom, words: str) -> Seen:
    """Moves the clock on until somebody sees these words."""
    async with asyncio.timeout(20):
        while True:
            found = [one for one in room.screens() if words in text_of(one)]
            if found:
                return only(found)
            room.clock.move_to(room.clock() + timedelta(seconds=10))
            await asyncio.sleep(0.1)


async def graded_in_peace(room: SlackRoom, user: str) -> str:
    await room.say(user, "dm", "practice monitoring junior 1")
    grade, _ = await room.say(user, "dm", LOGS)
    return text_of(grade)


async def test_an_answer_outlives_an_outage_of_the_grader(room: SlackRoom) -> None:
    undisturbed = await graded_in_peace(room, EVE)
    await room.say(BEN, "dm", "practice monitoring junior 1")
    library = room.service.house._library
    grader = GraderWithPauses(library.grader)
    library.__dict__["grader"] = grader
    await room.slack.world.say(BEN, "dm", LOGS)
    sorry = await until_seen(room, KEPT)
    assert sorry.channel == room.slack.workspace.dm(BEN)
    room.clock.move_to(room.clock() + timedelta(seconds=60))
    await asyncio.sleep(0.3)
    grader.away = False
    room.clock.move_to(room.clock() + timedelta(minutes=5))
    await room.settle()
    *_, grade, _ = room.slack.messages(sorry.channel, by_bot=True)
    assert text_of(grade) == undisturbed
    assert not [one for one in room.screens() if "0x7f" in text_of(one)]
    assert await room.rows(f"SELECT count(*) FROM attempts WHERE learner LIKE '%{BEN}'") == [(1,)]


async def test_in_a_channel_only_who_answered_hears_of_the_outage(room: SlackRoom) -> None:
    root, _ = await room.slash(ADA, PRACTICE, "practice monitoring junior 1")
    library = room.service.house._library
    grader = GraderWithPauses(library.grader)
    library.__dict__["grader"] = grader
    await room.slack.world.say(BEN, PRACTICE, LOGS, thread_ts=root.ts)
    sorry = await until_seen(room, KEPT)
    assert (sorry.user, sorry.thread_ts) == (BEN, root.ts)
    grader.away = False
    grade = await until_seen(room, "points covered")
    assert (grade.user, grade.thread_ts) == (BEN, root.ts)
    await room.settle()


@pytest.fixture
async def empty_room(slack: SlackServer, tmp_path: Path) -> AsyncIterator[SlackRoom]:
    """Before the first ingest."""
    room = SlackRoom(slack, Settings(home=tmp_path, admins=(f"slack:T0LOOP:{ADA}",)))
    slack.settings.ack_timeout = 3.0
    await room.start()
    yield room
    await room.stop()
    assert slack.violations == []


async def test_before_the_first_ingest_that_is_said_and_admins_can_mend_it(empty_room: SlackRoom) -> None:
    assert text_of(only(await empty_room.say(BEN, "dm", "practice"))).startswith(EMPTY)
    in_a_channel = only(await empty_room.slash(EVE, PRACTICE, "ask what is drift?"))
    assert in_a_channel.user == EVE
    assert text_of(in_a_channel).startswith(EMPTY)
    assert text_of(await empty_room.home(EVE)).startswith(EMPTY)
    assert await empty_room.rows("SELECT count(*) FROM inbox WHERE state != 'done'") == [(0,)]
    assert "No gaps" in text_of(only(await empty_room.slash(ADA, "dm", "gaps")))


async def test_where_the_coach_is_no_member_it_says_so_in_private(room: SlackRoom) -> None:
    room.refused = [("chat.postMessage", "not_in_channel")]
    room.slack.workspace.channel("C0ELSEWHERE").members.add(BEN)
    said = only(await room.slash(BEN, "C0ELSEWHERE", "practice"))
    assert said.channel == room.slack.workspace.dm(BEN)
    assert "Invite me to the channel with /invite" in text_of(said)
