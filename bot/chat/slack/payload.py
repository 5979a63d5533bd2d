"""Reading what Slack sends without trusting its shape: fields may be missing or of another type than documented."""

from typing import Any

Json = dict[str, Any]


def table_at(payload: object, *path: str) -> Json:
    """The object under `path`; empty where there is none."""
    found = payload
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def text_at(payload: object, *path: str) -> str:
    """The text under `path`; empty where there is none."""
    found = table_at(payload, *path[:-1]).get(path[-1])
    return found if isinstance(found, str) else ""


def list_at(payload: object, *path: str) -> list[Any]:
    """The list under `path`; empty where there is none."""
    found = table_at(payload, *path[:-1]).get(path[-1])
    return found if isinstance(found, list) else []
