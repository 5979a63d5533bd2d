"""Opening a database: new, current, of a newer coach, and unusable in several ways."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

import bot.storage.migrations
from bot.errors import StorageError
from bot.storage.database import open_database, writing
from bot.storage.store import Store
from bot.storage.tables import SCHEMA_VERSION, metadata

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


async def test_the_migrations_lead_to_exactly_the_schema_of_the_tables(database_url: str) -> None:
    engine = await open_database(database_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


def test_the_newest_migration_is_the_one_that_the_tables_name() -> None:
    scripts = ScriptDirectory(str(Path(bot.storage.migrations.__file__).parent))
    assert scripts.get_heads() == [SCHEMA_VERSION]


async def test_opening_again_keeps_everything(database_url: str) -> None:
    for gap in ("first", "second"):
        store = await Store.open(database_url)
        await store.record(learner="ana", at=NOON, gap=gap)
        await store.close()
    store = await Store.open(database_url)
    assert len(await store.gaps()) == 2
    await store.close()


async def test_a_database_of_a_newer_coach_is_left_alone(database_url: str) -> None:
    engine = await open_database(database_url)
    async with writing(engine).begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    with pytest.raises(StorageError, match="newer coach"):
        await Store.open(database_url)


async def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/not/yet/100%/coach.sqlite")
    assert (tmp_path / "not" / "yet" / "100%" / "coach.sqlite").exists()
    await store.close()


def modes_for_others(folder: Path) -> set[int]:
    return {file.stat().st_mode & 0o077 for file in folder.iterdir()}


async def test_no_other_user_of_the_machine_may_read_what_people_said(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/coach.sqlite")
    await store.record(learner="ana", at=NOON, gap="Why?")
    assert modes_for_others(tmp_path) == {0}
    await store.close()


async def test_sqlite_waits_for_the_disk_and_overwrites_what_is_erased(sqlite_url: str) -> None:
    engine = await open_database(sqlite_url)
    async with engine.connect() as connection:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)):
            assert (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar() == value
    await engine.dispose()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("coach.sqlite", "no database address"),
        ("mysql://root@localhost/coach", "cannot use a mysql"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("sqlite:////proc/nowhere/coach.sqlite", "folder"),
        ("postgresql://ana:hidden@127.0.0.1:1/coach", "server runs"),
    ],
)
async def test_an_address_that_cannot_be_used_gets_one_sentence_with_the_mend(url: str, said: str) -> None:
    with pytest.raises(StorageError, match=said) as raised:
        await Store.open(url)
    assert "hidden" not in str(raised.value)
    assert "\n" not in str(raised.value)


async def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Ana, " * 1000)
    with pytest.raises(StorageError, match=r"letter\.txt"):
        await Store.open(f"sqlite:///{letter}")
    assert letter.read_text() == "Dear Ana, " * 1000


async def test_a_database_that_is_not_there_on_the_server_is_named(postgres_url: str) -> None:
    with pytest.raises(StorageError, match="nowhere"):
        await Store.open(postgres_url.format(name="nowhere"))


async def test_a_connection_that_the_server_dropped_is_replaced_unnoticed(new_postgres_database: str) -> None:
    store, other = await Store.open(new_postgres_database), await open_database(new_postgres_database)
    assert await store.gaps() == ()
    async with other.connect() as connection:
        drop_all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        await connection.execute(text(f"{drop_all} AND datname = current_database()"))
    assert await store.gaps() == ()
    await other.dispose()
    await store.close()


def test_naming_a_store_does_not_load_alembic() -> None:
    check = "import sys, bot.storage.store; sys.exit(any(name in sys.modules for name in ('alembic', 'asyncpg')))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
