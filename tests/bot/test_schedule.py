"""When a key point comes back, and which question is asked next."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from fsrs import Rating

from bot.practice.grading import PointVerdict
from bot.practice.schedule import (
    Choice,
    choose_questions,
    next_question,
    point_rating,
    retrievability,
    review,
)
from bot.records import Card
from knowledge.questions import KeyPoint, Level, Locator, Question, ReferenceAnswer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def question(name: str, topic: str = "serving", level: Level = "mid", points: int = 2) -> Question:
    answer = ReferenceAnswer("It does.", tuple(KeyPoint(f"{name}-{n}", f"Point {n}", ()) for n in range(points)))
    return Question(name, f"What is {name}?", Locator("own.md", 1, 2), answer, topic=topic, level=level)


def reviewed(asked: Question, at: datetime, *ratings: Rating) -> list[Card]:
    """The cards of a question's points after one review each."""
    assert asked.answer is not None
    cards = []
    for point, rating in zip(asked.answer.key_points, ratings, strict=False):
        state, due = review(None, rating, at)
        cards.append(Card("ana", point.id, asked.id, asked.topic, due, state))
    return cards


def order(choices: tuple[Choice, ...]) -> list[tuple[str, str]]:
    return [(choice.question.id, choice.reason) for choice in choices]


@pytest.mark.parametrize(
    ("verdict", "hints", "confidence", "rating"),
    [
        (PointVerdict.COVERED, 0, None, Rating.Good),
        (PointVerdict.COVERED, 0, 0.5, Rating.Good),
        (PointVerdict.COVERED, 0, 0.95, Rating.Easy),
        (PointVerdict.COVERED, 1, 0.95, Rating.Hard),
        (PointVerdict.COVERED, 3, None, Rating.Hard),
        (PointVerdict.PARTLY, 0, 0.95, Rating.Hard),
        (PointVerdict.PARTLY, 1, None, Rating.Again),
        (PointVerdict.MISSED, 0, 0.95, Rating.Again),
        (PointVerdict.CONTRADICTED, 2, None, Rating.Again),
    ],
)
def test_a_verdict_decides_the_rating_and_hints_lower_it(
    verdict: PointVerdict, hints: int, confidence: float | None, rating: Rating
) -> None:
    assert point_rating(verdict, hints=hints, confidence=confidence) is rating


def test_the_better_a_point_was_known_the_later_it_comes_back() -> None:
    dues = [review(None, rating, NOON)[1] for rating in (Rating.Again, Rating.Hard, Rating.Good, Rating.Easy)]
    assert dues == sorted(dues)
    assert dues[0] == NOON + DAY
    assert dues[1] < dues[2] < dues[3]


def test_intervals_grow_with_every_success_and_shrink_after_a_miss() -> None:
    state, now, intervals = None, NOON, []
    for rating in (Rating.Good, Rating.Good, Rating.Good, Rating.Again):
        state, due = review(state, rating, now)
        intervals.append(due - now)
        now = due
    assert intervals[0] < intervals[1] < intervals[2]
    assert intervals[3] < intervals[2] / 4


def test_a_point_that_is_only_ever_half_said_is_not_asked_every_day() -> None:
    state, now = None, NOON
    for _ in range(6):
        state, due = review(state, Rating.Hard, now)
        now, before = due, now
    assert now - before > 2 * DAY


def test_the_same_reviews_always_give_the_same_schedule() -> None:
    def replay() -> tuple[str, datetime]:
        state, due = review(None, Rating.Good, NOON)
        for _ in range(5):
            state, due = review(state, Rating.Good, due)
        return state, due

    assert replay() == replay()


def test_a_time_in_another_zone_is_the_same_moment_and_due_is_told_in_utc() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert review(None, Rating.Good, elsewhere) == review(None, Rating.Good, NOON)
    assert review(None, Rating.Good, elsewhere)[1].tzinfo is UTC


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        review(None, Rating.Good, NOON.replace(tzinfo=None))


