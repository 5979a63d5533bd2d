"""Alembic's entry: runs the steps on the connection it is given, inside the transaction that its owner has open."""

from alembic import context

from bot.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
