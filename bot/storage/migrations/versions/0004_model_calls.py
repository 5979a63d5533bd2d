"""What was asked of language models: the table of `model_tables`."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "model_calls",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("learner", sa.Text, nullable=False, index=True),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.Column("input_tokens", sa.Integer, nullable=False),
        sa.Column("output_tokens", sa.Integer, nullable=False),
        sa.Column("estimated", sa.Boolean, nullable=False),
        sa.Column("cost", sa.Double, nullable=False),
        sa.Column("first_s", sa.Double),
        sa.Column("total_s", sa.Double, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("beside", sa.Text, nullable=False),
        sa.Column("output", sa.Text, nullable=False),
        sa.Column("figures", sa.JSON),
    )
    shadows = sa.text("role = 'shadow'")
    op.create_index("ix_model_calls_shadows", "model_calls", ["at"], sqlite_where=shadows, postgresql_where=shadows)
