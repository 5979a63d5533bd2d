"""What an admin should look at: contradictions between sources, old sources, answers too thin to grade by."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.build import ingest
from knowledge.index import Generation, Generations
from knowledge.key_points import extract_key_points
from knowledge.quality.looking import look_over
from knowledge.quality.thin import why_thin
from knowledge.questions import Locator, Question, ReferenceAnswer
from tests.ingest.plain_engine import PlainEngine
from tests.knowledge.samples import WordEncoder

NOW = datetime(2026, 6, 1, tzinfo=UTC)

NOTES = """# Notes

## How long are logs kept?

Prediction logs are kept for 30 days in the primary region. They are encrypted at rest.

## When is a model registered?

Every model must be registered in the model registry before deployment.
"""
POLICY = """# Policy

## For how many days do we keep logs?

Prediction logs are kept for 90 days in the primary region. Access to them is audited.

## What is registered when?

Every model must be registered in the model registry after deployment.
"""


def test_two_sources_that_say_opposite_things_are_both_cited(tmp_path: Path) -> None:
    found = look_over(_generation(tmp_path, notes=NOTES, policy=POLICY), ["docs/notes.md", "docs/policy.md"], NOW)
    assert [(one.kind, one.one.where, one.other.where) for one in found.contradictions] == [
        ("number", "docs/notes.md:5-5", "docs/policy.md:5-5"),
        ("opposite", "docs/notes.md:9-9", "docs/policy.md:9-9"),
    ]
    assert found.contradictions[0].one.sentence == "Prediction logs are kept for 30 days in the primary region."
    assert "90 days" in found.contradictions[0].other.sentence


def test_no_more_passages_are_compared_than_there_is_room_for_and_the_rest_is_counted(tmp_path: Path) -> None:
    both = _generation(tmp_path, notes=NOTES, policy=POLICY)
    found = look_over(both, ["docs/notes.md", "docs/policy.md"], NOW, most=1)
    assert [one.kind for one in found.contradictions] == ["number"]
    assert found.not_compared == 3


def test_a_source_does_not_contradict_itself_nor_one_that_agrees(tmp_path: Path) -> None:
    both = _generation(tmp_path, notes=NOTES, again=NOTES.replace("They are", "All of them are"))
    assert look_over(both, ["docs/notes.md", "docs/again.md"], NOW).contradictions == ()


def test_a_source_is_old_once_its_date_lies_further_back_than_the_limit(tmp_path: Path) -> None:
    dated = {name: f"---\nupdated: {day}\n---\n{NOTES}" for name, day in (("old", "2023-05-01"), ("new", "2026-05-01"))}
    found = look_over(
        _generation(tmp_path, **dated), ["docs/old.md", "docs/new.md"], NOW, stale_after=timedelta(days=365)
    )
    assert [(one.path, one.days) for one in found.stale] == [("docs/old.md", 1127)]


@pytest.mark.parametrize(
    ("asked", "answer", "why"),
    [
        ("Is it safe?", "Yes.", "says next to nothing"),
        ("How are arrays passed?", "By reference.", "says next to nothing"),
        ("Which code word is it?", "0011 0101", "no key point"),
        ("How do you reverse bits?", "```\nreturn ~x\n```", "only code"),
        ("True or false? One harvester harvests one file.", "True. One harvester harvests one file only.", None),
        ("What is a registry?", "A place that keeps models with their versions.", None),
    ],
)
def test_an_answer_is_too_thin_to_grade_by(asked: str, answer: str, why: str | None) -> None:
    points = extract_key_points(asked, answer)
    assert why_thin(Question("q", asked, Locator("a.md", 1, 2), ReferenceAnswer(answer, points))) == why


def test_a_draft_is_never_called_thin_for_nobody_is_graded_by_it() -> None:
    draft = ReferenceAnswer("Yes.", (), draft=True)
    assert why_thin(Question("q", "Is it safe?", Locator("a.md", 1, 2), draft)) is None


def test_an_answer_that_only_leads_in_to_code_still_has_a_key_point() -> None:
    answer = "Mark the value once and name it where needed:\n\n```\na: &b 1\n```"
    (point,) = extract_key_points("How are values reused?", answer)
    assert point.text.startswith("Mark the value once")
    assert point.spans


def _generation(folder: Path, **documents: str) -> Generation:
    (folder / "docs").mkdir()
    for name, text in documents.items():
        (folder / "docs" / f"{name}.md").write_text(text)
    generations = Generations(folder / "generations", WordEncoder(), PlainEngine(), now=lambda: NOW)
    ingest([folder / "docs"], generations, now=lambda: NOW, starter=False)
    generation = generations.current()
    assert generation is not None
    return generation
