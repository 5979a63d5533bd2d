"""What `coach progress` tells, measured from attempts and cards."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.practice.grading import PointVerdict
from bot.practice.progress import Progress, measure_progress
from bot.practice.schedule import point_rating, retrievability, review
from bot.records import Attempt, AttemptPoint, Card
from knowledge.questions import KeyPoint, Locator, Question, ReferenceAnswer

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
DAY = timedelta(days=1)
COVERED, MISSED = PointVerdict.COVERED, PointVerdict.MISSED


def question(name: str, topic: str, points: int = 2) -> Question:
    answer = ReferenceAnswer("It does.", tuple(KeyPoint(f"{name}-{n}", f"Point {n}", ()) for n in range(points)))
    return Question(name, f"What is {name}?", Locator("own.md", 1, 2), answer, topic=topic)


CACHE, BATCH, SHADOW = question("cache", "serving"), question("batch", "serving"), question("shadow", "testing")
CORPUS = (CACHE, BATCH, SHADOW)


def answered(
    asked: Question, at: datetime, *verdicts: PointVerdict, score: float | None = None, confidence: float | None = None
) -> tuple[Attempt, list[Card]]:
    assert asked.answer is not None
    points, cards = [], []
    for point, verdict in zip(asked.answer.key_points, verdicts, strict=False):
        state, due = review(None, point_rating(verdict), at)
        points.append(AttemptPoint(point.id, verdict, 1.0 if verdict is COVERED else 0.0))
        cards.append(Card("ana", point.id, asked.id, asked.topic, due, state))
    attempt = Attempt(
        f"{asked.id}-{at.isoformat()}", "ana", "c", asked.id, asked.topic, "g1", "words", at,
        confidence=confidence, score=score, points=tuple(points),
    )  # fmt: skip
    return attempt, cards


def progress_of(*done: tuple[Attempt, list[Card]], now: datetime = NOON, zone: str = "UTC") -> Progress:
    attempts = [attempt for attempt, _ in done]
    cards = [card for _, some in done for card in some]
    return measure_progress(attempts, cards, CORPUS, now=now, timezone=ZoneInfo(zone))


def test_before_the_first_answer_everything_is_zero_or_unknown() -> None:
    progress = progress_of()
    assert (progress.attempts, progress.streak, progress.due_now, progress.strength) == (0, 0, 0, 0.0)
    assert progress.mean_score is None
    assert progress.calibration is None
    assert progress.last_practised is None
    assert [topic.topic for topic in progress.topics] == ["serving", "testing"]


def test_strength_is_coverage_times_expected_recall() -> None:
    done = answered(CACHE, NOON - 3 * DAY, COVERED, MISSED)
    serving = next(topic for topic in progress_of(done).topics if topic.topic == "serving")
    kept = retrievability(done[1][0].state, NOON)
    assert serving.coverage == pytest.approx(2 / 4)
    assert serving.recall == pytest.approx((kept + 0) / 2)
    assert serving.strength == pytest.approx(serving.coverage * serving.recall)
    assert (serving.questions, serving.met, serving.attempts) == (2, 1, 1)


def test_points_just_missed_add_no_strength_however_fresh() -> None:
    assert progress_of(answered(SHADOW, NOON, MISSED, MISSED)).strength == 0.0


def test_a_second_better_answer_makes_the_topic_stronger() -> None:
    first = answered(SHADOW, NOON - DAY, COVERED, MISSED)
    second = answered(SHADOW, NOON, COVERED, COVERED)
    assert progress_of(first, second).strength > progress_of(first).strength


def test_the_weakest_topic_comes_first() -> None:
    progress = progress_of(answered(SHADOW, NOON, COVERED, COVERED))
    assert [topic.topic for topic in progress.topics] == ["serving", "testing"]


def test_reviews_are_counted_by_question_now_and_by_day() -> None:
    long_ago = answered(CACHE, NOON - 9 * DAY, COVERED, COVERED)
    fresh = answered(SHADOW, NOON, COVERED, COVERED)
    progress = progress_of(long_ago, fresh)
    assert progress.due_now == 1
    assert [day.questions for day in progress.due_days] == [0, 0, 1, 0, 0, 0, 0]
    assert progress.due_days[2].day == date(2026, 3, 6)
    assert progress.due_this_week == 2
    assert {topic.topic: topic.due for topic in progress.topics} == {"serving": 1, "testing": 0}


def test_the_streak_holds_until_the_day_after_the_last_answer_is_over() -> None:
    done = [answered(CACHE, NOON - n * DAY, COVERED) for n in (3, 2, 1)]
    assert progress_of(*done).streak == 3
    assert progress_of(*done, answered(CACHE, NOON, COVERED)).streak == 4
    assert progress_of(*done, now=NOON + DAY).streak == 0


def test_days_are_the_learners_own() -> None:
    late_evening = answered(CACHE, datetime(2026, 3, 2, 23, 30, tzinfo=UTC), COVERED)
    next_day = answered(CACHE, datetime(2026, 3, 4, 0, 30, tzinfo=UTC), COVERED)
    assert progress_of(late_evening, next_day).streak == 1
    assert progress_of(late_evening, next_day, zone="America/New_York", now=NOON - DAY / 2).streak == 2


def test_calibration_sets_confidence_beside_the_score() -> None:
    progress = progress_of(
        answered(CACHE, NOON - 7 * DAY, COVERED, score=0.5, confidence=1.0),
        answered(BATCH, NOON, COVERED, score=0.8, confidence=0.6),
        answered(SHADOW, NOON, COVERED, score=1.0, confidence=0.7),
        answered(SHADOW, NOON, COVERED, score=0.1),
    )
    calibration = progress.calibration
    assert calibration is not None
    assert calibration.answers == 3
    assert calibration.brier == pytest.approx((0.25 + 0.04 + 0.09) / 3)
    assert calibration.bias == pytest.approx((0.5 - 0.2 - 0.3) / 3)
    assert [(bucket.low, bucket.answers) for bucket in calibration.buckets] == [(0.6, 2), (0.8, 1)]
    assert [(week.monday, week.answers) for week in calibration.weeks] == [
        (date(2026, 2, 23), 1),
        (date(2026, 3, 2), 2),
    ]
    assert calibration.weeks[0].bias > 0 > calibration.weeks[1].bias


def test_an_answer_that_waits_for_its_grade_counts_as_practice_but_not_in_the_mean() -> None:
    progress = progress_of(answered(CACHE, NOON), answered(SHADOW, NOON, COVERED, score=0.8))
    assert progress.attempts == 2
    assert progress.mean_score == pytest.approx(0.8)
    (week,) = progress.weeks
    assert (week.attempts, week.mean_score) == (2, 0.8)


def test_practice_at_a_question_that_left_the_corpus_still_counts_but_is_never_due() -> None:
    progress = progress_of(answered(question("gone", "old"), NOON - 9 * DAY, MISSED, score=0.0))
    assert (progress.attempts, progress.due_now, progress.due_this_week) == (1, 0, 0)
