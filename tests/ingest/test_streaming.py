"""A run holds one document at a time, and what it finds again it does not send anywhere."""

import weakref
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.build import ingest
from ingest.content import Extracted
from ingest.files.sources import Limits
from ingest.linking import link
from ingest.progress import unseen
from ingest.reading import Done, Here, Job
from knowledge.index import Generations
from knowledge.questions import SourceContent
from tests.ingest.plain_engine import PlainEngine
from tests.knowledge.samples import SteppingClock, WordEncoder


class Seen(SourceContent):
    """A content that one can wait for the end of."""


class Watching:
    """Reads here, and looks at how many contents are alive when the next one comes."""

    def __init__(self) -> None:
        self.alive = self.most = 0
        self.jobs: list[str] = []

    def read(self, jobs: Iterable[Job]) -> Iterator[Done]:
        for job in jobs:
            self.jobs.append(Path(job.located.path).name)
            (done,) = Here(Limits()).read([job])
            assert isinstance(done.outcome, Extracted)
            content = Seen(done.outcome.content.source, done.outcome.content.questions, done.outcome.content.passages)
            self.alive += 1
            weakref.finalize(content, self._let_go)
            outcome = replace(done.outcome, content=content)
            del content, done
            self.most = max(self.most, self.alive)
            yield Done(job.located, outcome)
            del outcome

    def _let_go(self) -> None:
        self.alive -= 1


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "generations", WordEncoder(), PlainEngine(), now=SteppingClock(), code_version="0")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    for number in range(20):
        page = f"# Parts\n\n## Why does part{number} matter?\n\nIt keeps number {number} of them.\n"
        (folder / f"page-{number:02}.md").write_text(page, encoding="utf-8")
    return folder


def test_a_document_is_let_go_when_it_has_been_written(docs: Path, generations: Generations) -> None:
    readers = Watching()
    report = ingest([docs], generations, now=SteppingClock(), starter=False, readers=readers)
    assert report.tally.added == 20
    # The one that has just come, and the one before, which nobody has let go of yet.
    assert readers.most <= 2
    assert readers.alive <= 1


def test_what_is_in_the_index_as_it_is_goes_to_no_reader(docs: Path, generations: Generations) -> None:
    ingest([docs], generations, now=SteppingClock(), starter=False)
    page = docs / "page-07.md"
    page.write_text(page.read_text("utf-8").replace("keeps", "loses"), encoding="utf-8")
    readers = Watching()
    ingest([docs], generations, now=SteppingClock(), starter=False, readers=readers)
    assert readers.jobs == ["page-07.md"]


def test_only_links_that_change_are_written(
    docs: Path, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([docs], generations, now=SteppingClock(), starter=False)
    twice = (
        "# Twins\n\n## Why does page3 matter?\n\nIt keeps the third.\n\n## Explain why page3 matters.\n\nIt is third.\n"
    )
    (docs / "twin.md").write_text(twice, encoding="utf-8")
    ingest([docs], generations, now=SteppingClock(), starter=False)
    current = generations.current()
    assert current is not None
    (twin,) = [question for question in current.questions() if question.duplicate_of]
    with generations.build(current) as building:
        assert link(building, unseen) == {twin.locator.path}
        relinked: list[dict[str, str | None]] = []
        monkeypatch.setattr(building, "relink", relinked.append)
        link(building, unseen)
        assert relinked == [{}]
