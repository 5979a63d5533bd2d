"""Discord's own examples: what an app sends passes the judge, what an app gets passes discord.py over the gateway."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from tests.platforms.discord.schema import FULL, Judge
from tests.platforms.discord_server import SCHOOL
from tests.platforms.discord_stand import Listener, Raw, Stand, Unhurried
from tests.platforms.slack.waiting import until

FOLDER = FULL.with_name("discord_examples")
if not FOLDER.is_dir():
    pytest.skip("needs ../shared/data/platform/discord_examples, not a part of the project", allow_module_level=True)

Json = dict[str, Any]
EXAMPLES: dict[str, Json] = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))}

MESSAGE = {"content", "embeds", "components", "allowed_mentions", "flags", "tts", "shared_client_theme"}
COMMAND = {"name", "type", "description", "options", "default_member_permissions", "handler"}
LOCALIZED = {"name_localizations", "description_localizations"}


def kind(example: Json) -> str:
    """What an example is, by its shape: the page that it is from says that only in prose."""
    keys = example.keys()
    match example:
        case {"op": 10}:
            return "hello"
        case {"op": 0 | 7 | 9 | 11}:
            return "gateway event"
        case {"op": int()}:
            return "gateway command"
        case {"type": 2 | 3 | 4 | 5, "token": str(), "data": dict(), "id": str()}:
            return "interaction"
        case {"type": int(), "data": dict(data)} if keys == {"type", "data"} and "id" not in data:
            return "interaction response"
        case {"id": str(), "author": dict(), "channel_id": str()}:
            return "message"
        case {"id": str(), "type": int(), "guild_id": str(), "thread_metadata": dict()}:
            return "thread"
        case {"id": str(), "type": int(), "guild_id": str(), "permission_overwrites": list()}:
            return "channel"
        case {"name": str()} if keys <= COMMAND | LOCALIZED and keys & {"description", "type"}:
            return "command"
        case _ if keys <= MESSAGE:
            return "message body"
        case _:
            return "neither sent nor received here"


def of(*kinds: str) -> pytest.MarkDecorator:
    found = [pytest.param(example, id=name) for name, example in EXAMPLES.items() if kind(example) in kinds]
    return pytest.mark.parametrize("example", found)


def test_every_kind_is_among_them() -> None:
    kinds = Counter(map(kind, EXAMPLES.values()))
    assert kinds["interaction response"] >= 5
    assert kinds["message body"] >= 9
    assert kinds["command"] >= 6
    assert kinds["interaction"] >= 3
    assert kinds["message"] >= 2
    assert kinds["gateway command"] >= 8
    assert kinds["gateway event"] >= 5
    assert kinds["hello"] >= 1
    assert kinds["channel"] >= 3
    assert kinds["thread"] >= 1


# -- what an app sends ------------------------------------------------------------------------------------------

ROUTES = {
    "message body": "/channels/{channel_id}/messages",
    "interaction response": "/interactions/{interaction_id}/{interaction_token}/callback",
    "command": "/applications/{application_id}/commands",
}


@of(*ROUTES)
def test_what_an_app_sends_passes(example: Json) -> None:
    """Also the two of `allowed_mentions` that Discord refuses for `parse` beside `users`: the document lacks that."""
    judge = Judge()
    assert judge.check("POST", ROUTES[kind(example)], example) == []
    assert not judge.unknown
    assert judge.validated


@of("message body", "interaction response")
def test_with_a_component_of_no_known_type_it_fails(example: Json) -> None:
    holder = example["data"] if kind(example) == "interaction response" else example
    spoiled = holder | {"components": [*holder.get("components", []), {"type": 99}]}
    body = example | {"data": spoiled} if kind(example) == "interaction response" else spoiled
    [error] = Judge().check("POST", ROUTES[kind(example)], body)
    assert "type 99 is none of" in error


@of("interaction")
def test_what_an_app_gets_is_no_body(example: Json) -> None:
    assert Judge().check("POST", ROUTES["interaction response"], example)


# -- what an app gets -------------------------------------------------------------------------------------------


class Heard(Listener):
    """Has the commands of the examples, and writes down what discord.py made of each event."""

    def __init__(self, stand: Stand) -> None:
        client = Unhurried(intents=discord.Intents.all(), guild_ready_timeout=0.05)
        super().__init__(stand, client)
        self.got: list[Any] = []
        self.tree = app_commands.CommandTree(client)
        for event in ("interaction", "message", "guild_channel_create", "thread_join"):
            setattr(client, f"on_{event}", self._hear)

        @self.tree.command(name="cardsearch", description="Finds a card")
        async def search(interaction: discord.Interaction[discord.Client], cardname: str) -> None:
            self.got.append(cardname)

        @self.tree.context_menu(name="context-menu-message-2")
        async def on_words(interaction: discord.Interaction[discord.Client], message: discord.Message) -> None:
            self.got.append(message.content)

        @self.tree.context_menu(name="context-menu-user-2")
        async def on_person(interaction: discord.Interaction[discord.Client], member: discord.Member) -> None:
            self.got.append(member.name)

    async def _hear(self, thing: Any) -> None:
        self.got.append(thing)

    async def wait(self, count: int) -> list[Any]:
        await until(lambda: self.task.done() or len(self.got) >= count, within=20)
        if self.task.done():
            await self.task
        return self.got


@pytest.fixture
async def heard(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Heard]:
    async with Stand() as stand:
        stand.lead(monkeypatch)
        for switch in ("message_content_allowed", "members_allowed", "presences_allowed"):
            setattr(stand.settings, switch, True)
        async with Heard(stand) as heard:
            await heard.ready()
            yield heard


def newer(example: Json) -> Json:
    """The examples are older than four fields that discord.py reads; those are all that is added."""
    resolved = example["data"].get("resolved", {})
    members = {id: {"flags": 0} | member for id, member in resolved.get("members", {}).items()}
    data = example["data"] | ({"resolved": resolved | {"members": members}} if resolved else {})
    added = {"version": 1, "application_id": "1", "attachment_size_limit": 1}
    return added | example | {"data": data, "member": {"flags": 0} | example["member"]}


@of("interaction")
async def test_interactions(heard: Heard, example: Json) -> None:
    heard.stand.gateway.dispatch("INTERACTION_CREATE", newer(example), guild=None)
    got = await heard.wait(2)
    interaction = next(one for one in got if isinstance(one, discord.Interaction))
    assert interaction.id == int(example["id"])
    assert interaction.token == example["token"]
    assert interaction.user.name == example["member"]["user"]["username"]
    told = next(one for one in got if isinstance(one, str))
    assert told in json.dumps(example["data"])


@of("message")
async def test_messages(heard: Heard, example: Json) -> None:
    heard.stand.gateway.dispatch("MESSAGE_CREATE", example, guild=None)
    [message] = await heard.wait(1)
    assert message.content == example["content"]
    assert [str(one.emoji) for one in message.reactions] == [one["emoji"]["name"] for one in example["reactions"]]


@of("channel", "thread")
async def test_channels_and_threads(heard: Heard, example: Json) -> None:
    guild = heard.stand.state.guild_payloads((0, 1))[0] | {"id": example["guild_id"]}
    heard.stand.gateway.dispatch("GUILD_CREATE", guild, guild=int(guild["id"]))
    name = "THREAD_CREATE" if kind(example) == "thread" else "CHANNEL_CREATE"
    heard.stand.gateway.dispatch(name, example, guild=int(guild["id"]))
    [channel] = await heard.wait(1)
    assert channel.name == example["name"]


@of("gateway event")
async def test_gateway_events(heard: Heard, example: Json) -> None:
    """Whatever each makes discord.py do, in the end it still hears what is said."""
    [connection] = heard.stand.gateway.alive()
    before = len(heard.stand.gateway.identifies) + len(heard.stand.gateway.resumes)
    connection.send(example)
    if example["op"] in (7, 9):
        gateway = heard.stand.gateway
        await until(lambda: len(gateway.identifies) + len(gateway.resumes) > before, within=20)
        await gateway.connected()
    heard.stand.say("still there")
    assert (await heard.wait(1))[-1].content == "still there"


@of("hello")
async def test_the_first_words(example: Json) -> None:
    async with Stand() as stand, aiohttp.ClientSession() as session:
        raw = Raw(await session.ws_connect(stand.gateway_url), stand.settings.bot_token)
        hello = await raw.hear()
    assert hello["op"] == example["op"]
    assert hello["d"].keys() >= example["d"].keys()


@of("gateway command")
async def test_gateway_commands(example: Json) -> None:
    """The gateway takes each of them for what it is, and refuses a resume or login with a made-up token only."""
    async with Stand() as stand, aiohttp.ClientSession() as session:
        raw = Raw(await session.ws_connect(stand.gateway_url), stand.settings.bot_token)
        if example["op"] in (2, 6):
            await raw.socket.send_json(example)
            assert await raw.closed() == 4004
            return
        await raw.identify(intents=1)
        await raw.socket.send_json(example)
        await raw.say(1)
        await raw.hear_op(11)
        stand.gateway.dispatch("GUILD_ROLE_CREATE", {"guild_id": str(SCHOOL)}, guild=SCHOOL)
        assert (await raw.hear_event("GUILD_ROLE_CREATE"))["d"] == {"guild_id": str(SCHOOL)}
