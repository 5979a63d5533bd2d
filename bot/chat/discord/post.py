"""What the coach says, posted in Discord; and whether an earlier attempt to say it got through."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from bot.chat.discord.cards import render
from bot.chat.discord.ids import Ticket, is_direct, mark_of
from bot.chat.discord.rest import (
    FILE_TOO_LARGE,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    TOKEN_EXPIRED,
    UNKNOWN_WEBHOOK,
    Refused,
    Rest,
)
from bot.chat.discord.saying import Begun, Saying
from bot.chat.discord.shown import shown
from bot.chat.discord.waiting import Waiting
from bot.chat.discord.whispering import Whispering
from bot.delivery.event import Outgoing
from bot.delivery.post import NotSent, Undeliverable
from bot.messages import Done, OpenThread, Say, ShowAnswer, ShowHome, ShowProgress
from bot.practice.progress import Progress

_MAY_NOT = "I may not write there: whoever runs this server has to let me send messages and open threads."

# Refusals that may go for a picture alone.
_NO_FILES = (FILE_TOO_LARGE, MISSING_PERMISSIONS)


class DiscordPost:
    """Implements bot.delivery.post.Post. Every message carries a number made of its reply's id, and is posted with a
    nonce made of it, so that it can be found again.

    Of what only one person sees, the first message of an interaction can be found again; the rest is sent at least
    once. `draw` and `pause` are Saying's, `settling` is Waiting's.
    """

    def __init__(
        self,
        rest: Rest,
        draw: Callable[[Progress], bytes],
        now: Callable[[], datetime],
        *,
        pause: float = 1.0,
        settling: float = 0.3,
    ) -> None:
        self._rest = rest
        self._now = now
        self._waiting = Waiting(rest, now, settling)
        self._saying = Saying(rest, draw, now, pause)
        self._whispering = Whispering(rest, self._saying, self._waiting, pause)
        self._in_words = Saying(rest, None, now, pause)
        self._whispering_in_words = Whispering(rest, self._in_words, self._waiting, pause)
        self._told: dict[tuple[str, str], datetime] = {}

    async def send(self, outgoing: Outgoing, begun: Begun) -> str:
        """See Post.send."""
        ticket = self._ticket(outgoing)
        try:
            try:
                return await self._send(outgoing, ticket, begun)
            except Refused as refused:
                if ticket is not None and refused.code in (UNKNOWN_WEBHOOK, TOKEN_EXPIRED):
                    # Discord's clock is ahead of ours: said without it, as after its time.
                    ticket = None
                    return await self._send(outgoing, None, begun)
                if isinstance(outgoing.reply, ShowProgress | ShowHome) and refused.code in _NO_FILES:
                    return await self._send(outgoing, ticket, begun, in_words=True)
                raise
        except Refused as refused:
            await self._explain(outgoing, ticket, refused)
            raise Undeliverable(f"Discord refused it: {refused}") from refused

    async def _send(self, outgoing: Outgoing, ticket: Ticket | None, begun: Begun, *, in_words: bool = False) -> str:
        if isinstance(outgoing.reply, Done):
            await self._waiting.end(ticket)
            return ""
        saying = self._in_words if in_words else self._saying
        whispering = self._whispering_in_words if in_words else self._whispering
        alone = ticket is not None and (ticket.kind == "away" or (ticket.kind == "private" and bool(outgoing.to)))
        if outgoing.edits:
            if ticket is not None and alone:
                return await whispering.change(outgoing, ticket)
            return await saying.change(outgoing)
        if ticket is not None and alone:
            return await whispering.whisper(outgoing, ticket)
        if ticket is not None and ticket.kind == "waiting":
            return await whispering.fill(outgoing, ticket, begun)
        if outgoing.to and not is_direct(outgoing.address):
            return await whispering.write_to(outgoing)
        return await saying.say(outgoing, await saying.channel(outgoing), begun)

    async def find(self, outgoing: Outgoing) -> str | None:
        """See Post.find. None also where sending again changes nothing: while the nonce lives, for an edit, and for the
        first response to an interaction; and where it may stand there without its thread or its end."""
        again = isinstance(outgoing.reply, Done | OpenThread | ShowAnswer) or outgoing.edits
        if again or not self._saying.is_old(outgoing) or self._ticket(outgoing) is not None:
            return None
        try:
            to = outgoing.to if not is_direct(outgoing.address) else ""
            channel = await (self._saying.direct(to) if to else self._saying.channel(outgoing))
        except Refused:
            return None
        _, there = await self._saying.earlier(outgoing, channel)
        marks = [mark_of(outgoing.id, number) for number in range(len(render(outgoing.reply)))]
        return ("" if to else str(there[marks[0]])) if all(mark in there for mark in marks) else None

    def _ticket(self, outgoing: Outgoing) -> Ticket | None:
        ticket = Ticket.read(outgoing.ticket)
        return ticket if ticket is not None and ticket.is_open(self._now()) else None

    async def _explain(self, outgoing: Outgoing, ticket: Ticket | None, refused: Refused) -> None:
        """Who called the coach where it may not write learns why; without a ticket in private, once an hour."""
        if refused.code not in (MISSING_ACCESS, MISSING_PERMISSIONS) or is_direct(outgoing.address):
            return
        (card,) = render(Say(_MAY_NOT))
        with suppress(Refused, NotSent):
            if ticket is not None:
                await self._whispering.explain(outgoing, ticket, card)
                return
            who, now = (outgoing.learner, outgoing.address.channel), self._now()
            self._told = {told: at for told, at in self._told.items() if now - at < timedelta(hours=1)}
            if outgoing.learner and who not in self._told:
                self._told[who] = now
                await self._rest.post(await self._saying.direct(outgoing.learner), shown(outgoing, 0, card, None))
