"""What arrives from Discord is written down before it is acknowledged, and only then is anything else done about it.

Discord shows an app an interaction and a message once. An interaction that cannot be written down is refused, so that
the person presses again; for a message the inbox is tried until it takes it, while everything else goes on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any
from weakref import WeakValueDictionary

import discord

from bot.chat.discord.custom_ids import read_custom_id
from bot.chat.discord.events import Hearing, ParentOf, Reactions, message_event, reaction_event, vote_of
from bot.chat.discord.forms import words_of
from bot.chat.discord.interactions import interaction_event, leaves_it, where
from bot.chat.discord.responding import NO_ANSWER, acknowledge, may_pass, show_typing, tell
from bot.delivery.accepting import Accepting
from bot.delivery.event import Event
from bot.errors import StorageError
from bot.messages import Attachment

_log = logging.getLogger(__name__)
_NOT_NOW = "I could not take that just now. Please try again in a moment."
_READ_BEFORE = "I have read that message already."
_THANKS = "Thank you, noted."
_NOTHING_IN_IT = "There was nothing in that form that I could take. Please open it again."
_LONGEST_PAUSE = 30.0


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Acceptance:
    """`bot` gives the coach's user id, known once it is logged in. `parent_of` and `message_content` are Hearing's.
    `pause` is in seconds, before the second attempt to write a message down; each further one is twice as long."""

    def __init__(
        self,
        inbox: Accepting,
        bot: Callable[[], int],
        parent_of: ParentOf,
        *,
        message_content: bool = False,
        now: Callable[[], datetime] = _utc_now,
        pause: float = 0.5,
    ) -> None:
        self._inbox = inbox
        self._bot = bot
        self._parent_of = parent_of
        self._message_content = message_content
        self._now = now
        self._pause = pause
        self._reactions = Reactions(now())
        self._lines: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._aside: set[asyncio.Task[None]] = set()

    async def message(self, message: discord.Message) -> None:
        """Returns once it is written down, or found to be nothing for us."""
        hearing = self._hearing()
        async with self._line(message.channel.id):
            new = await self._patiently(message.id, lambda: message_event(message, hearing))
        if new:
            self._beside(show_typing(message.channel))

    async def reaction(self, payload: discord.RawReactionActionEvent) -> None:
        """The same for a vote by reaction, set or taken back."""
        hearing = self._hearing()
        if vote_of(payload, hearing.bot) is None or (id := self._reactions.id_of(payload)) is None:
            return
        at = self._now()
        async with self._line(payload.channel_id):
            await self._patiently(payload.message_id, lambda: reaction_event(payload, hearing, id, at))

    async def form(self, interaction: discord.Interaction) -> None:
        """A form that was sent; nothing where it is none of ours."""
        if interaction.type is not discord.InteractionType.modal_submit or interaction.data is None:
            return
        said, carried = words_of(interaction.data), read_custom_id(str(interaction.data.get("custom_id")))
        if said is not None and carried is not None and carried[0] == "reason":
            await self.thank(interaction, said.text, about=said.about)
        elif said is not None:
            await self.take(interaction, said.text, about=said.about)
        elif carried is not None:
            await tell(interaction, _NOTHING_IN_IT)

    async def take(
        self,
        interaction: discord.Interaction,
        words: str,
        *,
        about: str = "",
        files: Sequence[Attachment] = (),
        post: str = "",
    ) -> None:
        """Words that somebody said with a command, a button or a form, and then the sign that they are worked on.

        `post` names the message that they were taken from; it is not treated twice.
        """
        new = await self.keep(interaction, words, about=about, files=files, post=post)
        if new is None:
            return
        if post and not new:
            await tell(interaction, _READ_BEFORE)
            return
        await acknowledge(interaction)
        if new and leaves_it(interaction, where(interaction)[1]):
            self._beside(show_typing(interaction.channel))

    async def thank(self, interaction: discord.Interaction, words: str, *, about: str) -> None:
        """For a vote or its reason, which nothing else answers."""
        if await self.keep(interaction, words, about=about, with_ticket=False) is not None:
            await tell(interaction, _THANKS)

    async def keep(
        self,
        interaction: discord.Interaction,
        words: str,
        *,
        about: str = "",
        files: Sequence[Attachment] = (),
        post: str = "",
        with_ticket: bool = True,
    ) -> bool | None:
        """Whether it is new; None where it could not be written down, which the person was told. Nothing else was
        responded yet: with `with_ticket` False, whoever calls responds all that is to be said."""
        event = interaction_event(
            interaction, words, about=about, files=tuple(files), post=post, with_ticket=with_ticket
        )
        try:
            return await self._inbox.accept(event)
        except StorageError as problem:
            _log.warning("An interaction could not be written down, and its person was told: %s", problem)
        await tell(interaction, _NOT_NOW)
        return None

    def _hearing(self) -> Hearing:
        return Hearing(self._bot(), self._inbox.is_ours, self._parent_of, self._message_content)

    def _line(self, channel: int) -> asyncio.Lock:
        """One for each channel and thread: what is said there is written down in its order."""
        return self._lines.setdefault(channel, asyncio.Lock())

    async def _patiently(self, about: int, translated: Callable[[], Awaitable[Event | None]]) -> bool:
        """Whether it was something new for us, once that is known and written down."""
        pause = self._pause
        while True:
            try:
                event = await translated()
                return event is not None and await self._inbox.accept(event)
            except StorageError as problem:
                _log.warning("Message %d could not be written down; again in %.1f s: %s", about, pause, problem)
            except NO_ANSWER as problem:
                if not may_pass(problem):
                    _log.warning("Where message %d is, Discord does not say: %s", about, problem)
                    return False
                _log.warning("Where message %d is, is not known; again in %.1f s: %s", about, pause, problem)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)
