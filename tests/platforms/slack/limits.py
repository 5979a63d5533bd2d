"""Block Kit's rules as Slack enforces them: each finding names the path, as `response_metadata.messages` does.

Figures are from Slack's Block Kit reference; where slack_sdk's own validators state one, they agree.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from .elements import check_element, check_text, is_dict
from .properties import unknown_properties
from .records import Json

Surface = Literal["message", "modal", "home"]

EVERYWHERE = {"message", "modal", "home"}
SURFACES: dict[str, set[str]] = {
    "actions": EVERYWHERE,
    "context": EVERYWHERE,
    "divider": EVERYWHERE,
    "header": EVERYWHERE,
    "image": EVERYWHERE,
    "input": EVERYWHERE,
    "rich_text": EVERYWHERE,
    "section": EVERYWHERE,
    "video": EVERYWHERE,
    "card": EVERYWHERE,
    "alert": {"modal"},
    "context_actions": {"message"},
    "markdown": {"message"},
    "table": {"message"},
    "task_card": {"message"},
    "plan": {"message"},
    "file": {"message"},
    "container": {"message"},
    "carousel": {"message", "home"},
}
MAX_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MARKDOWN_TOTAL = 12_000
METADATA_BYTES = 16 * 1024


@dataclass
class Report:
    """Findings so far and what must be unique or add up across a whole message or view."""

    surface: Surface
    found: list[str] = field(default_factory=list)
    action_ids: set[str] = field(default_factory=set)
    block_ids: set[str] = field(default_factory=set)
    markdown: int = 0
    tables: int = 0

    def add(self, what: str, path: str) -> None:
        self.found.append(f"[ERROR] {what} [json-pointer:{path}]")

    def text(self, value: Any, path: str, most: int, *, plain: bool = False) -> None:
        check_text(self.add, value, path, most, plain=plain)


def check_blocks(blocks: Any, surface: Surface, at: str = "/blocks", most: int = 0) -> list[str]:
    """Findings for a list of blocks on one surface; an empty list means that Slack would take it."""
    report = Report(surface)
    if not isinstance(blocks, list):
        report.add("must be an array", at)
        return report.found
    most = most or MAX_BLOCKS[surface]
    if len(blocks) > most:
        report.add(f"no more than {most} items allowed", at)
    for number, block in enumerate(blocks):
        _check_block(report, block, f"{at}/{number}")
    if report.markdown > MARKDOWN_TOTAL:
        report.add(f"markdown blocks must be less than {MARKDOWN_TOTAL + 1} characters together", at)
    if report.tables > 1:
        report.add("only one table allowed", at)
    return report.found


def _check_block(report: Report, block: Any, path: str) -> None:
    kind = block.get("type") if is_dict(block) else None
    if kind not in SURFACES:
        report.add(f"unsupported type: {kind}", f"{path}/type")
        return
    if report.surface not in SURFACES[kind]:
        report.add(f"unsupported type: {kind} on a {report.surface} surface", f"{path}/type")
    block_id = block.get("block_id")
    if block_id is not None:
        if not isinstance(block_id, str) or len(block_id) > 255:
            report.add("must be less than 256 characters", f"{path}/block_id")
        elif block_id in report.block_ids:
            report.add(f"`block_id` must be unique: {block_id}", f"{path}/block_id")
        report.block_ids.add(str(block_id))
    for name in unknown_properties(kind, block):
        report.add(f"additional property: {name}", path)
    check = CHECKS.get(kind)
    if check is not None:
        check(report, block, path)


def _elements(report: Report, block: Json, path: str, most: int) -> list[Any]:
    elements = block.get("elements")
    if not isinstance(elements, list) or not elements:
        report.add("missing required field: elements", path)
        return []
    if len(elements) > most:
        report.add(f"no more than {most} items allowed", f"{path}/elements")
    return elements


def _element(report: Report, element: Any, path: str, place: str) -> None:
    check_element(report.add, element, path, place, report.surface)
    action_id = element.get("action_id") if is_dict(element) else None
    if action_id is None:
        return
    if not isinstance(action_id, str) or len(action_id) > 255:
        report.add("must be less than 256 characters", f"{path}/action_id")
    elif action_id in report.action_ids:
        report.add(f"`action_id` must be unique: {action_id}", f"{path}/action_id")
    report.action_ids.add(str(action_id))


def _section(report: Report, block: Json, path: str) -> None:
    text, fields = block.get("text"), block.get("fields")
    if text is None and not fields:
        report.add("missing required field: text or fields", path)
    if text is not None:
        report.text(text, f"{path}/text", 3000)
    if fields is not None:
        if not isinstance(fields, list) or not 1 <= len(fields) <= 10:
            report.add("no more than 10 items allowed", f"{path}/fields")
        else:
            for number, item in enumerate(fields):
                report.text(item, f"{path}/fields/{number}", 2000)
    if "accessory" in block:
        _element(report, block["accessory"], f"{path}/accessory", "section")


def _header(report: Report, block: Json, path: str) -> None:
    report.text(block.get("text"), f"{path}/text", 150, plain=True)


def _context(report: Report, block: Json, path: str) -> None:
    for number, item in enumerate(_elements(report, block, path, 10)):
        where = f"{path}/elements/{number}"
        if is_dict(item) and item.get("type") == "image":
            _image(report, item, where)
        else:
            report.text(item, where, 2000)


def _actions(report: Report, block: Json, path: str) -> None:
    for number, item in enumerate(_elements(report, block, path, 25)):
        _element(report, item, f"{path}/elements/{number}", "actions")


def _context_actions(report: Report, block: Json, path: str) -> None:
    for number, item in enumerate(_elements(report, block, path, 5)):
        _element(report, item, f"{path}/elements/{number}", "context_actions")


def _input(report: Report, block: Json, path: str) -> None:
    report.text(block.get("label"), f"{path}/label", 2000, plain=True)
    if "hint" in block:
        report.text(block["hint"], f"{path}/hint", 2000, plain=True)
    if not is_dict(block.get("element")):
        report.add("missing required field: element", path)
        return
    _element(report, block["element"], f"{path}/element", "input")


def _image(report: Report, block: Json, path: str) -> None:
    alt = block.get("alt_text")
    if not isinstance(alt, str) or not alt:
        report.add("missing required field: alt_text", path)
    elif len(alt) > 2000:
        report.add("must be less than 2001 characters", f"{path}/alt_text")
    if ("image_url" in block) == ("slack_file" in block):
        report.add("exactly one of image_url and slack_file is required", path)
    if len(str(block.get("image_url", ""))) > 3000:
        report.add("must be less than 3001 characters", f"{path}/image_url")
    if "slack_file" in block and not (is_dict(block["slack_file"]) and {"id", "url"} & set(block["slack_file"])):
        report.add("missing required field: id or url", f"{path}/slack_file")
    if "title" in block:
        report.text(block["title"], f"{path}/title", 2000, plain=True)


def _markdown(report: Report, block: Json, path: str) -> None:
    text = block.get("text")
    if not isinstance(text, str) or not text:
        report.add("missing required field: text", path)
        return
    report.markdown += len(text)


def _table(report: Report, block: Json, path: str) -> None:
    report.tables += 1
    rows = block.get("rows")
    if not isinstance(rows, list) or not rows:
        report.add("missing required field: rows", path)
        return
    if len(rows) > 100:
        report.add("no more than 100 items allowed", f"{path}/rows")
    for number, row in enumerate(rows):
        where = f"{path}/rows/{number}"
        if not isinstance(row, list) or not 1 <= len(row) <= 20:
            report.add("no more than 20 items allowed", where)
            continue
        for column, cell in enumerate(row):
            if not is_dict(cell) or cell.get("type") not in {"raw_text", "rich_text", "raw_number"}:
                report.add("a cell must be raw_text, raw_number or rich_text", f"{where}/{column}")
    if len(block.get("column_settings") or []) > 20:
        report.add("no more than 20 items allowed", f"{path}/column_settings")


def _rich_text(report: Report, block: Json, path: str) -> None:
    known = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
    for number, item in enumerate(_elements(report, block, path, 1000)):
        if not is_dict(item) or item.get("type") not in known:
            report.add("unsupported type", f"{path}/elements/{number}/type")


def _task_card(report: Report, block: Json, path: str) -> None:
    for name in ("task_id", "title"):
        if not block.get(name):
            report.add(f"missing required field: {name}", path)


def _plan(report: Report, block: Json, path: str) -> None:
    if not block.get("title"):
        report.add("missing required field: title", path)
    if len(block.get("tasks") or []) > 50:
        report.add("no more than 50 items allowed", f"{path}/tasks")


CHECKS = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "table": _table,
    "rich_text": _rich_text,
    "task_card": _task_card,
    "plan": _plan,
}


def check_metadata(metadata: Any) -> str:
    """Slack's error name for message metadata, or an empty string."""
    if not is_dict(metadata):
        return "invalid_metadata_format"
    if not isinstance(metadata.get("event_type"), str) or not metadata["event_type"]:
        return "invalid_metadata_schema"
    if not is_dict(metadata.get("event_payload")):
        return "invalid_metadata_schema"
    return "metadata_too_large" if len(json.dumps(metadata).encode()) > METADATA_BYTES else ""
