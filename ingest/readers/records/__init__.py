"""Formats that name their fields: tables, and trees of values."""
