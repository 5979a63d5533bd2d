"""From the outbox to the platforms: in order within a conversation, at the pace a channel bears, never twice."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.delivery.bell import Bell
from bot.delivery.event import Outgoing
from bot.delivery.post import NotSent, Post, RetryLater, Undeliverable
from bot.delivery.routing import continued, outgoing
from bot.errors import StorageError
from bot.messages import Done, ShowHome

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
# One message a second in a channel is what Slack allows; Discord's buckets are of the same order.
CHANNEL_PAUSE = 1.0
# A platform that is away for longer than this is no reason to surprise people with old replies.
STALE = timedelta(hours=24)
_TRIES_WITH_A_BUG = 3
# The parts of a lease within which a reply must be begun, and in which it must then be sent: no other process starts on
# a reply that is still being sent here.
_BEGIN, _SEND = 0.2, 0.8
_LONGEST_PAUSE = 60.0
_LOOK_EVERY = 0.5


class Outbox(Protocol):
    async def claim(
        self,
        by: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        platforms: Collection[str],
        busy: Collection[tuple[str, ...]],
    ) -> Sequence[Mapping[str, Any]]: ...

    async def before_it(self, row: Mapping[str, Any]) -> tuple[str, bool]: ...

    async def begun(self, number: int, post: str) -> None: ...

    async def sent(self, number: int, post: str, at: datetime, follow_up: Mapping[str, Any] | None = None) -> None: ...

    async def leave(self, row: Mapping[str, Any], by: str) -> None: ...

    async def put_back(self, number: int, by: str, error: str, due: datetime, *, unsure: bool) -> None: ...

    async def give_up(self, number: int, by: str, error: str) -> None: ...


class Sender:
    """`posts` are the platforms by name; `arrived` is rung for whatever a sent reply puts into the inbox."""

    def __init__(
        self,
        outbox: Outbox,
        posts: Mapping[str, Post],
        now: Callable[[], datetime],
        name: str,
        arrived: Bell,
        said: Bell,
        *,
        tasks: int = 32,
        lease: timedelta = LEASE,
        channel_pause: float = CHANNEL_PAUSE,
    ) -> None:
        self._outbox = outbox
        self._posts = posts
        self._now = now
        self._name = name
        self._arrived = arrived
        self._said = said
        self._tasks = tasks
        self._lease = lease
        self._channel_pause = channel_pause
        self._stopping = False
        self._quiet_until: dict[tuple[str, str], float] = {}

    async def run(self) -> None:
        """Until it is stopped."""
        sending: set[asyncio.Task[None]] = set()
        try:
            while not self._stopping:
                wait = self._said.listen()
                begin_until = time.monotonic() + _BEGIN * self._lease.total_seconds()
                rows = await self._claim(self._tasks - len(sending))
                for channel, its_rows in _by_channel(rows).items():
                    # At once, and not when the task begins: the next look at the outbox may come before.
                    self._quiet_until[channel] = float("inf")
                    task = asyncio.create_task(self._deliver(channel, its_rows, begin_until))
                    sending.add(task)
                    task.add_done_callback(sending.discard)
                    task.add_done_callback(lambda _: self._said.ring())
                if not rows:
                    await wait(self._next_look())
            if sending:
                await asyncio.wait(sending)
        finally:
            for task in sending:
                task.cancel()

    def stop(self) -> None:
        """Starts on nothing new; `run` ends when what is being sent is sent."""
        self._stopping = True
        self._said.ring()

    async def _claim(self, most: int) -> Sequence[Mapping[str, Any]]:
        try:
            if most <= 0:
                return ()
            now, busy = self._now(), self._busy()
            return await self._outbox.claim(self._name, now, self._lease, most, self._posts, busy)
        except Exception:
            log.exception("The outbox cannot be read; looking again in five seconds.")
            await asyncio.sleep(5)
            return ()

    def _busy(self) -> list[tuple[str, ...]]:
        now = time.monotonic()
        self._quiet_until = {channel: until for channel, until in self._quiet_until.items() if until > now}
        return list(self._quiet_until)

    def _next_look(self) -> float:
        soonest = min(self._quiet_until.values(), default=float("inf")) - time.monotonic()
        return min(max(soonest, 0.01), _LOOK_EVERY)

    async def _deliver(self, channel: tuple[str, str], rows: Sequence[Mapping[str, Any]], begin_until: float) -> None:
        """Replies to one channel, one after the other; those whose turn comes too late are left to the next look."""
        pause = 0.0
        try:
            for number, row in enumerate(rows):
                if number and time.monotonic() + pause > begin_until:
                    await self._outbox.leave(row, self._name)
                    continue
                if number:
                    await asyncio.sleep(pause)
                pause = await self._send_one(row)
        except StorageError:
            log.exception("The outbox cannot be written; what was not sent is tried again when its lease is over.")
        finally:
            self._quiet_until[channel] = time.monotonic() + pause

    async def _send_one(self, row: Mapping[str, Any]) -> float:
        """Seconds for which the channel is to be left alone now."""
        try:
            return await self._try(row)
        except RetryLater as later:
            await self._later(row, later, unsure=row["unsure"], seconds=later.seconds)
            return later.seconds if later.channel_wide else 0.0
        except Undeliverable as never:
            log.error("The reply %s cannot be delivered: %s", row["id"], never)
            await self._outbox.give_up(row["number"], self._name, str(never))
        except (NotSent, TimeoutError) as perhaps:
            await self._later(row, perhaps, unsure=True)
        except Exception as bug:
            log.exception("The reply %s could not be sent.", row["id"])
            if row["attempts"] + 1 >= _TRIES_WITH_A_BUG:
                await self._outbox.give_up(row["number"], self._name, f"{type(bug).__name__}: {bug}"[:500])
            else:
                await self._later(row, bug, unsure=True)
        return 0.0

    async def _try(self, row: Mapping[str, Any]) -> float:
        """Seconds for which the channel is to be left alone now."""
        message = outgoing(row)
        if row["live"]:
            # One that may stand there already is looked up all the same, so that the next one takes its place.
            edits, superseded = await self._outbox.before_it(row)
            if superseded and (edits or not row["unsure"]):
                await self._outbox.sent(row["number"], edits, self._now())
                return 0.0
            message = replace(message, edits=edits)
        platform = self._posts[row["platform"]]
        async with asyncio.timeout(_SEND * self._lease.total_seconds()):
            posted = await platform.find(message) if row["unsure"] and not message.edits else None
            if posted is None:
                posted = await self._send(platform, row["number"], message)
        follow_up = continued(message, posted, self._now())
        await self._outbox.sent(row["number"], posted, self._now(), follow_up)
        if follow_up is not None:
            self._arrived.ring()
        return 0.0 if message.to or isinstance(message.reply, ShowHome | Done) else self._channel_pause

    async def _send(self, platform: Post, number: int, message: Outgoing) -> str:
        async def begun(posted: str) -> None:
            await self._outbox.begun(number, posted)

        return await platform.send(message, begun)

    async def _later(
        self, row: Mapping[str, Any], error: Exception, *, unsure: bool, seconds: float | None = None
    ) -> None:
        reason = f"{type(error).__name__}: {error}"[:500]
        if self._now() - row["created_at"] > STALE:
            await self._outbox.give_up(row["number"], self._name, reason)
            return
        pause = min(0.5 * 2 ** row["attempts"], _LONGEST_PAUSE) if seconds is None else seconds
        due = self._now() + timedelta(seconds=pause)
        await self._outbox.put_back(row["number"], self._name, reason, due, unsure=unsure)


def _by_channel(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["workspace"], row["channel"]), []).append(row)
    return found
