"""The loopback Slack is driven by the unmodified SDK, so that what it teaches other tests is what the SDK meets."""

from collections.abc import AsyncIterator, Callable

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack_server import SlackServer

ADA, BEN = "U0ADA", "U0BEN"
GENERAL = "C0GENERAL"


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        server.settings.ack_timeout = 0.3
        server.settings.retry_delays = (0.0, 0.1, 0.2)
        yield server


@pytest.fixture
def client(slack: SlackServer) -> AsyncWebClient:
    return AsyncWebClient(token=slack.settings.bot_token, base_url=slack.api_url)


@pytest.fixture
async def app(slack: SlackServer, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """A Bolt app in Socket Mode already connected; a test adds its listeners."""
    app = AsyncApp(client=client)
    handler = AsyncSocketModeHandler(app, slack.settings.app_token, ping_interval=1)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.socket.connected()
    yield app
    await handler.close_async()  # type: ignore[no-untyped-call]


async def refused(call: object) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call  # type: ignore[misc]
    return str(caught.value.response["error"])


async def test_a_message_posted_through_the_sdk_is_visible_with_its_metadata(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    metadata = {"event_type": "coach_reply", "event_payload": {"id": "o1"}}
    posted = await client.chat_postMessage(
        channel=GENERAL, text="hello", metadata=metadata, unfurl_links=False, unfurl_media=False
    )
    assert [(m.text, m.ts) for m in slack.messages(GENERAL)] == [("hello", posted["ts"])]
    plain = await client.conversations_history(channel=GENERAL)
    with_metadata = await client.conversations_history(channel=GENERAL, include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert with_metadata["messages"][0]["metadata"] == metadata
    assert slack.violations == []


async def test_bolt_hears_a_mention_twice_with_one_ts_and_two_event_ids(slack: SlackServer, app: AsyncApp) -> None:
    heard: list[tuple[str, str]] = []

    @app.event("app_mention")
    async def on_mention(event: dict[str, str], body: dict[str, str]) -> None:
        heard.append((body["event_id"], event["ts"]))

    @app.event("message")
    async def on_message(event: dict[str, str], body: dict[str, str]) -> None:
        heard.append((body["event_id"], event["ts"]))

    said = await slack.world.say(ADA, GENERAL, slack.world.mention("practice mlops"))
    await slack.until(lambda: len(heard) == 2)
    assert {ts for _, ts in heard} == {said.ts}
    assert len({event_id for event_id, _ in heard}) == 2
    await slack.settled()
    assert len(slack.acks) == 2


async def test_an_event_that_nobody_acks_comes_again_with_its_retry_number(slack: SlackServer, app: AsyncApp) -> None:
    seen: list[str] = []

    @app.middleware
    async def refuse_at_first(req: object, next: Callable[[], object]) -> None:
        headers = getattr(req, "headers", {})
        seen.append(headers.get("x-slack-retry-num", ["none"])[0])
        if len(seen) < 3:
            raise RuntimeError("not accepted")
        await next()  # type: ignore[misc]

    @app.event("message")
    async def on_message() -> None: ...

    await slack.world.say(ADA, "dm", "hi")
    (delivery,) = slack.deliveries
    await delivery.acked()
    assert seen == ["0", "1", "2"]
    assert delivery.attempts == 3


async def test_a_slash_command_is_answered_in_the_acknowledgement(slack: SlackServer, app: AsyncApp) -> None:
    @app.command("/coach")
    async def on_coach(ack: Callable[[str], object], command: dict[str, str]) -> None:
        await ack(f"heard {command['text']}")  # type: ignore[misc]

    await (await slack.world.slash(ADA, GENERAL, "/coach", "practice")).acked()
    await slack.until(lambda: slack.ephemerals(ADA))
    assert [e.text for e in slack.ephemerals(ADA)] == ["heard practice"]


async def test_the_bot_hears_its_own_message_and_bolt_ignores_it(
    slack: SlackServer, app: AsyncApp, client: AsyncWebClient
) -> None:
    heard: list[str] = []

    @app.event("message")
    async def on_message(event: dict[str, str]) -> None:
        heard.append(event["text"])

    await client.chat_postMessage(channel=GENERAL, text="from the bot")
    await slack.settled()
    await slack.world.say(ADA, GENERAL, "from ada")
    await slack.until(lambda: heard)
    assert heard == ["from ada"]
    assert [d.payload["event"].get("bot_id") for d in slack.deliveries] == [slack.workspace.bot_id, None]
