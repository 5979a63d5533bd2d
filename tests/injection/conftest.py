"""One index with an attack in every document, and at the end what the attempts came to."""

import asyncio
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.assemble import open_library, open_store, run_ingest
from bot.records import Approval
from bot.settings import Settings
from tests.injection.poisoned import Poisoned, write, write_open
from tests.injection.tally import LOOKALIKES, TALLIES
from tests.injection.texts import Attack, own_attacks

# A document of its own that no attempt asks for: its words can only come from the model.
ELSEWHERE = "The turnstile of the archive counts heron feathers before it lets a courier through."


def poisoned_home(
    folder: Path, cache: Path, inside: Sequence[Attack], outside: Sequence[Attack]
) -> tuple[Path, tuple[Poisoned, ...]]:
    """A data folder whose corpus is poisoned, and what stands where in it."""
    home = folder / "home"
    home.mkdir()
    (home / "models").symlink_to(cache)
    written = write(home / "documents", inside, outside)
    (home / "documents" / "elsewhere.md").write_text(f"# The archive\n\n{ELSEWHERE} It is open at night.\n", "utf-8")
    approved = write_open(home / "documents", inside)
    asyncio.run(
        _build(Settings(home=home, threads=1), home / "documents", {q: text for q, (_, text) in approved.items()})
    )
    return home, (*written, *(Poisoned(q, one, one, "approved answer") for q, (one, _) in approved.items()))


async def _build(settings: Settings, folder: Path, approved: Mapping[str, str]) -> None:
    """One index, with the answers that an admin has approved to questions that have none."""
    library = open_library(settings)
    async with open_store(settings) as store:
        for question in library.extract_questions(folder):
            if question.answer is None and question.text in approved:
                await store.approve(Approval(question.id, approved[question.text], "admin", datetime.now(UTC)))
        assert len(await store.approvals()) == len(approved)
    report = await run_ingest(settings, library, [folder], only=True, progress=_unseen)
    assert not report.errors


def _unseen(what: str, done: int, total: int) -> None:
    """Nobody watches the progress of a test."""


@pytest.fixture(scope="session")
def poisoned(
    encoder_cache: Path, encoder: object, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, tuple[Poisoned, ...]]:
    """With our own attacks, which are always there."""
    attacks = own_attacks()
    return poisoned_home(tmp_path_factory.mktemp("poisoned"), encoder_cache, attacks, attacks[::-1])


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[Path], Settings]:
    """The settings of a copy of a data folder."""

    def copy(home: Path) -> Settings:
        shutil.copytree(home, tmp_path / "home", symlinks=True)
        return Settings(home=tmp_path / "home", threads=1)

    return copy


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in (*(line for tally in TALLIES for line in tally.lines()), *LOOKALIKES):
        terminalreporter.write_line(line)
