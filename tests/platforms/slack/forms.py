"""Elements as a person fills them: what an action says about a choice, and what state.values holds afterwards."""

from collections.abc import Mapping
from typing import Any

from .elements import SELECTS
from .records import HumanCannot, Json
from .workspace import View

KEYS = {"users": "user", "conversations": "conversation", "channels": "channel"}


def elements_of(block: Json) -> list[Json]:
    """The elements of a block that a person can use."""
    found = [block[key] for key in ("element", "accessory") if isinstance(block.get(key), dict)]
    found += [e for e in block.get("elements", []) if isinstance(e, dict)]
    return [e for e in found if "action_id" in e]


def find_element(blocks: list[Json], action_id: str) -> tuple[Json, Json]:
    """The block and the element with this action_id, which must be on the screen."""
    for block in blocks:
        for element in elements_of(block):
            if element["action_id"] == action_id:
                return block, element
    known = [e["action_id"] for block in blocks for e in elements_of(block)]
    raise HumanCannot(f"there is no {action_id!r} to click; there are {known}")


def _options(element: Json) -> list[Json]:
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(o for group in groups for o in group["options"])]


def _option(element: Json, value: Any) -> Json:
    for option in _options(element):
        if option["value"] == value:
            return option
    raise HumanCannot(f"{value!r} is not among {[o['value'] for o in _options(element)]}")


def chosen(element: Json, value: str | None) -> Json:
    """What an action says about the choice that was made."""
    kind = element["type"]
    if kind == "feedback_buttons":
        for name in ("positive_button", "negative_button"):
            if value in (name.split("_")[0], element[name]["value"]):
                return {"value": element[name]["value"], "text": element[name]["text"]}
        raise HumanCannot(f"{value!r} is neither of the two feedback buttons")
    if kind in ("button", "icon_button"):
        found = {"text": element["text"]} | ({"value": element["value"]} if "value" in element else {})
        if value is not None and value != element.get("value"):
            raise HumanCannot(f"the button's value is {element.get('value')!r}, not {value!r}")
        return found
    if kind == "plain_text_input":
        return {"value": value}
    state = element_state(element, value) or {}
    return {name: item for name, item in state.items() if name != "type"}


def element_state(element: Json, value: Any) -> Json | None:
    """A stateful element's entry in state.values; None for buttons."""
    kind = str(element["type"])
    if kind in ("button", "icon_button", "feedback_buttons", "image", "workflow_button"):
        return None
    if kind in ("radio_buttons", "static_select", "external_select", "overflow"):
        empty = value is None or kind == "external_select"
        return {"type": kind, "selected_option": value if empty else _option(element, value)}
    if kind in ("checkboxes", "multi_static_select"):
        return {"type": kind, "selected_options": [_option(element, item) for item in value or []]}
    if kind in ("datepicker", "timepicker"):
        return {"type": kind, f"selected_{kind.removesuffix('picker')}": value}
    if kind == "datetimepicker":
        return {"type": kind, "selected_date_time": value}
    if kind == "file_input":
        return {"type": kind, "files": value or []}
    if kind in SELECTS:
        many = kind.startswith("multi_")
        name = KEYS[kind.removeprefix("multi_").removesuffix("_select")]
        return {"type": kind, f"selected_{name}{'s' if many else ''}": value}
    return {"type": kind, "value": value}


def _initial(element: Json) -> Any:
    if "initial_option" in element:
        return element["initial_option"]["value"]
    if "initial_options" in element:
        return [option["value"] for option in element["initial_options"]]
    return next((element[name] for name in element if name.startswith("initial_")), None)


def filled(view: View, values: Mapping[str, Any]) -> Json:
    """state.values after a person filled the form; Slack's client refuses an empty required input by itself."""
    state: Json = {}
    known = set()
    for block in view.body["blocks"]:
        for element in elements_of(block):
            name = element["action_id"]
            known.add(name)
            earlier = view.state.get(block["block_id"], {}).get(name)
            if name not in values and earlier is not None:
                state.setdefault(block["block_id"], {})[name] = earlier
                continue
            value = values.get(name, _initial(element))
            if block["type"] == "input":
                _check_value(block, element, value)
            entry = element_state(element, value)
            if entry is not None:
                state.setdefault(block["block_id"], {})[name] = entry
    if set(values) - known:
        raise HumanCannot(f"there is no input {sorted(set(values) - known)}; there are {sorted(known)}")
    return state


def _check_value(block: Json, element: Json, value: Any) -> None:
    if value in (None, "", []):
        if not block.get("optional"):
            raise HumanCannot(f"the input {element['action_id']!r} is required")
        return
    if element["type"] == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if not least <= len(str(value)) <= most:
            raise HumanCannot(f"the input {element['action_id']!r} takes {least} to {most} characters")
