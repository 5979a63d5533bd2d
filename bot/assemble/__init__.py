"""The only place that picks concrete parts. Heavy ones are imported when they are first asked for."""

from bot.assemble.house import House, open_coach, open_store
from bot.assemble.ingesting import approve_answer, run_ingest
from bot.assemble.library import Library, open_library

__all__ = ["House", "Library", "approve_answer", "open_coach", "open_library", "open_store", "run_ingest"]
