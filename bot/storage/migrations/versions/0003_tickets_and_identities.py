"""What a platform gave to answer with, and one person under several identities: the tables of `identity_tables`."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    for table in ("inbox", "outbox"):
        op.add_column(table, sa.Column("ticket", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "identities",
        sa.Column("identity", sa.Text, primary_key=True),
        sa.Column("learner", sa.Text, nullable=False, index=True),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "link_codes",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("learner", sa.Text, nullable=False, index=True),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("used_by", sa.Text, nullable=False),
    )
    op.create_table(
        "link_guesses",
        sa.Column("learner", sa.Text, primary_key=True),
        sa.Column("message", sa.Text, primary_key=True),
        sa.Column("at", moment, nullable=False),
    )
