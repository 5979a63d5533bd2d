"""Inserting on both databases, each with an ON CONFLICT of its own."""

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert_for(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Both dialects have ON CONFLICT, each in a class of its own with the same methods."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
