"""Formats that are text with marks in it."""
