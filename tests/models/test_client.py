"""The client against a server that behaves: pieces, tokens, names of models, and what servers leave out."""

from collections.abc import Callable

import pytest

from bot.models.client import ChatClient
from bot.models.values import ModelMessage, Parameters, Usage
from tests.models.scripted_server import scripted
from tests.models.steps import Hostile, Made, Says

Make = Callable[..., ChatClient]
ASK = (ModelMessage("system", "You are brief."), ModelMessage("user", "Name three registries."))
TEXT = "One, two and three registries, with versions and approvals."


async def read(client: ChatClient, model: str = "") -> list[str]:
    async with client.stream(ASK, Parameters(), model) as reply:
        return [piece async for piece in reply]


async def test_text_comes_in_pieces_and_with_counted_tokens(client_for: Make) -> None:
    async with scripted(Says(TEXT, piece=5)) as server:
        async with client_for(server.url).stream(ASK, Parameters(max_tokens=77, stop=("END",))) as reply:
            pieces = [piece async for piece in reply]
        assert "".join(pieces) == TEXT
        assert len(pieces) > 3
        assert reply.usage == Usage(6, 9)
        assert reply.finish == "stop"
        assert reply.first_s is not None
        assert 0 <= reply.first_s <= reply.total_s
        body = server.requests[0].body
        assert (body["max_tokens"], body["stop"], body["stream_options"]) == (77, ["END"], {"include_usage": True})
        assert body["messages"] == [{"role": each.role, "content": each.content} for each in ASK]


@pytest.mark.parametrize("step", [Says(TEXT, usage=False, done=False), Says(TEXT, usage=False, whole=True)])
async def test_uncounted_tokens_are_estimated_from_letters(client_for: Make, step: Says) -> None:
    async with scripted(step) as server:
        done = await client_for(server.url).complete(ASK, Parameters())
    assert done.text == TEXT
    assert done.usage == Usage(9, 15, estimated=True)


async def test_one_connection_serves_call_after_call(client_for: Make) -> None:
    async with scripted(Says(TEXT), Says(TEXT, whole=True), Says(TEXT, done=False), Says(TEXT, usage=False)) as server:
        client = client_for(server.url)
        for _ in range(4):
            await read(client)
        assert server.connections == 1


async def test_a_reply_cut_by_its_length_says_so(client_for: Make) -> None:
    async with scripted(Says(TEXT, finish="length")) as server:
        assert (await client_for(server.url).complete(ASK, Parameters())).finish == "length"


async def test_the_first_listed_model_is_taken_where_none_is_named(client_for: Make) -> None:
    async with scripted(models=("first", "second")) as server:
        client = client_for(server.url)
        await read(client)
        await read(client)
        await read(client, "second")
        assert [request.body["model"] for request in server.requests] == ["first", "first", "second"]
        assert server.lists == 1


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/", "/v1/chat/completions"])
async def test_the_address_may_be_written_in_any_of_the_usual_ways(client_for: Make, ending: str) -> None:
    async with scripted() as server:
        assert "".join(await read(client_for(server.url.removesuffix("/v1") + ending, name="scripted"))) == "Fine."


async def test_thinking_never_reaches_the_text(client_for: Make) -> None:
    thought = "<think>\nThey want three.\n</think>\n\nThree."
    async with scripted(
        Says(thought, piece=1), Says("Three.", reasoning="They want three."), Says(thought, whole=True)
    ) as server:
        client = client_for(server.url)
        for _ in range(3):
            assert "".join(await read(client)) == "Three."


async def test_a_script_can_answer_from_what_it_is_asked(client_for: Make) -> None:
    async with scripted(Made(lambda body: body["messages"][-1]["content"].upper()), always=Hostile()) as server:
        client = client_for(server.url)
        assert (await client.complete(ASK, Parameters())).text == "NAME THREE REGISTRIES."
        assert (await client.complete(ASK, Parameters())).text == "You are brief.\nName three registries."
