"""What the coach says, posted in Discord; and whether an earlier attempt to say it got through."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta


from bot.chat.discord.cards import Card, answer_steps, render
from bot.chat.discord.ids import Ticket, is_direct, mark_of, nonce_of, user_of
from bot.chat.discord.rest import (
    CANNOT_WRITE_TO_USER,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    Refused,
    Rest,
)
from bot.chat.discord.shown import shown
from bot.chat.discord.standing import standing
from bot.chat.discord.threads import open_thread, thread_under
from bot.chat.discord.waiting import Waiting
from bot.delivery.event import Outgoing
from bot.delivery.post import NotSent, Undeliverable
from bot.messages import Done, OpenThread, Say, ShowAnswer, ShowHome, ShowProgress
from bot.practice.progress import Progress

_log = logging.getLogger(__name__)

Begun = Callable[[str], Awaitable[None]]
# Discord knows a nonce again for "a few minutes" (https://discord.com/developers/docs/resources/message#create-message).
_NONCE_LIFE = timedelta(seconds=60)
_MAY_NOT = (
    "I may not write there: whoever runs this server has to give me the permission to send messages and use threads."
)
_CLOSED = (
    "This is for you alone, and I cannot write to you: allow direct messages from members of this server, or answer "
    "with the buttons and commands here, whose answers only you see."
)


class DiscordPost:
    """Implements bot.delivery.post.Post. Every message carries a number made of its reply's id, and is posted with a
    nonce made of it, so that it can be found again.

    Of what only one person sees, the first message of an interaction can be found again; the rest is sent at least
    once.
    `draw` makes a PNG of somebody's progress, in any thread. `pause` is in seconds, between two versions of an answer
    that grows and between messages of one reply.
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
        self._draw = draw
        self._now = now
        self._pause = pause
        self._waiting = Waiting(rest, now, settling)
        self._told: dict[tuple[str, str], datetime] = {}

    async def send(self, outgoing: Outgoing, begun: Begun) -> str:
        """See Post.send."""
        ticket = self._ticket(outgoing)
        try:
            if isinstance(outgoing.reply, Done):
                await self._waiting.end(ticket)
                return ""
            if outgoing.edits:
                return await self._change(outgoing, ticket)
            if ticket is not None and _is_alone(outgoing, ticket):
                return await self._whisper(outgoing, ticket)
            if ticket is not None and ticket.kind == "waiting":
                return await self._fill(outgoing, ticket, begun)
            if outgoing.to and not is_direct(outgoing.address):
                return await self._write_to(outgoing)
            return await self._say(outgoing, await self._channel(outgoing), begun)
        except Refused as refused:
            await self._explain(outgoing, ticket, refused)
            raise Undeliverable(f"Discord refused it: {refused}") from refused

    async def find(self, outgoing: Outgoing) -> str | None:
        """See Post.find. None also where sending again changes nothing: while the nonce lives, for an edit, and for the
        first response to an interaction."""
        if isinstance(outgoing.reply, Done) or not self._is_old(outgoing) or self._ticket(outgoing) is not None:
            return None
        try:
            channel = await self._channel(outgoing) if not outgoing.to else await self._direct(outgoing.to)
            cards = render(outgoing.reply)
            there = await standing(self._rest, channel, outgoing)
        except Refused:
            return None
        marks = [mark_of(outgoing.id, number) for number in range(len(cards))]
        whole = all(mark in there for mark in marks)
        if not whole or isinstance(outgoing.reply, OpenThread | ShowAnswer):
            # It may stand there without its thread, or without its end.
            return None
        return str(there[marks[0]])

    # -- ways to say it -----------------------------------------------------------------------------------------

    async def _say(self, outgoing: Outgoing, channel: int, begun: Begun, *, note: str = "") -> str:
        """In a channel, a thread, or a direct message."""
        there = await standing(self._rest, channel, outgoing) if self._is_old(outgoing) else {}
        cards, picture = await self._cards(outgoing)
        steps = _steps(outgoing, cards)
        first = there.get(mark_of(outgoing.id)) or int(outgoing.begun or 0)
        if first:
            # Whoever began it may have ended in the middle of it.
            steps = steps[-1:] if len(steps) > 1 else ()
        else:
            channel, first = await self._post(outgoing, channel, 0, steps[0], picture, note)
            steps = steps[1:]
            if steps or len(cards) > 1:
                await begun(str(first))
        for step in steps:
            await asyncio.sleep(self._pause)
            await self._rest.edit(channel, first, shown(outgoing, 0, step, None, note=note))
        for number, card in enumerate(cards[1:], 1):
            if mark_of(outgoing.id, number) not in there:
                await asyncio.sleep(self._pause)
                await self._post(outgoing, channel, number, card, None)
        if isinstance(outgoing.reply, OpenThread):
            await open_thread(self._rest, channel, first, outgoing.reply.text)
        return str(first)

    async def _post(
        self, outgoing: Outgoing, channel: int, number: int, card: Card, picture: bytes | None, note: str = ""
    ) -> tuple[int, int]:
        """The channel in which it stands, and its id. The thread may have to be made first, under the message that it
        is an answer to; where that cannot be, the answer goes below that message."""
        nonce = nonce_of(outgoing.id, number)
        try:
            made = await self._rest.post(channel, shown(outgoing, number, card, picture, nonce=nonce, note=note))
        except Refused as refused:
            root = outgoing.address.thread
            if refused.code != UNKNOWN_CHANNEL or not root or str(channel) != root:
                raise
            parent = int(outgoing.address.channel)
            below = None if await thread_under(self._rest, parent, int(root)) else int(root)
            channel = channel if below is None else parent
            message = shown(outgoing, number, card, picture, nonce=nonce, note=note, below=below)
            made = await self._rest.post(channel, message)
        return channel, int(made["id"])

    async def _fill(self, outgoing: Outgoing, ticket: Ticket, begun: Begun) -> str:
        """In the place of "thinking", where the conversation sees it; what comes after that stands below."""
        if not await self._waiting.is_free(ticket, mark_of(outgoing.id)):
            return await self._say(outgoing, await self._channel(outgoing), begun)
        cards, picture = await self._cards(outgoing)
        steps = _steps(outgoing, cards)
        made = await self._rest.fill(ticket, shown(outgoing, 0, steps[0], picture))
        self._waiting.filled(ticket, mark_of(outgoing.id))
        if len(steps) > 1 or len(cards) > 1:
            await begun(made["id"])
        for step in steps[1:]:
            await asyncio.sleep(self._pause)
            await self._rest.fill(ticket, shown(outgoing, 0, step, None))
        for number, card in enumerate(cards[1:], 1):
            await self._post(outgoing, await self._channel(outgoing), number, card, None)
        return str(made["id"])

    async def _whisper(self, outgoing: Outgoing, ticket: Ticket) -> str:
        """To whoever pressed or typed something, and nobody else. An id only where it can be changed again."""
        cards, picture = await self._cards(outgoing)
        first = 0
        for number, card in enumerate(cards):
            message = shown(outgoing, number, card, picture if number == 0 else None)
            if number == 0 and await self._waiting.is_free(ticket, mark_of(outgoing.id)):
                made = await self._rest.fill(ticket, message)
                self._waiting.filled(ticket, mark_of(outgoing.id))
            else:
                message = shown(outgoing, number, card, picture if number == 0 else None, hidden=True)
                made = await self._rest.follow_up(ticket, message)
            first = first or int(made["id"])
        return str(first) if ticket.kind == "away" else ""

    async def _write_to(self, outgoing: Outgoing) -> str:
        """To one person in private, where Discord lets nobody else not see it in the channel any more."""

        async def unnoted(_: str) -> None:
            """The message is not where a later attempt would look for one that was begun."""

        where = outgoing.address.thread or outgoing.address.channel
        try:
            await self._say(outgoing, await self._direct(outgoing.to), unnoted, note=f"-# About <#{where}>")
        except Refused as refused:
            if refused.code not in (CANNOT_WRITE_TO_USER, MISSING_ACCESS):
                raise
            user = user_of(outgoing.to)
            (card,) = render(Say(_CLOSED))
            message = shown(outgoing, 0, card, None, nonce=nonce_of(outgoing.id, -1), note=f"<@{user}>")
            await self._rest.post(int(where), message)
        return ""

    async def _change(self, outgoing: Outgoing, ticket: Ticket | None) -> str:
        """The message takes the new words; one that was deleted meanwhile is said anew."""
        cards, picture = await self._cards(outgoing)
        message = shown(outgoing, 0, cards[0], picture)
        try:
            if ticket is not None and ticket.kind == "away":
                await self._rest.edit_follow_up(ticket, int(outgoing.edits), message)
            else:
                await self._rest.edit(await self._channel(outgoing), int(outgoing.edits), message)
        except Refused as refused:
            if refused.code not in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
                raise
            return str((await self._post(outgoing, await self._channel(outgoing), 0, cards[0], picture))[1])
        for number, card in enumerate(cards[1:], 1):
            await self._post(outgoing, await self._channel(outgoing), number, card, None)
        return outgoing.edits

    # -- parts --------------------------------------------------------------------------------------------------

    async def _cards(self, outgoing: Outgoing) -> tuple[Sequence[Card], bytes | None]:
        reply = outgoing.reply
        if isinstance(reply, ShowProgress | ShowHome) and reply.progress.attempts:
            picture = await asyncio.to_thread(self._draw, reply.progress)
            return render(reply, picture=True), picture
        return render(reply), None

    async def _channel(self, outgoing: Outgoing) -> int:
        if is_direct(outgoing.address):
            return await self._rest.direct_channel(int(outgoing.address.channel))
        return int(outgoing.address.thread or outgoing.address.channel)

    async def _direct(self, learner: str) -> int:
        user = user_of(learner)
        if user is None:
            raise Undeliverable(f"{learner} is nobody in Discord.")
        return await self._rest.direct_channel(user)

    def _ticket(self, outgoing: Outgoing) -> Ticket | None:
        ticket = Ticket.read(outgoing.ticket)
        return ticket if ticket is not None and ticket.is_open(self._now()) else None

    def _is_old(self, outgoing: Outgoing) -> bool:
        return outgoing.first_tried is not None and self._now() - outgoing.first_tried > _NONCE_LIFE

    async def _explain(self, outgoing: Outgoing, ticket: Ticket | None, refused: Refused) -> None:
        """Who called the coach where it may not write learns why; without a ticket in private, once an hour."""
        if refused.code not in (MISSING_ACCESS, MISSING_PERMISSIONS) or is_direct(outgoing.address):
            return
        (card,) = render(Say(_MAY_NOT))
        with suppress(Refused, NotSent):
            if ticket is not None:
                await self._rest.fill(ticket, shown(outgoing, 0, card, None))
                self._waiting.filled(ticket, mark_of(outgoing.id))
                return
            who, now = (outgoing.learner, outgoing.address.channel), self._now()
            self._told = {told: at for told, at in self._told.items() if now - at < timedelta(hours=1)}
            if outgoing.learner and who not in self._told:
                self._told[who] = now
                await self._rest.post(await self._direct(outgoing.learner), shown(outgoing, 0, card, None))


def _is_alone(outgoing: Outgoing, ticket: Ticket) -> bool:
    return ticket.kind == "away" or (ticket.kind == "private" and bool(outgoing.to))


def _steps(outgoing: Outgoing, cards: Sequence[Card]) -> Sequence[Card]:
    """The versions in which the first message is shown, one after the other."""
    return answer_steps(outgoing.reply) if isinstance(outgoing.reply, ShowAnswer) else cards[:1]
