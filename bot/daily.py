"""One question a day in a place: when it is due, which one it is, and having it posted once, whoever is quicker.

The table of dailies is the truth. The scheduler only wakes this up at the right moment; whether something is due, and
whether it was posted already, is asked of the clock and the table each time.
"""

import asyncio
import hashlib
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.admin_records import Daily, DailyQuestion
from bot.messages import OpenThread
from bot.turns.threads import daily_thread
from knowledge.questions import Level, Outline, Question

log = logging.getLogger(__name__)

# A question that comes later in the day than this is of no use any more.
_CAUGHT_UP_WITHIN = timedelta(hours=12)
_NOT_AGAIN_FOR = timedelta(days=60)
_RECONCILED_EVERY = 30
_OPENED = re.compile(r"daily:([0-9a-f]+):(\d{4}-\d{2}-\d{2}):then")


@dataclass(frozen=True, slots=True)
class Opened:
    daily_id: str
    day: date


class Library(Protocol):
    def outlines(
        self, topic: str | None = None, level: Level | None = None, gradable: bool | None = None
    ) -> tuple[Outline, ...]: ...

    def question(self, question_id: str) -> Question | None: ...


class Posting(Protocol):
    """Delivery's part: both are durable when they return, and whatever is repeated with the same id does nothing."""

    async def post_once(self, id: str, daily: Daily, opening: OpenThread) -> bool:
        """Has it posted in the channel of the daily, in the name of `daily.created_by`. Whether it was new."""
        ...

    async def say_once(self, id: str, daily: Daily, conversation: str, text: str) -> bool:
        """Has it said in this conversation, a thread of that channel, in the same name. Whether it was new."""
        ...


class Kept(Protocol):
    async def dailies(self) -> tuple[Daily, ...]: ...

    async def daily_posted(self, daily_id: str, day: date) -> None: ...

    async def asked_daily(self, daily_id: str, since: date) -> tuple[DailyQuestion, ...]:
        """Oldest first."""
        ...

    async def ask_daily(self, question: DailyQuestion) -> DailyQuestion:
        """The one question of that day: this one, or the one that somebody was quicker to keep."""
        ...


def opened_by(message_id: str) -> Opened | None:
    """Which daily's thread a message opens, told by the id that delivery gives to what follows a post."""
    matched = _OPENED.fullmatch(message_id)
    return Opened(matched[1], date.fromisoformat(matched[2])) if matched else None


def post_id(daily: Daily, day: date) -> str:
    return f"daily:{daily.id}:{day}"


def time_on(daily: Daily, day: date) -> datetime:
    """The one moment of that day (UTC). A time that the clocks skip is as much later as they skip; of one that comes
    twice it is the first."""
    at = datetime.combine(day, time.fromisoformat(daily.time_of_day), ZoneInfo(daily.timezone))
    return at.astimezone(UTC)


def next_time(daily: Daily, now: datetime) -> datetime:
    """The next one after `now`, in the daily's own time zone; today's is over where it was posted already."""
    zone = ZoneInfo(daily.timezone)
    today = now.astimezone(zone).date()
    day = today if time_on(daily, today) > now and daily.last_day != today else today + timedelta(days=1)
    return time_on(daily, day).astimezone(zone)


def day_due(daily: Daily, now: datetime) -> date | None:
    """The day whose question should stand there by now and does not; None where there is none, or it is too late."""
    today = now.astimezone(ZoneInfo(daily.timezone)).date()
    day = today if time_on(daily, today) <= now else today - timedelta(days=1)
    at = time_on(daily, day)
    posted = daily.last_day is not None and daily.last_day >= day
    return None if posted or at < daily.at or now - at > _CAUGHT_UP_WITHIN else day


