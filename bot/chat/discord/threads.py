"""Threads that the coach opens: from its own message, and under the message in which somebody called it."""

import re
from contextlib import suppress

from bot.chat.discord.rest import THREAD_EXISTS, Refused, Rest
from bot.chat.text import clean, shortened

_LONGEST_NAME = 100
_MARK = re.compile(r"<[^<>]{1,100}>")


async def open_thread(rest: Rest, channel: int, message: int, name: str) -> None:
    """From the coach's own message; nothing where there is one. Raises Refused, RetryLater, Ambiguous."""
    try:
        await rest.start_thread(channel, message, name_of(name))
    except Refused as refused:
        if refused.code != THREAD_EXISTS:
            raise


async def thread_under(rest: Rest, channel: int, message: int) -> bool:
    """Whether there is a thread now under somebody's message, named by its words. Raises RetryLater, Ambiguous."""
    said = ""
    with suppress(Refused):
        said = str((await rest.message(channel, message)).get("content", ""))
    try:
        await rest.start_thread(channel, message, name_of(_MARK.sub("", said)))
    except Refused as refused:
        return refused.code == THREAD_EXISTS
    return True


def name_of(words: str) -> str:
    """1 to 100 characters on one line."""
    return shortened(clean(words.partition("\n")[0]), _LONGEST_NAME) or "Interview coach"
