"""The loopback Slack's Web API, driven by the unmodified SDK: what it takes and what it refuses, by Slack's names."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.records import Json
from tests.platforms.slack_server import SlackServer

ADA, GENERAL = "U0ADA", "C0GENERAL"
QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}


async def refused(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


def named(identity: str) -> Json:
    return {"event_type": "coach_reply", "event_payload": {"id": identity}}


async def test_a_posted_message_is_visible_and_its_metadata_only_when_asked_for(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel=GENERAL, text="hello", metadata=named("o1"), **QUIET)
    assert [(m.text, m.ts) for m in slack.messages(GENERAL)] == [("hello", posted["ts"])]
    plain = await client.conversations_history(channel=GENERAL)
    full = await client.conversations_history(channel=GENERAL, include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == named("o1")
    assert slack.violations == []


async def test_refusals_carry_slacks_names(slack: SlackServer, client: AsyncWebClient) -> None:
    said = await slack.world.say(ADA, GENERAL, "mine")
    assert await refused(client.api_call("chat.shout")) == "unknown_method"
    assert await refused(client.chat_postMessage(channel="C0NONE", text="x")) == "channel_not_found"
    assert await refused(client.chat_postMessage(channel="C0ELSEWHERE", text="x")) == "not_in_channel"
    assert await refused(client.chat_postMessage(channel=GENERAL, text=" ")) == "no_text"
    assert await refused(client.chat_update(channel=GENERAL, ts="1.000000", text="x")) == "message_not_found"
    assert await refused(client.chat_update(channel=GENERAL, ts=said.ts, text="x")) == "cant_update_message"
    assert await refused(client.chat_delete(channel=GENERAL, ts=said.ts)) == "cant_delete_message"
    own = await client.chat_postMessage(channel=GENERAL, text="own")
    assert await refused(client.chat_update(channel=GENERAL, ts=own["ts"], text="x" * 4001)) == "msg_too_long"
    wrong = {"event_type": "coach_reply"}
    assert (
        await refused(client.chat_postMessage(channel=GENERAL, text="x", metadata=wrong)) == "invalid_metadata_schema"
    )
    assert await refused(client.chat_postMessage(channel=GENERAL, markdown_text="a", text="b")) == (
        "markdown_text_conflict"
    )
    assert {v.code for v in slack.violations} > {"unknown_method", "not_in_channel", "msg_too_long"}


async def test_invalid_blocks_are_named_by_path(client: AsyncWebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=GENERAL, text="x", blocks=blocks)
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


async def test_a_missing_scope_says_what_is_needed_and_silences_events(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    slack.settings.scopes -= {"reactions:write", "channels:history"}
    said = await slack.world.say(ADA, GENERAL, "hi")
    with pytest.raises(SlackApiError) as caught:
        await client.reactions_add(channel=GENERAL, timestamp=said.ts, name="eyes")
    assert (caught.value.response["error"], caught.value.response["needed"]) == ("missing_scope", "reactions:write")
    assert await refused(client.conversations_history(channel=GENERAL)) == "missing_scope"
    assert slack.deliveries == []


async def test_tokens_are_told_apart(slack: SlackServer, client: AsyncWebClient) -> None:
    assert await refused(client.apps_connections_open(app_token="xoxb-else")) == "invalid_auth"
    assert await refused(client.apps_connections_open(app_token=slack.settings.bot_token)) == "not_allowed_token_type"
    assert await refused(client.auth_test(token=slack.settings.app_token)) == "not_allowed_token_type"
    nobody = AsyncWebClient(base_url=slack.api_url)
    assert await refused(nobody.auth_test()) == "not_authed"


async def test_long_text_is_cut_and_noted(slack: SlackServer, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=GENERAL, text="x" * 40_001, **QUIET)
    assert len(slack.messages(GENERAL)[0].text) == 40_000
    assert [v.code for v in slack.violations] == ["text_truncated"]


async def test_text_that_would_shout_or_be_misread_is_noted(slack: SlackServer, client: AsyncWebClient) -> None:
    plain = {"type": "header", "text": {"type": "plain_text", "text": "<!channel> & all"}}
    await client.chat_postMessage(channel=ADA, text="a &lt; b, <https://example.org|here>", blocks=[plain], **QUIET)
    assert slack.violations == []
    loud = {"type": "markdown", "text": "<!channel>"}
    await client.chat_postMessage(channel=ADA, text="a < b", blocks=[loud], **QUIET)
    await client.chat_postMessage(channel=ADA, text="with previews")
    assert [v.code for v in slack.violations] == ["broadcast", "unescaped", "unfurls"]
    assert len(slack.messages(slack.workspace.dm(ADA))) == 3


async def test_replies_come_page_by_page(slack: SlackServer, client: AsyncWebClient) -> None:
    root = await slack.world.say(ADA, GENERAL, "root")
    for number in range(5):
        await slack.world.say(ADA, GENERAL, f"reply {number}", thread_ts=root.ts)
    texts = []
    async for page in await client.conversations_replies(channel=GENERAL, ts=root.ts, limit=4):
        texts.append([m["text"] for m in page["messages"]])
    assert texts == [["root", "reply 0", "reply 1", "reply 2"], ["reply 3", "reply 4"]]
    history = await client.conversations_history(channel=GENERAL)
    assert [m["text"] for m in history["messages"]] == ["root"]


async def test_a_reset_after_the_post_was_applied_makes_the_stock_client_post_twice(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    slack.inject("chat.postMessage", "reset_after")
    await client.chat_postMessage(channel=GENERAL, text="once?", metadata=named("o1"))
    assert slack.duplicates() == {"o1": 2}


async def test_a_reset_before_the_post_leaves_one(slack: SlackServer, client: AsyncWebClient) -> None:
    slack.inject("chat.postMessage", "reset_before")
    await client.chat_postMessage(channel=GENERAL, text="once", metadata=named("o1"))
    assert [(c.error, c.applied) for c in slack.calls("chat.postMessage")] == [("reset_before", False), ("", True)]
    assert slack.duplicates() == {}


async def test_other_faults_reach_the_client(slack: SlackServer, client: AsyncWebClient) -> None:
    client.retry_handlers.clear()
    slack.inject("auth.test", "status", value=503)
    with pytest.raises(SlackApiError) as unavailable:
        await client.auth_test()
    assert unavailable.value.response.status_code == 503
    slack.inject("auth.test", "malformed")
    with pytest.raises(SlackApiError):
        await client.auth_test()
    slack.inject("auth.test", "error", code="token_revoked")
    assert await refused(client.auth_test()) == "token_revoked"
    slack.inject("auth.test", "hang")
    hung = asyncio.create_task(client.auth_test())
    await slack.until(lambda: len(slack.calls("auth.test")) == 4)
    assert not hung.done()
    hung.cancel()
    slack.inject("auth.test", "delay", value=0.05)
    assert (await client.auth_test())["user_id"] == slack.workspace.bot_user


async def test_a_second_post_within_the_second_is_limited_for_its_channel_only(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    slack.limits.enable(posts_per_second=0.5, burst=1)
    await client.chat_postMessage(channel=GENERAL, text="1")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=GENERAL, text="2")
    assert caught.value.response.status_code == 429
    assert int(caught.value.response.headers["Retry-After"]) >= 1
    await client.chat_postMessage(channel="C0PRACTICE", text="3")


async def test_a_tier_limit_counts_calls_in_a_minute(slack: SlackServer, client: AsyncWebClient) -> None:
    slack.limits.enable(tiers={4: 2})
    for _ in range(2):
        await client.users_info(user=ADA)
    assert await refused(client.users_info(user=ADA)) == "ratelimited"


async def test_files_go_up_in_three_steps_and_down_with_the_token_only(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    await client.files_upload_v2(filename="progress chart.png", content=b"png", channel=GENERAL, initial_comment="see")
    (message,) = slack.messages(GENERAL)
    assert (message.text, message.subtype, message.files[0]["title"]) == ("see", "file_share", "progress chart.png")
    private = await client.files_upload_v2(filename="a.txt", content="text", title="A")
    info = await client.files_info(file=private["file"]["id"])
    assert info["file"]["channels"] == []
    url = message.files[0]["url_private_download"]
    async with aiohttp.ClientSession() as session:
        async with session.get(url, headers={"Authorization": f"Bearer {slack.settings.bot_token}"}) as got:
            assert await got.read() == b"png"
        async with session.get(url) as got:
            assert got.content_type == "text/html"
    assert slack.violations[-1].code == "no_token"


async def test_ephemerals_reactions_and_permalinks(slack: SlackServer, client: AsyncWebClient) -> None:
    said = await slack.world.say(ADA, GENERAL, "hi")
    await client.chat_postEphemeral(channel=GENERAL, user=ADA, text="only you")
    assert [e.text for e in slack.ephemerals(ADA)] == ["only you"]
    assert slack.ephemerals("U0BEN") == []
    await client.reactions_add(channel=GENERAL, timestamp=said.ts, name="eyes")
    assert await refused(client.reactions_add(channel=GENERAL, timestamp=said.ts, name="eyes")) == "already_reacted"
    await client.reactions_remove(channel=GENERAL, timestamp=said.ts, name="eyes")
    assert await refused(client.reactions_remove(channel=GENERAL, timestamp=said.ts, name="eyes")) == "no_reaction"
    link = await client.chat_getPermalink(channel=GENERAL, message_ts=said.ts)
    assert link["permalink"].endswith(f"/{GENERAL}/p{said.ts.replace('.', '')}")
    opened = await client.conversations_open(users=ADA)
    assert opened["channel"]["id"] == slack.workspace.dm(ADA)
