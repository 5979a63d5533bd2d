"""Block Kit's limits as the loopback Slack enforces them; each case is one step over the line."""

from typing import Any

import pytest
from slack_sdk.models import blocks as sdk
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.limits import check_blocks, check_metadata
from tests.platforms.slack.records import Json
from tests.platforms.slack.view_limits import check_view
from tests.platforms.test_slack_server import refused

DIVIDER: Json = {"type": "divider"}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str = "x", **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}} | more


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def button(action_id: str = "a", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain("Go")} | more


def feedback(text: str = "Good", value: str = "1") -> Json:
    side = {"text": plain(text), "value": value}
    return {"type": "feedback_buttons", "action_id": "f", "positive_button": side, "negative_button": side}


def options(count: int) -> list[Json]:
    return [{"text": plain(str(n)), "value": str(n)} for n in range(count)]


def entry(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element} | more


TYPED: Json = {"type": "plain_text_input", "action_id": "t"}
GOOD: list[list[Json]] = [
    [DIVIDER] * 50,
    [section("x" * 3000, fields=[plain("x" * 2000)] * 10)],
    [{"type": "header", "text": plain("x" * 150)}],
    [actions(*(button(f"b{n}", value="v" * 2000) for n in range(25)))],
    [{"type": "context", "elements": [plain("x")] * 10}],
    [{"type": "context_actions", "elements": [feedback("x" * 75, "v" * 2000)]}],
    [{"type": "markdown", "text": "x" * 6000}] * 2,
    [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 20] * 100}],
    [{"type": "image", "alt_text": "chart", "slack_file": {"id": "F1"}}],
    [entry(TYPED)],
]
BAD: list[tuple[list[Json], str]] = [
    ([DIVIDER] * 51, "/blocks"),
    ([{"type": "sparkle"}], "/blocks/0/type"),
    ([{"type": "section"}], "/blocks/0"),
    ([section("x" * 3001)], "/blocks/0/text/text"),
    ([section("")], "/blocks/0/text/text"),
    ([section(fields=[plain("x")] * 11)], "/blocks/0/fields"),
    ([section(fields=[plain("x" * 2001)])], "/blocks/0/fields/0/text"),
    ([{"type": "header", "text": plain("x" * 151)}], "/blocks/0/text/text"),
    ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "/blocks/0/text/type"),
    ([{"type": "context", "elements": [plain("x")] * 11}], "/blocks/0/elements"),
    ([actions(*(button(f"b{n}") for n in range(26)))], "/blocks/0/elements"),
    ([actions(button(text=plain("x" * 76)))], "/blocks/0/elements/0/text/text"),
    ([actions(button(value="v" * 2001))], "/blocks/0/elements/0/value"),
    ([actions(button(url="h" * 3001))], "/blocks/0/elements/0/url"),
    ([actions(button("a")), actions(button("a"))], "/blocks/1/elements/0/action_id"),
    ([actions(button("a" * 256))], "/blocks/0/elements/0/action_id"),
    ([actions(TYPED)], "/blocks/0/elements/0/type"),
    ([DIVIDER | {"block_id": "b"}] * 2, "/blocks/1/block_id"),
    ([{"type": "context_actions", "elements": [feedback(text="x" * 76)]}], "positive_button/text/text"),
    ([{"type": "context_actions", "elements": [feedback(value="v" * 2001)]}], "negative_button/value"),
    ([{"type": "context_actions", "elements": [button()]}], "/blocks/0/elements/0/type"),
    ([{"type": "markdown", "text": "x" * 6001}] * 2, "/blocks"),
    ([{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101}], "/blocks/0/rows"),
    ([{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}], "/blocks/0/rows/0"),
    ([{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2, "/blocks"),
    ([{"type": "image", "image_url": "http://x"}], "/blocks/0"),
    ([{"type": "image", "alt_text": "x", "image_url": "http://x", "slack_file": {"id": "F"}}], "/blocks/0"),
    ([section(accessory={"type": "static_select", "options": options(101)})], "/blocks/0/accessory/options"),
    ([section(accessory={"type": "radio_buttons", "options": options(11)})], "/blocks/0/accessory/options"),
    ([section(accessory={"type": "checkboxes", "options": options(11)})], "/blocks/0/accessory/options"),
    ([entry(TYPED, label=plain("x" * 2001))], "/blocks/0/label/text"),
    ([entry({"type": "file_input", "action_id": "f"})], "/blocks/0/element/type"),
    ([entry(TYPED | {"max_length": 3001})], "/blocks/0/element/max_length"),
    ([entry(button())], "/blocks/0/element/type"),
    ([section(colour="red")], "/blocks/0"),
    ([actions(button(colour="red"))], "/blocks/0/elements/0"),
]


@pytest.mark.parametrize("blocks", GOOD)
def test_blocks_at_the_limit_pass(blocks: list[Json]) -> None:
    assert check_blocks(blocks, "message") == []


@pytest.mark.parametrize(("blocks", "path"), BAD)
def test_blocks_beyond_a_limit_are_named_by_path(blocks: list[Json], path: str) -> None:
    assert any(finding.endswith(f"{path}]") for finding in check_blocks(blocks, "message"))


@pytest.mark.parametrize("kind", ["context_actions", "markdown", "table"])
def test_message_blocks_are_refused_in_views(kind: str) -> None:
    block = next(b for case in GOOD for b in case if b["type"] == kind)
    assert check_blocks([block], "modal")
    assert check_blocks([block], "home")


MODAL: Json = {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": [entry(TYPED)]}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"title": plain("x" * 25)}, "/view/title/text"),
        ({"submit": plain("x" * 25)}, "/view/submit/text"),
        ({"close": plain("x" * 25)}, "/view/close/text"),
        ({"private_metadata": "x" * 3001}, "/view/private_metadata"),
        ({"callback_id": "x" * 256}, "/view/callback_id"),
        ({"blocks": [DIVIDER] * 101}, "/view/blocks"),
        ({"submit": None}, "/view"),
        ({"type": "panel"}, "/view/type"),
    ],
)
def test_a_modal_beyond_a_limit_is_named_by_path(change: Json, path: str) -> None:
    assert check_view(MODAL) == []
    assert any(finding.endswith(f"{path}]") for finding in check_view(MODAL | change))


def test_metadata_needs_a_type_and_an_object() -> None:
    assert check_metadata({"event_type": "a", "event_payload": {}}) == ""
    assert check_metadata({"event_type": "a", "event_payload": "text"}) == "invalid_metadata_schema"
    assert check_metadata([]) == "invalid_metadata_format"


def test_what_the_sdks_models_build_is_taken() -> None:
    built = [
        sdk.HeaderBlock(text="Question 1 of 5"),
        sdk.SectionBlock(text="What is a model registry?", accessory=sdk.ButtonElement(text="Hint", action_id="hint")),
        sdk.DividerBlock(),
        sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text="MLOps")]),
        sdk.ContextActionsBlock(
            elements=[
                sdk.FeedbackButtonsElement(
                    action_id="rate",
                    positive_button=sdk.FeedbackButtonObject(text="Good", value="1"),
                    negative_button=sdk.FeedbackButtonObject(text="Bad", value="0"),
                )
            ]
        ),
        sdk.MarkdownBlock(text="**bold**"),
    ]
    assert check_blocks([block.to_dict() for block in built], "message") == []


async def test_a_view_beyond_250_kilobytes_is_too_large(client: AsyncWebClient) -> None:
    home = {"type": "home", "blocks": [section("x" * 3000) for _ in range(90)]}
    assert await refused(client.views_publish(user_id="U0ADA", view=home)) == "view_too_large"
