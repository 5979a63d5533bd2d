"""Socket Mode and HTTP mode of the loopback Slack, against Bolt and the SDK's own client as they come."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.records import NotAcknowledged
from tests.platforms.slack_server import SlackServer

ROOT = Path(__file__).resolve().parents[2]
ADA, GENERAL = "U0ADA", "C0GENERAL"


@pytest.fixture
def heard(app: AsyncApp) -> list[dict[str, Any]]:
    """Bodies of every event that Bolt dispatched to a listener."""
    bodies: list[dict[str, Any]] = []

    @app.event("message")
    async def on_message(body: dict[str, Any]) -> None:
        bodies.append(body)

    @app.event("app_mention")
    async def on_mention(body: dict[str, Any]) -> None:
        bodies.append(body)

    return bodies


async def test_a_mention_arrives_twice_with_one_ts_and_two_event_ids(
    slack: SlackServer, heard: list[dict[str, Any]]
) -> None:
    said = await slack.world.say(ADA, GENERAL, slack.world.mention("practice mlops"))
    await slack.until(lambda: len(heard) == 2)
    assert {body["event"]["ts"] for body in heard} == {said.ts}
    assert {body["event"]["type"] for body in heard} == {"message", "app_mention"}
    assert len({body["event_id"] for body in heard}) == 2
    await slack.settled()
    assert len(slack.acks) == 2


async def test_an_event_that_nobody_acks_comes_again_with_its_number(slack: SlackServer, app: AsyncApp) -> None:
    seen: list[str] = []

    @app.middleware
    async def refuse_at_first(req: Any, next: Callable[[], Any]) -> None:
        seen.append(req.headers["x-slack-retry-num"][0])
        if len(seen) == 3:
            await next()
        else:
            raise RuntimeError("not accepted yet")

    @app.event("message")
    async def on_message() -> None: ...

    await slack.world.say(ADA, "dm", "hi")
    await slack.deliveries[0].acked()
    assert seen == ["0", "1", "2"]


async def test_an_event_that_is_never_acked_is_lost_in_the_end(slack: SlackServer, app: AsyncApp) -> None:
    await slack.world.say(ADA, "dm", "no listener: Bolt answers 404, which is no acknowledgement")
    with pytest.raises(NotAcknowledged):
        await slack.deliveries[0].acked()
    assert [(d.attempts, d.failed) for d in slack.lost] == [(4, "timeout")]


async def test_bolt_runs_a_listener_twice_for_a_redelivered_event(
    slack: SlackServer, heard: list[dict[str, Any]]
) -> None:
    await slack.world.say(ADA, "dm", "one")
    await slack.world.say(ADA, "dm", "two")
    await slack.settled()
    assert await slack.redeliver(slack.deliveries, times=2, seed=3) == 4
    await slack.until(lambda: len(heard) == 6)
    assert len({body["event_id"] for body in heard}) == 2


async def test_the_bot_hears_itself_and_bolt_ignores_it(
    slack: SlackServer, heard: list[dict[str, Any]], client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=GENERAL, text="from the bot")
    await slack.settled()
    await slack.world.say(ADA, GENERAL, "from ada")
    await slack.until(lambda: heard)
    assert [body["event"]["text"] for body in heard] == ["from ada"]
    assert [d.payload["event"].get("bot_id") for d in slack.deliveries] == [slack.workspace.bot_id, None]


async def test_events_wait_until_somebody_connects(slack: SlackServer, client: AsyncWebClient) -> None:
    await slack.world.say(ADA, "dm", "anybody there?")
    app = AsyncApp(client=client)
    texts = []

    @app.event("message")
    async def on_message(event: dict[str, Any]) -> None:
        texts.append(event["text"])

    handler = AsyncSocketModeHandler(app, slack.settings.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.until(lambda: texts)
    assert texts == ["anybody there?"]
    await handler.close_async()  # type: ignore[no-untyped-call]


async def test_a_command_fails_for_its_user_when_nobody_is_connected(slack: SlackServer) -> None:
    delivery = await slack.world.slash(ADA, GENERAL, "/coach", "practice")
    with pytest.raises(NotAcknowledged, match="no connection"):
        await delivery.acked()


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_the_client_reconnects_when_slack_says_goodbye(
    slack: SlackServer, heard: list[dict[str, Any]], reason: str
) -> None:
    (first,) = slack.socket.connections
    await slack.socket.disconnect(reason)
    await slack.until(lambda: [c.number for c in slack.socket.alive if c is not first])
    await slack.world.say(ADA, "dm", "still there?")
    await slack.until(lambda: heard)


@pytest.mark.parametrize("damage", ["reset", "stall"])
async def test_the_client_finds_out_about_a_dead_socket(
    slack: SlackServer, heard: list[dict[str, Any]], damage: str
) -> None:
    slack.settings.half_open_lifetime = 0.1
    (first,) = slack.socket.connections
    if damage == "reset":
        slack.socket.reset()
    else:
        slack.socket.stall()
    await slack.until(lambda: [c.number for c in slack.socket.alive if c is not first])
    await slack.world.say(ADA, "dm", "back?")
    await slack.until(lambda: heard)


async def test_the_server_comes_back_on_its_port_after_an_outage(
    slack: SlackServer, heard: list[dict[str, Any]], client: AsyncWebClient
) -> None:
    url = slack.api_url
    await slack.go_down()
    client.retry_handlers.clear()
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.auth_test()
    await slack.come_back()
    assert slack.api_url == url
    await slack.socket.connected()
    await slack.world.say(ADA, "dm", "after the outage")
    await slack.until(lambda: heard)


async def test_a_ticket_works_once_and_not_at_all_while_refused(slack: SlackServer, client: AsyncWebClient) -> None:
    token = slack.settings.app_token
    url = (await client.apps_connections_open(app_token=token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            hello = await socket.receive_json()
            assert (hello["type"], hello["connection_info"]) == ("hello", {"app_id": slack.workspace.app_id})
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
        slack.socket.refuse_tickets(60)
        fresh = (await client.apps_connections_open(app_token=token))["url"]
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(fresh)
    assert len(slack.socket.burned) == 2


async def test_the_eleventh_connection_is_one_too_many(slack: SlackServer, client: AsyncWebClient) -> None:
    sockets = []
    async with aiohttp.ClientSession() as session:
        for number in range(11):
            url = (await client.apps_connections_open(app_token=slack.settings.app_token))["url"]
            socket = await session.ws_connect(url)
            sockets.append(socket)
            first = await socket.receive_json()
            assert first["type"] == ("hello" if number < 10 else "disconnect")
        assert first["reason"] == "too_many_websockets"


async def test_an_unknown_envelope_is_survived(slack: SlackServer, heard: list[dict[str, Any]]) -> None:
    await slack.socket.send_raw({"type": "surprise", "envelope_id": "e1", "payload": {}})
    await slack.socket.send_raw("not json at all")
    await slack.world.say(ADA, "dm", "hi")
    await slack.until(lambda: heard)


async def test_http_mode_signs_what_it_sends_and_retries(slack: SlackServer, unused_tcp_port: int) -> None:
    verifier = SignatureVerifier(slack.settings.signing_secret)
    seen: list[tuple[bool, str | None, str]] = []

    async def receive(request: web.Request) -> web.Response:
        body = await request.text()
        headers = dict(request.headers)
        seen.append((verifier.is_valid_request(body, headers), headers.get("X-Slack-Retry-Num"), request.content_type))
        return web.Response(status=200 if len(seen) > 1 else 500)

    runner = web.AppRunner(_app(receive))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    url = f"http://127.0.0.1:{unused_tcp_port}/slack/events"
    slack.use_http(url)
    await slack.world.say(ADA, "dm", "hi")
    await slack.deliveries[0].acked()
    await (await slack.world.slash(ADA, GENERAL, "/coach")).acked()
    secret, payload = slack.settings.signing_secret, slack.deliveries[0].payload
    await slack.deliver_http(url, secret, payload, wrong_signature=True)
    await slack.deliver_http(url, secret, payload, timestamp="1")
    answer = await slack.deliver_http(url, secret, payload, timestamp="soon")
    await runner.cleanup()
    form = "application/x-www-form-urlencoded"
    assert seen == [
        (True, None, "application/json"),
        (True, "1", "application/json"),
        (True, None, form),
        (False, None, "application/json"),
        (False, None, "application/json"),
    ]
    assert answer.status == 500


def _app(receive: Callable[[web.Request], Any]) -> web.Application:
    app = web.Application()
    app.router.add_post("/slack/events", receive)
    return app


async def test_a_server_in_its_own_process_is_controlled_over_http() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.platforms.slack_server", stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().split()[-1]
    try:
        async with aiohttp.ClientSession() as session:

            async def control(action: str, **args: Any) -> Any:
                async with session.post(f"{url}/control/{action}", json=args) as got:
                    return await got.json()

            known = await control("settings", ack_timeout=0.5)
            said = await control("say", user=ADA, channel="dm", text="hi")
            await control("inject", method="auth.test", kind="error", code="fatal_error")
            client = AsyncWebClient(token=known["bot_token"], base_url=known["api_url"])
            with pytest.raises(SlackApiError, match="fatal_error"):
                await client.auth_test()
            await client.chat_postMessage(channel=said["channel"], text="hello", thread_ts=said["ts"])
            texts = [m["text"] for m in await control("messages", channel=said["channel"], thread_ts=said["ts"])]
            assert texts == ["hi", "hello"]
            assert [c["error"] for c in await control("calls")] == ["fatal_error", ""]
            assert (await control("deliveries"))[0]["acks"] == 0
            assert await control("duplicates") == {}
            assert await control("socket", do="count") == {"connections": 0}
    finally:
        process.kill()
        await process.wait()
