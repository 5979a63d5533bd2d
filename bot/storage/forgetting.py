"""Erasing a learner: from every table that knows learners, and from SQLite's files as well."""

import sqlite3

from sqlalchemy import and_, delete, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StorageError
from bot.storage.admin_tables import audit, dailies, roles
from bot.storage.delivery_tables import OPEN_OUT, inbox, outbox
from bot.storage.model_tables import model_calls
from bot.storage.persons import hold_persons
from bot.storage.tables import approvals, attempt_points, attempts, decisions, metadata, sessions

# What stands where the name of a forgotten approver stood: the approval itself is the corpus's, not theirs.
FORGOTTEN = "(forgotten)"
_NAMELESS = (inbox, outbox, audit, model_calls)


async def forget_learner(engine: AsyncEngine, writer: AsyncEngine, learner: str) -> dict[str, int]:
    """{table: rows erased}. Raises StorageError where SQLite's files could not be cleaned; the rows are gone then."""
    async with writer.begin() as connection:
        erased = await erase(connection, learner)
    await clean_files(engine)
    return erased


async def erase(connection: AsyncConnection, learner: str) -> dict[str, int]:
    """In the caller's transaction, all identities of the person. Of what was delivered only ids stay, so that a
    repeated event is still recognised and an approval, a role given or an audited refusal still stands, without a
    name. Of calls to a model stays what they cost: whoever erases themselves gives no money back."""
    them = sorted(await hold_persons(connection, (learner,)))
    theirs = attempt_points.c.attempt_id.in_(
        attempts.select().with_only_columns(attempts.c.id).where(attempts.c.learner.in_(them))
    )
    erased = {attempt_points.name: (await connection.execute(delete(attempt_points).where(theirs))).rowcount}
    for table in metadata.sorted_tables:
        if "learner" in table.columns and table not in _NAMELESS:
            done = await connection.execute(delete(table).where(table.c.learner.in_(them)))
            erased[table.name] = done.rowcount
    # In a thread of several people the session names all of them: it ends rather than keep one who is forgotten.
    sits = or_(*(sessions.c.state.contains(f'"{name}"', autoescape=True) for name in them))
    erased[sessions.name] += (await connection.execute(delete(sessions).where(sits))).rowcount
    unsent = and_(outbox.c.state.in_((*OPEN_OUT, "dead")), or_(outbox.c.learner.in_(them), outbox.c.to.in_(them)))
    erased[outbox.name] = (await connection.execute(delete(outbox).where(unsent))).rowcount
    nameless = {"learner": FORGOTTEN, "conversation": FORGOTTEN}
    open_still = and_(inbox.c.learner.in_(them), inbox.c.state.in_(("waiting", "dead")))
    ended = update(inbox).where(open_still).values(state="done", message="", ticket="", **nameless)
    erased[inbox.name] = (await connection.execute(ended)).rowcount
    await connection.execute(update(inbox).where(inbox.c.learner.in_(them)).values(message="", ticket="", **nameless))
    await connection.execute(update(outbox).where(outbox.c.learner.in_(them)).values(**nameless, about=""))
    wordless = {"learner": FORGOTTEN, "about": "", "output": ""}
    of_theirs = update(model_calls).where(model_calls.c.learner.in_(them)).values(wordless)
    erased[model_calls.name] = (await connection.execute(of_theirs)).rowcount
    named = ((approvals, approvals.c.by), (roles, roles.c.given_by), (dailies, dailies.c.created_by))
    for table, column in (*named, (decisions, decisions.c.by), (audit, audit.c.learner)):
        await connection.execute(update(table).where(column.in_(them)).values({column.name: FORGOTTEN}))
    return erased


async def clean_files(engine: AsyncEngine) -> None:
    """SQLite only: rewrites the file without its free space, then copies the log into it and empties the log.

    secure_delete overwrites erased rows, but rows that moved between pages before can leave copies; VACUUM leaves none.
    """
    if engine.dialect.name != "sqlite":
        return
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
