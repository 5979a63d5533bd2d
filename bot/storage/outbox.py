"""The outbox: what the coach has said, until it stands on the platform."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, exists, func, or_, select, tuple_, update

from bot.records import QueuedPost
from bot.storage import delivering
from bot.storage.box import Box
from bot.storage.columns import UtcTime
from bot.storage.delivery_tables import OPEN_OUT, outbox
from bot.storage.store import Store


def _claimable() -> Select[Any]:
    earlier = outbox.alias("earlier")
    in_line = and_(
        earlier.c.conversation == outbox.c.conversation,
        earlier.c.state.in_(OPEN_OUT),
        earlier.c.number < outbox.c.number,
    )
    now = bindparam("now", type_=UtcTime)
    free = or_(
        and_(outbox.c.state == "waiting", outbox.c.due_at <= now),
        and_(outbox.c.state == "sending", outbox.c.leased_until < now),
    )
    quiet = tuple_(outbox.c.workspace, outbox.c.channel).not_in(bindparam("busy", expanding=True))
    here = outbox.c.platform.in_(bindparam("platforms", expanding=True))
    found = select(outbox).where(outbox.c.state.in_(OPEN_OUT), free, here, quiet, ~exists().where(in_line))
    return found.order_by(outbox.c.number).limit(bindparam("most")).with_for_update(skip_locked=True)


# An answer can be rated once it is whole: until then its posts are about nothing.
GROWING = "ShowAnswer"
# Put together once: it is asked many times a second.
_CLAIMABLE = _claimable()


class Outbox(Box):
    def __init__(self, store: Store) -> None:
        super().__init__(store, outbox, OPEN_OUT, since="created_at")

    async def queue(self, posts: Sequence[QueuedPost]) -> bool:
        """Whether any of them was new."""
        async with self._store.writing() as connection:
            return await delivering.queue(connection, posts)

    async def claim(
        self,
        by: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        platforms: Collection[str],
        busy: Collection[tuple[str, ...]],
    ) -> tuple[dict[str, Any], ...]:
        """The oldest replies that may be sent now, at most `limit`.

        Of one conversation only the oldest that is open can be claimed. `busy` are (workspace, channel) pairs to
        leave alone. The rows come as they were: `unsure` tells whether an earlier attempt may have got through.
        """
        sought = {"now": now, "most": limit, "platforms": list(platforms), "busy": list(busy)}
        async with self._store.writing() as connection:
            found = (await connection.execute(_CLAIMABLE, sought)).mappings().all()
            if found:
                held = {"state": "sending", "leased_by": by, "leased_until": now + lease, "unsure": True}
                more = {"attempts": outbox.c.attempts + 1, "first_tried": func.coalesce(outbox.c.first_tried, now)}
                theirs = outbox.c.number.in_([row["number"] for row in found])
                await connection.execute(update(outbox).where(theirs).values(**held, **more))
            return tuple(dict(row) for row in found)

    async def before_it(self, row: Mapping[str, Any]) -> tuple[str, bool]:
        """For a live post: the platform's id of what it replaces ("" for none), and whether a later one waits."""
        same = and_(outbox.c.live == row["live"], outbox.c.conversation == row["conversation"])
        posted = select(outbox.c.post).where(same, outbox.c.state == "sent", outbox.c.post != "")
        posted = posted.order_by(outbox.c.number.desc()).limit(1)
        later = select(exists().where(same, outbox.c.state == "waiting", outbox.c.number > row["number"]))
        async with self._store.reading() as connection:
            stands = (await connection.execute(posted)).scalar()
            return stands or "", bool((await connection.execute(later)).scalar())

    async def begun(self, number: int, post: str) -> None:
        async with self._store.writing() as connection:
            await connection.execute(update(outbox).where(outbox.c.number == number).values(begun=post))

    async def sent(self, number: int, post: str, at: datetime, follow_up: Mapping[str, Any] | None = None) -> None:
        """The words go, the id stays for reactions. `follow_up` goes into the inbox in the same transaction."""
        values = {"state": "sent", "post": post, "sent_at": at, "unsure": False, "reply": "", "to": "", "error": ""}
        values["ticket"] = ""
        async with self._store.writing() as connection:
            await connection.execute(update(outbox).where(outbox.c.number == number).values(values))
            if follow_up is not None:
                await delivering.accept(connection, follow_up, at)

    async def leave(self, row: Mapping[str, Any], by: str) -> None:
        """Free again and as it was before `by` claimed it, for nothing was tried."""
        before = {name: row[name] for name in ("attempts", "unsure", "first_tried")}
        await self._end(row["number"], by, before | {"state": "waiting"})

    async def put_back(self, number: int, by: str, error: str, due: datetime, *, unsure: bool) -> None:
        """Another attempt when it is `due`; nothing where it is not `by`'s any more."""
        await self._end(number, by, {"state": "waiting", "error": error, "due_at": due, "unsure": unsure})

    async def give_up(self, number: int, by: str, error: str) -> None:
        """The words are kept, so that an operator can have it sent again; nothing where it is not `by`'s any more."""
        await self._end(number, by, {"state": "dead", "error": error})

    async def about(self, platform: str, workspace: str, channel: str, post: str) -> str | None:
        """What a reaction on this post rates, "" for nothing; None while it may be a reply of which it is not noted yet
        that it got through, and while it is an answer that still grows."""
        here = (outbox.c.platform == platform, outbox.c.workspace == workspace, outbox.c.channel == channel)
        noted = select(outbox.c.about, outbox.c.kind).where(*here, outbox.c.post == post)
        noted = noted.order_by(outbox.c.about.desc()).limit(1)
        open_now = select(outbox.c.about, outbox.c.begun).where(*here, outbox.c.state.in_(OPEN_OUT), outbox.c.unsure)
        async with self._store.reading() as connection:
            found = (await connection.execute(noted)).one_or_none()
            if found is not None:
                return str(found.about) if found.about or found.kind != GROWING else None
            underway = (await connection.execute(open_now)).all()
        begun = [row.about for row in underway if row.begun == post]
        return str(begun[0]) if begun else None if underway else ""

    async def sweep(self, before: datetime) -> int:
        """Removes what was sent before then and is not there to be rated; how many went."""
        old = (outbox.c.state == "sent", outbox.c.sent_at < before, outbox.c.about == "")
        async with self._store.writing() as connection:
            return (await connection.execute(delete(outbox).where(*old))).rowcount

    async def _end(self, number: int, by: str, values: dict[str, Any]) -> None:
        """Whoever was away for longer than the lease must not undo what another process did meanwhile."""
        held = and_(outbox.c.number == number, outbox.c.state == "sending", outbox.c.leased_by == by)
        async with self._store.writing() as connection:
            await connection.execute(update(outbox).where(held).values(values | {"leased_until": None}))