def test_memory_fades_with_the_days() -> None:
    state, _ = review(None, Rating.Good, NOON)
    fading = [retrievability(state, NOON + days * DAY) for days in (0, 1, 7, 60)]
    assert fading[0] == 1.0
    assert fading == sorted(fading, reverse=True)


def test_due_reviews_come_first_then_new_questions_then_those_ahead_of_their_time() -> None:
    due, new, ahead = question("due"), question("new"), question("ahead")
    cards = [
        *reviewed(due, NOON - 5 * DAY, Rating.Good),
        *reviewed(ahead, NOON - DAY, Rating.Easy, Rating.Easy),
    ]
    chosen = choose_questions([new, ahead, due], cards, count=9, now=NOON, seed="s")
    assert order(chosen) == [("due", "due"), ("new", "new"), ("ahead", "ahead")]


def test_the_review_with_most_to_forget_comes_first() -> None:
    little, much, longest = question("little"), question("much"), question("longest")
    cards = [
        *reviewed(little, NOON - 4 * DAY, Rating.Good),
        *reviewed(much, NOON - 4 * DAY, Rating.Good, Rating.Hard),
        *reviewed(longest, NOON - 40 * DAY, Rating.Good, Rating.Good),
    ]
    chosen = choose_questions([little, much, longest], cards, count=3, now=NOON, seed="s")
    assert [name for name, _ in order(chosen)] == ["longest", "much", "little"]


def test_what_was_asked_in_this_session_is_not_asked_again() -> None:
    due = question("due")
    cards = reviewed(due, NOON - 5 * DAY, Rating.Good)
    assert next_question([due], cards, now=NOON, seed="s", seen={"due"}) is None


def test_new_questions_are_spread_over_topics_with_the_easy_ones_first() -> None:
    shelf = [
        question(f"{topic}-{level}", topic, level)
        for topic in ("rag", "serving", "drift")
        for level in ("senior", "junior", "mid")
    ]
    chosen = [choice.question for choice in choose_questions(shelf, [], count=9, now=NOON, seed="s")]
    for start, level in ((0, "junior"), (3, "mid"), (6, "senior")):
        assert {q.topic for q in chosen[start : start + 3]} == {"rag", "serving", "drift"}
        assert {q.level for q in chosen[start : start + 3]} == {level}


def test_a_topic_that_was_met_waits_for_the_others() -> None:
    known, same, other = question("known", "rag"), question("same", "rag"), question("other", "drift")
    cards = reviewed(known, NOON, Rating.Easy, Rating.Easy)
    first = next_question([known, same, other], cards, now=NOON, seed="s")
    assert first is not None
    assert first.question.id == "other"


def test_a_seed_gives_one_order_and_another_seed_another() -> None:
    shelf = [question(f"q{n}") for n in range(20)]
    once, again, other = (
        order(choose_questions(some, [], count=20, now=NOON, seed=seed))
        for some, seed in ((shelf, "monday"), (shelf[::-1], "monday"), (shelf, "tuesday"))
    )
    assert once == again
    assert once != other
    assert sorted(once) == sorted(other)


def test_cards_of_points_and_questions_that_left_the_corpus_are_ignored() -> None:
    now_shorter = question("kept", points=1)
    before = question("kept", points=2)
    gone = question("gone")
    cards = [*reviewed(before, NOON, Rating.Easy, Rating.Again), *reviewed(gone, NOON - DAY, Rating.Again)]
    later = NOON + 1.5 * DAY
    assert order(choose_questions([now_shorter], cards, count=5, now=later, seed="s")) == [("kept", "ahead")]


def test_drafts_and_duplicates_are_never_asked() -> None:
    locator = Locator("own.md", 1, 1)
    draft = Question("draft", "?", locator, ReferenceAnswer("Maybe.", (), draft=True))
    twin = Question("twin", "?", locator, ReferenceAnswer("Yes.", ()), duplicate_of="first")
    assert next_question([draft, twin, Question("open", "?", locator)], [], now=NOON, seed="s") is None
