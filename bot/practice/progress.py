"""Where a learner stands: strength by topic, what is due, the streak, and how well they know what they know."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from statistics import fmean
from typing import Protocol

from bot.practice.calibration import Calibration, calibrate
from bot.practice.schedule import Askable, ScheduledPoint, retrievability

DAYS_AHEAD = 7


class PointCredit(Protocol):
    @property
    def key_point_id(self) -> str: ...
    @property
    def credit(self) -> float: ...


class Attempted(Protocol):
    """One answer of the learner. `score` and `confidence` are 0..1, None where not graded or not stated."""

    @property
    def question_id(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def score(self) -> float | None: ...
    @property
    def confidence(self) -> float | None: ...
    @property
    def points(self) -> Sequence[PointCredit]: ...


@dataclass(frozen=True, slots=True)
class TopicProgress:
    """One topic of the corpus as it is now.

    `coverage` is the share of the topic's key points that were ever asked. `recall` is the mean, over those, of the
    credit that the point earned last times the probability that it would be recalled now. `strength` = `coverage` x
    `recall`: the share of the topic that the learner is expected to be able to say now. All 0..1. The credit is part of
    it because a point that was just missed is "fresh" to the scheduler, though nothing was known. `due` counts
    questions; `mean_score` is None before the first graded answer.
    """

    topic: str
    questions: int
    met: int
    strength: float
    coverage: float
    recall: float
    attempts: int
    mean_score: float | None
    due: int


@dataclass(frozen=True, slots=True)
class DueDay:
    """How many questions become due on a local day; today's count leaves out those that are due already."""

    day: date
    questions: int


@dataclass(frozen=True, slots=True)
class Week:
    """One week with practice in it, named by its Monday; `mean_score` is None where nothing was graded."""

    monday: date
    attempts: int
    mean_score: float | None


@dataclass(frozen=True, slots=True)
class Progress:
    """`topics` are weakest first; `due_days` starts today and has seven entries; `weeks` is oldest first.

    A question is due when one of its key points is. `streak` counts the local days in a row with an answer, up to today
    or, until today's first answer, up to yesterday. `strength` is over all key points of the corpus.
    """

    topics: tuple[TopicProgress, ...]
    strength: float
    attempts: int
    mean_score: float | None
    due_now: int
    due_days: tuple[DueDay, ...]
    streak: int
    last_practised: date | None
    weeks: tuple[Week, ...]
    calibration: Calibration | None

    @property
    def due_this_week(self) -> int:
        """Questions due now or in the next seven days."""
        return self.due_now + sum(day.questions for day in self.due_days)


def measure_progress(
    attempts: Iterable[Attempted],
    cards: Iterable[ScheduledPoint],
    questions: Iterable[Askable],
    *,
    now: datetime,
    timezone: tzinfo,
) -> Progress:
    """All of one learner's progress. `questions` is the whole corpus; `now` is aware; days are days in `timezone`.

    Cards of questions or points that are no longer in the corpus are ignored; the attempts at them still count in the
    totals, the weeks and the streak, for the practice took place.
    """
    history = sorted(attempts, key=lambda attempt: attempt.at)
    asked = [question for question in questions if question.gradable]
    remembered = {card.key_point_id: card for card in cards}
    known = _expected_recall(history, remembered, now)
    first_due = {question.id: _first_due(question, remembered) for question in asked}
    due = {name for name, moment in first_due.items() if moment is not None and moment <= now}
    today = now.astimezone(timezone).date()
    days = [attempt.at.astimezone(timezone).date() for attempt in history]
    all_points = [point for question in asked for point in question.point_ids]
    coming = Counter(
        moment.astimezone(timezone).date() for moment in first_due.values() if moment is not None and moment > now
    )
    return Progress(
        topics=_topics(asked, history, known, due),
        strength=sum(known.get(point, 0.0) for point in all_points) / max(len(all_points), 1),
        attempts=len(history),
        mean_score=_mean_score(history),
        due_now=len(due),
        due_days=tuple(DueDay(day, coming[day]) for day in (today + timedelta(days=n) for n in range(DAYS_AHEAD))),
        streak=_streak(set(days), today),
        last_practised=days[-1] if days else None,
        weeks=_weeks(history, days),
        calibration=calibrate(
            (day, attempt.confidence, attempt.score)
            for day, attempt in zip(days, history, strict=True)
            if attempt.confidence is not None and attempt.score is not None
        ),
    )


def _expected_recall(history: Iterable[Attempted], cards: dict[str, ScheduledPoint], now: datetime) -> dict[str, float]:
    """For every key point that has a card: the credit it earned last x the probability of recalling it now."""
    credit = {point.key_point_id: point.credit for attempt in history for point in attempt.points}
    return {
        name: credit[name] * retrievability(card.state, now) if credit.get(name) else 0.0
        for name, card in cards.items()
    }


def _first_due(question: Askable, cards: dict[str, ScheduledPoint]) -> datetime | None:
    return min((cards[point].due for point in question.point_ids if point in cards), default=None)


def _topics(
    questions: Iterable[Askable], history: Iterable[Attempted], known: dict[str, float], due: set[str]
) -> tuple[TopicProgress, ...]:
    shelves: dict[str, list[Askable]] = defaultdict(list)
    for question in questions:
        shelves[question.topic].append(question)
    answers: dict[str, list[Attempted]] = defaultdict(list)
    for attempt in history:
        answers[attempt.topic].append(attempt)
    found = []
    for topic, shelf in shelves.items():
        points = [point for question in shelf for point in question.point_ids]
        met = [known[point] for point in points if point in known]
        coverage, recall = len(met) / max(len(points), 1), fmean(met) if met else 0.0
        found.append(
            TopicProgress(
                topic=topic,
                questions=len(shelf),
                met=sum(any(point in known for point in question.point_ids) for question in shelf),
                strength=coverage * recall,
                coverage=coverage,
                recall=recall,
                attempts=len(answers[topic]),
                mean_score=_mean_score(answers[topic]),
                due=sum(question.id in due for question in shelf),
            )
        )
    return tuple(sorted(found, key=lambda topic: (topic.strength, topic.topic)))


def _mean_score(attempts: Iterable[Attempted]) -> float | None:
    """None of nothing, so that "no grade yet" is never read as zero."""
    scores = [attempt.score for attempt in attempts if attempt.score is not None]
    return fmean(scores) if scores else None


def _streak(days: set[date], today: date) -> int:
    day = today if today in days else today - timedelta(days=1)
    length = 0
    while day in days:
        length += 1
        day -= timedelta(days=1)
    return length


def _weeks(history: Sequence[Attempted], days: Sequence[date]) -> tuple[Week, ...]:
    weeks: dict[date, list[Attempted]] = defaultdict(list)
    for day, attempt in zip(days, history, strict=True):
        weeks[day - timedelta(days=day.weekday())].append(attempt)
    return tuple(Week(monday, len(some), _mean_score(some)) for monday, some in sorted(weeks.items()))
