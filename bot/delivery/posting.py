"""What the coach says of its own accord, such as a daily question: once for each id, in whichever process."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from bot.admin_records import Daily
from bot.delivery.bell import Bell
from bot.delivery.event import Address, Event
from bot.delivery.routing import conversation_of, inbox_row, post
from bot.messages import Message, OpenThread
from bot.records import QueuedPost


class Inbox(Protocol):
    async def accept(self, row: Mapping[str, Any], at: datetime) -> bool: ...


class Outbox(Protocol):
    async def queue(self, posts: tuple[QueuedPost, ...]) -> bool: ...


class Posting:
    def __init__(self, inbox: Inbox, outbox: Outbox, now: Callable[[], datetime], arrived: Bell, said: Bell) -> None:
        self._inbox = inbox
        self._outbox = outbox
        self._now = now
        self._arrived = arrived
        self._said = said

    async def post_once(self, id: str, daily: Daily, opening: OpenThread) -> bool:
        """In the daily's channel, in the name of whoever set it up. Whether it was new; durable when it returns."""
        address = Address(daily.platform, daily.workspace, daily.channel)
        message = Message(id, daily.created_by, conversation_of(address), "", self._now(), place=daily.place)
        new = await self._outbox.queue((post(id, opening, message, address, self._now()),))
        self._said.ring()
        return new

    async def say_once(self, id: str, daily: Daily, conversation: str, text: str) -> bool:
        """In a thread of that channel, to the coach. Whether it was new; durable when it returns."""
        channel = Address(daily.platform, daily.workspace, daily.channel)
        thread = conversation.removeprefix(conversation_of(channel)).removeprefix(":")
        address = replace(channel, thread=thread)
        message = Message(id, daily.created_by, conversation, text, self._now(), place=daily.place)
        new = await self._inbox.accept(inbox_row(Event(id, message, address)), self._now())
        self._arrived.ring()
        return new
