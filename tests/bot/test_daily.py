"""The daily question: due once a day whatever the clocks do, the same for every process, posted once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.admin_records import Daily, DailyQuestion
from bot.daily import DailyClock, DailyQuestions, Opened, choose, day_due, next_time, opened_by, post_id, time_on
from bot.delivery.bell import Bell
from bot.delivery.event import Address, Outgoing
from bot.delivery.posting import Posting
from bot.delivery.routing import continued
from bot.messages import OpenThread
from bot.storage.administration import AdminStore
from bot.storage.inbox import Inbox
from bot.storage.outbox import Outbox
from bot.storage.store import Store
from knowledge.questions import Level, Locator, Outline, Question

SET = datetime(2026, 3, 1, 12, tzinfo=UTC)
RAG = Daily("da11", "loop:T1:C9", "loop", "T1", "C9", "09:30", "Europe/Berlin", "rag", "loop:T1:ana", SET)
# 09:30 in Berlin, before the clocks change on 29 March.
MORNING = datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
IDS = ("q-1", "q-2", "q-3")


def outlines(*ids: str, topic: str = "rag") -> tuple[Outline, ...]:
    return tuple(Outline(id_, topic, "mid", True, ()) for id_ in ids)


class Shelf:
    def __init__(self, *ids: str) -> None:
        self._outlines = outlines(*ids)

    def outlines(
        self, topic: str | None = None, level: Level | None = None, gradable: bool | None = None
    ) -> tuple[Outline, ...]:
        return tuple(one for one in self._outlines if topic in (None, one.topic))

    def question(self, question_id: str) -> Question | None:
        return Question(question_id, f"What about {question_id}?", Locator("a.md", 1, 1, ""), None, "rag", "mid")


@dataclass
class Board:
    """Remembers each id once, as delivery does."""

    posts: dict[str, OpenThread] = field(default_factory=dict)
    said: dict[str, tuple[str, str]] = field(default_factory=dict)

    async def post_once(self, id: str, daily: Daily, opening: OpenThread) -> bool:
        return self.posts.setdefault(id, opening) is opening

    async def say_once(self, id: str, daily: Daily, conversation: str, text: str) -> bool:
        self.said[id] = (conversation, text)
        return True


@dataclass
class Clock:
    at: datetime = MORNING

    def __call__(self) -> datetime:
        return self.at


def asked(*question_ids: str, first: date = date(2026, 3, 1)) -> Sequence[DailyQuestion]:
    return [DailyQuestion(RAG.id, first + timedelta(days=n), id_) for n, id_ in enumerate(question_ids)]


@pytest.mark.parametrize(
    ("zone", "at", "day", "moment"),
    [
        # 02:30 is skipped on 29 March 2026 in Berlin, and comes twice on 25 October.
        ("Europe/Berlin", "02:30", date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("Europe/Berlin", "02:30", date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        # In Cairo midnight itself is skipped on 24 April 2026: the first moment of that day is 01:00.
        ("Africa/Cairo", "00:00", date(2026, 4, 24), datetime(2026, 4, 23, 22, 0, tzinfo=UTC)),
        ("Asia/Kathmandu", "09:30", date(2026, 3, 4), datetime(2026, 3, 4, 3, 45, tzinfo=UTC)),
    ],
)
def test_every_day_has_one_moment_whatever_the_clocks_do(zone: str, at: str, day: date, moment: datetime) -> None:
    daily = replace(RAG, timezone=zone, time_of_day=at)
    assert time_on(daily, day) == moment
    assert day_due(daily, moment) == day
    # Looked at every ten minutes from the day before to the day after: due from that moment on, and never twice.
    due = []
    for minutes in range(-24 * 60, 24 * 60, 10):
        now = moment + timedelta(minutes=minutes)
        found = day_due(daily, now)
        if found is not None:
            due.append(found)
            daily = replace(daily, last_day=found)
    assert due.count(day) == 1
    assert due == sorted(set(due))


def test_what_was_missed_is_caught_up_within_twelve_hours_only() -> None:
    assert day_due(RAG, MORNING - timedelta(seconds=1)) is None
    assert day_due(RAG, MORNING) == date(2026, 3, 4)
    assert day_due(RAG, MORNING + timedelta(hours=12)) == date(2026, 3, 4)
    assert day_due(RAG, MORNING + timedelta(hours=12, seconds=1)) is None
    late = replace(RAG, time_of_day="23:00")
    assert day_due(late, datetime(2026, 3, 5, 1, tzinfo=UTC)) == date(2026, 3, 4)


def test_one_that_was_set_after_its_time_begins_on_the_next_day() -> None:
    fresh = replace(RAG, at=MORNING + timedelta(hours=1))
    assert day_due(fresh, MORNING + timedelta(hours=2)) is None
    assert next_time(fresh, MORNING + timedelta(hours=2)).date() == date(2026, 3, 5)
    assert next_time(fresh, MORNING - timedelta(hours=2)).isoformat() == "2026-03-04T09:30:00+01:00"


def test_the_question_of_a_day_is_the_same_for_all_and_none_comes_again_before_the_others() -> None:
    day = date(2026, 3, 4)
    chosen = choose(RAG, day, outlines(*IDS), ())
    assert chosen == choose(RAG, day, outlines(*reversed(IDS)), ())
    assert choose(RAG, day, outlines(*IDS), asked("q-1", "q-3")) == "q-2"
    assert choose(RAG, day, outlines(*IDS), asked("q-3", "q-1", "q-2")) == "q-3"
    again = asked("q-1", "q-2", "q-3", "q-1", first=date(2026, 2, 20))
    assert choose(RAG, day, outlines(*IDS), again) == "q-2"
    assert choose(RAG, day, (), ()) is None


def test_different_places_get_different_questions_in_the_long_run() -> None:
    many = outlines(*(f"q-{number}" for number in range(50)))
    days = [date(2026, 3, 1) + timedelta(days=n) for n in range(10)]
    other = replace(RAG, id="da22")
    assert [choose(RAG, day, many, ()) for day in days] != [choose(other, day, many, ()) for day in days]


async def test_two_processes_post_one_question(store: Store) -> None:
    kept, board, clock = AdminStore(store), Board(), Clock()
    await kept.set_daily(RAG)
    # The second one looks at a newer generation, where other questions would be drawn.
    shelves = (Shelf(*IDS), Shelf("q-7", "q-8"))
    processes = [DailyQuestions(kept, lambda shelf=shelf: shelf, board, clock) for shelf in shelves]  # type: ignore[misc]
    await asyncio.gather(*(process.post_due() for process in processes))
    await asyncio.gather(*(process.post_due(RAG.id) for process in processes))

    ((name, opening),) = board.posts.items()
    (question,) = await kept.asked_daily(RAG.id, date(2026, 3, 1))
    assert name == "daily:da11:2026-03-04"
    assert opening.then == f"/daily-open {question.question_id}"
    assert [daily.last_day for daily in await kept.dailies()] == [date(2026, 3, 4)]


async def test_the_thread_of_the_day_before_is_closed_first(store: Store) -> None:
    kept, board, clock = AdminStore(store), Board(), Clock()
    await kept.set_daily(RAG)
    questions = DailyQuestions(kept, lambda: Shelf(*IDS), board, clock)
    await questions.post_due()
    assert not board.said
    opened = opened_by("daily:da11:2026-03-04:then")
    assert opened is not None
    await kept.daily_opened(opened.daily_id, opened.day, "loop:T1:C9:p1")
    await kept.daily_opened(opened.daily_id, opened.day, "loop:T1:C9:elsewhere")

    clock.at += timedelta(days=1)
    await questions.post_due()

    assert board.said == {"daily:da11:2026-03-04:close:then": ("loop:T1:C9:p1", "/daily-close")}
    assert len({opening.then for opening in board.posts.values()}) == len(board.posts) == 2


@pytest.mark.parametrize("name", ["daily:da11:2026-03-04", "daily:da11:2026-03-04:close:then", "loop:T1:e1:then"])
def test_only_what_follows_a_daily_post_opens_its_thread(name: str) -> None:
    assert opened_by(name) is None


async def test_without_a_fitting_question_nothing_is_posted_and_it_is_said_once(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    kept, board = AdminStore(store), Board()
    await kept.set_daily(replace(RAG, topic="gone"))
    questions = DailyQuestions(kept, lambda: Shelf(*IDS), board, Clock())
    await questions.post_due()
    await questions.post_due()
    assert not board.posts
    assert [record.message for record in caplog.records] == [
        "Nothing is posted in loop:T1:C9 on 2026-03-04: there is no question on gone."
    ]


async def test_a_daily_set_anew_in_the_same_place_goes_on_where_it_was(store: Store) -> None:
    kept = AdminStore(store)
    await kept.set_daily(RAG)
    await kept.daily_posted(RAG.id, date(2026, 3, 4))
    await kept.daily_posted(RAG.id, date(2026, 3, 2))
    later = replace(RAG, time_of_day="18:00", topic="", at=MORNING)
    await kept.set_daily(later)
    assert await kept.dailies() == (replace(later, last_day=date(2026, 3, 4)),)
    assert await kept.end_daily(RAG.id)
    assert not await kept.end_daily(RAG.id)
    assert await kept.dailies() == ()


async def test_the_clock_follows_the_table_and_catches_up_at_its_start(store: Store) -> None:
    kept, board = AdminStore(store), Board()
    await kept.set_daily(RAG)
    clock = DailyClock(DailyQuestions(kept, lambda: Shelf(*IDS), board, Clock(MORNING + timedelta(hours=3))), kept)
    await clock.start()
    try:
        assert list(board.posts) == ["daily:da11:2026-03-04"]
        assert clock.jobs() == {"da11 09:30 Europe/Berlin"}
        await kept.set_daily(replace(RAG, time_of_day="18:00"))
        await kept.set_daily(replace(RAG, id="da22", place="loop:T1:C8", last_day=date(2026, 3, 4)))
        await clock.reconcile()
        assert clock.jobs() == {"da11 18:00 Europe/Berlin", "da22 09:30 Europe/Berlin"}
        await kept.end_daily("da11")
        await clock.reconcile()
        assert clock.jobs() == {"da22 09:30 Europe/Berlin"}
    finally:
        clock.stop()


async def test_delivery_takes_each_id_once(store: Store) -> None:
    inbox, outbox = Inbox(store), Outbox(store)
    posting = Posting(inbox, outbox, Clock(), Bell(), Bell())
    opening = OpenThread("Question of the day: why?", "/daily-open q-1")
    assert await posting.post_once("daily:da11:2026-03-04", RAG, opening)
    assert not await posting.post_once("daily:da11:2026-03-04", RAG, opening)
    said = ("daily:da11:2026-03-03:close:then", RAG, "loop:T1:C9:p1", "/daily-close")
    assert await posting.say_once(*said)
    assert not await posting.say_once(*said)

    (waiting,) = await outbox.list()
    assert (waiting.id, waiting.kind, waiting.conversation) == ("daily:da11:2026-03-04", "OpenThread", "loop:T1:C9")
    (row,) = await inbox.claim("test", MORNING, timedelta(minutes=1), 5)
    assert (row["channel"], row["thread"], row["conversation"]) == ("C9", "p1", "loop:T1:C9:p1")


def test_what_delivery_says_in_the_new_thread_tells_which_daily_it_is() -> None:
    opening = OpenThread("Question of the day: why?", "/daily-open q-1")
    posted = Outgoing(post_id(RAG, MORNING.date()), Address("loop", "T1", "C9"), opening, RAG.created_by)
    row = continued(posted, "p1", MORNING)
    assert row is not None
    assert row["conversation"] == "loop:T1:C9:p1"
    assert opened_by(row["id"]) == Opened(RAG.id, MORNING.date())
