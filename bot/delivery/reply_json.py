"""Replies and messages to JSON and back, for the inbox and the outbox."""

import json
from typing import Any, get_args

from pydantic import TypeAdapter

from bot.messages import Message, Plain

_KINDS: dict[str, type] = {kind.__name__: kind for kind in get_args(Plain)}
_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def reply_to_json(reply: Plain) -> str:
    kind = type(reply)
    return json.dumps({"type": kind.__name__, "reply": _adapter(kind).dump_python(reply, mode="json")})


def reply_from_json(text: str) -> Plain:
    """Raises ValueError for what no version of the coach wrote."""
    stored = json.loads(text)
    kind = _KINDS.get(stored["type"])
    if kind is None:
        raise ValueError(f"There is no reply called {stored['type']!r}.")
    reply: Plain = _adapter(kind).validate_python(stored["reply"])
    return reply


def message_to_json(message: Message) -> str:
    return _adapter(Message).dump_json(message).decode()


def message_from_json(text: str) -> Message:
    message: Message = _adapter(Message).validate_json(text)
    return message


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
