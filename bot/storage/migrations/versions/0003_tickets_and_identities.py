"""What a platform gave to answer with."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for table in ("inbox", "outbox"):
        op.add_column(table, sa.Column("ticket", sa.Text, nullable=False, server_default=""))
