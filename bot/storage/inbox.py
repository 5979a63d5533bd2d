"""The inbox: what was accepted, until it is answered. All work is claimed here, by any number of processes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, delete, exists, func, or_, select, tuple_, update

from bot.records import Claim
from bot.storage import delivering
from bot.storage.box import Box
from bot.storage.columns import UtcTime
from bot.storage.delivery_tables import OPEN_IN, inbox
from bot.storage.store import Store
from bot.storage.tables import sessions


def _claimable() -> Select[Any]:
    earlier = inbox.alias("earlier")
    in_line = and_(
        earlier.c.conversation == inbox.c.conversation,
        earlier.c.state.in_(OPEN_IN),
        tuple_(earlier.c.said_at, earlier.c.number) < tuple_(inbox.c.said_at, inbox.c.number),
    )
    now = bindparam("now", type_=UtcTime)
    free = or_(
        and_(inbox.c.state == "waiting", inbox.c.due_at <= now),
        and_(inbox.c.state == "working", inbox.c.leased_until < now),
    )
    found = select(inbox).where(inbox.c.state.in_(OPEN_IN), free, ~exists().where(in_line))
    return found.order_by(inbox.c.due_at, inbox.c.number).limit(bindparam("most")).with_for_update(skip_locked=True)


# Put together once: it is asked many times a second.
_CLAIMABLE = _claimable()


class Inbox(Box):
    def __init__(self, store: Store) -> None:
        super().__init__(store, inbox, OPEN_IN, since="received_at")

    async def accept(self, row: Mapping[str, Any], at: datetime) -> bool:
        """Durable when it returns. False where this event, or another about the same post, was accepted before."""
        async with self._store.writing() as connection:
            return await delivering.accept(connection, row, at)

    async def knows(self, conversation: str) -> bool:
        """Whether anything was ever said to the coach in this conversation."""
        wanted = select(
            or_(
                exists().where(sessions.c.conversation == conversation),
                exists().where(inbox.c.conversation == conversation),
            )
        )
        async with self._store.reading() as connection:
            return bool((await connection.execute(wanted)).scalar())

    async def places(self, platform: str, since: datetime) -> tuple[dict[str, Any], ...]:
        """For each address on this platform where the coach was used since then, the most recently used first: the
        `post` of the newest row about a message, None where there is none, and when the first row came (`since`)."""
        place = (inbox.c.platform, inbox.c.workspace, inbox.c.channel, inbox.c.thread)
        written = func.max(case((inbox.c.post.is_not(None), inbox.c.number)))
        first, last = func.min(inbox.c.received_at), func.max(inbox.c.number)
        used = select(*place, written.label("written"), first.label("since"), last.label("last"))
        used = used.where(inbox.c.platform == platform, inbox.c.received_at >= since).group_by(*place)
        known = used.subquery()
        wanted = select(known, inbox.c.post).join_from(known, inbox, known.c.written == inbox.c.number, isouter=True)
        async with self._store.reading() as connection:
            found = await connection.execute(wanted.order_by(known.c.last.desc()))
            return tuple(dict(row) for row in found.mappings())

    async def claim(self, by: str, now: datetime, lease: timedelta, limit: int) -> tuple[dict[str, Any], ...]:
        """The oldest messages that may be worked on, held by `by` until `now + lease`; at most `limit`, as they were.

        Of one conversation only the oldest that is not done can be claimed, so its messages are treated in order. What
        a dead process held is free again when its lease is over.
        """
        async with self._store.writing() as connection:
            found = (await connection.execute(_CLAIMABLE, {"now": now, "most": limit})).mappings().all()
            if found:
                held = {"state": "working", "leased_by": by, "leased_until": now + lease}
                theirs = inbox.c.number.in_([row["number"] for row in found])
                more = update(inbox).where(theirs).values(**held, attempts=inbox.c.attempts + 1)
                await connection.execute(more)
            return tuple(dict(row) for row in found)

    async def said_since(self, claim: Claim) -> tuple[str, ...]:
        """The messages, as JSON, that the same learner has sent in the same conversation after this one, and that wait
        for it to be done with."""
        own, later = inbox.alias("own"), inbox.alias("later")
        behind = and_(
            later.c.conversation == own.c.conversation,
            later.c.learner == own.c.learner,
            later.c.state == "waiting",
            tuple_(later.c.said_at, later.c.number) > tuple_(own.c.said_at, own.c.number),
        )
        wanted = select(later.c.message).join_from(own, later, behind).where(own.c.id == claim.id)
        async with self._store.reading() as connection:
            return tuple((await connection.execute(wanted.order_by(later.c.number))).scalars())

    async def renew(self, claim: Claim, until: datetime) -> bool:
        """Holds it longer; False where another worker has taken it over."""
        async with self._store.writing() as connection:
            done = await connection.execute(update(inbox).where(delivering.held_by(claim)).values(leased_until=until))
            return done.rowcount > 0

    async def finish(self, claim: Claim, at: datetime) -> None:
        async with self._store.writing() as connection:
            await delivering.finish(connection, claim, at)

    async def put_back(self, claim: Claim, error: str, due: datetime) -> None:
        """Another attempt when it is `due`."""
        await self._end(
            claim, {"state": "waiting", "error": error, "due_at": due, "leased_by": "", "leased_until": None}
        )

    async def give_up(self, claim: Claim, error: str) -> None:
        """The words are kept, so that an operator can have it done again."""
        await self._end(claim, {"state": "dead", "error": error, "leased_by": "", "leased_until": None})

    async def failed_count(self) -> int:
        return (await self.counts()).get("dead", 0)

    async def sweep(self, before: datetime) -> int:
        """Removes what was done with before then; how many went. Repeats of an event come within minutes."""
        async with self._store.writing() as connection:
            done = await connection.execute(delete(inbox).where(inbox.c.state == "done", inbox.c.done_at < before))
            return done.rowcount

    async def _end(self, claim: Claim, values: dict[str, Any]) -> None:
        async with self._store.writing() as connection:
            await connection.execute(update(inbox).where(delivering.held_by(claim)).values(values))
