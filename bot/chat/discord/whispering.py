"""Answers to an interaction in its own place, and what only one person may see."""

import asyncio

from bot.chat.discord.cards import Card, render
from bot.chat.discord.ids import Ticket, mark_of, nonce_of, user_of
from bot.chat.discord.rest import (
    CANNOT_WRITE_TO_USER,
    ENOUGH_FOLLOW_UPS,
    MISSING_ACCESS,
    UNKNOWN_MESSAGE,
    Json,
    Refused,
    Rest,
)
from bot.chat.discord.saying import Begun, Saying, steps_of
from bot.chat.discord.shown import shown
from bot.chat.discord.waiting import Waiting
from bot.delivery.event import Outgoing
from bot.messages import Say

_CLOSED = (
    "This is for you alone, and I cannot write to you: allow direct messages from members of this server, or answer "
    "with the buttons and commands here, whose answers only you see."
)


class Whispering:
    """Every method raises Refused, RetryLater, Ambiguous."""

    def __init__(self, rest: Rest, saying: Saying, waiting: Waiting, pause: float) -> None:
        self._rest = rest
        self._saying = saying
        self._waiting = waiting
        self._pause = pause

    async def fill(self, outgoing: Outgoing, ticket: Ticket, begun: Begun) -> str:
        """In the place of "thinking", where the conversation sees it; what comes after that stands below."""
        channel = await self._saying.channel(outgoing)
        if not await self._waiting.is_free(ticket, mark_of(outgoing.id)):
            return await self._saying.say(outgoing, channel, begun)
        cards, picture = await self._saying.cards(outgoing)
        # Where it was begun, an answer does not grow anew.
        steps = steps_of(outgoing, cards)[-1 if outgoing.begun else 0 :]
        made = await self._rest.fill(ticket, shown(outgoing, 0, steps[0], picture))
        self._waiting.filled(ticket, mark_of(outgoing.id))
        if len(steps) > 1 or len(cards) > 1:
            await begun(made["id"])
        for step in steps[1:]:
            await asyncio.sleep(self._pause)
            await self._rest.fill(ticket, shown(outgoing, 0, step, None))
        await self._saying.say_rest(outgoing, channel, cards)
        return str(made["id"])

    async def whisper(self, outgoing: Outgoing, ticket: Ticket) -> str:
        """To whoever pressed or typed something, and nobody else. An id only where it can be changed again.

        Where the bot is no member, Discord takes a few messages only in answer to one interaction; the others go to the
        person's direct messages.
        """
        cards, picture = await self._saying.cards(outgoing)
        ids = []
        for number, card in enumerate(cards):
            drawn = picture if number == 0 else None
            if number == 0 and await self._waiting.is_free(ticket, mark_of(outgoing.id)):
                made = await self._rest.fill(ticket, shown(outgoing, number, card, drawn))
                self._waiting.filled(ticket, mark_of(outgoing.id))
            else:
                made = await self._follow(outgoing, ticket, number, card, drawn)
            ids.append(str(made["id"]))
        return ids[0] if ticket.kind == "away" else ""

    async def _follow(self, outgoing: Outgoing, ticket: Ticket, number: int, card: Card, picture: bytes | None) -> Json:
        try:
            return await self._rest.follow_up(ticket, shown(outgoing, number, card, picture, hidden=True))
        except Refused as refused:
            if refused.code != ENOUGH_FOLLOW_UPS:
                raise
        channel, nonce = await self._saying.direct(outgoing.learner), nonce_of(outgoing.id, number)
        return await self._rest.post(channel, shown(outgoing, number, card, picture, nonce=nonce))

    async def explain(self, outgoing: Outgoing, ticket: Ticket, card: Card) -> None:
        """Why there is no reply, to whoever pressed or typed something, beside what they were told before."""
        if await self._waiting.is_free(ticket, mark_of(outgoing.id)):
            await self._rest.fill(ticket, shown(outgoing, 0, card, None))
            self._waiting.filled(ticket, mark_of(outgoing.id))
        else:
            await self._rest.follow_up(ticket, shown(outgoing, 0, card, None, hidden=True))

    async def change(self, outgoing: Outgoing, ticket: Ticket) -> str:
        """Of what was whispered before; where that is gone, or was written to the person, as anything they are told."""
        cards, picture = await self._saying.cards(outgoing)
        try:
            await self._rest.edit_follow_up(ticket, int(outgoing.edits), shown(outgoing, 0, cards[0], picture))
        except Refused as refused:
            if refused.code != UNKNOWN_MESSAGE:
                raise
            return await self._saying.change(outgoing)
        return outgoing.edits

    async def write_to(self, outgoing: Outgoing) -> str:
        """In private, where Discord lets nobody hide it from the others in the channel any more."""

        async def unnoted(_: str) -> None:
            """The message is not where a later attempt would look for one that was begun."""

        where = await self._place(outgoing)
        try:
            private = await self._saying.direct(outgoing.to)
            await self._saying.say(outgoing, private, unnoted, note=f"-# About <#{where}>")
        except Refused as refused:
            if refused.code not in (CANNOT_WRITE_TO_USER, MISSING_ACCESS):
                raise
            (card,) = render(Say(_CLOSED))
            nonce, note = nonce_of(outgoing.id, -1), f"<@{user_of(outgoing.to)}>"
            await self._rest.post(where, shown(outgoing, 0, card, None, nonce=nonce, note=note))
        return ""

    async def _place(self, outgoing: Outgoing) -> int:
        """What can be named: a mention in a plain channel has no thread yet, and may never need one."""
        channel, thread = int(outgoing.address.channel), int(outgoing.address.thread or 0)
        if not thread:
            return channel
        try:
            root = await self._rest.message(channel, thread)
        except Refused:
            return thread
        return thread if "thread" in root else channel
