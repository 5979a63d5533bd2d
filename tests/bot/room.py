"""A coach over a real store and the starter corpus, spoken to by several learners in several conversations."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.assemble.house import House, open_coach
from bot.choosing import SpacedScheduler
from bot.coach import Coach
from bot.memory import StoreMemory
from bot.messages import Aside, Message, Reply
from bot.settings import Settings
from bot.turns.turn import Turn

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class TwiceMemory(StoreMemory):
    """Keeps every turn twice, as after a crash between the keeping and the word that it was kept."""

    async def keep(self, message: Message, turn: Turn, state: str) -> None:
        await super().keep(message, turn, state)
        await super().keep(message, turn, state)


class Killed(BaseException):
    """What a process that is killed does not live to catch."""


class DyingGrader:
    version = "dying"

    def grade(self, *asked: Any) -> Any:
        raise Killed


class Room:
    def __init__(self, house: House, *, memory: type[StoreMemory] = StoreMemory, **more: Any) -> None:
        self.store = house._store
        self.grader = house._library.grader
        self._house = house
        self._memory = memory
        self._more = more
        self._minutes = 0

    def coach(self, grader: Any = None) -> Coach:
        """A new one each time, as after a restart."""
        return Coach(
            shelves=self._house._library,
            memory=self._memory(self.store),
            grader=grader or self.grader,
            scheduler=SpacedScheduler(self.store),
            progress=self._house.progress,
            **self._more,
        )

    def message(self, learner: str, text: str, *, thread: str = "thread", name: str = "", about: str = "") -> Message:
        """In a thread of the channel #mlops; in private where `thread` is empty, in the channel where it is a dash."""
        self._minutes += 1
        name = name or f"m{self._minutes}"
        conversation, place = (f"{thread}", "mlops") if thread else (f"private:{learner}", "")
        now = START + timedelta(minutes=self._minutes)
        return Message(name, learner, conversation, text, now, about, place, thread != "-")

    async def say(self, learner: str, text: str, *, grader: Any = None, **where: str) -> list[Reply]:
        message = self.message(learner, text, **where)
        return [reply async for reply in self.coach(grader).reply(message)]

    async def dies(self, learner: str, text: str, **where: str) -> None:
        """The answer is accepted, and the process killed before it is graded."""
        try:
            await self.say(learner, text, grader=DyingGrader(), **where)
        except Killed:
            return
        raise AssertionError("nothing was graded")


@asynccontextmanager
async def open_room(starter_home: Path, folder: Path, **more: Any) -> AsyncIterator[Room]:
    home = folder / "home"
    shutil.copytree(starter_home, home, symlinks=True)
    async with open_coach(Settings(home=home)) as house:
        yield Room(house, **more)


def public(replies: list[Reply]) -> list[Reply]:
    return [reply for reply in replies if not isinstance(reply, Aside)]


def seen_by(learner: str, replies: list[Reply]) -> list[Reply]:
    return [reply.reply for reply in replies if isinstance(reply, Aside) and reply.to == learner]
