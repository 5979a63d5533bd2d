"""When a key point comes back, and which question to ask next.

Each learner has one card for each key point, scheduled by FSRS (Free Spaced Repetition Scheduler 6, as py-fsrs
implements it). Nothing here reads a clock or a random source: the same input gives the same schedule on every machine.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import islice
from typing import Literal, Protocol

from fsrs import Card, Rating, Scheduler

from bot.practice.grading import PointVerdict
from knowledge.questions import Level

# From this stated confidence on, a covered point counts as easy.
SURE = 0.9

# No learning steps of minutes: the reference answer was just read, so asking again the same day would test short-term
# memory; a missed point comes back the next day. No fuzzing: a schedule must not depend on chance.
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
_LEVELS = {"junior": 0, "mid": 1, "senior": 2}
_BASE = {
    PointVerdict.COVERED: Rating.Good,
    PointVerdict.PARTLY: Rating.Hard,
    PointVerdict.MISSED: Rating.Again,
    PointVerdict.CONTRADICTED: Rating.Again,
}


class ScheduledPoint(Protocol):
    """One learner's memory of one key point; `due` is aware, `state` was made by `review`."""

    @property
    def key_point_id(self) -> str: ...
    @property
    def question_id(self) -> str: ...
    @property
    def due(self) -> datetime: ...
    @property
    def state(self) -> str: ...


class Askable(Protocol):
    """What choosing asks of a question; an outline without the question's words tells it too."""

    @property
    def id(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def level(self) -> Level | None: ...
    @property
    def gradable(self) -> bool: ...
    @property
    def point_ids(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """A question and why it is its turn: a review that is due, a new one, or a review ahead of its time."""

    question: Askable
    reason: Literal["due", "new", "ahead"]


def point_rating(verdict: PointVerdict, *, hints: int = 0, confidence: float | None = None) -> Rating:
    """What a verdict tells FSRS.

    Covered is Good, or Easy where the learner had said they were sure (`confidence` is 0..1, stated before the grade);
    partly is Hard; missed and contradicted are Again. Hints make it cued recall, which is one step less.
    """
    rating = _BASE[verdict]
    if hints:
        return Rating(max(rating - 1, Rating.Again))
    if rating is Rating.Good and confidence is not None and confidence >= SURE:
        return Rating.Easy
    return rating


def review(state: str | None, rating: Rating, now: datetime) -> tuple[str, datetime]:
    """The card's next state (JSON) and when it is due (aware, UTC).

    `state` is None at the first meeting. Raises ValueError where `now` has no time zone.
    """
    now = _utc(now)
    # A card's id and first due date would come from the clock, so they are given; the id is of no use here.
    card = Card.from_json(state) if state else Card(card_id=0, due=now)
    card, _ = _SCHEDULER.review_card(card, rating, now)
    return card.to_json(), card.due


def reviewed_at(state: str) -> datetime:
    """When a card with this state was reviewed last (aware, UTC)."""
    return _utc(Card.from_json(state).last_review or datetime.min.replace(tzinfo=UTC))


def retrievability(state: str, now: datetime) -> float:
    """The probability, 0..1, that the point would be recalled now, by FSRS's forgetting curve over whole days."""
    return float(_SCHEDULER.get_card_retrievability(Card.from_json(state), _utc(now)))


def choose_questions(
    questions: Iterable[Askable],
    cards: Iterable[ScheduledPoint],
    *,
    count: int,
    now: datetime,
    seed: str,
    seen: Collection[str] = (),
) -> tuple[Choice, ...]:
    """Up to `count` questions in the order in which to ask them, none of them in `seen` (question ids).

    First the reviews that are due: a question's turn comes the sooner, the more of its points are expected to be
    forgotten (the sum of 1 - retrievability over its due points). Then new questions, each from the topic that the
    learner met least, easier levels first. When all were met, the ones closest to being forgotten. Where these rules
    leave a tie, `seed` decides. `questions` are narrowed by the caller to a topic or level; those that cannot be graded
    are left out here. `cards` are all cards of the learner; cards of questions or points that are no longer in the
    corpus are ignored.
    """
    askable = [question for question in questions if question.gradable]
    return tuple(islice(_in_order(askable, tuple(cards), _utc(now), seed, frozenset(seen)), count))


def next_question(
    questions: Iterable[Askable],
    cards: Iterable[ScheduledPoint],
    *,
    now: datetime,
    seed: str,
    seen: Collection[str] = (),
) -> Choice | None:
    """The first of `choose_questions`, or None when every question is in `seen`."""
    return next(iter(choose_questions(questions, cards, count=1, now=now, seed=seed, seen=seen)), None)


def _in_order(
    questions: Sequence[Askable],
    cards: Sequence[ScheduledPoint],
    now: datetime,
    seed: str,
    seen: frozenset[str],
) -> Iterator[Choice]:
    by_question: dict[str, list[ScheduledPoint]] = defaultdict(list)
    for card in cards:
        by_question[card.question_id].append(card)
    known: dict[str, list[ScheduledPoint]] = {}
    for question in questions:
        if question.id in by_question:
            points = frozenset(question.point_ids)
            if held := [card for card in by_question[question.id] if card.key_point_id in points]:
                known[question.id] = held
    open_questions = [question for question in questions if question.id not in seen]

    def urgency(question: Askable, ripe: Sequence[ScheduledPoint]) -> tuple[float, datetime, bytes]:
        forgotten = sum(1 - retrievability(card.state, now) for card in ripe)
        return (-round(forgotten, 9), min(card.due for card in ripe), _shuffled(seed, question.id))

    due = []
    for question in open_questions:
        ripe = [card for card in known.get(question.id, ()) if card.due <= now]
        if ripe:
            due.append((urgency(question, ripe), question))
    due.sort(key=lambda entry: entry[0])
    yield from (Choice(question, "due") for _, question in due)

    met = Counter(question.topic for question in questions if question.id in known or question.id in seen)
    new = [question for question in open_questions if question.id not in known]
    yield from (Choice(question, "new") for question in _spread_over_topics(new, met, seed))

    waiting = {question.id for _, question in due}
    ahead = [question for question in open_questions if question.id in known and question.id not in waiting]
    ahead.sort(key=lambda question: urgency(question, known[question.id]))
    yield from (Choice(question, "ahead") for question in ahead)


def _spread_over_topics(questions: Iterable[Askable], met: Counter[str], seed: str) -> Iterator[Askable]:
    shelves: dict[str, list[Askable]] = defaultdict(list)
    for question in questions:
        shelves[question.topic].append(question)
    met = Counter(met)
    names = {name: _shuffled(seed, name) for name in shelves}
    opened: set[str] = set()
    while shelves:
        topic = min(shelves, key=lambda name: (met[name], names[name]))
        if topic not in opened:
            # Only now, for a session draws from a few shelves of what may be many long ones.
            opened.add(topic)
            shelves[topic].sort(key=lambda q: (_LEVELS[q.level or "mid"], _shuffled(seed, q.id)), reverse=True)
        yield shelves[topic].pop()
        met[topic] += 1
        if not shelves[topic]:
            del shelves[topic]


def _shuffled(seed: str, name: str) -> bytes:
    """A place that looks random, yet stays the same when other questions come or go."""
    return blake2b(name.encode(), key=blake2b(seed.encode(), digest_size=16).digest(), digest_size=8).digest()


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"The time {moment.isoformat()} has no time zone: pass an aware one, such as UTC.")
    return moment.astimezone(UTC)
