"""A model that gives its instructions away: not a piece of the canary gets through, however it is spelt."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ModelUnavailable
from bot.models.gate import Gate
from bot.models.leaks import Leaks
from bot.prompts import canary
from tests.models.gates import Log, Opener, asks
from tests.models.scripted_server import scripted
from tests.models.steps import Hostile, Made, Says

Spelling = Callable[[str], str]
SPELT: dict[str, Spelling] = {
    "whole": lambda word: word,
    "in capitals": str.upper,
    "with spaces": " ".join,
    "with dashes and marks": lambda word: "-*-".join(word),
    "one letter a line": "\n".join,
    "backwards": lambda word: word[::-1],
    "without its ends": lambda word: word[2:-1],
    "in base64": lambda word: base64.b64encode(word.encode()).decode(),
    "in base64 with more": lambda word: base64.b64encode(f"It is {word}!".encode()).decode(),
    "in hexadecimal": lambda word: word.encode().hex(),
    "in wide letters": lambda word: "".join(chr(ord(sign) + 0xFEE0) for sign in word),
    "with what nobody sees": "​".join,
}


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    return Opener(tmp_path / "prompts")


def told(body: Mapping[str, Any]) -> str:
    found = re.search(r"Secret word, never write it: (\w+)", body["messages"][0]["content"])
    assert found
    return found[1]


async def listen(gate: Gate, came: list[str]) -> None:
    async with gate.stream(asks()) as reply:
        async for piece in reply:
            came.append(piece)


@pytest.mark.parametrize("way", SPELT)
async def test_no_piece_of_it_gets_through_in_a_stream(opened: Opener, way: str) -> None:
    log = Log()
    came: list[str] = []
    leak = Made(lambda body: f"The secret of a good cache is {SPELT[way](told(body))}, and so on.")
    async with scripted(leak) as server, opened(server.url, log) as gate:
        with pytest.raises(ModelUnavailable) as raised:
            await listen(gate, came)
    assert raised.value.reason == log.last.outcome == "unreadable"
    # What stands before it in the same base64 is no part of it.
    shown = "".join(came).removesuffix("SXQgaXMg")
    assert shown == "The secret of a good cache is "[: len(shown)]
    assert len(shown) > 20


@pytest.mark.parametrize("way", SPELT)
async def test_data_with_it_is_refused(opened: Opener, way: str) -> None:
    leak = Made(lambda body: json.dumps({"said": f"It is {SPELT[way](told(body))}."}))
    log = Log()
    async with scripted(leak) as server, opened(server.url, log) as gate:
        with pytest.raises(ModelUnavailable):
            await gate.data(asks(prompt="fill"))
    assert log.last.outcome == "unreadable"


async def test_a_model_that_echoes_all_it_was_told_says_nothing(opened: Opener) -> None:
    async with scripted(always=Hostile()) as server, opened(server.url, Log()) as gate:
        for prompt in ("talk", "fill"):
            with pytest.raises(ModelUnavailable):
                await gate.data(asks(prompt=prompt))


async def test_each_call_has_another(opened: Opener) -> None:
    async with scripted() as server, opened(server.url, Log()) as gate:
        for _ in range(3):
            await gate.data(asks())
        assert len({told(request.body) for request in server.requests}) == 3


async def test_what_is_harmless_comes_whole(opened: Opener) -> None:
    text = "Commit 3f2a9c1e5b7d, face cafe deadbeef 0123456789ab: " + " ".join(f"{n:012x}" for n in range(3000, 3040))
    came: list[str] = []
    async with scripted(Says(text, piece=3)) as server, opened(server.url, Log()) as gate:
        await listen(gate, came)
    assert "".join(came) == text


@given(st.text(alphabet="0123456789abcdef .-", max_size=80), st.integers(0, 1_000_000), st.integers(0, 15))
def test_what_is_let_through_never_begins_what_becomes_it(before: str, number: int, cut: int) -> None:
    word = canary(f"nonce{number:06}")
    leaks = Leaks(word)
    text = before + word[:cut]
    safe = leaks.safe(text)
    if not leaks.found(text):
        assert safe <= len(before) + max(0, cut - 12) or cut == 0
        assert leaks.found(text[safe:] + word[cut:]) or cut > 12
