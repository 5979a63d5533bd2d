"""What the coach says without having been spoken to: the question of the day, and that yesterday's is over."""

from collections.abc import Callable
from datetime import datetime

from bot.admin_records import Daily
from bot.delivery.bell import Bell
from bot.delivery.event import Address, Event
from bot.delivery.routing import inbox_row, post
from bot.delivery.worker import Inbox, Outbox
from bot.messages import Message, OpenThread


class Announcer:
    """Both are durable when they return; the same id is taken once, by whichever process comes first."""

    def __init__(
        self,
        inbox: Inbox,
        outbox: Outbox,
        now: Callable[[], datetime],
        arrived: Bell | None = None,
        said: Bell | None = None,
    ) -> None:
        self._inbox = inbox
        self._outbox = outbox
        self._now = now
        self._arrived = arrived
        self._said = said

    async def post_once(self, id: str, daily: Daily, opening: OpenThread) -> bool:
        message = Message(id, daily.created_by, daily.place, "", self._now(), place=daily.place, in_thread=False)
        new = await self._outbox.queue((post(id, opening, message, _address(daily), self._now()),))
        if new and self._said is not None:
            self._said.ring()
        return new

    async def say_once(self, id: str, daily: Daily, conversation: str, text: str) -> bool:
        message = Message(id, daily.created_by, conversation, text, self._now(), place=daily.place)
        address = _address(daily, conversation.removeprefix(f"{daily.place}:"))
        new = await self._inbox.accept(inbox_row(Event(id, message, address)), self._now())
        if new and self._arrived is not None:
            self._arrived.ring()
        return new


def _address(daily: Daily, thread: str = "") -> Address:
    return Address(daily.platform, daily.workspace, daily.channel, thread)
