"""Numbered steps from an empty database to the schema in `bot/storage/tables.py`, run by Alembic when one is behind.

To change the schema: change the tables, add `versions/NNNN_what_changes.py` with the next number, whose
`down_revision` is the number before, and raise SCHEMA_VERSION. Steps only go forward; the way back is a backup.
"""
