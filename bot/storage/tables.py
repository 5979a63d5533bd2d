"""The one schema, for SQLite and PostgreSQL.

Whatever belongs to a learner has a column `learner`: forgetting goes by it. A change here goes with a new migration in
`migrations/versions` and a new SCHEMA_VERSION; a test compares the two.
"""

from sqlalchemy import JSON, Boolean, Column, Double, ForeignKey, Index, Integer, SmallInteger, Table, Text

from bot.storage import admin_tables, delivery_tables, identity_tables, model_tables
from bot.storage.columns import UtcTime, Words, metadata

__all__ = ["admin_tables", "delivery_tables", "identity_tables", "metadata", "model_tables"]

# The newest migration. Known here too, so that opening an up-to-date database need not load Alembic (0.4 s).
SCHEMA_VERSION = "0005"


sessions = Table(
    "sessions",
    metadata,
    Column("conversation", Text, primary_key=True),
    Column("learner", Text, nullable=False, index=True),
    Column("state", Words, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("learner", Text, nullable=False),
    Column("conversation", Text, nullable=False),
    Column("question_id", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("generation", Text, nullable=False),
    Column("text", Words, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("hints", Integer, nullable=False),
    Column("confidence", Double),
    Column("score", Double),
    Column("verdict", Text),
    Column("flags", JSON, nullable=False),
    Column("passages", JSON, nullable=False),
    Column("grader", Text, nullable=False),
    Column("mock", Boolean, nullable=False),
    Index("ix_attempts_learner_at", "learner", "at"),
)
Index(
    "ix_attempts_ungraded",
    attempts.c.at,
    sqlite_where=attempts.c.score.is_(None),
    postgresql_where=attempts.c.score.is_(None),
)

attempt_points = Table(
    "attempt_points",
    metadata,
    Column("attempt_id", Text, ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("key_point_id", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("credit", Double, nullable=False),
    Column("quote", Words),
)

cards = Table(
    "cards",
    metadata,
    Column("learner", Text, primary_key=True),
    Column("key_point_id", Text, primary_key=True),
    Column("question_id", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("due", UtcTime, nullable=False),
    Column("state", Text, nullable=False),
    Index("ix_cards_learner_due", "learner", "due"),
)

asked = Table(
    "asked",
    metadata,
    Column("id", Text, primary_key=True),
    Column("learner", Text, nullable=False, index=True),
    Column("conversation", Text, nullable=False),
    Column("question", Words, nullable=False),
    Column("answer", Words, nullable=False),
    Column("abstained", Boolean, nullable=False),
    Column("confidence", Double, nullable=False),
    Column("generation", Text, nullable=False),
    Column("passages", JSON, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("template", Text, nullable=False),
)

# Append-only; `number` is the order of arrival, which settles votes given at the same moment.
ratings = Table(
    "ratings",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("learner", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("target_id", Text, nullable=False),
    Column("vote", SmallInteger, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("reason", Text),
    Column("comment", Words, nullable=False),
    Column("passages", JSON, nullable=False),
    Column("generation", Text, nullable=False),
    Column("template", Text, nullable=False),
    Index("ix_ratings_vote", "learner", "target", "target_id"),
)

gaps = Table(
    "gaps",
    metadata,
    Column("id", Text, primary_key=True),
    Column("question", Words, nullable=False),
    Column("times", Integer, nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Column("status", Text, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    Column("question_id", Text, primary_key=True),
    Column("answer", Words, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)

# About pieces of documents in quarantine.
decisions = Table(
    "decisions",
    metadata,
    Column("piece_id", Text, primary_key=True),
    Column("decision", Text, nullable=False),
    Column("text", Words, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)
