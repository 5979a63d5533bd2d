"""The databases that storage is tested on: SQLite in a temporary folder, and a real PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.store import Store


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'coach.sqlite'}"


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


@pytest.fixture
async def elsewhere(database_url: str, store: Store) -> AsyncIterator[Store]:
    """A second process on the same database."""
    opened = await Store.open(database_url)
    yield opened
    await opened.close()
