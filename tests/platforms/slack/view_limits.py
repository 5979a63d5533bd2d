"""Rules for modals and Home tabs around their blocks."""

import json
from typing import Any

from .elements import is_dict
from .limits import Report, Surface, check_blocks

VIEW_BYTES = 250 * 1024


def check_view(view: Any) -> list[str]:
    """Findings for a modal or a Home tab; a modal with an input needs a submit button."""
    if not is_dict(view) or view.get("type") not in {"modal", "home"}:
        return ["[ERROR] unsupported type [json-pointer:/view/type]"]
    surface: Surface = "modal" if view["type"] == "modal" else "home"
    report = Report(surface)
    if surface == "modal":
        report.text(view.get("title"), "/view/title", 24, plain=True)
        for name in ("submit", "close"):
            if view.get(name) is not None:
                report.text(view[name], f"/view/{name}", 24, plain=True)
        inputs = any(is_dict(b) and b.get("type") == "input" for b in view.get("blocks") or [])
        if inputs and not view.get("submit"):
            report.add("missing required field: submit (a modal with an input block needs it)", "/view")
    for name, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if len(str(view.get(name) or "")) > most:
            report.add(f"must be less than {most + 1} characters", f"/view/{name}")
    return report.found + check_blocks(view.get("blocks"), surface, "/view/blocks")


def view_too_large(view: Any) -> bool:
    return len(json.dumps(view).encode()) > VIEW_BYTES
