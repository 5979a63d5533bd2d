"""Ratings listed, exported and summed up."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.ratings.export import rating_rows, write_csv
from bot.ratings.summary import summarise, wilson_interval
from bot.records import Asked, Attempt, Rating
from bot.storage.store import Store

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
ATTEMPT = Attempt("a1", "ana", "c1", "q1", "serving", "g1", "It warms the cache.", NOON, score=0.5)
ASKED = Asked("s1", "ana", "c1", "What is drift?", "A change.", False, 0.9, "g1", ("p3",), NOON)
ON_GRADE = Rating("r1", "ana", "grade", "a1", -1, NOON, "unfair grade", "=1+1", ("p1", "p2"), "g1", "features-1")
ON_ANSWER = Rating("r2", "ana", "answer", "s1", 1, NOON + timedelta(hours=1), generation="g1", template="extract-1")


@pytest.fixture
async def rated_store(store: Store) -> Store:
    await store.record(learner="ana", at=NOON, attempts=[ATTEMPT], asked=[ASKED])
    for rating in (ON_GRADE, ON_ANSWER):
        await store.record(learner="ana", at=NOON, rating=rating)
    return store


async def test_a_row_tells_what_was_rated_and_what_it_was_made_from(rated_store: Store) -> None:
    grade, answer = await rating_rows(rated_store)
    assert grade["subject"] == "q1"
    assert answer["subject"] == "What is drift?"
    assert (grade["passages"], grade["generation"], grade["template"]) == (["p1", "p2"], "g1", "features-1")
    assert answer["at"] == "2026-03-04T13:00:00+00:00"


async def test_history_holds_votes_that_no_longer_count(rated_store: Store) -> None:
    taken_back = replace(ON_GRADE, id="r3", vote=0, at=NOON + timedelta(hours=2))
    await rated_store.record(learner="ana", at=NOON, rating=taken_back)
    assert [row["id"] for row in await rating_rows(rated_store)] == ["r2", "r3"]
    assert [row["id"] for row in await rating_rows(rated_store, history=True)] == ["r1", "r2", "r3"]


async def test_a_rating_of_something_unknown_is_exported_too(store: Store) -> None:
    await store.record(learner="ana", at=NOON, rating=ON_GRADE)
    (row,) = await rating_rows(store)
    assert row["subject"] == ""


async def test_a_comment_cannot_become_a_formula_in_a_spreadsheet(rated_store: Store) -> None:
    file = io.StringIO()
    write_csv(await rating_rows(rated_store), file)
    grade, answer = csv.DictReader(io.StringIO(file.getvalue()))
    assert grade["comment"] == "'=1+1"
    assert grade["vote"] == "-1"
    assert grade["passages"] == "p1 p2"
    assert answer["reason"] == ""


def test_the_summary_groups_votes_and_leaves_out_those_taken_back() -> None:
    votes = [
        ON_GRADE,
        ON_ANSWER,
        replace(ON_ANSWER, id="r3", learner="ben"),
        replace(ON_ANSWER, id="r4", learner="eve", vote=-1, generation="g2"),
        replace(ON_ANSWER, id="r5", learner="bo", vote=0),
    ]
    summary = summarise(votes)
    assert summary.overall is not None
    assert (summary.overall.up, summary.overall.down, summary.overall.share) == (2, 2, 0.5)
    assert [(tally.name, tally.up, tally.down) for tally in summary.targets] == [("answer", 2, 1), ("grade", 0, 1)]
    assert [(tally.name, tally.up, tally.down) for tally in summary.generations] == [("g1", 2, 1), ("g2", 0, 1)]
    assert [tally.name for tally in summary.templates] == ["extract-1", "features-1"]
    assert summary.reasons == (("none given", 1), ("unfair grade", 1))


def test_no_votes_have_no_share() -> None:
    assert summarise([]).overall is None


@pytest.mark.parametrize(
    ("up", "votes", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_gives_the_figures_that_newcombe_printed(up: int, votes: int, low: float, high: float) -> None:
    """Table I, method 3 of Newcombe, "Two-sided confidence intervals", Statistics in Medicine 17 (1998)."""
    assert wilson_interval(up, votes) == pytest.approx((low, high), abs=5e-5)


def test_without_votes_the_interval_says_nothing() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)
