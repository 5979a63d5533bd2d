"""An ingest that was broken off: what serves goes on serving, and what was finished is not done again."""

import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ingest.build import ingest
from ingest.files.sources import Limits
from ingest.reading import Done, Here, Job
from ingest.report import Report
from knowledge.embedding import CHUNK
from knowledge.index import Generation, Generations
from knowledge.journal import JOURNAL
from knowledge.questions import ReferenceAnswer
from tests.ingest.plain_engine import PlainEngine
from tests.knowledge.samples import SteppingClock, WordEncoder

ROOT = Path(__file__).parents[2]
_DOCUMENTS, _QUESTIONS = 12, 100
_OLD = "Shadow deployment copies live traffic to a new model."
_ALL = _DOCUMENTS * _QUESTIONS


class BrokenOff(Exception):
    """Stands for whatever ends a process before its time."""


@dataclass
class Readers:
    """Reads here, remembers what, and breaks off when it has read `most` documents."""

    most: int = 1000
    opened: list[str] = field(default_factory=list)

    def read(self, jobs: Iterable[Job]) -> Iterator[Done]:
        for done in Here(Limits()).read(jobs):
            if len(self.opened) == self.most:
                raise BrokenOff
            self.opened.append(Path(done.located.path).name)
            yield done


@dataclass
class Bench:
    folder: Path
    docs: Path
    encoder: WordEncoder = field(default_factory=WordEncoder)
    clock: SteppingClock = field(default_factory=SteppingClock)

    @property
    def generations(self) -> Generations:
        return Generations(self.folder, self.encoder, PlainEngine(), now=self.clock, code_version="0")

    @property
    def journal(self) -> Path:
        return self.folder / JOURNAL

    def run(self, readers: Readers | None = None, **options: object) -> Report:
        return ingest(
            [self.docs], self.generations, now=self.clock, starter=False, readers=readers, **options  # type: ignore[arg-type]
        )  # fmt: skip

    def break_off(self, after: int) -> None:
        with pytest.raises(BrokenOff):
            self.run(Readers(after))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(_DOCUMENTS):
        write(docs / f"page-{number:02}.md", number)
    return Bench(tmp_path / "generations", docs)


def write(page: Path, number: int, says: str = "keeps") -> None:
    asked = (f"## Why does part{number}x{at} matter?\n\nPart{number}x{at} {says} it." for at in range(_QUESTIONS))
    page.write_text("# Parts\n\n" + "\n\n".join(asked) + "\n", encoding="utf-8")


def test_what_was_read_and_embedded_is_not_read_and_embedded_again(bench: Bench) -> None:
    bench.break_off(after=8)
    assert bench.generations.current() is None
    readers = Readers()
    report = bench.run(readers)
    assert readers.opened == [f"page-{number:02}.md" for number in range(8, _DOCUMENTS)]
    assert report.embedded == _ALL - CHUNK
    assert len(bench.encoder.seen) == len(set(bench.encoder.seen)) == _ALL
    assert report.tally.added == _ALL
    assert [row.questions for row in report.sources] == [_QUESTIONS] * _DOCUMENTS


def test_taken_up_again_it_becomes_what_it_would_have_been(bench: Bench, tmp_path: Path) -> None:
    bench.break_off(after=8)
    bench.run()
    whole = Bench(tmp_path / "whole", bench.docs)
    whole.run()
    one, other = (current(made.generations) for made in (bench, whole))
    assert one.questions() == other.questions()
    assert one.manifest.counts == other.manifest.counts
    assert [hit.passage for hit in one.search("part7x7")] == [hit.passage for hit in other.search("part7x7")]


def test_a_document_that_changed_meanwhile_is_read_again(bench: Bench) -> None:
    bench.break_off(after=8)
    write(bench.docs / "page-03.md", 3, says="loses")
    readers = Readers()
    bench.run(readers)
    assert readers.opened[0] == "page-03.md"
    assert {question.answer.text for question in current(bench.generations).questions() if question.answer} >= {
        "Part3x0 loses it."
    }


