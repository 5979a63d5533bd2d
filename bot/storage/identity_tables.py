"""Which identities are one person, the codes that join them, and who guessed at codes."""

from sqlalchemy import Column, Table, Text

from bot.storage.columns import UtcTime, metadata

# `learner` is the id under which everything of the person is kept, which is one of their identities and has a row too.
# Whoever linked nothing has no row.
identities = Table(
    "identities",
    metadata,
    Column("identity", Text, primary_key=True),
    Column("learner", Text, nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
)

# `code` is its SHA-256, `learner` the identity that asked for it, `used_by` the message that used it, "" before.
link_codes = Table(
    "link_codes",
    metadata,
    Column("code", Text, primary_key=True),
    Column("learner", Text, nullable=False, index=True),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_by", Text, nullable=False),
)

# One row for each message with a wrong code; `learner` is the identity that wrote it.
link_guesses = Table(
    "link_guesses",
    metadata,
    Column("learner", Text, primary_key=True),
    Column("message", Text, primary_key=True),
    Column("at", UtcTime, nullable=False),
)
