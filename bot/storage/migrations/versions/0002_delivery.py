"""Inbox and outbox; places, wishes, roles, audit, daily questions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    _delivery(moment)
    op.create_table(
        "places",
        sa.Column("place", sa.Text, primary_key=True),
        sa.Column("grades", sa.Text, nullable=False),
    )
    op.create_table(
        "wishes",
        sa.Column("learner", sa.Text, primary_key=True),
        sa.Column("named", sa.Boolean, nullable=False),
    )
    op.create_table(
        "roles",
        sa.Column("learner", sa.Text, primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("given_by", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", moment, nullable=False),
        sa.Column("learner", sa.Text, nullable=False),
        sa.Column("verb", sa.Text, nullable=False),
        sa.Column("allowed", sa.Boolean, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_table(
        "dailies",
        sa.Column("id", sa.Text, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("place", "platform", "workspace", "channel", "time_of_day", "timezone", "topic", "created_by")
        ),
        sa.Column("at", moment, nullable=False),
        sa.Column("last_day", sa.Date),
    )
    op.create_table(
        "daily_questions",
        sa.Column("daily_id", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("question_id", sa.Text, nullable=False),
        sa.Column("thread_conversation", sa.Text, nullable=False),
    )


def _delivery(moment: sa.DateTime) -> None:
    op.create_table(
        "inbox",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("post", sa.Text),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("learner", sa.Text, nullable=False, index=True),
        sa.Column("said_at", moment, nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        *_work(moment),
        sa.Column("done_at", moment),
        sa.UniqueConstraint("platform", "workspace", "event", name="uq_inbox_event"),
        sa.UniqueConstraint("platform", "workspace", "post", name="uq_inbox_post"),
    )
    waiting = sa.text("state IN ('waiting', 'working')")
    open_in = ["conversation", "said_at", "number"]
    op.create_index("ix_inbox_open", "inbox", open_in, sqlite_where=waiting, postgresql_where=waiting)
    op.create_index("ix_inbox_conversation", "inbox", ["conversation"])
    op.create_index("ix_inbox_done", "inbox", ["state", "done_at"])
    words = ("platform", "workspace", "channel", "thread", "conversation")
    more = ("to", "live", "about", "kind", "reply")
    op.create_table(
        "outbox",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in words),
        sa.Column("learner", sa.Text, nullable=False, index=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in more),
        sa.Column("unsure", sa.Boolean, nullable=False),
        sa.Column("begun", sa.Text, nullable=False),
        sa.Column("post", sa.Text, nullable=False),
        *_work(moment),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("first_tried", moment),
        sa.Column("sent_at", moment),
    )
    waiting = sa.text("state IN ('waiting', 'sending')")
    open_out = ["conversation", "number"]
    op.create_index("ix_outbox_open", "outbox", open_out, sqlite_where=waiting, postgresql_where=waiting)
    op.create_index("ix_outbox_post", "outbox", ["platform", "workspace", "channel", "post"])
    op.create_index("ix_outbox_sent", "outbox", ["state", "sent_at"])


def _work(moment: sa.DateTime) -> list[sa.Column[object]]:
    return [
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("leased_until", moment),
        sa.Column("leased_by", sa.Text, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
    ]
