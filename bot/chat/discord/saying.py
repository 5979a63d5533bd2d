"""What everybody in a conversation sees: in a channel, a thread, or a direct message."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.chat.discord.cards import Card, answer_steps, render
from bot.chat.discord.ids import is_direct, mark_of, nonce_of, user_of
from bot.chat.discord.rest import THREAD_ARCHIVED, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, Refused, Rest
from bot.chat.discord.shown import shown
from bot.chat.discord.standing import standing
from bot.chat.discord.threads import open_thread, thread_under
from bot.delivery.event import Outgoing
from bot.delivery.post import Undeliverable
from bot.messages import OpenThread, ShowAnswer, ShowHome, ShowProgress
from bot.practice.progress import Progress

Begun = Callable[[str], Awaitable[None]]
# Discord knows a nonce again for "a few minutes":
# https://discord.com/developers/docs/resources/message#create-message
_NONCE_LIFE = timedelta(seconds=60)


class Saying:
    """`draw` makes a PNG of somebody's progress, in any thread; None says it in words. `pause` is in seconds, between
    two versions of an answer that grows and between messages of one reply. Every method raises Refused, RetryLater,
    Ambiguous."""

    def __init__(
        self, rest: Rest, draw: Callable[[Progress], bytes] | None, now: Callable[[], datetime], pause: float
    ) -> None:
        self._rest = rest
        self._draw = draw
        self._now = now
        self._pause = pause

    async def say(self, outgoing: Outgoing, channel: int, begun: Begun, *, note: str = "") -> str:
        """The id of the first message. What an earlier attempt said of it is not said again; `note` stands below it."""
        channel, there = await self.earlier(outgoing, channel)
        cards, picture = await self.cards(outgoing)
        steps = steps_of(outgoing, cards)
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
            channel = await self._edit(outgoing, channel, first, step, None, note)
        await self._say_missing(outgoing, channel, cards, there)
        if isinstance(outgoing.reply, OpenThread):
            await open_thread(self._rest, channel, first, outgoing.reply.text)
        return str(first)

    async def say_rest(self, outgoing: Outgoing, channel: int, cards: Sequence[Card]) -> None:
        """The messages after the first of a reply that takes several."""
        if len(cards) > 1:
            channel, there = await self.earlier(outgoing, channel)
            await self._say_missing(outgoing, channel, cards, there)

    async def change(self, outgoing: Outgoing) -> str:
        """The message takes the new words; where it was deleted meanwhile, or stands in a thread that was closed, they
        are said anew."""
        cards, picture = await self.cards(outgoing)
        channel, posted = await self.channel(outgoing), outgoing.edits
        try:
            channel = await self._edit(outgoing, channel, int(posted), cards[0], picture)
        except Refused as refused:
            if refused.code not in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL, THREAD_ARCHIVED):
                raise
            channel, made = await self._post(outgoing, channel, 0, cards[0], picture)
            posted = str(made)
        await self.say_rest(outgoing, channel, cards)
        return posted

    async def earlier(self, outgoing: Outgoing, channel: int) -> tuple[int, dict[int, int]]:
        """What stands there of earlier attempts, if that has to be looked up, as `standing` gives it; and where: below
        the message that it answers, if no thread could be made of that."""
        if not self.is_old(outgoing):
            return channel, {}
        there = await standing(self._rest, channel, outgoing)
        if not there and str(channel) == outgoing.address.thread:
            parent = int(outgoing.address.channel)
            below = await standing(self._rest, parent, outgoing)
            if mark_of(outgoing.id) in below:
                return parent, below
        return channel, there

    async def cards(self, outgoing: Outgoing) -> tuple[Sequence[Card], bytes | None]:
        reply = outgoing.reply
        if self._draw is not None and isinstance(reply, ShowProgress | ShowHome) and reply.progress.attempts:
            picture = await asyncio.to_thread(self._draw, reply.progress)
            return render(reply, picture=True), picture
        return render(reply), None

    async def channel(self, outgoing: Outgoing) -> int:
        address = outgoing.address
        return await self.direct(int(address.channel)) if is_direct(address) else int(address.thread or address.channel)

    async def direct(self, who: int | str) -> int:
        """The channel of direct messages with a learner, or with a user of Discord."""
        user = who if isinstance(who, int) else user_of(who)
        if user is None:
            raise Undeliverable(f"{who} is nobody in Discord.")
        return await self._rest.direct_channel(user)

    def is_old(self, outgoing: Outgoing) -> bool:
        """Whether an earlier attempt may stand there under a nonce that Discord has forgotten, or under none: as the
        first response to an interaction whose time is over now."""
        tried = outgoing.first_tried
        return tried is not None and (bool(outgoing.ticket) or self._now() - tried > _NONCE_LIFE)

    async def _say_missing(
        self, outgoing: Outgoing, channel: int, cards: Sequence[Card], there: Mapping[int, int]
    ) -> None:
        for number, card in enumerate(cards[1:], 1):
            if mark_of(outgoing.id, number) not in there:
                await asyncio.sleep(self._pause)
                await self._post(outgoing, channel, number, card, None)

    async def _edit(
        self, outgoing: Outgoing, channel: int, message: int, card: Card, picture: bytes | None, note: str = ""
    ) -> int:
        """The channel in which it stands: that may be below the message that it answers, as for `_post`."""
        try:
            await self._rest.edit(channel, message, shown(outgoing, 0, card, picture, note=note))
        except Refused as refused:
            if refused.code not in (UNKNOWN_CHANNEL, UNKNOWN_MESSAGE) or str(channel) != outgoing.address.thread:
                raise
            channel = int(outgoing.address.channel)
            await self._rest.edit(channel, message, shown(outgoing, 0, card, picture, note=note))
        return channel

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


def steps_of(outgoing: Outgoing, cards: Sequence[Card]) -> Sequence[Card]:
    """The versions in which the first message is shown, one after the other."""
    return answer_steps(outgoing.reply) if isinstance(outgoing.reply, ShowAnswer) else cards[:1]
