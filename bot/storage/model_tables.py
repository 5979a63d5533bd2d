"""What was asked of language models: which prompt and model, how many tokens, how long, at what price."""

from sqlalchemy import JSON, Boolean, Column, Double, Index, Integer, Table, Text

from bot.storage.columns import UtcTime, Words, metadata

# `cost` is the most that the call may cost until it has ended; `outcome` is "" until then. `beside` is the shown call
# that a shadow was made beside; `output` is kept for those two alone.
model_calls = Table(
    "model_calls",
    metadata,
    Column("id", Text, primary_key=True),
    Column("about", Text, nullable=False),
    Column("learner", Text, nullable=False, index=True),
    Column("prompt", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("estimated", Boolean, nullable=False),
    Column("cost", Double, nullable=False),
    Column("first_s", Double),
    Column("total_s", Double, nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
    Column("outcome", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("beside", Text, nullable=False),
    Column("output", Words, nullable=False),
    Column("figures", JSON(none_as_null=True)),
)
Index(
    "ix_model_calls_shadows",
    model_calls.c.at,
    sqlite_where=model_calls.c.role == "shadow",
    postgresql_where=model_calls.c.role == "shadow",
)
