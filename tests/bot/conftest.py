"""The databases that storage is tested on: SQLite in a temporary folder, and a real PostgreSQL."""

import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage.store import Store
from tests.bot.postgres import find_binaries, running_postgres

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a server that runs for this test run, with `{name}` in place of a database's name."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("needs PostgreSQL's programs: apt-get install postgresql, or `.ci/run`, which does so")
    with running_postgres(binaries) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'coach.sqlite'}"


@pytest.fixture
async def new_postgres_database(postgres_url: str) -> str:
    """The URL of an empty database."""
    name = f"coach_{next(_numbers)}"
    admin = make_url(postgres_url.format(name="postgres")).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(admin, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.exec_driver_sql(f"CREATE DATABASE {name}")
    await engine.dispose()
    return postgres_url.format(name=name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind."""
    fixture = "sqlite_url" if request.param == "sqlite" else "new_postgres_database"
    return str(request.getfixturevalue(fixture))


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = await Store.open(database_url)
    yield opened
    await opened.close()
