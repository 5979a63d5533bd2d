"""`coach ingest --dry-run`: what would change is told, and nothing changes."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from ingest.build import ingest
from ingest.differences import Differences, Example, differences, table
from knowledge.index import Generations
from tests.ingest.plain_engine import PlainEngine
from tests.knowledge.samples import SteppingClock, WordEncoder

_PAGE = """# Serving

## What is a quota?

A limit on what one team may use.

## Why are models versioned?

So that a release can be rolled back to what served before, with its data and code.
"""


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture
def words() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def generations(tmp_path: Path, words: WordEncoder, clock: SteppingClock) -> Generations:
    return Generations(tmp_path / "generations", words, PlainEngine(), now=clock, code_version="0")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "page.md").write_text(_PAGE, encoding="utf-8")
    return folder


def told(
    docs: Path, generations: Generations, clock: SteppingClock, starter: bool = False, only: bool = False
) -> Differences:
    return differences([docs], generations.current(), now=clock, starter=starter, only=only)


def shown(found: Differences) -> str:
    console = Console(width=100)
    with console.capture() as captured:
        console.print(table(found))
    return captured.get()


def test_before_the_first_ingest_everything_would_be_added(
    docs: Path, generations: Generations, clock: SteppingClock, words: WordEncoder
) -> None:
    found = told(docs, generations, clock)
    (source,) = found.sources
    assert (source.path, source.tally.added, found.same) == ("docs/page.md", 2, 0)
    assert source.examples[0] == Example("added", "What is a quota?", after="A limit on what one team may use.")
    assert words.seen == []
    assert not generations.folder.exists()


def test_it_says_what_the_ingest_then_does(docs: Path, generations: Generations, clock: SteppingClock) -> None:
    ingest([docs], generations, now=clock, starter=False)
    (docs / "page.md").write_text(_PAGE.replace("one team", "one person").replace("## Why", "## When"), "utf-8")
    (docs / "gone.md").write_text("## What is a lease?\n\nA lock that ends by itself.\n", "utf-8")
    found = told(docs, generations, clock)
    assert found.tally == ingest([docs], generations, now=clock, starter=False).tally
    (docs / "gone.md").unlink()
    (docs / "page.md").write_text(_PAGE.replace("one team", "a whole company"), "utf-8")
    found = told(docs, generations, clock)
    assert [one.path for one in found.sources] == ["docs/gone.md", "docs/page.md"]
    assert found.tally == ingest([docs], generations, now=clock, starter=False).tally


def test_a_changed_answer_is_shown_as_it_was_and_as_it_would_be(
    docs: Path, generations: Generations, clock: SteppingClock
) -> None:
    ingest([docs], generations, now=clock, starter=False)
    before = generations.current_id()
    (docs / "page.md").write_text(_PAGE.replace("data and code", "data, code and owner"), encoding="utf-8")
    found = told(docs, generations, clock)
    ((example,),) = [one.examples for one in found.sources]
    assert (example.what, example.question) == ("changed", "Why are models versioned?")
    assert example.before.endswith("with its data and code.")
    assert example.after.endswith("with its data, code and owner.")
    lines = shown(found).splitlines()
    assert "  ~ Why are models versioned?" in lines
    # Only the end of the two answers differs, so that it is what is shown of them.
    assert any(line.strip().startswith("- …") and line.endswith("its data and code.") for line in lines)
    assert any(line.strip().startswith("+ …") and line.endswith("its data, code and owner.") for line in lines)
    assert generations.current_id() == before


def test_what_stays_is_counted_and_what_cannot_be_read_is_named(
    docs: Path, generations: Generations, clock: SteppingClock
) -> None:
    ingest([docs], generations, now=clock, starter=False)
    (docs / "empty.md").touch()
    found = told(docs, generations, clock)
    assert (found.sources, found.same, found.partial) == ((), 1, True)
    assert "would be left out: docs/empty.md is empty" in shown(found)
    assert "1 source stays as it is; 2 unchanged; nothing was written" in shown(found)


def test_only_would_remove_the_rest(docs: Path, generations: Generations, clock: SteppingClock, tmp_path: Path) -> None:
    ingest([docs], generations, now=clock, starter=False)
    other = tmp_path / "other"
    other.mkdir()
    (other / "new.md").write_text("## What is a lease?\n\nA lock that ends by itself.\n", "utf-8")
    found = told(other, generations, clock, only=True)
    assert {one.path: (one.tally.added, one.tally.removed) for one in found.sources} == {
        "docs/page.md": (0, 2),
        "other/new.md": (1, 0),
    }
    (other / "new.md").write_bytes(b"")
    assert told(other, generations, clock, only=True).sources == ()


def test_it_is_one_json_object(docs: Path, generations: Generations, clock: SteppingClock) -> None:
    said = json.loads(json.dumps(told(docs, generations, clock, starter=True).to_json()))
    assert said["dry_run"] is True
    (ours,) = [one for one in said["sources"] if one["path"] == "docs/page.md"]
    assert (ours["added"], ours["examples"][0]["question"]) == (2, "What is a quota?")
    assert shown(told(docs, generations, clock, starter=True)).startswith("starter corpus, ")
