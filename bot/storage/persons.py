"""From an identity to the person: under which id a learner's things are kept, and holding that still while writing.

A join changes under which id things are kept. On SQLite one transaction writes at a time, so that what it reads of the
identities holds until it ends. On PostgreSQL an identity without a row has nothing to lock, so advisory locks stand
for identities: whoever writes a learner's things shares the identity's lock, a join and an erasure have the locks of
all identities that they change alone. Both kinds take them sorted and before any row is written, and joins and
erasures come one after the other; so nobody waits in a circle.
"""

from collections.abc import Collection, Iterable
from hashlib import sha256

from sqlalchemy import ColumnElement, Select, func, literal, select, union
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.selectable import CompoundSelect

from bot.storage.identity_tables import identities

_JOINS = "joins and erasures"


def person(learner: str) -> ColumnElement[str]:
    """The id under which everything of this identity is kept: one look-up by the primary key."""
    known = select(identities.c.learner).where(identities.c.identity == learner).scalar_subquery()
    return func.coalesce(known, learner)


def identities_of(learner: str) -> CompoundSelect[tuple[str]]:
    """All identities of the person behind this one, itself among them."""
    theirs = select(identities.c.identity).where(identities.c.learner == person(learner))
    return union(theirs, select(literal(learner)))


async def persons(connection: AsyncConnection, learners: Iterable[str]) -> dict[str, str]:
    """Under which id the things of each of them are kept, until the caller's transaction ends."""
    wanted = sorted(set(learners))
    if not wanted:
        return {}
    await _lock(connection, wanted, alone=False)
    found = await connection.execute(_rows(wanted))
    return {name: name for name in wanted} | {row.identity: row.learner for row in found}


async def hold_persons(connection: AsyncConnection, learners: Collection[str]) -> dict[str, str]:
    """{identity: person} for all identities of the persons behind these; until the caller's transaction ends nobody
    else writes anything of theirs."""
    await hold_joins(connection)
    whole = {row.identity: row.learner for row in await connection.execute(_rows(learners))}
    kept = {whole.get(name, name) for name in learners}
    others = select(identities).where(identities.c.learner.in_(kept))
    whole |= {row.identity: row.learner for row in await connection.execute(others)}
    whole |= {name: whole.get(name, name) for name in learners}
    await _lock(connection, sorted(whole), alone=True)
    return whole


async def hold_joins(connection: AsyncConnection) -> None:
    """No identity changes its person elsewhere until the caller's transaction ends."""
    await _lock(connection, (_JOINS,), alone=True)


def _rows(learners: Collection[str]) -> Select[tuple[str, str]]:
    return select(identities.c.identity, identities.c.learner).where(identities.c.identity.in_(learners))


async def _lock(connection: AsyncConnection, names: Iterable[str], *, alone: bool) -> None:
    if connection.dialect.name == "sqlite":
        return
    lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
    for name in names:
        await connection.execute(select(lock(_key(name))))


def _key(name: str) -> int:
    """64 bits, as PostgreSQL wants them. Two names with the same one would only wait for each other."""
    return int.from_bytes(sha256(f"identity {name}".encode()).digest()[:8], signed=True)
