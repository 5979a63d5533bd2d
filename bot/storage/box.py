"""What the inbox and the outbox have in common: rows with a state, for workers to hold and an operator to look at."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Table, func, select, update

from bot.errors import UnknownThing
from bot.records import BoxRow
from bot.storage.store import Store


class Box:
    """`open_states` are those with work left, the last of them the one in which a row is held. `since` names the column
    with the time at which a row came."""

    def __init__(self, store: Store, table: Table, open_states: Sequence[str], since: str) -> None:
        self._store = store
        self._table = table
        self._open = open_states
        self._since = since

    async def release_all(self) -> None:
        """For the only process of a database, at its start: what a dead one held is free at once."""
        freed = {"state": "waiting", "leased_by": "", "leased_until": None}
        async with self._store.writing() as connection:
            held = self._table.c.state == self._open[-1]
            await connection.execute(update(self._table).where(held).values(freed))

    async def replay(self, one: str | None, now: datetime) -> int:
        """Has what was given up on done again: the row with this id, or all. How many. Raises UnknownThing."""
        table = self._table
        wanted = [table.c.state == "dead", *([table.c.id == one] if one else [])]
        again = {"state": "waiting", "attempts": 0, "due_at": now}
        async with self._store.writing() as connection:
            done = await connection.execute(update(table).where(*wanted).values(again))
        if one and not done.rowcount:
            raise UnknownThing(
                f"Nothing with the id {one!r} was given up on: `coach {table.name} --state dead` lists it."
            )
        return done.rowcount

    async def list(self, state: str | None = None, limit: int = 50) -> tuple[BoxRow, ...]:
        """The newest first."""
        wanted = select(self._table).order_by(self._table.c.number.desc()).limit(limit)
        if state is not None:
            wanted = wanted.where(self._table.c.state == state)
        async with self._store.reading() as connection:
            found = (await connection.execute(wanted)).mappings().all()
        same = ("id", "conversation", "learner", "state", "attempts", "error")
        return tuple(
            BoxRow(
                **{name: row[name] for name in same},
                at=row[self._since],
                kind=row.get("kind", ""),
                post=row.get("post") or "",
            )
            for row in found
        )

    async def open_count(self) -> int:
        """How many are not done with."""
        wanted = select(func.count()).select_from(self._table).where(self._table.c.state.in_(self._open))
        async with self._store.reading() as connection:
            return int((await connection.execute(wanted)).scalar() or 0)

    async def counts(self) -> dict[str, int]:
        """How many there are by state."""
        state = self._table.c.state
        async with self._store.reading() as connection:
            found = await connection.execute(select(state, func.count()).group_by(state))
            return {row[0]: row[1] for row in found}
