"""What the gateway of the loopback Discord answers to a client that does not keep to the protocol."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.platforms.discord_server import SCHOOL
from tests.platforms.discord_stand import Raw, Stand


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    async with Stand() as stand:
        yield stand


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def connect(session: aiohttp.ClientSession, stand: Stand, query: str = "v=10&encoding=json") -> Raw:
    return Raw(await session.ws_connect(f"{stand.gateway_url}?{query}"), stand.settings.bot_token)


@pytest.fixture
async def raw(stand: Stand, session: aiohttp.ClientSession) -> Raw:
    raw = await connect(session, stand)
    assert (await raw.hear())["d"]["heartbeat_interval"] == 5000
    return raw


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"op": 99, "d": None}, 4001),
        ({"op": 2, "d": "no object"}, 4002),
        ({"op": 3, "d": {}}, 4003),
        ({"op": 2, "d": {"token": "wrong", "intents": 0}}, 4004),
        ({"op": 2, "d": {"intents": 0, "shard": [2, 2]}}, 4010),
        ({"op": 2, "d": {"intents": 0, "shard": "no pair"}}, 4010),
        ({"op": 2, "d": {}}, 4013),
        ({"op": 2, "d": {"intents": 1 << 30}}, 4013),
        ({"op": 2, "d": {"intents": 1 << 15}}, 4014),
        ({"op": 2, "d": {"intents": 1 << 1}}, 4014),
    ],
)
async def test_close_codes(stand: Stand, raw: Raw, said: dict[str, Any], code: int) -> None:
    if isinstance(said["d"], dict) and said["op"] == 2:
        said["d"] = {"token": raw.token} | said["d"]
    await raw.socket.send_json(said)
    assert await raw.closed() == code
    assert not stand.gateway.sessions


async def test_no_json_and_too_much_of_it(stand: Stand, raw: Raw, session: aiohttp.ClientSession) -> None:
    await raw.socket.send_str("{")
    assert await raw.closed() == 4002
    other = await connect(session, stand)
    await other.say(1, "x" * 5000)
    assert await other.closed() == 4002


async def test_identifying_twice(raw: Raw) -> None:
    await raw.identify()
    await raw.identify()
    assert await raw.closed() == 4005


async def test_other_versions_and_encodings(stand: Stand, session: aiohttp.ClientSession) -> None:
    assert await (await connect(session, stand, "v=9&encoding=json")).closed() == 4012
    assert await (await connect(session, stand, "v=10&encoding=etf")).closed() == 4002


async def test_more_shards_than_the_client_has_are_required(stand: Stand, raw: Raw) -> None:
    stand.settings.shards_required = 2
    await raw.identify()
    assert await raw.closed() == 4011


async def test_too_many_payloads(stand: Stand, raw: Raw) -> None:
    stand.settings.gateway_sends = 3
    for _ in range(4):
        await raw.say(1)
    assert await raw.closed() == 4008


async def test_a_client_that_does_not_beat_loses_its_session(stand: Stand, session: aiohttp.ClientSession) -> None:
    stand.settings.heartbeat_interval = 0.1
    raw = await connect(session, stand)
    await raw.identify()
    assert await raw.closed() == 4009
    [kept] = stand.gateway.sessions.values()
    assert kept.over == "timed out"


async def test_one_identify_per_bucket_and_pause(stand: Stand, raw: Raw, session: aiohttp.ClientSession) -> None:
    stand.settings.identify_pause = 60.0
    stand.settings.max_concurrency = 2
    await raw.identify(shard=[0, 3])
    await raw.hear_event("READY")
    same, other = await connect(session, stand), await connect(session, stand)
    await same.identify(shard=[2, 3])
    assert (await same.hear_op(9))["d"] is False
    await other.identify(shard=[1, 3])
    assert (await other.hear_event("READY"))["d"]["shard"] == [1, 3]
    assert [one.code for one in stand.gateway.identifies] == [0, 9, 0]


async def test_a_resume_replays_what_comes_after_its_number(
    stand: Stand, raw: Raw, session: aiohttp.ClientSession
) -> None:
    await raw.identify()
    ready = await raw.hear_event("READY")
    for number in range(4):
        stand.say(str(number), mentions=[stand.coach])
    seq = ready["s"] + 2
    again = await connect(session, stand)
    await again.say(6, {"token": raw.token, "session_id": ready["d"]["session_id"], "seq": seq})
    got = [await again.hear() for _ in range(4)]
    assert [one["op"] for one in got] == [10, 0, 0, 0]
    assert [(one["t"], one["s"]) for one in got[1:]] == [
        ("MESSAGE_CREATE", seq + 1),
        ("MESSAGE_CREATE", seq + 2),
        ("RESUMED", seq + 3),
    ]
    assert [one["d"]["content"] for one in got[1:3]] == ["2", "3"]
    assert await raw.closed() == 4000


async def test_what_is_replayed_is_what_was_said_then(stand: Stand, raw: Raw, session: aiohttp.ClientSession) -> None:
    await raw.identify()
    ready = await raw.hear_event("READY")
    message = stand.message("before", mentions=[stand.coach])
    stand.gateway.dispatch("MESSAGE_CREATE", message, guild=SCHOOL)
    message["author"]["username"] = "eve"
    again = await connect(session, stand)
    await again.say(6, {"token": raw.token, "session_id": ready["d"]["session_id"], "seq": ready["s"]})
    assert (await again.hear_event("MESSAGE_CREATE"))["d"]["author"]["username"] == "ada"


async def test_resuming_what_is_not_there(stand: Stand, raw: Raw, session: aiohttp.ClientSession) -> None:
    await raw.say(6, {"token": raw.token, "session_id": "unheard of", "seq": 1})
    assert (await raw.hear_op(9))["d"] is False
    await raw.identify()
    ready = await raw.hear_event("READY")
    ahead = await connect(session, stand)
    await ahead.say(6, {"token": raw.token, "session_id": ready["d"]["session_id"], "seq": 1000})
    assert await ahead.closed() == 4007
    assert [one.code for one in stand.gateway.resumes] == [9, 4007]


async def test_only_so_much_is_kept(stand: Stand, raw: Raw, session: aiohttp.ClientSession) -> None:
    stand.settings.replay_limit = 2
    await raw.identify()
    ready = await raw.hear_event("READY")
    for _ in range(3):
        stand.say("x")
    again = await connect(session, stand)
    await again.say(6, {"token": raw.token, "session_id": ready["d"]["session_id"], "seq": ready["s"]})
    assert (await again.hear_op(9))["d"] is False


@pytest.mark.parametrize("code", [1000, 1001])
async def test_a_client_that_says_goodbye_ends_its_session(
    stand: Stand, raw: Raw, session: aiohttp.ClientSession, code: int
) -> None:
    await raw.identify()
    ready = await raw.hear_event("READY")
    await raw.socket.close(code=code)
    again = await connect(session, stand)
    await again.say(6, {"token": raw.token, "session_id": ready["d"]["session_id"], "seq": ready["s"]})
    assert (await again.hear_op(9))["d"] is False
