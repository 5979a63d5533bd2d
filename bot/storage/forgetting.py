"""Erasing a learner: from every table that knows learners, and from SQLite's files as well."""

import sqlite3

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StorageError
from bot.storage.tables import approvals, attempt_points, attempts, metadata

# What stands where the name of a forgotten approver stood: the approval itself is the corpus's, not theirs.
FORGOTTEN = "(forgotten)"


async def forget_learner(engine: AsyncEngine, writer: AsyncEngine, learner: str) -> dict[str, int]:
    """{table: rows erased}. Raises StorageError where SQLite's files could not be cleaned; the rows are gone then."""
    async with writer.begin() as connection:
        erased = await _erase_rows(connection, learner)
    if engine.dialect.name == "sqlite":
        await _clean_files(engine)
    return erased


async def _erase_rows(connection: AsyncConnection, learner: str) -> dict[str, int]:
    theirs = attempt_points.c.attempt_id.in_(
        attempts.select().with_only_columns(attempts.c.id).where(attempts.c.learner == learner)
    )
    erased = {attempt_points.name: (await connection.execute(delete(attempt_points).where(theirs))).rowcount}
    for table in metadata.sorted_tables:
        if "learner" in table.columns:
            done = await connection.execute(delete(table).where(table.c.learner == learner))
            erased[table.name] = done.rowcount
    await connection.execute(update(approvals).where(approvals.c.by == learner).values(by=FORGOTTEN))
    return erased


async def _clean_files(engine: AsyncEngine) -> None:
    """Rewrites the file without its free space, then copies the log into it and empties the log.

    secure_delete overwrites erased rows, but rows that moved between pages before can leave copies; VACUUM leaves none.
    """
    async with engine.connect() as connection:
        # Both must run outside a transaction, so SQLAlchemy, which opens one for every statement, is passed by.
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        try:
            await driver.execute("VACUUM")
            cursor = await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_ = await cursor.fetchone()
            await cursor.close()
        except sqlite3.OperationalError as error:
            raise _unfinished(engine, str(error)) from error
    if busy:
        raise _unfinished(engine, "another process is reading it")


def _unfinished(engine: AsyncEngine, reason: str) -> StorageError:
    return StorageError(
        f"The rows are erased, but copies of their words may remain in {engine.url.database} and its log, which could "
        f"not be rewritten ({reason}): mend that, or stop the other process, and run `coach forget` again."
    )
