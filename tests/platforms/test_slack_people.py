"""What a person does in the loopback Slack, and the events that the app gets for it."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack_server import HumanCannot, SlackServer
from tests.platforms.test_slack_server import refused

ADA, BEN, GENERAL = "U0ADA", "U0BEN", "C0GENERAL"


async def test_edits_deletions_reactions_and_uploads_send_slacks_events(slack: SlackServer) -> None:
    world = slack.world
    said = await world.say(ADA, GENERAL, "first")
    reply = await world.say(BEN, GENERAL, "reply", thread_ts=said.ts)
    await world.edit(ADA, said, "second")
    await world.react(BEN, said, "eyes")
    await world.unreact(BEN, said, "eyes")
    await world.delete(BEN, reply)
    await world.upload(ADA, GENERAL, "notes.md", b"# notes", "my notes")
    await world.say(ADA, "C0ELSEWHERE", "the bot is not here")
    events = [d.payload["event"] for d in slack.deliveries]
    assert [(e["type"], e.get("subtype")) for e in events] == [
        ("message", None),
        ("message", None),
        ("message", "message_changed"),
        ("reaction_added", None),
        ("reaction_removed", None),
        ("message", "message_deleted"),
        ("message", "file_share"),
        ("file_shared", None),
    ]
    assert events[1]["parent_user_id"] == ADA
    assert (events[2]["message"]["text"], events[2]["previous_message"]["text"]) == ("second", "first")
    assert len({d.event_id for d in slack.deliveries}) == len(events)
    with pytest.raises(HumanCannot):
        await world.edit(BEN, said, "not mine")


async def test_what_people_type_arrives_escaped(slack: SlackServer) -> None:
    said = await slack.world.say(ADA, GENERAL, slack.world.mention("is a < b & c? see https://example.org/x."))
    assert said.text == f"<@{slack.workspace.bot_user}> is a &lt; b &amp; c? see <https://example.org/x>."
    delivery = await slack.world.slash(ADA, GENERAL, "/coach", "a < b")
    assert delivery.payload["text"] == "a &lt; b"


async def test_a_deleted_root_leaves_a_tombstone_with_its_thread(slack: SlackServer, client: AsyncWebClient) -> None:
    root = await client.chat_postMessage(channel=GENERAL, text="question")
    await slack.world.say(ADA, GENERAL, "answer", thread_ts=root["ts"])
    await client.chat_delete(channel=GENERAL, ts=root["ts"])
    assert [m.text for m in slack.messages(GENERAL)] == ["This message was deleted.", "answer"]
    assert await refused(client.chat_update(channel=GENERAL, ts=root["ts"], text="again")) == "message_not_found"
    await client.chat_postMessage(channel=GENERAL, text="still here", thread_ts=root["ts"])
    assert slack.deliveries[-2].payload["event"]["message"]["subtype"] == "tombstone"


async def test_only_members_speak_and_only_real_messages_are_answered(slack: SlackServer) -> None:
    with pytest.raises(HumanCannot, match="not in"):
        await slack.world.say(BEN, slack.workspace.dm(ADA), "hi")
    with pytest.raises(HumanCannot, match="no message"):
        await slack.world.say(BEN, GENERAL, "hi", thread_ts="1.000000")


async def test_the_home_and_the_context_of_the_panel_are_events(slack: SlackServer) -> None:
    await slack.world.open_home(ADA, tab="messages")
    await slack.world.look_at(ADA, GENERAL)
    opened, changed = [d.payload["event"] for d in slack.deliveries]
    assert (opened["type"], opened["tab"], "view" in opened) == ("app_home_opened", "messages", False)
    assert changed["context"]["entities"][0]["value"] == GENERAL
