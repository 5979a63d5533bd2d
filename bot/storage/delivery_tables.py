"""The inbox and the outbox: what was accepted and what is to be said, until both are done with."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, UniqueConstraint

from bot.storage.columns import UtcTime, Words, metadata

# In either table: what still has to be done, in any process.
OPEN_IN, OPEN_OUT = ("waiting", "working"), ("waiting", "sending")

inbox = Table(
    "inbox",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("event", Text, nullable=False),
    # The message that somebody wrote; NULL for what is no message, for NULLs are all different.
    Column("post", Text),
    Column("channel", Text, nullable=False),
    Column("thread", Text, nullable=False),
    Column("conversation", Text, nullable=False),
    Column("learner", Text, nullable=False, index=True),
    Column("said_at", UtcTime, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("message", Words, nullable=False),
    # With it whoever has it may answer in the coach's name: it goes with the words.
    Column("ticket", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("leased_until", UtcTime),
    Column("leased_by", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("done_at", UtcTime),
    UniqueConstraint("platform", "workspace", "event", name="uq_inbox_event"),
    UniqueConstraint("platform", "workspace", "post", name="uq_inbox_post"),
)
_open_in = inbox.c.state.in_(OPEN_IN)
Index(
    "ix_inbox_open",
    inbox.c.conversation,
    inbox.c.said_at,
    inbox.c.number,
    sqlite_where=_open_in,
    postgresql_where=_open_in,
)
Index("ix_inbox_conversation", inbox.c.conversation)
Index("ix_inbox_done", inbox.c.state, inbox.c.done_at)

outbox = Table(
    "outbox",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("thread", Text, nullable=False),
    Column("conversation", Text, nullable=False),
    Column("learner", Text, nullable=False, index=True),
    Column("to", Text, nullable=False),
    Column("live", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reply", Words, nullable=False),
    Column("ticket", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    # True from the moment of sending until it is certain whether it was posted.
    Column("unsure", Boolean, nullable=False),
    Column("begun", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("leased_until", UtcTime),
    Column("leased_by", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("first_tried", UtcTime),
    Column("sent_at", UtcTime),
)
_open_out = outbox.c.state.in_(OPEN_OUT)
Index("ix_outbox_open", outbox.c.conversation, outbox.c.number, sqlite_where=_open_out, postgresql_where=_open_out)
Index("ix_outbox_post", outbox.c.platform, outbox.c.workspace, outbox.c.channel, outbox.c.post)
Index("ix_outbox_sent", outbox.c.state, outbox.c.sent_at)
