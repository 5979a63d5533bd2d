"""How places are set, who may administer, what was done, and the daily questions."""

from sqlalchemy import Boolean, Column, Date, Integer, Table, Text

from bot.storage.columns import UtcTime, metadata

# `grades`: "private" (only who answered sees the grade) or "thread".
places = Table(
    "places",
    metadata,
    Column("place", Text, primary_key=True),
    Column("grades", Text, nullable=False),
)

# What a learner agreed to: `named` in summaries of a daily question.
wishes = Table(
    "wishes",
    metadata,
    Column("learner", Text, primary_key=True),
    Column("named", Boolean, nullable=False),
)

roles = Table(
    "roles",
    metadata,
    Column("learner", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("learner", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("allowed", Boolean, nullable=False),
    Column("detail", Text, nullable=False),
)

dailies = Table(
    "dailies",
    metadata,
    Column("id", Text, primary_key=True),
    Column("place", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("time_of_day", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("last_day", Date),
)

# `thread_conversation` is known once the question was posted.
daily_questions = Table(
    "daily_questions",
    metadata,
    Column("daily_id", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("question_id", Text, nullable=False),
    Column("thread_conversation", Text, nullable=False),
)
