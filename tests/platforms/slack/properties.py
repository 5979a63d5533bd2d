"""Which properties each block and element may have: Slack refuses others, and the SDK's models list them all."""

import inspect

from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import block_elements, blocks

from .records import Json


def _listed() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for module in (blocks, block_elements):
        for _, model in inspect.getmembers(module, inspect.isclass):
            kind = model.__dict__.get("type")
            if isinstance(kind, str) and issubclass(model, JsonObject):
                # `attributes` is a property that reads nothing from the instance, so an empty one will do.
                found.setdefault(kind, set()).update(object.__new__(model).attributes)
    return found


PROPERTIES = _listed()


def unknown_properties(kind: str, value: Json) -> list[str]:
    """Names in a block or element that its kind does not have, sorted."""
    return sorted(set(value) - PROPERTIES.get(kind, set(value)))
