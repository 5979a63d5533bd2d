"""One learner on several platforms: a code from here, typed there."""

from datetime import datetime
from typing import Protocol

from bot.commands import Link
from bot.link_codes import read_code
from bot.messages import Message, Say
from bot.practice.session import Conversation
from bot.records import Linked
from bot.turns.turn import Turn


class Linking(Protocol):
    async def linked(self, learner: str) -> bool:
        """Whether the person has other identities besides this one."""
        ...

    async def link_code(self, learner: str, at: datetime) -> str:
        """A new one; the person's earlier ones that were not used are worth nothing from now on."""
        ...

    async def link(self, message: Message, code: str) -> Linked:
        """Joins who wrote the message with who asked for the code, once, however often the message comes."""
        ...


_OFFER = """\
Your code: {code}
On the other platform, send me `link {code}` in a private message, or use the command: `/link {code}` in Discord, \
`/coach link {code}` in Slack, `coach link {code}` in a terminal. Your progress, reviews, questions and ratings there \
and here then become one. It works once and for ten minutes.
Never type a code that somebody else gave you: it joins what both of you have here, and each could see and erase it."""
_NO_CODE = "That is no code. `link` on the other platform gives you one, such as ABCD-2345."
_SAID: dict[Linked, str] = {
    "joined": "Joined: your progress, reviews, questions and ratings on both platforms are one from now on. What you "
    "may do as an admin stays with each platform.",
    "own": "That code is your own: where you got it and where you typed it, you are one already.",
    "unknown": "I do not know that code. Look whether you typed it as it was shown: a newer one replaces the older.",
    "expired": "That code is older than ten minutes. `link` on the other platform gives you a new one.",
    "used": "That code was used already. `link` on the other platform gives you a new one.",
    "too many": "Those were too many wrong codes. Try again in an hour.",
}


async def link(message: Message, command: Link, state: Conversation, linking: Linking) -> Turn:
    if not command.code:
        return Turn(state, (Say(_OFFER.format(code=await linking.link_code(message.learner, message.at))),))
    code = read_code(command.code)
    return Turn(state, (Say(_NO_CODE if code is None else _SAID[await linking.link(message, code)]),))
