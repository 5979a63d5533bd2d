"""What a learner is answered in the same way wherever they say it; in a place, only they get to see it."""

from typing import Protocol

from bot.commands import Command, ForgetMe, Link, NameMe, Simple, Unvote, Vote
from bot.help import HELP
from bot.messages import Message, Say, ShowProgress
from bot.practice.session import Conversation
from bot.turns.home import Glancing, Measuring, Naming, Sessions, forget_me, home, name_me
from bot.turns.linking import Linking, link
from bot.turns.rating import Rateable, rate
from bot.turns.turn import Turn


class Topics(Protocol):
    def topics(self) -> tuple[str, ...]: ...


class Memory(Rateable, Naming, Sessions, Linking, Protocol):
    """What personal words need to look up and to keep."""


class Personal:
    def __init__(self, memory: Memory, library: Topics, progress: Measuring, glance: Glancing | None) -> None:
        self._memory = memory
        self._library = library
        self._progress = progress
        self._glance = glance

    async def turn(self, message: Message, command: Command, state: Conversation) -> Turn | None:
        """None for what depends on where it is said."""
        match command:
            case Vote() | Unvote():
                return await rate(message, command, state, self._memory)
            case Simple("help"):
                return Turn(state, (Say(HELP),))
            case Simple("progress"):
                return Turn(state, (ShowProgress(await self._progress(message.learner, message.at)),))
            case Simple("topics"):
                return Turn(state, (Say("Topics: " + ", ".join(self._library.topics()) + "."),))
            case Simple("home"):
                return await home(message, state, self._memory, self._progress, self._glance)
            case NameMe():
                return await name_me(message, command, state, self._memory)
            case ForgetMe():
                return await forget_me(command, message, state, self._memory)
            case Link():
                return await link(message, command, state, self._memory)
        return None
