"""The only place that picks concrete parts. Heavy ones are imported when they are first asked for."""

from bot.assemble.chats import configured, serve
from bot.assemble.delivery import Boxes, open_boxes
from bot.assemble.house import House, open_coach, open_store
from bot.assemble.ingesting import approve_answer, run_ingest
from bot.assemble.library import Library, open_library
from bot.assemble.serving import Service, open_service

__all__ = [
    "Boxes",
    "House",
    "Library",
    "Service",
    "approve_answer",
    "configured",
    "open_boxes",
    "open_coach",
    "open_library",
    "open_service",
    "open_store",
    "run_ingest",
    "serve",
]
