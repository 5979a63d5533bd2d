"""kill -9 at the worst moments: an accepted answer is never lost, and its grade comes."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.assemble import open_coach
from bot.messages import AskProbe, AskQuestion, Message, Reply, Say, ShowGrade, ShowSummary
from bot.settings import Settings
from tests.bot.room import TwiceMemory, open_room

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

# A grader that dies instead of grading: everything before it has been stored, nothing after it.
DIES_WHILE_GRADING = """
import asyncio, os, signal, sys
from datetime import datetime
from bot.assemble import open_coach
from bot.messages import Message
from bot.settings import read_settings

class DyingGrader:
    version = "dying"
    def grade(self, question, reference, answer):
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    async with open_coach(read_settings()) as house:
        house._library.grader = DyingGrader()
        said = "A log keeps single events in detail."
        message = Message("answer", "ada", "chat", said, datetime.fromisoformat(sys.argv[1]))
        async for reply in house.coach.reply(message):
            print(reply)

asyncio.run(main())
"""


@pytest.fixture
def settings(starter_home: Path, tmp_path: Path) -> Settings:
    home = tmp_path / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    return Settings(home=home)


async def say(settings: Settings, text: str, after: int) -> list[Reply]:
    message = Message(f"message-{after}", "ada", "chat", text, START + timedelta(minutes=after))
    async with open_coach(settings) as house:
        return [reply async for reply in house.coach.reply(message)]


async def test_an_answer_accepted_before_a_crash_is_graded_after_it(settings: Settings) -> None:
    (question,) = await say(settings, "practice monitoring junior 1", 0)
    assert isinstance(question, AskQuestion)
    died = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", DIES_WHILE_GRADING, (START + timedelta(minutes=1)).isoformat()],
        env={**os.environ, "COACH_HOME": str(settings.home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert died.stdout == ""

    said, grade, *_ = await say(settings, "hello?", 2)
    assert isinstance(said, Say)
    assert "interrupted" in said.text
    assert isinstance(grade, ShowGrade)
    async with open_coach(settings) as house:
        (attempt,) = await house.attempts("ada")
    assert attempt.text == "A log keeps single events in detail."
    assert attempt.score == grade.score


async def test_words_after_a_crash_bring_the_grade_and_are_answered_too(starter_home: Path, tmp_path: Path) -> None:
    async with open_room(starter_home, tmp_path) as room:
        await room.say("ada", "practice monitoring junior 2", thread="")
        await room.dies("ada", "Latency of the service.", thread="")
        said, grade, probe, *answer = await room.say("ada", "stop", thread="")
        assert isinstance(said, Say)
        assert isinstance(grade, ShowGrade)
        assert isinstance(probe, AskProbe)
        assert answer == [ShowSummary(1, grade.score)]


async def test_words_said_before_a_question_was_seen_are_no_answer_to_it(starter_home: Path, tmp_path: Path) -> None:
    async with open_room(starter_home, tmp_path) as room:
        await room.say("ada", "mock monitoring junior 2", thread="")
        await room.dies("ada", "Latency of the service.", thread="")
        await room.say("ada", "Are you there", thread="")
        (attempt,) = await room.store.attempts("ada")
        assert attempt.text == "Latency of the service."


async def test_an_answer_that_comes_again_is_graded_once(starter_home: Path, tmp_path: Path) -> None:
    async with open_room(starter_home, tmp_path, memory=TwiceMemory) as room:
        await room.say("ada", "practice monitoring junior 2", thread="")
        await room.dies("ada", "Latency of the service.", thread="", name="answer")
        grade, probe = await room.say("ada", "Latency of the service.", thread="", name="answer")
        assert isinstance(grade, ShowGrade)
        assert isinstance(probe, AskProbe)
        assert await room.say("ada", "Latency of the service.", thread="", name="answer") == []
        assert len(await room.store.attempts("ada")) == 1
        (next_one,) = await room.say("ada", "next", thread="")
        assert isinstance(next_one, AskQuestion)
        assert next_one.number == 2


async def test_an_answer_of_a_session_that_is_gone_is_graded_late(starter_home: Path, tmp_path: Path) -> None:
    async with open_room(starter_home, tmp_path) as room:
        await room.say("ada", "practice monitoring junior 2", thread="")
        await room.dies("ada", "Latency of the service.", thread="", name="answer")
        await room.store.record(learner="ada", at=START, conversation="private:ada", session="")
        said, grade = await room.say("ada", "Latency of the service.", thread="", name="answer")
        assert isinstance(said, Say)
        assert isinstance(grade, ShowGrade)
        (attempt,) = await room.store.attempts("ada")
        assert attempt.score == grade.score


async def test_an_apology_says_what_is_kept(starter_home: Path, tmp_path: Path) -> None:
    async with open_room(starter_home, tmp_path) as room:
        await room.say("ada", "practice monitoring junior 2", thread="")
        await room.dies("ada", "Latency of the service.", thread="", name="answer")
        kept = await room.coach().apology(room.message("ada", "", thread="", name="answer"))
        other = await room.coach().apology(room.message("ada", "", thread="", name="other"))
        assert "The grade follows" in kept.text
        assert "grade" not in other.text


async def test_a_session_goes_on_where_it_was_left(settings: Settings) -> None:
    (first,) = await say(settings, "practice rag 2", 0)
    said, again = await say(settings, "/practice", 1)
    assert isinstance(said, Say)
    assert again == first