def choose(daily: Daily, day: date, questions: Sequence[Outline], asked: Sequence[DailyQuestion]) -> str | None:
    """The same for everybody who looks on that day: drawn by lot from what this daily has not asked, or else from what
    it asked longest ago. `asked` are its questions of late, oldest first."""
    last = {one.question_id: one.day for one in asked if one.day < day}
    if not questions:
        return None
    longest_ago = min(last.get(one.id, date.min) for one in questions)
    left = [one.id for one in questions if last.get(one.id, date.min) == longest_ago]
    return min(left, key=lambda id_: hashlib.sha256(f"{daily.id}:{day}:{id_}".encode()).digest())


class DailyQuestions:
    """`library` gives the generation that serves, None before the first ingest; `now` is the clock, in UTC."""

    def __init__(
        self, kept: Kept, library: Callable[[], Library | None], posting: Posting, now: Callable[[], datetime]
    ) -> None:
        self._kept = kept
        self._library = library
        self._posting = posting
        self._now = now
        self._complained: set[tuple[str, date]] = set()

    async def post_due(self, daily_id: str | None = None) -> None:
        """Posts what is due, of one daily or of all: at its time, and later where nothing ran then."""
        for daily in await self._kept.dailies():
            day = day_due(daily, self._now())
            if day is not None and daily_id in (None, daily.id):
                await self._post(daily, day)

    async def _post(self, daily: Daily, day: date) -> None:
        library = await asyncio.to_thread(self._library)
        asked = await self._kept.asked_daily(daily.id, day - _NOT_AGAIN_FOR)
        fitting = await asyncio.to_thread(library.outlines, daily.topic or None, None, True) if library else ()
        chosen = choose(daily, day, fitting, asked)
        if library is None or chosen is None:
            self._complain(daily, day, f"no question on {daily.topic or 'any topic'}")
            return
        kept = await self._kept.ask_daily(DailyQuestion(daily.id, day, chosen))
        question = await asyncio.to_thread(library.question, kept.question_id)
        if question is None:
            self._complain(daily, day, f"the question {kept.question_id} no more")
            return
        before = [one for one in asked if one.day < day and one.thread_conversation]
        if before:
            # Ids that end so are delivery's and the clock's: the coach closes a thread for nobody else.
            closing = f"{post_id(daily, before[-1].day)}:close:then"
            await self._posting.say_once(closing, daily, before[-1].thread_conversation, "/daily-close")
        await self._posting.post_once(post_id(daily, day), daily, daily_thread(question))
        await self._kept.daily_posted(daily.id, day)

    def _complain(self, daily: Daily, day: date, there_is: str) -> None:
        """Once a day, for it is looked at every half minute."""
        if (daily.id, day) not in self._complained:
            self._complained.add((daily.id, day))
            log.warning("Nothing is posted in %s on %s: there is %s.", daily.place, day, there_is)


class DailyClock:
    """Wakes DailyQuestions up: each daily at its time, and all of them every half minute, so that what another process
    has set, or what was missed, is found. `start` and `stop` belong to one event loop."""

    def __init__(self, questions: DailyQuestions, kept: Kept) -> None:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        self._questions = questions
        self._kept = kept
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )

    async def start(self) -> None:
        self._scheduler.add_job(self.reconcile, "interval", seconds=_RECONCILED_EVERY, id="reconcile")
        self._scheduler.start()
        await self.reconcile()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def jobs(self) -> set[str]:
        """The dailies that it knows: `ID TIME ZONE`."""
        return {job.id for job in self._scheduler.get_jobs()} - {"reconcile"}

    async def reconcile(self) -> None:
        """Brings the jobs up to date with the table, and posts what is due and was missed."""
        from apscheduler.triggers.cron import CronTrigger

        wanted = {f"{one.id} {one.time_of_day} {one.timezone}": one for one in await self._kept.dailies()}
        held = self.jobs()
        for name in held - wanted.keys():
            self._scheduler.remove_job(name)
        for name in wanted.keys() - held:
            daily = wanted[name]
            at = time.fromisoformat(daily.time_of_day)
            trigger = CronTrigger(hour=at.hour, minute=at.minute, timezone=ZoneInfo(daily.timezone))
            self._scheduler.add_job(self._questions.post_due, trigger, args=[daily.id], id=name)
        await self._questions.post_due()
