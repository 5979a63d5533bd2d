"""The interview coach: conversation, practice, grading, ratings and the `coach` command."""
