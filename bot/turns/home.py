"""What a learner has for themselves: progress, the home page, being named or not, being forgotten."""

from datetime import datetime
from typing import Protocol

from bot.admin_messages import AdminGlance
from bot.commands import ForgetMe, NameMe
from bot.messages import Message, Say, ShowHome
from bot.practice.progress import Progress
from bot.practice.session import Conversation
from bot.turns.linking import Linking
from bot.turns.turn import Turn


class Measuring(Protocol):
    async def __call__(self, learner: str, now: datetime) -> Progress: ...


class Glancing(Protocol):
    async def __call__(self, learner: str) -> AdminGlance | None:
        """What an admin sees first; None for everybody else."""
        ...


class Naming(Protocol):
    async def name_me(self, learner: str, agreed: bool) -> None:
        """The learner's wish from now on; nobody is named who did not agree."""
        ...


class Sessions(Protocol):
    async def in_session(self, learner: str) -> bool:
        """Whether a practice session of the learner alone is open, in whichever conversation."""
        ...


async def home(
    message: Message, state: Conversation, sessions: Sessions, measure: Measuring, glance: Glancing | None
) -> Turn:
    progress = await measure(message.learner, message.at)
    seen = await glance(message.learner) if glance is not None else None
    return Turn(state, (ShowHome(progress, await sessions.in_session(message.learner), seen),))


async def name_me(message: Message, command: NameMe, state: Conversation, wishes: Naming) -> Turn:
    await wishes.name_me(message.learner, command.yes)
    if command.yes:
        return Turn(
            state, (Say("You may be named among those who answered a question of the day. `name-me no` ends it."),)
        )
    return Turn(state, (Say("You will not be named."),))


async def forget_me(command: ForgetMe, message: Message, state: Conversation, linking: Linking) -> Turn:
    """Everything goes, on every platform that the learner linked; and where the learner sits in this thread, its
    practice with it: it holds their name."""
    linked = await linking.linked(message.learner)
    if not command.sure:
        everywhere = " It goes for all platforms that you linked, and unlinks them." if linked else ""
        return Turn(
            state,
            (
                Say(
                    "This erases everything that is kept about you here: your answers and grades, your reviews and "
                    f"progress, what you asked and how you rated it.{everywhere} It cannot be undone. `forget-me yes` "
                    "does it."
                ),
            ),
        )
    where, platforms = (
        ("here and on the platforms that you linked", "The platforms on which you wrote to me keep their")
        if linked
        else ("here", "The platform on which you wrote to me keeps its")
    )
    said = Say(
        f"Everything that was kept about you {where} is erased. {platforms} own copies of our messages; delete those "
        "there."
    )
    named_here = state.group is not None and state.group.knows(message.learner)
    return Turn(Conversation() if named_here or not message.place else state, (said,), forget=True)
