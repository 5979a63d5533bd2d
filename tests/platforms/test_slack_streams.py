"""Streams as the SDK's AsyncChatStream uses them: required recipients, an end from Slack's side, edits afterwards."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack_server import Message, SlackServer
from tests.platforms.test_slack_server import named, refused

ADA, GENERAL = "U0ADA", "C0GENERAL"


@pytest.fixture
async def root(slack: SlackServer) -> Message:
    return await slack.world.say(ADA, "dm", "question")


async def test_a_stream_grows_and_ends_with_blocks_and_metadata(
    slack: SlackServer, client: AsyncWebClient, root: Message
) -> None:
    stream = await client.chat_stream(channel=root.channel, thread_ts=root.ts, buffer_size=1)
    task = {"type": "task_update", "id": "t1", "title": "Searching", "status": "in_progress"}
    await stream.append(chunks=[task])
    await stream.append(markdown_text="Hello ")
    blocks = [{"type": "divider"}]
    await stream.stop(markdown_text="world", blocks=blocks, metadata=named("a1"))
    message = slack.messages(root.channel, root.ts)[-1]
    assert (message.text, message.streaming_state) == ("Hello world", "completed")
    assert [b["type"] for b in message.blocks] == ["divider"]
    assert message.metadata == named("a1")
    assert [u.step for u in slack.stream_updates] == ["start", "append", "stop"]


async def test_a_channel_needs_both_recipients(slack: SlackServer, client: AsyncWebClient) -> None:
    said = await slack.world.say(ADA, GENERAL, "question")
    stream: dict[str, Any] = {"channel": GENERAL, "thread_ts": said.ts}
    assert await refused(client.chat_startStream(**stream)) == "missing_recipient_team_id"
    team = slack.workspace.team_id
    assert await refused(client.chat_startStream(**stream, recipient_team_id=team)) == "missing_recipient_user_id"
    await client.chat_startStream(**stream, recipient_team_id=team, recipient_user_id=ADA)


async def test_a_stream_that_slack_ended_takes_no_more_but_an_edit(
    slack: SlackServer, client: AsyncWebClient, root: Message
) -> None:
    stream = await client.chat_stream(channel=root.channel, thread_ts=root.ts, buffer_size=1)
    await stream.append(markdown_text="Half")
    assert stream.ts is not None
    edit = client.chat_update(channel=root.channel, ts=stream.ts, text="whole")
    assert await refused(edit) == "streaming_state_conflict"
    slack.end_stream(stream.ts)
    assert await refused(stream.append(markdown_text=" an answer")) == "message_not_in_streaming_state"
    await client.chat_update(channel=root.channel, ts=stream.ts, text="Half an answer")
    assert slack.messages(root.channel, root.ts)[-1].text == "Half an answer"


async def test_a_stream_ends_by_itself_after_its_lifetime(
    slack: SlackServer, client: AsyncWebClient, root: Message
) -> None:
    slack.settings.stream_lifetime = 0.0
    stream = await client.chat_stream(channel=root.channel, thread_ts=root.ts, buffer_size=1)
    await stream.append(markdown_text="a")
    with pytest.raises(SlackApiError):
        await stream.stop()
    assert slack.messages(root.channel, root.ts)[-1].streaming_state == "errored"


async def test_wrong_chunks_and_mixed_modes_are_refused(client: AsyncWebClient, root: Message) -> None:
    place: dict[str, Any] = {"channel": root.channel, "thread_ts": root.ts}
    odd = [{"type": "task_update", "id": "1", "title": "x", "status": "done"}]
    assert await refused(client.chat_startStream(**place, chunks=odd)) == "invalid_chunks"
    started = await client.chat_startStream(**place, markdown_text="a")
    again: dict[str, Any] = {"channel": root.channel, "ts": started["ts"]}
    text = [{"type": "markdown_text", "text": "b"}]
    assert await refused(client.chat_appendStream(**again, chunks=text)) == "streaming_mode_mismatch"
    assert await refused(client.chat_appendStream(**again, markdown_text="x" * 12_001)) == "msg_too_long"


async def test_the_stop_button_ends_the_open_stream_and_names_it(
    slack: SlackServer, client: AsyncWebClient, root: Message
) -> None:
    started = await client.chat_startStream(channel=root.channel, thread_ts=root.ts, markdown_text="a")
    await slack.world.stop_session(ADA, "dm", root.ts)
    assert slack.deliveries[-1].payload["event"]["streaming_message_ts"] == [started["ts"]]


async def test_status_and_prompts_are_noted(slack: SlackServer, client: AsyncWebClient, root: Message) -> None:
    await client.assistant_threads_setStatus(channel_id=root.channel, thread_ts=root.ts, status="thinking")
    await client.assistant_threads_setSuggestedPrompts(
        channel_id=root.channel, thread_ts=root.ts, prompts=[{"title": "Practise", "message": "practice mlops"}]
    )
    assert [(n.kind, n.value) for n in slack.thread_notes] == [("status", "thinking"), ("prompts", "")]
