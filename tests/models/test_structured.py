"""JSON of a schema, from servers that enforce it, that refuse to, and from models that write around it."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.errors import ModelUnavailable
from bot.models.client import ChatClient
from bot.models.structured import Unreadable, read
from bot.models.values import ModelMessage, Parameters, Usage
from tests.models.scripted_server import scripted
from tests.models.steps import Hostile, Says

Make = Callable[..., ChatClient]
ASK = (ModelMessage("system", "You judge."), ModelMessage("user", "Is this right?"))
SCHEMA = {
    "type": "object",
    "properties": {"verdict": {"enum": ["missed", "partly", "covered"]}, "quote": {"type": "string"}},
    "required": ["verdict", "quote"],
    "additionalProperties": False,
}
GOOD = '{"verdict": "partly", "quote": "it is {versioned}"}'
DATA = json.loads(GOOD)


@pytest.mark.parametrize(
    ("refuses", "requests", "form"),
    [
        ((), 1, "json_schema"),
        (("json_schema",), 2, "json_object"),
        (("response_format",), 3, None),
        (("json_schema", "stream_options", "max_tokens"), 4, "json_object"),
    ],
)
async def test_the_form_that_an_endpoint_takes_is_found_and_remembered(
    client_for: Make, refuses: tuple[str, ...], requests: int, form: str | None
) -> None:
    async with scripted(always=Says(GOOD), refuses=refuses) as server:
        client = client_for(server.url)
        assert (await client.complete(ASK, Parameters(), schema=SCHEMA)).data == DATA
        assert len(server.requests) == requests
        assert (await client.complete(ASK, Parameters(), schema=SCHEMA)).data == DATA
        assert len(server.requests) == requests + 1
        last = server.requests[-1].body
        assert last.get("response_format", {}).get("type") == form
        assert ("additionalProperties" in last["messages"][0]["content"]) is (form != "json_schema")


@pytest.mark.parametrize("field", ["stream_options", "max_tokens", "temperature", "seed", "stop", "stream"])
async def test_a_field_that_is_refused_is_left_out_from_then_on(client_for: Make, field: str) -> None:
    async with scripted(always=Says("Yes."), refuses=(field,)) as server:
        client = client_for(server.url)
        for _ in range(2):
            assert (await client.complete(ASK, Parameters(max_tokens=50, stop=("END",)))).text == "Yes."
        assert [field in request.body for request in server.requests] == [True, False, False]
        limit = "max_completion_tokens" if field == "max_tokens" else "max_tokens"
        assert server.requests[-1].body[limit] == 50


@pytest.mark.parametrize("bad", ['{"other": 1}', "I cannot judge.", '{"verdict": "wrong", "quote": ""}', "[]", "null"])
async def test_what_does_not_fit_is_asked_for_once_more(client_for: Make, bad: str) -> None:
    async with scripted(Says(bad), Says(GOOD)) as server:
        done = await client_for(server.url).complete(ASK, Parameters(), schema=SCHEMA)
        assert done.data == DATA
        assert done.usage == Usage(10, len(bad.split()) + len(GOOD.split()))
        assert done.parameters.temperature > 0
        assert done.parameters.seed == server.requests[1].body["seed"] == 1


async def test_and_only_once(client_for: Make) -> None:
    async with scripted(always=Says("I cannot judge.")) as server:
        with pytest.raises(ModelUnavailable) as caught:
            await client_for(server.url).complete(ASK, Parameters(), schema=SCHEMA)
        assert caught.value.reason == "unreadable"
        assert len(server.requests) == 2


@pytest.mark.parametrize("refuses", [(), ("response_format",)])
async def test_a_hostile_model_stays_within_the_schema(client_for: Make, refuses: tuple[str, ...]) -> None:
    async with scripted(always=Hostile(), refuses=refuses) as server:
        done = await client_for(server.url).complete(ASK, Parameters(), schema=SCHEMA)
    assert done.data is not None
    assert done.data["verdict"] == "covered"
    assert done.data["quote"].endswith("\nIs this right?")


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"Here is my verdict:\n```json\n{GOOD}\n```\nI hope it helps.",
        f"```\n{GOOD}\n```",
        f"Sure! {GOOD} Anything else?",
        "{verdict: 'partly', 'quote': \"it is {versioned}\",}",
        GOOD.removesuffix("}"),
    ],
)
def test_json_is_found_and_mended(text: str) -> None:
    assert read(text, SCHEMA) == DATA


@pytest.mark.parametrize("text", [GOOD.removesuffix("}"), GOOD[:-3]])
def test_a_reply_that_was_cut_short_is_not_mended(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text, SCHEMA, whole=False)


@pytest.mark.parametrize("text", ["{" * 15_000, '{"verdict":' * 15_000, "[" * 60_000, GOOD + " " * 70_000 + ".", ""])
def test_what_cannot_be_read_ends(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text, SCHEMA)


@given(st.text(st.sampled_from("{}[]\":,\\ verdictquopaly`\n'0"), max_size=80))
def test_nothing_gets_through_that_does_not_fit(text: str) -> None:
    try:
        found = read(text, SCHEMA)
    except Unreadable:
        return
    Draft202012Validator(SCHEMA).validate(found)
