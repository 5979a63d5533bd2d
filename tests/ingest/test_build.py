"""Ingest from end to end, into real generations: what is new goes in, what is unchanged is left alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.build import ingest
from ingest.files.sources import Limits
from ingest.report import Report
from ingest.report_table import table
from knowledge.index import Generation, Generations
from knowledge.questions import Question, ReferenceAnswer
from tests.ingest.plain_engine import PlainEngine
from tests.ingest.shapes import ANSWERED_MARKDOWN, BLOG, SHOP_PAGE, STUDENT_ANSWERS, UNANSWERED_MARKDOWN
from tests.knowledge.samples import WordEncoder


class Clock:
    """Every look at it is a second later."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def words() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def generations(tmp_path: Path, words: WordEncoder, clock: Clock) -> Generations:
    return Generations(tmp_path / "generations", words, PlainEngine(), now=clock, code_version="0.0.1")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    for name, text in (
        ("serving.md", ANSWERED_MARKDOWN),
        ("blog.txt", BLOG),
        ("open.md", UNANSWERED_MARKDOWN),
        ("student.txt", STUDENT_ANSWERS),
        ("shop.txt", SHOP_PAGE),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def current(generations: Generations) -> Generation:
    generation = generations.current()
    assert generation is not None
    return generation


def asked(generations: Generations) -> dict[str, Question]:
    return {question.text: question for question in current(generations).questions()}


def counts(report: Report) -> tuple[int, int, int, int]:
    tally = report.tally
    return tally.added, tally.changed, tally.removed, tally.unchanged


def test_the_report_counts_what_each_source_gave(generations: Generations, docs: Path, clock: Clock) -> None:
    report = ingest([docs], generations, now=clock, only=True)
    rows = {row.path: (row.format, row.questions, row.answered, row.unanswered, row.passages) for row in report.sources}
    assert rows == {
        "docs/blog.txt": ("text", 2, 2, 0, 3),
        "docs/open.md": ("markdown", 3, 0, 3, 0),
        "docs/serving.md": ("markdown", 3, 3, 0, 3),
        "docs/shop.txt": ("text", 0, 0, 0, 6),
        "docs/student.txt": ("text", 0, 0, 0, 4),
    }
    assert counts(report) == (8 + 1 + 6 + 4, 0, 0, 0)
    assert report.embedded == 19
    assert report.generation == current(generations).id


def test_a_second_run_embeds_nothing_and_changes_nothing(generations: Generations, docs: Path, clock: Clock) -> None:
    first = ingest([docs], generations, now=clock)
    before = current(generations).questions()
    second = ingest([docs], generations, now=clock)
    assert (second.embedded, counts(second)) == (0, (0, 0, 0, first.tally.added))
    assert second.generation == first.generation
    assert current(generations).questions() == before
    assert len(generations.list()) == 1


def test_the_real_index_takes_it_too(docs: Path, clock: Clock, words: WordEncoder, tmp_path: Path) -> None:
    generations = Generations(tmp_path / "edge", words, now=clock, code_version="0.0.1")
    first = ingest([docs], generations, now=clock, only=True)
    second = ingest([docs], generations, now=clock, only=True)
    assert (first.embedded, second.embedded, second.generation) == (19, 0, first.generation)
    hits = current(generations).search("offline store history", limit=3)
    assert hits[0].passage.locator.path == "docs/blog.txt"


def test_one_changed_answer_embeds_exactly_one_passage(
    generations: Generations, docs: Path, clock: Clock, words: WordEncoder
) -> None:
    ingest([docs], generations, now=clock)
    before = asked(generations)
    words.seen.clear()
    text = ANSWERED_MARKDOWN.replace("its data and code", "its data, its code and its owner")
    (docs / "serving.md").write_text(text, encoding="utf-8")
    report = ingest([docs], generations, now=clock)
    assert (report.embedded, counts(report)[:3]) == (1, (0, 1, 0))
    assert len(words.seen) == 1
    after = asked(generations)
    assert {q: after[q].id for q in after} == {q: before[q].id for q in before}


def test_a_file_that_is_only_touched_is_left_alone(generations: Generations, docs: Path, clock: Clock) -> None:
    first = ingest([docs], generations, now=clock, only=True)
    (docs / "serving.md").touch()
    assert ingest([docs], generations, now=clock, only=True).generation == first.generation


def test_a_deleted_file_of_a_folder_is_removed(generations: Generations, docs: Path, clock: Clock) -> None:
    ingest([docs], generations, now=clock, only=True)
    (docs / "blog.txt").unlink()
    report = ingest([docs], generations, now=clock)
    assert report.tally.removed == 3
    assert current(generations).content("docs/blog.txt") is None


def test_one_more_file_leaves_the_others_and_the_starter_corpus(
    generations: Generations, docs: Path, clock: Clock, tmp_path: Path
) -> None:
    ingest([docs], generations, now=clock)
    more = tmp_path / "more.md"
    more.write_text("## What is a quota?\n\nA limit on what one team may use.\n", encoding="utf-8")
    ingest([more], generations, now=clock)
    paths = {source.path for source in current(generations).manifest.sources}
    assert {"docs/blog.txt", "starter:rag.md", f"{tmp_path.name}/more.md"} <= paths


def test_only_leaves_nothing_but_what_is_named(generations: Generations, docs: Path, clock: Clock) -> None:
    ingest([docs], generations, now=clock)
    ingest([docs / "blog.txt"], generations, now=clock, only=True)
    assert [source.path for source in current(generations).manifest.sources] == ["docs/blog.txt"]


def test_without_paths_the_starter_corpus_goes_in(generations: Generations, clock: Clock) -> None:
    report = ingest([], generations, now=clock)
    assert report.tally.added >= 150
    assert all(question.gradable for question in current(generations).questions())


def test_bad_inputs_stay_out_each_with_a_sentence_and_the_rest_goes_in(
    generations: Generations, docs: Path, clock: Clock
) -> None:
    (docs / "empty.md").write_text("", encoding="utf-8")
    (docs / "picture.md").write_bytes(b"\x89PNG\x00\x00")
    (docs / "huge.md").write_text("x" * 50_000, encoding="utf-8")
    report = ingest([docs, docs / "absent.md"], generations, now=clock, only=True, limits=Limits(max_bytes=20_000))
    assert report.partial
    assert len(report.errors) == 4
    assert {"absent.md", "empty.md", "huge.md", "picture.md"} == {Path(error.path).name for error in report.errors}
    assert len(report.sources) == 5


def test_nothing_readable_changes_nothing(generations: Generations, docs: Path, clock: Clock) -> None:
    first = ingest([docs], generations, now=clock)
    report = ingest([docs / "absent.md"], generations, now=clock, only=True)
    assert report.partial
    assert report.generation == first.generation


def test_a_source_that_turns_unreadable_keeps_what_it_gave(generations: Generations, docs: Path, clock: Clock) -> None:
    ingest([docs], generations, now=clock, only=True)
    (docs / "serving.md").write_bytes(b"\x00\x01")
    report = ingest([docs], generations, now=clock)
    assert report.partial
    assert "Why are models versioned?" in asked(generations)


def test_the_same_question_of_two_sources_is_asked_once_and_told(
    generations: Generations, docs: Path, clock: Clock
) -> None:
    (docs / "twin.md").write_text("## How are models stored?\n\nTBD\n\n## Why are models versioned?\n\nTBD\n", "utf-8")
    report = ingest([docs], generations, now=clock, only=True)
    (twin,) = [row for row in report.sources if row.path == "docs/twin.md"]
    assert [(double.question, double.of_path) for double in twin.duplicates] == [
        ("Why are models versioned?", "docs/serving.md")
    ]
    gradable = [question.text for question in current(generations).questions(gradable=True)]
    assert gradable.count("Why are models versioned?") == 1


def test_an_approved_answer_is_graded_against_from_then_on(generations: Generations, docs: Path, clock: Clock) -> None:
    ingest([docs], generations, now=clock, only=True)
    name = "Describe the function of model registries in MLOps."
    open_question = asked(generations)[name]
    assert not open_question.gradable
    text = "A registry stores versions with their lineage. It records who approved a version for production."
    report = ingest([], generations, now=clock, starter=False, approvals={open_question.id: text})
    approved = asked(generations)[name]
    assert approved.gradable
    assert approved.id == open_question.id
    assert approved.answer is not None
    assert len(approved.answer.key_points) == 2
    assert counts(report)[:3] == (0, 1, 0)
    assert [passage.kind for passage in current(generations).passages(approved.id)] == ["answer"]
    assert ingest([docs], generations, now=clock, only=True, approvals={open_question.id: text}).embedded == 0


def test_an_approval_survives_an_edit_of_its_source(generations: Generations, docs: Path, clock: Clock) -> None:
    ingest([docs], generations, now=clock, only=True)
    name = "Describe the function of model registries in MLOps."
    approvals = {asked(generations)[name].id: "A registry stores versions with their lineage."}
    (docs / "open.md").write_text(UNANSWERED_MARKDOWN + "\n## Question 4\n\n**Why now?**\n\n**Answer:** TBD\n", "utf-8")
    ingest([docs], generations, now=clock, only=True, approvals=approvals)
    assert asked(generations)[name].gradable


def test_open_questions_get_drafts_that_are_not_graded(generations: Generations, docs: Path, clock: Clock) -> None:
    def drafter(generation: Generation):  # type: ignore[no-untyped-def]
        def draft(question: str) -> ReferenceAnswer | None:
            hits = generation.search(question, limit=1, filters={"kind": "passage"})
            if not hits or "registries" in question:
                return None
            passage = hits[0].passage
            return ReferenceAnswer(passage.text, (), draft=True, citations=(passage.cite(),))

        return draft

    report = ingest([docs], generations, now=clock, only=True, draft=drafter)
    drafted = [question for question in asked(generations).values() if question.answer and question.answer.draft]
    assert report.drafted == len(drafted) == 2
    assert not any(question.gradable for question in drafted)
    (row,) = [row for row in report.sources if row.path == "docs/open.md"]
    assert (row.answered, row.unanswered) == (0, 3)
    again = ingest([docs], generations, now=clock, only=True, draft=drafter)
    assert (again.generation, again.drafted, again.embedded) == (report.generation, 0, 0)


def test_a_draft_stays_with_its_question_when_its_file_changes(
    generations: Generations, docs: Path, clock: Clock
) -> None:
    def drafter(generation: Generation):  # type: ignore[no-untyped-def]
        return lambda question: ReferenceAnswer(f"Draft of {question}", (), draft=True)

    ingest([docs], generations, now=clock, only=True, draft=drafter)
    before = asked(generations)
    (docs / "open.md").write_text(UNANSWERED_MARKDOWN.replace("Serving Questions", "Questions"), encoding="utf-8")
    report = ingest([docs], generations, now=clock, only=True, draft=drafter)
    assert report.drafted == 0
    name = "Describe the function of model registries in MLOps."
    assert asked(generations)[name].answer == before[name].answer


def test_the_report_is_one_json_object_and_a_table(generations: Generations, docs: Path, clock: Clock) -> None:
    import json

    from rich.console import Console

    report = ingest([docs], generations, now=clock, only=True)
    told = json.loads(json.dumps(report.to_json()))
    assert {"generation", "sources", "added", "changed", "removed", "unchanged", "embedded", "seconds"} <= told.keys()
    assert {"path", "format", "questions", "answered", "unanswered", "passages", "dropped"} <= told["sources"][0].keys()
    assert {"line": 5, "reason": "byline", "text": "Ada Example", "place": ""} in told["sources"][0]["dropped"]
    console = Console(width=100, record=True, file=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    console.print(table(report))
    shown = console.export_text()
    assert "docs/student.txt:3  left out as personal data: ID: …" in shown
    assert "19 added, 0 changed" in shown


def test_progress_is_told_from_reading_to_embedding(generations: Generations, docs: Path, clock: Clock) -> None:
    told: list[tuple[str, int, int]] = []
    ingest(
        [docs], generations, now=clock, only=True, progress=lambda what, done, total: told.append((what, done, total))
    )
    assert ("reading", 5, 5) in told
    assert ("embedding", 19, 19) in told
