"""From the inbox through the coach: messages of one conversation in order, conversations side by side."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.delivery.accepting import Seen
from bot.delivery.bell import Bell
from bot.delivery.event import Address, Event
from bot.delivery.memory import Delivery
from bot.delivery.reply_json import message_from_json
from bot.delivery.routing import address_of, conversation_of, inbox_row, post
from bot.errors import CoachError, LeaseLost, StorageError
from bot.messages import Done, Message, Plain, Reply
from bot.records import Claim, QueuedPost

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
# How long a message waits after each failed attempt; after the last it is given up on, its words kept for a replay.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (0.5, 5, 30, 120, 600))
# A process may be killed by chance while it treats a message, hardly so often by chance.
_DEATHS = 20
# A short disturbance is over before anybody has to hear of it.
SORRY_AFTER = 2
_LOOK_EVERY = 0.5


class Inbox(Protocol):
    async def accept(self, row: Mapping[str, Any], at: datetime) -> bool: ...

    async def knows(self, conversation: str) -> bool: ...

    async def places(self, platform: str, since: datetime) -> Sequence[Mapping[str, Any]]: ...

    async def claim(self, by: str, now: datetime, lease: timedelta, limit: int) -> Sequence[Mapping[str, Any]]: ...

    async def renew(self, claim: Claim, until: datetime) -> bool: ...

    async def said_since(self, claim: Claim) -> Sequence[str]: ...

    async def finish(self, claim: Claim, at: datetime) -> None: ...

    async def put_back(self, claim: Claim, error: str, due: datetime) -> None: ...

    async def give_up(self, claim: Claim, error: str) -> None: ...


class Outbox(Protocol):
    async def queue(self, posts: tuple[QueuedPost, ...]) -> bool: ...

    async def about(self, platform: str, workspace: str, channel: str, post: str) -> str | None: ...


class Coach(Protocol):
    def reply(self, message: Message) -> AsyncIterator[Reply]: ...

    async def apology(self, message: Message) -> Plain:
        """The one honest sentence for a learner whose message could not be treated yet."""
        ...


class Worker:
    """`coach` makes the coach that answers one message, with a memory that keeps its turns as `Delivery` says.

    `name` is unique among the processes that share the database.
    """

    def __init__(
        self,
        inbox: Inbox,
        outbox: Outbox,
        coach: Callable[[Delivery], Coach],
        now: Callable[[], datetime],
        name: str,
        arrived: Bell,
        said: Bell,
        *,
        tasks: int = 4,
        lease: timedelta = LEASE,
    ) -> None:
        self._inbox = inbox
        self._outbox = outbox
        self._coach = coach
        self._now = now
        self._name = name
        self._arrived = arrived
        self._said = said
        self._tasks = tasks
        self._lease = lease
        self._stopping = False

    async def accept(self, event: Event) -> bool:
        """Durable when it returns; False where it was accepted before. Raises StorageError where it cannot be kept."""
        new = await self._inbox.accept(inbox_row(event), self._now())
        if new:
            self._arrived.ring()
        return new

    async def is_ours(self, address: Address) -> bool:
        """Whether the coach was spoken to before in the conversation that is held there."""
        return await self._inbox.knows(conversation_of(address))

    async def last_seen(self, platform: str, since: datetime) -> Sequence[Seen]:
        """See Remembering."""
        rows = await self._inbox.places(platform, since)
        return [Seen(address_of(row), row["post"] or "", row["since"]) for row in rows]

    async def run(self) -> None:
        """Until it is stopped; where it is cancelled, what was being worked on is free when its lease is over."""
        working: set[asyncio.Task[None]] = set()
        try:
            while not self._stopping:
                wait = self._arrived.listen()
                rows = await self._claim(self._tasks - len(working))
                for row in rows:
                    task = asyncio.create_task(self._treat(row, Claim(row["id"], self._name, row["attempts"] + 1)))
                    working.add(task)
                    task.add_done_callback(working.discard)
                    # What waited for this one in the same conversation may be claimed then.
                    task.add_done_callback(lambda _: self._arrived.ring())
                if not rows:
                    await wait(_LOOK_EVERY)
            if working:
                await asyncio.wait(working)
        finally:
            for task in working:
                task.cancel()

    def stop(self) -> None:
        """Takes on nothing new; `run` ends when what is being worked on is done with."""
        self._stopping = True
        self._arrived.ring()

    async def _claim(self, most: int) -> Sequence[Mapping[str, Any]]:
        try:
            return await self._inbox.claim(self._name, self._now(), self._lease, most) if most > 0 else ()
        except Exception:
            # The database is away; nothing is lost by looking again.
            log.exception("The inbox cannot be read; looking again in five seconds.")
            await asyncio.sleep(5)
            return ()

    async def _treat(self, row: Mapping[str, Any], claim: Claim) -> None:
        holding = asyncio.create_task(self._hold(claim))
        try:
            await self._answer(row, claim)
        except LeaseLost as lost:
            log.warning("%s", lost)
        except Exception as error:
            log.exception("The message %s could not be treated (attempt %d).", claim.id, claim.attempts)
            await self._fail(row, claim, error)
        finally:
            holding.cancel()

    async def _answer(self, row: Mapping[str, Any], claim: Claim) -> None:
        if claim.attempts > _DEATHS:
            # Nobody put it back: whoever worked on it died each time, perhaps of it.
            await self._inbox.give_up(
                claim, f"The process ended {claim.attempts - 1} times while it treated this message."
            )
            return
        message = message_from_json(row["message"])
        if message.about.startswith("post:"):
            _, channel, posted = message.about.split(":", 2)
            about = await self._outbox.about(row["platform"], row["workspace"], channel, posted)
            if about is None and claim.attempts <= len(PAUSES):
                due = self._now() + PAUSES[claim.attempts - 1]
                await self._inbox.put_back(claim, "What it is about is being sent.", due)
                return
            if not about:
                await self._inbox.finish(claim, self._now())
                return
            message = replace(message, about=about)
        delivery = Delivery(claim, address_of(row), self._now, self._inbox.said_since, row["ticket"])
        async for _ in self._coach(delivery).reply(message):
            self._said.ring()
        if row["ticket"]:
            end = post(f"{message.id}/end", Done(), message, address_of(row), self._now(), ticket=row["ticket"])
            await self._outbox.queue((end,))
            self._said.ring()
        if not delivery.done:
            await self._inbox.finish(claim, self._now())

    async def _fail(self, row: Mapping[str, Any], claim: Claim, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"[:500]
        try:
            if claim.attempts > len(PAUSES):
                await self._inbox.give_up(claim, reason)
            else:
                await self._inbox.put_back(claim, reason, self._now() + PAUSES[claim.attempts - 1])
            if claim.attempts == SORRY_AFTER:
                await self._apologise(row, claim)
        except CoachError:
            log.exception("The failure of %s could not be noted; it is tried again when its lease is over.", claim.id)

    async def _apologise(self, row: Mapping[str, Any], claim: Claim) -> None:
        message = message_from_json(row["message"])
        reply = await self._coach(Delivery(claim, address_of(row), self._now, self._inbox.said_since)).apology(message)
        to = message.learner if message.place else ""
        where = address_of(row)
        sorry = post(f"{message.id}/sorry", reply, message, where, self._now(), to=to, ticket=row["ticket"])
        await self._outbox.queue((sorry,))
        self._said.ring()

    async def _hold(self, claim: Claim) -> None:
        """Keeps the lease while the work takes longer."""
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            try:
                if not await self._inbox.renew(claim, self._now() + self._lease):
                    return
            except StorageError:
                log.exception("The lease of %s could not be renewed; trying again.", claim.id)
