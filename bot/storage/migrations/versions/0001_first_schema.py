"""Sessions, attempts, cards, what was asked, ratings, gaps, approvals."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "sessions",
        sa.Column("conversation", sa.Text, primary_key=True),
        sa.Column("learner", sa.Text, nullable=False, index=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("learner", sa.Text, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("question_id", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("generation", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("hints", sa.Integer, nullable=False),
        sa.Column("confidence", sa.Double),
        sa.Column("score", sa.Double),
        sa.Column("verdict", sa.Text),
        sa.Column("flags", sa.JSON, nullable=False),
        sa.Column("passages", sa.JSON, nullable=False),
        sa.Column("grader", sa.Text, nullable=False),
        sa.Column("mock", sa.Boolean, nullable=False),
    )
    op.create_index("ix_attempts_learner_at", "attempts", ["learner", "at"])
    ungraded = sa.text("score IS NULL")
    op.create_index("ix_attempts_ungraded", "attempts", ["at"], sqlite_where=ungraded, postgresql_where=ungraded)
    op.create_table(
        "attempt_points",
        sa.Column("attempt_id", sa.Text, sa.ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key_point_id", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("credit", sa.Double, nullable=False),
        sa.Column("quote", sa.Text),
    )
    op.create_table(
        "cards",
        sa.Column("learner", sa.Text, primary_key=True),
        sa.Column("key_point_id", sa.Text, primary_key=True),
        sa.Column("question_id", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("due", moment, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("ix_cards_learner_due", "cards", ["learner", "due"])
    op.create_table(
        "asked",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("learner", sa.Text, nullable=False, index=True),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("abstained", sa.Boolean, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("generation", sa.Text, nullable=False),
        sa.Column("passages", sa.JSON, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
    )
    op.create_table(
        "ratings",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("learner", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("target_id", sa.Text, nullable=False),
        sa.Column("vote", sa.SmallInteger, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("passages", sa.JSON, nullable=False),
        sa.Column("generation", sa.Text, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
    )
    op.create_index("ix_ratings_vote", "ratings", ["learner", "target", "target_id"])
    op.create_table(
        "gaps",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("first_at", moment, nullable=False),
        sa.Column("last_at", moment, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
    )
    op.create_table(
        "approvals",
        sa.Column("question_id", sa.Text, primary_key=True),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
