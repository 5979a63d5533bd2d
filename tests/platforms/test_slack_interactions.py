"""A person's hands in the loopback Slack: buttons, modals, Home tab and commands, answered by a Bolt app."""

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.records import Json
from tests.platforms.slack_server import HumanCannot, SlackServer
from tests.platforms.test_slack_server import refused

ADA, BEN, GENERAL = "U0ADA", "U0BEN", "C0GENERAL"


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


RATING = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "rate",
            "positive_button": {"text": plain("Good"), "value": "good:a1"},
            "negative_button": {"text": plain("Bad"), "value": "bad:a1"},
        }
    ],
}
REASON: Json = {
    "type": "modal",
    "callback_id": "reason",
    "title": plain("What was wrong?"),
    "submit": plain("Send"),
    "blocks": [
        {
            "type": "input",
            "block_id": "why",
            "label": plain("Why"),
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "kind",
            "optional": True,
            "label": plain("Kind"),
            "element": {
                "type": "static_select",
                "action_id": "kind",
                "options": [{"text": plain("Wrong"), "value": "wrong"}, {"text": plain("Old"), "value": "old"}],
            },
        },
    ],
}


@pytest.fixture
def rated(app: AsyncApp) -> list[Any]:
    """An app that opens the reason modal on a rating and keeps what it is told."""
    kept: list[Any] = []

    @app.action("rate")
    async def on_rating(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        kept.append(body["actions"][0]["value"])
        await client.views_open(trigger_id=body["trigger_id"], view=REASON)

    @app.view("reason")
    async def on_reason(ack: Any, view: Json) -> None:
        values = view["state"]["values"]
        if values["why"]["text"]["value"] == "bad":
            await ack(response_action="errors", errors={"why": "Please say more."})
            return
        kept.append((values["why"]["text"]["value"], values["kind"]["kind"]["selected_option"]))
        await ack()

    return kept


async def test_a_rating_opens_a_modal_whose_reason_reaches_the_app(
    slack: SlackServer, client: AsyncWebClient, rated: list[Any]
) -> None:
    await client.chat_postMessage(channel=GENERAL, text="answer", blocks=[RATING])
    (message,) = slack.messages(GENERAL)
    await slack.world.click(ADA, message, "rate", "negative")
    modal = await slack.world.sees_modal(ADA)
    wrong = await slack.world.submit(ADA, modal, {"text": "bad"})
    assert (wrong.errors, wrong.view) == ({"why": "Please say more."}, modal)
    done = await slack.world.submit(ADA, modal, {"text": "cites nothing", "kind": "old"})
    assert (done.errors, done.view) == ({}, None)
    assert rated == ["bad:a1", ("cites nothing", {"text": plain("Old"), "value": "old"})]


async def test_a_person_cannot_do_what_the_screen_does_not_offer(
    slack: SlackServer, client: AsyncWebClient, rated: list[Any]
) -> None:
    await client.chat_postMessage(channel=GENERAL, text="answer", blocks=[RATING])
    (message,) = slack.messages(GENERAL)
    with pytest.raises(HumanCannot, match="no 'stop' to click"):
        await slack.world.click(ADA, message, "stop")
    await slack.world.click(ADA, message, "rate", "positive")
    modal = await slack.world.sees_modal(ADA)
    with pytest.raises(HumanCannot, match="required"):
        await slack.world.submit(ADA, modal)
    with pytest.raises(HumanCannot, match="0 to 20"):
        await slack.world.submit(ADA, modal, {"text": "x" * 21})
    with pytest.raises(HumanCannot, match="not among"):
        await slack.world.submit(ADA, modal, {"text": "x", "kind": "new"})
    with pytest.raises(HumanCannot, match="does not see"):
        await slack.world.submit(BEN, modal, {"text": "x"})
    await client.chat_delete(channel=GENERAL, ts=message.ts)
    with pytest.raises(HumanCannot, match="gone"):
        await slack.world.click(ADA, message, "rate", "positive")


async def test_a_trigger_works_once_and_for_its_lifetime(slack: SlackServer, client: AsyncWebClient) -> None:
    trigger = slack.platform.new_trigger(ADA)
    await client.views_open(trigger_id=trigger, view=REASON)
    assert await refused(client.views_open(trigger_id=trigger, view=REASON)) == "exchanged_trigger_id"
    slack.settings.trigger_lifetime = -1.0
    late = slack.platform.new_trigger(ADA)
    assert await refused(client.views_open(trigger_id=late, view=REASON)) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2", view=REASON)) == "invalid_trigger_id"


async def test_views_are_pushed_updated_and_closed(slack: SlackServer, client: AsyncWebClient, app: AsyncApp) -> None:
    closed = []

    @app.view_closed("reason")
    async def on_closed(ack: Any, view: Json) -> None:
        closed.append(view["id"])
        await ack()

    opened = await client.views_open(trigger_id=slack.platform.new_trigger(ADA), view=REASON)
    for _ in range(2):
        pushed = await client.views_push(
            trigger_id=slack.platform.new_trigger(ADA), view=REASON | {"notify_on_close": True}
        )
    one_too_many = client.views_push(trigger_id=slack.platform.new_trigger(ADA), view=REASON)
    assert await refused(one_too_many) == "push_limit_reached"
    top = slack.world.modal(ADA)
    assert top is not None
    assert (top.id, top.root) == (pushed["view"]["id"], opened["view"]["id"])
    hashed = pushed["view"]["hash"]
    await client.views_update(view_id=top.id, hash=hashed, view=REASON | {"notify_on_close": True})
    assert await refused(client.views_update(view_id=top.id, hash=hashed, view=REASON)) == "hash_conflict"
    delivery = await slack.world.close(ADA, top)
    assert delivery is not None
    await delivery.acked()
    assert closed == [top.id]
    assert await refused(client.views_update(view_id=top.id, view=REASON)) == "not_found"


async def test_a_submission_may_update_push_or_clear(slack: SlackServer, client: AsyncWebClient, app: AsyncApp) -> None:
    answers: list[Json] = [
        {"response_action": "update", "view": REASON | {"title": plain("Second")}},
        {"response_action": "push", "view": REASON | {"title": plain("Third")}},
        {"response_action": "clear"},
    ]

    @app.view("reason")
    async def on_reason(ack: Any) -> None:
        await ack(**answers.pop(0))

    await client.views_open(trigger_id=slack.platform.new_trigger(ADA), view=REASON)
    titles = []
    while (modal := slack.world.modal(ADA)) is not None:
        titles.append(modal.body["title"]["text"])
        await slack.world.submit(ADA, modal, {"text": "x"})
    assert titles == ["What was wrong?", "Second", "Third"]


async def test_an_error_for_no_input_of_the_view_is_a_violation(
    slack: SlackServer, client: AsyncWebClient, app: AsyncApp
) -> None:
    @app.view("reason")
    async def on_reason(ack: Any) -> None:
        await ack(response_action="errors", errors={"nothing": "?"})

    await client.views_open(trigger_id=slack.platform.new_trigger(ADA), view=REASON)
    result = await slack.world.submit(ADA, await slack.world.sees_modal(ADA), {"text": "x"})
    assert result.errors == {"": "We had some trouble connecting. Try again?"}
    assert slack.violations[-1].code == "invalid_response_action"


async def test_the_home_tab_is_published_for_each_user(
    slack: SlackServer, client: AsyncWebClient, app: AsyncApp
) -> None:
    clicked = []
    button = {"type": "button", "action_id": "start", "text": plain("Start"), "value": "mlops"}
    home: Json = {"type": "home", "blocks": [{"type": "actions", "elements": [button]}]}

    @app.event("app_home_opened")
    async def on_home(event: Json, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=home)

    @app.action("start")
    async def on_start(ack: Any, body: Json) -> None:
        await ack()
        clicked.append((body["actions"][0]["value"], body["container"]["type"], body["view"]["type"]))

    await slack.world.open_home(ADA)
    await slack.until(lambda: ADA in slack.workspace.homes)
    await (await slack.world.click(ADA, slack.world.home(ADA), "start")).acked()
    await slack.until(lambda: clicked)
    assert clicked == [("mlops", "view", "home")]
    with pytest.raises(HumanCannot):
        slack.world.home(BEN)
    stale = client.views_publish(user_id=ADA, view=home, hash="1.1")
    assert await refused(stale) == "hash_conflict"


async def test_a_command_is_answered_in_its_acknowledgement_and_by_response_url(
    slack: SlackServer, app: AsyncApp
) -> None:
    @app.command("/coach")
    async def on_coach(ack: Any, respond: Any, command: Json) -> None:
        await ack(f"heard {command['text']}")
        for number in range(5):
            await respond(f"more {number}")
        assert (await respond("one too many")).status_code == 404
        await respond(text="never shown")

    await (await slack.world.slash(ADA, GENERAL, "/coach", "practice")).acked()
    await slack.until(lambda: len(slack.calls("response_url")) == 7)
    shown = sorted(e.text for e in slack.ephemerals(ADA))
    assert shown == ["heard practice", "more 0", "more 1", "more 2", "more 3", "more 4"]


async def test_a_button_replaces_its_message_through_the_response_url(
    slack: SlackServer, client: AsyncWebClient, app: AsyncApp
) -> None:
    @app.action("next")
    async def on_next(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="question 2", replace_original=True)

    actions = {"type": "actions", "elements": [{"type": "button", "action_id": "next", "text": plain("Next")}]}
    await client.chat_postMessage(channel=GENERAL, text="question 1", blocks=[actions])
    await client.chat_postEphemeral(channel=GENERAL, user=ADA, text="hint 1", blocks=[actions])
    (message,) = slack.messages(GENERAL)
    await slack.world.click(ADA, message, "next")
    await slack.world.click(ADA, slack.ephemerals(ADA)[0], "next")
    await slack.until(lambda: message.text == "question 2" and slack.ephemerals(ADA)[0].text == "question 2")
    assert message.past == ["question 1"]
    assert message.blocks == []


async def test_a_late_acknowledgement_fails_the_click(
    slack: SlackServer, client: AsyncWebClient, app: AsyncApp
) -> None:
    @app.action("slow")
    async def on_slow(ack: Any) -> None:
        await asyncio.sleep(0.5)
        await ack()

    actions = {"type": "actions", "elements": [{"type": "button", "action_id": "slow", "text": plain("Slow")}]}
    await client.chat_postMessage(channel=GENERAL, text="x", blocks=[actions], unfurl_links=False, unfurl_media=False)
    delivery = await slack.world.click(ADA, slack.messages(GENERAL)[0], "slow")
    await delivery.done.wait()
    assert delivery.failed == "timeout"
    await slack.until(lambda: slack.violations)
    assert slack.violations[-1].code == "late_ack"
