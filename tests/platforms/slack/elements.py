"""Rules for text objects and interactive elements inside blocks; split from `limits` to keep each readable."""

from collections.abc import Callable
from typing import Any, TypeGuard

from .properties import unknown_properties
from .records import Json

Add = Callable[[str, str], None]

SELECTS = {
    f"{many}{kind}_select" for many in ("", "multi_") for kind in "static external users conversations channels".split()
}
PICKERS = {"datepicker", "timepicker", "datetimepicker"}
CHOICES = {"radio_buttons", "checkboxes"}
TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}
PLACES = {
    "section": SELECTS | PICKERS | CHOICES | {"button", "image", "overflow", "workflow_button"},
    "actions": SELECTS | PICKERS | CHOICES | {"button", "overflow", "rich_text_input", "workflow_button"},
    "context_actions": {"feedback_buttons", "icon_button"},
    "input": SELECTS | PICKERS | CHOICES | TYPED | {"file_input"},
}
MOST_OPTIONS = {"overflow": 5, "radio_buttons": 10, "checkboxes": 10}


def is_dict(value: Any) -> TypeGuard[Json]:
    return isinstance(value, dict)


def check_text(add: Add, value: Any, path: str, most: int, *, plain: bool = False) -> None:
    """A text object: known type, 1 to `most` characters; `plain` where Slack takes plain_text only."""
    if not is_dict(value):
        add("missing required field: text object", path)
        return
    allowed = {"plain_text"} if plain else {"plain_text", "mrkdwn"}
    if value.get("type") not in allowed:
        add(f"unsupported type: {value.get('type')}", f"{path}/type")
    text = value.get("text")
    if not isinstance(text, str) or not text:
        add("must be more than 0 characters", f"{path}/text")
    elif len(text) > most:
        add(f"must be less than {most + 1} characters", f"{path}/text")
    if value.get("type") == "mrkdwn" and "emoji" in value:
        add("additional property: emoji is for plain_text only", f"{path}/emoji")


def check_element(add: Add, element: Any, path: str, place: str, surface: str) -> None:
    """One element where it stands: a block of kind `place` on a `surface`."""
    kind = element.get("type") if is_dict(element) else None
    if not is_dict(element) or kind not in PLACES[place]:
        add(f"unsupported type: {kind}", f"{path}/type")
        return
    for name in unknown_properties(str(kind), element):
        add(f"additional property: {name}", path)
    if kind == "file_input" and surface != "modal":
        add("unsupported type: file_input outside a modal", f"{path}/type")
    if "placeholder" in element:
        check_text(add, element["placeholder"], f"{path}/placeholder", 150, plain=True)
    if "confirm" in element:
        _confirm(add, element["confirm"], f"{path}/confirm")
    if kind == "button":
        _button(add, element, path)
    elif kind == "feedback_buttons":
        _feedback(add, element, path)
    elif kind == "icon_button":
        _icon(add, element, path)
    elif kind == "image":
        if not element.get("alt_text"):
            add("missing required field: alt_text", path)
        if ("image_url" in element) == ("slack_file" in element):
            add("exactly one of image_url and slack_file is required", path)
    elif kind in CHOICES or kind == "overflow" or kind in {"static_select", "multi_static_select"}:
        _options(add, element, path, str(kind))
    elif kind == "plain_text_input":
        _plain_text_input(add, element, path)
    elif kind == "number_input" and "is_decimal_allowed" not in element:
        add("missing required field: is_decimal_allowed", path)


def _longest(add: Add, element: Json, name: str, most: int, path: str) -> None:
    value = element.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > most):
        add(f"must be less than {most + 1} characters", f"{path}/{name}")


def _button(add: Add, element: Json, path: str) -> None:
    check_text(add, element.get("text"), f"{path}/text", 75, plain=True)
    _longest(add, element, "value", 2000, path)
    _longest(add, element, "url", 3000, path)
    _longest(add, element, "accessibility_label", 75, path)
    if element.get("style", "primary") not in {"primary", "danger"}:
        add("must be primary or danger", f"{path}/style")


def _feedback(add: Add, element: Json, path: str) -> None:
    for name in ("positive_button", "negative_button"):
        button = element.get(name)
        if not is_dict(button):
            add(f"missing required field: {name}", path)
            continue
        check_text(add, button.get("text"), f"{path}/{name}/text", 75, plain=True)
        if not button.get("value"):
            add("missing required field: value", f"{path}/{name}")
        _longest(add, button, "value", 2000, f"{path}/{name}")
        _longest(add, button, "accessibility_label", 75, f"{path}/{name}")


def _icon(add: Add, element: Json, path: str) -> None:
    check_text(add, element.get("text"), f"{path}/text", 75, plain=True)
    _longest(add, element, "value", 2000, path)
    if element.get("icon") != "trash":
        add("unsupported icon", f"{path}/icon")


def _confirm(add: Add, confirm: Any, path: str) -> None:
    if not is_dict(confirm):
        add("must be an object", path)
        return
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        check_text(add, confirm.get(name), f"{path}/{name}", most, plain=name != "text")


def _options(add: Add, element: Json, path: str, kind: str) -> None:
    groups = element.get("option_groups")
    options = element.get("options")
    if groups is not None and "select" in kind:
        if options is not None or not isinstance(groups, list) or not 1 <= len(groups) <= 100:
            add("no more than 100 items allowed, and no options beside them", f"{path}/option_groups")
            return
        for number, group in enumerate(groups):
            check_text(add, group.get("label"), f"{path}/option_groups/{number}/label", 75, plain=True)
            _each_option(add, group.get("options"), f"{path}/option_groups/{number}/options", 100)
        return
    _each_option(add, options, f"{path}/options", MOST_OPTIONS.get(kind, 100), rich=kind in CHOICES)
    initial = element.get("initial_option")
    if initial is not None and initial not in (options or []):
        add("must exactly match one of the options", f"{path}/initial_option")


def _each_option(add: Add, options: Any, path: str, most: int, *, rich: bool = False) -> None:
    if not isinstance(options, list) or not options:
        add("missing required field: options", path)
        return
    if len(options) > most:
        add(f"no more than {most} items allowed", path)
    for number, option in enumerate(options):
        where = f"{path}/{number}"
        if not is_dict(option):
            add("must be an object", where)
            continue
        check_text(add, option.get("text"), f"{where}/text", 75, plain=not rich)
        if not isinstance(option.get("value"), str):
            add("missing required field: value", where)
        _longest(add, option, "value", 150, where)
        if "description" in option:
            check_text(add, option["description"], f"{where}/description", 75, plain=not rich)


def _plain_text_input(add: Add, element: Json, path: str) -> None:
    most, least = element.get("max_length", 3000), element.get("min_length", 0)
    if not isinstance(most, int) or not 1 <= most <= 3000:
        add("must be between 1 and 3000", f"{path}/max_length")
    if not isinstance(least, int) or not 0 <= least <= 3000:
        add("must be between 0 and 3000", f"{path}/min_length")
    if isinstance(most, int) and isinstance(least, int) and least > most:
        add("must not be more than max_length", f"{path}/min_length")
    _longest(add, element, "initial_value", 3000, path)
