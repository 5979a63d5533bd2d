"""Ingest that does not serve: built beside what serves, for an admin to publish or to discard."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.build import ingest
from knowledge.index import Generation, Generations
from knowledge.questions import ReferenceAnswer
from tests.ingest.plain_engine import PlainEngine
from tests.ingest.shapes import ANSWERED_MARKDOWN, BLOG, UNANSWERED_MARKDOWN
from tests.knowledge.samples import SteppingClock, WordEncoder


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture
def generations(tmp_path: Path, clock: SteppingClock) -> Generations:
    return Generations(tmp_path / "generations", WordEncoder(), PlainEngine(), now=clock, code_version="0.0.1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    file = tmp_path / "docs" / "serving.md"
    file.write_text(ANSWERED_MARKDOWN, encoding="utf-8")
    return file


def draft_all(generation: Generation) -> Callable[[str], ReferenceAnswer | None]:
    return lambda question: ReferenceAnswer(f"Draft of {question}", (), draft=True)


def test_what_is_held_serves_only_when_it_is_published(
    generations: Generations, file: Path, clock: SteppingClock
) -> None:
    report = ingest([file], generations, now=clock, starter=False, serve=False)
    assert report.waiting
    assert report.to_json()["waiting"] is True
    assert report.tally.added > 0
    assert [source.path for source in report.sources] == ["docs/serving.md"]
    assert generations.current() is None

    generations.publish(report.generation)
    again = ingest([file], generations, now=clock, starter=False, serve=False)
    assert (again.generation, again.waiting) == (report.generation, False)
    assert generations.waiting() == ()


def test_drafts_are_in_the_one_generation_that_waits(
    generations: Generations, file: Path, clock: SteppingClock
) -> None:
    first = ingest([file], generations, now=clock, starter=False)
    file.with_name("open.md").write_text(UNANSWERED_MARKDOWN, encoding="utf-8")

    report = ingest([file.parent], generations, now=clock, starter=False, serve=False, draft=draft_all)

    assert report.drafted > 0
    (waiting,) = generations.waiting()
    assert (waiting.manifest.id, waiting.manifest.base) == (report.generation, first.generation)
    assert generations.current_id() == first.generation
    generations.publish(report.generation)
    current = generations.current()
    assert current is not None
    drafts = [question for question in current.questions() if question.answer and question.answer.draft]
    assert len(drafts) == report.drafted


def test_an_ingest_made_again_takes_the_place_of_the_one_that_was_broken_off(
    generations: Generations, file: Path, clock: SteppingClock
) -> None:
    broken_off = ingest([file], generations, now=clock, starter=False, serve=False, origin="slack:T1:Ev1")
    other = ingest([file], generations, now=clock, starter=False, serve=False, origin="slack:T1:Ev2")

    made_again = ingest([file], generations, now=clock, starter=False, serve=False, origin="slack:T1:Ev1")

    assert {one.manifest.id for one in generations.waiting()} == {other.generation, made_again.generation}
    assert broken_off.generation != made_again.generation


def test_a_second_look_at_what_serves_makes_nothing_to_publish(
    generations: Generations, file: Path, clock: SteppingClock
) -> None:
    ingest([file], generations, now=clock, starter=False)
    file.with_name("blog.txt").write_text(BLOG, encoding="utf-8")
    held = ingest([file.parent], generations, now=clock, starter=False, serve=False)
    generations.discard(held.generation)

    report = ingest([file], generations, now=clock, starter=False, serve=False)

    assert not report.waiting
    assert report.generation == generations.current_id()
