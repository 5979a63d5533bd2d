"""Two libraries' opinions of what is sent to Slack: slack_sdk's own models and `blockkit`, beside Slack's counts.

Neither states everything. slack_sdk parses unknown keys and types away, so what it gives back must equal what it was
given; it does not look into table cells. blockkit knows no `context_actions` (Slack's thumbs) and no limit on how many
blocks a message has: the first is judged by slack_sdk alone, the second here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import blockkit
import blockkit.core as kit
from blockkit.core import Component, ComponentValidationError, FieldValidationError
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, RawNumberObject, RawTextObject, RichTextBlock
from slack_sdk.models.views import View

Surface = Literal["message", "modal", "home"]
Json = Mapping[str, Any]

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_TABLE_UNITS = 10_000
UNKNOWN_TO_BLOCKKIT = {"context_actions"}
MESSAGE_ONLY = {"context_actions", "markdown", "table"}

_KINDS: dict[str, type[Component]] = {
    "actions": blockkit.Actions,
    "button": blockkit.Button,
    "context": blockkit.Context,
    "divider": blockkit.Divider,
    "file_input": blockkit.FileInput,
    "header": blockkit.Header,
    "home": blockkit.Home,
    "image": blockkit.Image,
    "input": blockkit.Input,
    "markdown": kit.Markdown,
    "modal": blockkit.Modal,
    "plain_text_input": blockkit.PlainTextInput,
    "radio_buttons": blockkit.RadioButtons,
    "raw_text": kit.RawText,
    "rich_text": kit.RichText,
    "rich_text_list": kit.RichTextList,
    "rich_text_preformatted": kit.RichTextPreformatted,
    "rich_text_quote": kit.RichTextQuote,
    "rich_text_section": kit.RichTextSection,
    "section": blockkit.Section,
    "static_select": blockkit.StaticSelect,
    "table": kit.Table,
    "text": kit.RichTextEl,
    "url_text_input": kit.UrlInput,
    "user": kit.RichUserEl,
}
# Objects without a type are named by the key under which they stand.
_UNTYPED: dict[str, type[Component]] = {
    "column_settings": kit.ColumnSettings,
    "confirm": blockkit.Confirm,
    "initial_option": blockkit.Option,
    "options": blockkit.Option,
    "slack_file": kit.SlackFile,
    "style": kit.RichStyle,
}


def check_blocks(blocks: Sequence[Json], surface: Surface = "message") -> list[str]:
    """What anything finds wrong with these blocks, a sentence each; empty where Slack should take them."""
    found = [*_counts(blocks, surface)]
    for number, block in enumerate(blocks):
        found += [f"block {number}: {sentence}" for sentence in _sdk(block)]
        if block.get("type") not in UNKNOWN_TO_BLOCKKIT:
            found += [f"block {number}: {sentence}" for sentence in _blockkit(block)]
    return found


def check_view(view: Json) -> list[str]:
    """The same for a modal or a Home tab with everything around its blocks."""
    surface: Surface = "home" if view["type"] == "home" else "modal"
    found = check_blocks(view["blocks"], surface)
    try:
        if View(**view).to_dict() != view:
            found.append("slack_sdk does not know all of this view")
    except SlackObjectFormationError as error:
        found.append(f"slack_sdk: {error}")
    return [*found, *_blockkit(view)]


def _counts(blocks: Sequence[Json], surface: Surface) -> Iterator[str]:
    """Slack's own counts, for which neither library looks across blocks."""
    if not 1 <= len(blocks) <= MOST_BLOCKS[surface]:
        yield f"{len(blocks)} blocks on a {surface}"
    kinds = [block.get("type") for block in blocks]
    yield from (f"{kind} on a {surface}" for kind in kinds if surface != "message" and kind in MESSAGE_ONLY)
    if kinds.count("table") > 1:
        yield "more than one table"
    for name in ("action_id", "block_id"):
        ids = [value for key, value in leaves(blocks) if key == name]
        yield from (f"{name} {one} twice" for one in sorted({one for one in ids if ids.count(one) > 1}))


def leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that holds no other, with the key under which it stands."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner, key)
    else:
        yield key, value


def _sdk(block: Json) -> Iterator[str]:
    try:
        parsed = Block.parse(dict(block))
        if parsed is None:
            yield f"slack_sdk does not know a block of type {block.get('type')}"
        elif parsed.to_dict() != block:
            yield "slack_sdk does not know all of it"
        if block.get("type") == "table":
            yield from _table(block)
    except SlackObjectFormationError as error:
        yield f"slack_sdk: {error}"


def _table(block: Json) -> Iterator[str]:
    cells: dict[str, Any] = {"raw_text": RawTextObject, "raw_number": RawNumberObject, "rich_text": RichTextBlock}
    rows = block["rows"]
    if len(rows) > 100 or any(not 1 <= len(row) <= 20 for row in rows):
        yield "a table has at most 100 rows of 20 cells"
    for cell in (cell for row in rows for cell in row):
        values = {name: value for name, value in cell.items() if name != "type"}
        cells[cell["type"]](**values).validate_json()
    if sum(len(value) for key, value in leaves(rows) if key == "text") > MOST_TABLE_UNITS:
        yield f"a table's cells hold at most {MOST_TABLE_UNITS} characters together"


def _blockkit(value: Json) -> Iterator[str]:
    try:
        built = _component(value).build()
        # blockkit gives a Home tab a `private_metadata` even where there is none.
        if {name: built.get(name) for name in value} != value:
            yield "blockkit does not know all of it"
    except (FieldValidationError, ComponentValidationError, TypeError) as error:
        yield f"blockkit: {error}"


def _component(value: Any, key: str = "") -> Any:
    """The same as blockkit's objects: JSON is what they make, and they read none."""
    if isinstance(value, list | tuple):
        return [_component(inner, key) for inner in value]
    if not isinstance(value, Mapping):
        return value
    fields = {name: _component(inner, name) for name, inner in value.items() if name != "type"}
    if value.get("type") in ("plain_text", "mrkdwn"):
        return kit.Text(**fields, type=value["type"])
    kind = _KINDS.get(value["type"]) if "type" in value else _UNTYPED.get(key)
    if kind is None:
        raise TypeError(f"nothing known of {value.get('type') or key}")
    return kind(**fields)
