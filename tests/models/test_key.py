"""The key goes into one header and appears nowhere else, whatever is logged, raised or looked at."""

import logging
import traceback
from collections.abc import Callable

import pytest

from bot.errors import ModelUnavailable, SettingsError
from bot.models.client import ChatClient
from bot.models.values import ModelMessage, Parameters
from tests.models.scripted_server import scripted
from tests.models.steps import Cuts, Refuses, Says, Sends, Stalls, Step

Make = Callable[..., ChatClient]
KEY = "sk-test-4242424242"
ASK = (ModelMessage("user", "my private words"),)
TROUBLE = [
    Refuses(401, message=f"Incorrect API key provided: {KEY}"),
    Refuses(400, message=f"my private words {KEY}"),
    Refuses(500, message=KEY),
    Refuses(301, headers={"Location": "http://127.0.0.1:9/v1"}),
    Cuts("Three"),
    Stalls(),
    Sends(f'data: {{"error": {{"message": "{KEY}", "type": "{KEY}", "code": 400}}}}\n\n'.encode()),
]


async def test_the_key_is_sent_as_a_bearer(client_for: Make) -> None:
    async with scripted(key=KEY) as server:
        assert (await client_for(server.url, key=f" {KEY}\n").complete(ASK, Parameters())).text == "Fine."


async def test_no_header_without_a_key(client_for: Make) -> None:
    async with scripted() as server:
        await client_for(server.url).complete(ASK, Parameters())
        assert "Authorization" not in server.requests[0].headers


@pytest.mark.parametrize("step", TROUBLE)
async def test_no_trouble_shows_the_key(client_for: Make, step: Step, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "httpcore.http11", "httpcore.connection", "asyncio", "stamina"):
        caplog.set_level(logging.DEBUG, name)
    async with scripted(Says("Fine."), always=step) as server:
        client = client_for(server.url, key=KEY, patience=1)
        await client.complete(ASK, Parameters())
        with pytest.raises(ModelUnavailable) as caught:
            await client.complete(ASK, Parameters())
        assert server.requests[-1].headers["Authorization"] == f"Bearer {KEY}"
    # Without the frame of this test, which has the key.
    frames = caught.value.__traceback__.tb_next if caught.value.__traceback__ else None
    shown = traceback.TracebackException(ModelUnavailable, caught.value, frames, capture_locals=True)
    everything = [caplog.text, repr(client), repr(caught.value), str(caught.value), repr(vars(caught.value))]
    everything += [repr(record.__dict__) for record in caplog.records if record.name != "aiohttp.access"]
    if not isinstance(step, Sends):
        # What the server itself sends lies in the frames that read it.
        everything += list(shown.format())
    assert "httpcore" in caplog.text
    for text in everything:
        assert KEY not in text
    assert "my private words" not in caplog.text
    assert "my private words" not in repr(caught.value)


@pytest.mark.parametrize("key", [f"{KEY}\nX-Other: 1", f"{KEY} {KEY}", f"{KEY}\x00", f"{KEY}é"])
def test_a_key_that_no_header_takes_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(SettingsError, match="COACH_MODEL_KEY") as caught:
        ChatClient("http://127.0.0.1:9", key=key)
    assert KEY not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "url", ["", "localhost:8000", "ftp://host/v1", "http://", f"http://me:{KEY}@host/v1", f"http://host/v1?key={KEY}"]
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="COACH_MODEL_URL") as caught:
        ChatClient(url)
    assert KEY not in str(caught.value)