def test_what_was_read_on_top_of_another_generation_is_read_again(bench: Bench) -> None:
    """Its items may have other ids there."""
    first = bench.run().generation
    extra = bench.docs / "extra.md"
    extra.write_text("## What is extra?\n\nMore of it.\n", encoding="utf-8")
    bench.run()
    for number in (0, 1):
        write(bench.docs / f"page-{number:02}.md", number, says="drops")
    bench.break_off(after=1)
    bench.generations.rollback(first)
    readers = Readers()
    bench.run(readers)
    assert readers.opened == ["extra.md", "page-00.md", "page-01.md"]


def test_nothing_is_left_of_a_journal_when_all_is_done(bench: Bench) -> None:
    bench.break_off(after=8)
    assert bench.journal.exists()
    bench.run()
    assert not list(bench.folder.glob(f"{JOURNAL}*"))
    bench.run()
    assert not bench.journal.exists()


@pytest.mark.parametrize("bytes_left", [0, 100, 5000])
def test_a_journal_that_the_disk_has_spoilt_costs_nothing_but_the_work(bench: Bench, bytes_left: int) -> None:
    bench.break_off(after=8)
    kept = bench.journal.read_bytes()
    for file in bench.folder.glob(f"{JOURNAL}*"):
        file.unlink()
    bench.journal.write_bytes(kept[:bytes_left] + b"\x5a" * 3000)
    assert bench.run().tally.added == _ALL
    assert not bench.journal.exists()


def test_drafts_that_a_killed_run_has_not_made_are_made_by_the_next(bench: Bench) -> None:
    (bench.docs / "open.md").write_text("## What is left open?\n\n## Why is it open?\n", encoding="utf-8")

    def broken(generation: Generation) -> Callable[[str], ReferenceAnswer | None]:
        raise BrokenOff

    def drafts(generation: Generation) -> Callable[[str], ReferenceAnswer | None]:
        return lambda question: ReferenceAnswer(f"Draft of {question}", (), draft=True)

    with pytest.raises(BrokenOff):
        bench.run(draft=broken)
    assert bench.run(draft=drafts).drafted == 2
    assert bench.run(draft=broken).drafted == 0


def test_killed_at_any_moment_it_harms_nothing_and_is_taken_up(bench: Bench) -> None:
    """A real process and a real index, killed nine times; each time what served before still answers."""
    chance = random.Random(20261121)
    first = bench.docs.with_name("first.md")
    first.write_text(f"## What serves?\n\n{_OLD}\n", encoding="utf-8")
    generations = Generations(bench.folder, WordEncoder(), code_version="0")
    served = ingest([first], generations, now=bench.clock, starter=False).generation
    opened: list[str] = []
    encoded, kills = 0, 9
    for left in reversed(range(kills + 1)):
        said, ended = run_and_kill(bench, chance.randrange(2, 30) if left else None)
        opened += [line.split()[1] for line in said if line.startswith("opening ")]
        encoded += sum(int(line.split()[1]) for line in said if line.startswith("encoding "))
        again = Generations(bench.folder, WordEncoder(), code_version="0").current()
        assert again is not None
        if not ended:
            assert again.id == served
            assert [hit.passage.text for hit in again.search("What serves?")] == [_OLD]
        elif left:
            pytest.fail("it was done before it could be killed")
    assert current(generations).manifest.counts.passages == _ALL + 1
    # Each kill can cost the document and the texts that were being worked on, and no more.
    assert len(opened) <= _DOCUMENTS + kills
    assert encoded <= _ALL + kills * CHUNK
    assert not [path for path in bench.folder.iterdir() if path.name.startswith(".")]


def run_and_kill(bench: Bench, lines: int | None) -> tuple[list[str], bool]:
    """What it said, and whether it came to its end; killed when it has said so many lines."""
    command = [sys.executable, "-m", "tests.ingest.broken_off", str(bench.folder), str(bench.docs)]
    said: list[str] = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if len(said) == lines:
                process.kill()
                break
    return said, process.returncode == 0


def current(generations: Generations) -> Generation:
    generation = generations.current()
    assert generation is not None
    return generation
