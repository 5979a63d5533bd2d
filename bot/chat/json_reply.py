"""Replies as JSON objects, for machines: the reply's name under `type`, and its fields."""

from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from bot.messages import Live, Reply


def reply_to_dict(reply: Reply) -> dict[str, Any]:
    """What lives on as one message is shown as what it says now."""
    if isinstance(reply, Live):
        return reply_to_dict(reply.reply)
    return {"type": type(reply).__name__, **plain(reply)}


def plain(value: Any) -> Any:
    """Frozen values to what JSON knows: times as ISO 8601, spans of time in seconds."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case dict():
            return {str(key): plain(inner) for key, inner in value.items()}
        case tuple() | list() | frozenset() | set():
            return [plain(inner) for inner in value]
        case _:
            return value
