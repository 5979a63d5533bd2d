"""What Discord shows while an interaction is worked on: filled with the first reply, taken away where none comes."""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import discord

from bot.chat.discord.ids import Ticket, time_of
from bot.chat.discord.rest import TOKEN_EXPIRED, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, Refused, Rest
from bot.chat.discord.standing import marks_of
from bot.delivery.post import RetryLater

# An interaction has to be acknowledged within three seconds; its reply may be ready before that.
_ACKNOWLEDGED_WITHIN = timedelta(seconds=4)
_REMEMBERED = 2000


class Waiting:
    """`settling` is in seconds: when to look again at an interaction that was not acknowledged yet."""

    def __init__(self, rest: Rest, now: Callable[[], datetime], settling: float) -> None:
        self._rest = rest
        self._now = now
        self._settling = settling
        self._filled: OrderedDict[int, int] = OrderedDict()

    async def is_free(self, ticket: Ticket, mark: int) -> bool:
        """Whether the first response waits for words, or has those already of which `mark` is the number. False also
        where it is gone. Raises RetryLater where the interaction is not acknowledged yet, Refused, Ambiguous."""
        if (known := self._filled.get(ticket.interaction)) is not None:
            return known == mark
        try:
            original = await self._rest.original(ticket)
        except Refused as refused:
            if refused.code == UNKNOWN_WEBHOOK and self._now() - time_of(ticket.interaction) < _ACKNOWLEDGED_WITHIN:
                raise RetryLater("The interaction is being acknowledged.", self._settling) from refused
            if refused.code in (UNKNOWN_WEBHOOK, UNKNOWN_MESSAGE, TOKEN_EXPIRED):
                return False
            raise
        return discord.MessageFlags._from_value(original.get("flags", 0)).loading or mark in marks_of(original)

    def filled(self, ticket: Ticket, mark: int) -> None:
        self._filled[ticket.interaction] = mark
        while len(self._filled) > _REMEMBERED:
            self._filled.popitem(last=False)

    async def end(self, ticket: Ticket | None) -> None:
        """No reply came, or none that stands there: nobody waits any more. Raises RetryLater and Ambiguous."""
        if ticket is None or ticket.interaction in self._filled:
            return
        with suppress(Refused):
            if await self.is_free(ticket, 0):
                await self._rest.take_away(ticket)
