"""Forms (modals): what Discord takes as one, and what it sends when a person has filled it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import reading
from .reading import CHECKBOX, CHECKBOXES, INPUT, LABEL, RADIO, ROW, SELECTS, TEXT, UPLOAD
from .records import FormError, HumanCannot, Invocation, Json, Path

FIELDS = {INPUT, UPLOAD, RADIO, CHECKBOXES, CHECKBOX} | SELECTS
Store = Callable[[str, bytes], Json]


@dataclass(frozen=True)
class Modal:
    """A form that is open on a person's screen; `source` is the message whose button opened it, if one did."""

    invocation: Invocation
    body: Json
    source: int | None = None

    @property
    def title(self) -> str:
        return str(self.body["title"])

    @property
    def custom_id(self) -> str:
        return str(self.body["custom_id"])

    @property
    def inputs(self) -> list[tuple[str, Json]]:
        """(label, component) of every field, in order."""
        return reading.inputs_of(self.body["components"])

    @property
    def labels(self) -> list[str]:
        return [label for label, _ in self.inputs]

    @property
    def text(self) -> str:
        return reading.text_of("", self.body["components"])


def form_errors(body: Json) -> list[FormError]:
    """What is wrong with a form: https://discord.com/developers/docs/interactions/receiving-and-responding"""
    found = list(_errors(body))
    ids = Counter(field.get("custom_id") for _, field in reading.inputs_of(body.get("components") or ()))
    twice = [name for name, count in ids.items() if count > 1]
    return found + [FormError(("data",), "COMPONENT_CUSTOM_ID_DUPLICATED", f"{name} is there twice") for name in twice]


def _errors(body: Json) -> Iterator[FormError]:
    for name, most in (("title", 45), ("custom_id", 100)):
        yield from _length(body.get(name), ("data", name), 1, most)
    components = body.get("components") or []
    if not 1 <= len(components) <= 5:
        yield FormError(("data", "components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    for number, component in enumerate(components):
        place: Path = ("data", "components", number)
        if component["type"] not in (LABEL, ROW, TEXT):
            yield FormError((*place, "type"), "BASE_TYPE_CHOICES", f"Value must be one of {[ROW, TEXT, LABEL]}")
        if component["type"] == LABEL:
            yield from _length(component.get("label"), (*place, "label"), 1, 45)
            yield from _length(component.get("description"), (*place, "description"), 0, 100)
    for label, field in reading.inputs_of(components):
        yield from _field_errors(label, field)


def _field_errors(label: str, field: Json) -> Iterator[FormError]:
    place: Path = ("data", "components", label)
    if field["type"] not in FIELDS:
        yield FormError((*place, "type"), "BASE_TYPE_CHOICES", f"Value must be one of {sorted(FIELDS)}")
    yield from _length(field.get("custom_id"), (*place, "custom_id"), 1, 100)
    yield from _length(field.get("placeholder"), (*place, "placeholder"), 0, 100 if field["type"] == INPUT else 150)
    if field["type"] == INPUT:
        yield from _length(label, (*place, "label"), 1, 45)
        yield from _length(field.get("value"), (*place, "value"), 0, 4000)
        if field.get("style") not in (1, 2):
            yield FormError((*place, "style"), "BASE_TYPE_CHOICES", "Value must be one of [1, 2]")
        least, most = field.get("min_length") or 0, field.get("max_length") or 4000
        if not 0 <= least <= most <= 4000:
            yield FormError((*place, "max_length"), "NUMBER_TYPE_MAX", "int value should be 1 to 4000")


def _length(value: Any, place: Path, least: int, most: int) -> Iterator[FormError]:
    if value is None and least:
        yield FormError(place, "BASE_TYPE_REQUIRED", "This field is required")
    elif value is not None and not least <= len(str(value)) <= most:
        yield FormError(place, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")


def filled(modal: Modal, values: Mapping[str, Any], store: Store) -> tuple[list[Json], Json]:
    """(components, resolved) as Discord sends them. `values` by label or custom id; `store` keeps an uploaded file.

    HumanCannot where Discord would not let the form be sent: something required is empty, too short or too long.
    """
    resolved: Json = {}
    known = {name for label, field in modal.inputs for name in (label, field["custom_id"])}
    if set(values) - known:
        raise HumanCannot(f"no such field: {sorted(set(values) - known)}; there are {modal.labels}")

    def answered(label: str, field: Json) -> Json:
        value = values.get(field["custom_id"], values.get(label))
        shown = {"type": field["type"], "id": field["id"], "custom_id": field["custom_id"]}
        return shown | _answer(label, field, value, store, resolved)

    sent: list[Json] = []
    for component in modal.body["components"]:
        shown = {"type": component["type"], "id": component["id"]}
        if component["type"] == LABEL:
            sent.append(shown | {"component": answered(component["label"], component["component"])})
        elif component["type"] == ROW:
            fields = [answered(str(field.get("label") or ""), field) for field in component["components"]]
            sent.append(shown | {"components": fields})
        else:
            sent.append(shown)
    return sent, resolved


def _answer(label: str, field: Json, value: Any, store: Store, resolved: Json) -> Json:
    if field["type"] == INPUT:
        return {"value": _typed(label, field, value)}
    if field["type"] == CHECKBOX:
        return {"value": bool(value)}
    given = [] if value is None else list(value) if isinstance(value, list | tuple) else [value]
    if field["type"] == UPLOAD:
        files = [store(name, content) for name, content in given]
        resolved.setdefault("attachments", {}).update({file["id"]: file for file in files})
        chosen = [file["id"] for file in files]
    else:
        chosen = [_option(label, field, one) for one in given]
    least = field.get("min_values", 1) if field.get("required", True) else 0
    if not least <= len(chosen) <= max(1, field.get("max_values") or len(field.get("options") or ()) or 1):
        raise HumanCannot(f"{label!r} takes another number of values than {len(chosen)}")
    return {"value": chosen[0] if chosen else None} if field["type"] == RADIO else {"values": chosen}


def _option(label: str, field: Json, wanted: Any) -> str:
    options = field.get("options")
    if options is None:
        return str(wanted)
    for option in options:
        if str(wanted) in (option["value"], option["label"]):
            return str(option["value"])
    raise HumanCannot(f"{label!r} has no option {wanted!r}")


def _typed(label: str, field: Json, value: Any) -> str:
    text = str(field.get("value") or "") if value is None else str(value)
    least, most = field.get("min_length") or 0, field.get("max_length") or 4000
    if not text and field.get("required", True):
        raise HumanCannot(f"{label!r} is required")
    if text and not least <= len(text) <= most:
        raise HumanCannot(f"{label!r} takes {least} to {most} characters, not {len(text)}")
    return text
