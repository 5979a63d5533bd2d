"""From a URL to an engine whose database has the current schema."""

import asyncio
import sqlite3
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from bot.errors import StorageError
from bot.storage.tables import SCHEMA_VERSION

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

_MIGRATIONS = Path(__file__).with_name("migrations")
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
_WAIT_SECONDS = 10
# Any number will do, so long as nothing else in the same database uses it: two openers at once wait for one another.
_MIGRATION_LOCK = 7_236_501_948


async def open_database(url: str) -> AsyncEngine:
    """An engine for `sqlite:///FILE` or `postgresql://USER@HOST/NAME`, its schema brought up to date.

    The file and its folder are made where missing. Raises StorageError for a URL that cannot be used, a database that
    cannot be reached, and one that a newer version of the coach has written.
    """
    address = _address(url)
    engine = _engine(address)
    try:
        found = await _schema_version(engine)
        if found != SCHEMA_VERSION:
            _refuse_newer(found, address)
            # Alembic is slow to import and blocks: the event loop must stay free for it.
            await asyncio.to_thread(lambda: asyncio.run(_migrate(address)))
    except (DBAPIError, OSError) as error:
        await engine.dispose()
        raise unusable(address, error) from error
    except StorageError:
        await engine.dispose()
        raise
    return engine


def writing(engine: AsyncEngine) -> AsyncEngine:
    """The same engine for transactions that write.

    SQLite takes its write lock at their start: a transaction that read first and then finds another writer before it
    fails at once, however long it was told to wait.
    """
    return engine.execution_options(writes=True)


def unusable(address: URL, error: BaseException) -> StorageError:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    reason = " ".join(str(cause).split()) or type(cause).__name__
    mend = (
        "check that its folder exists, can be written to and has space left"
        if address.get_backend_name() == "sqlite"
        else "check that the server runs and that the address, user and password are right"
    )
    return StorageError(f"The database {_shown(address)} cannot be used ({reason.rstrip('.')}): {mend}.")


def _address(url: str) -> URL:
    example = "sqlite:////home/ana/coach/coach.sqlite or postgresql://coach@localhost/coach"
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StorageError(f"{url!r} is no database address: write one such as {example}.") from error
    driver = _DRIVERS.get(address.get_backend_name())
    if driver is None:
        raise StorageError(
            f"The coach cannot use a {address.get_backend_name()} database: write an address such as {example}."
        )
    if driver.startswith("sqlite") and (not address.database or ":memory:" in address.database):
        raise StorageError(f"A database in memory would forget everything: name a file, such as {example}.")
    if driver.endswith("asyncpg") and find_spec("asyncpg") is None:
        raise StorageError(
            f"PostgreSQL ({_shown(address)}) needs the extra `server`: pip install 'interview-coach[server]'."
        )
    return address.set(drivername=driver)


def _engine(address: URL, **options: Any) -> AsyncEngine:
    if address.get_backend_name() == "postgresql":
        return create_async_engine(address, pool_pre_ping="poolclass" not in options, **options)
    assert address.database is not None
    file = Path(address.database)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # It holds what people said, so nobody else on the machine may read it; SQLite gives its log the same mode.
        if not file.exists():
            file.touch(mode=0o600)
    except OSError as error:
        raise unusable(address, error) from error
    # Without an isolation level the driver leaves BEGIN to the listener below.
    arguments = {"isolation_level": None, "timeout": _WAIT_SECONDS}
    engine = create_async_engine(address, connect_args=arguments, **options)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: "DBAPIConnection", _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    _switch_to_wal(cursor)
    # FULL: what was acknowledged survives a power cut. secure_delete: what was erased is overwritten.
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _switch_to_wal(cursor: "DBAPICursor") -> None:
    """Lasts, so it has an effect only on a new file. Two processes doing it at once collide without SQLite waiting."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


async def _schema_version(engine: AsyncEngine) -> str | None:
    async with engine.connect() as connection:
        return await connection.run_sync(_read_version)


def _read_version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found) if found is not None else None


def _refuse_newer(found: str | None, address: URL) -> None:
    if found is not None and found > SCHEMA_VERSION:
        raise StorageError(
            f"The database {_shown(address)} has schema {found}, written by a newer coach than this one "
            f"(which knows {SCHEMA_VERSION}): install the newer coach again, or use another database."
        )


async def _migrate(address: URL) -> None:
    """One transaction, so that a half-made schema is never seen; the second of two openers finds nothing left to do."""
    engine = _engine(address, poolclass=NullPool)
    try:
        async with writing(engine).begin() as connection:
            await _wait_for_other_openers(connection)
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


async def _wait_for_other_openers(connection: AsyncConnection) -> None:
    # SQLite waited already, at BEGIN IMMEDIATE.
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _shown(address: URL) -> str:
    return address.set(drivername=address.get_backend_name()).render_as_string(hide_password=True)
