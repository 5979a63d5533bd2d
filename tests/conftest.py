"""Fixtures that many tests share: one exported encoder, one indexed starter corpus, a PostgreSQL, development data."""

import asyncio
import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.encoder import PACKAGED_MODEL, OnnxEncoder, open_encoder

ROOT = Path(__file__).resolve().parents[1]
_numbers = itertools.count()


@pytest.fixture(scope="session")
def encoder_cache() -> Path:
    """Kept between runs, because exporting the model takes seconds and always gives the same file."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "interview-coach-tests"


@pytest.fixture(scope="session")
def encoder(encoder_cache: Path) -> OnnxEncoder:
    return open_encoder(PACKAGED_MODEL, encoder_cache)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Development data beside the checkout; a fresh clone elsewhere has none, and those tests say so."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the development data in ../shared, which is not part of the project")
    return folder


@pytest.fixture(scope="session")
def starter_home(encoder_cache: Path, encoder: OnnxEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the starter corpus in its index; tests that change it copy it first."""
    from bot.assemble import open_library, run_ingest
    from bot.settings import Settings

    home = tmp_path_factory.mktemp("home")
    (home / "models").symlink_to(encoder_cache)
    settings = Settings(home=home)
    asyncio.run(run_ingest(settings, open_library(settings), [], only=False, progress=lambda what, done, total: None))
    return home


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a server that runs for this test run, with `{name}` in place of a database's name."""
    from tests.bot.postgres import find_binaries, running_postgres

    binaries = find_binaries()
    if binaries is None:
        pytest.skip("needs PostgreSQL's programs: apt-get install postgresql, or `.ci/run`, which does so")
    with running_postgres(binaries) as url:
        yield url


@pytest.fixture
async def new_postgres_database(postgres_url: str) -> str:
    """The URL of an empty database."""
    from sqlalchemy import make_url
    from sqlalchemy.ext.asyncio import create_async_engine

    name = f"coach_{next(_numbers)}"
    admin = make_url(postgres_url.format(name="postgres")).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(admin, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.exec_driver_sql(f"CREATE DATABASE {name}")
    await engine.dispose()
    return postgres_url.format(name=name)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write what the coach says now into the conversation pages")


# What these send wrongly they send on purpose: they try the judge and the loopback Discord themselves.
_TRY_THE_JUDGE = (
    "/test_discord_schema.py",
    "/test_discord_server.py",
    "/test_discord_server_bodies.py",
    "/test_discord_server_faults.py",
    "/test_discord_server_interactions.py",
    "/test_discord_examples.py",
    "::test_the_judges_find_what_is_wrong",
)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many bodies of requests Discord's own document has judged."""
    schema = sys.modules.get("tests.platforms.discord.schema")
    if schema is None or not schema.TALLY:
        return
    ours = {key: count for key, count in schema.TALLY.items() if not any(part in key[0] for part in _TRY_THE_JUDGE)}
    rejected = {test: count for (test, fits), count in ours.items() if not fits}
    terminalreporter.write_line(
        f"Discord's schema: {sum(ours.values())} request bodies of the coach judged, {sum(rejected.values())} rejected"
        + (f" ({rejected})" if rejected else "")
    )
