"""What is kept of running the coach: who may, what was done, and the daily questions. Times are aware and in UTC."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Role:
    learner: str
    role: Literal["admin"]
    given_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Audited:
    """One admin verb that was carried out or refused. `detail` names ids, never what somebody wrote."""

    at: datetime
    learner: str
    verb: str
    allowed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Daily:
    """One question a day in one place, at `time_of_day` (`09:30`) in `timezone`; `topic` is empty for any.

    `last_day` is the day, there, of the last one that was posted.
    """

    id: str
    place: str
    platform: str
    workspace: str
    channel: str
    time_of_day: str
    timezone: str
    topic: str
    created_by: str
    at: datetime
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class DailyQuestion:
    """What a daily asked on a day; `thread_conversation` is empty until its thread has opened."""

    daily_id: str
    day: date
    question_id: str
    thread_conversation: str = ""
