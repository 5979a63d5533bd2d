"""The slash commands: what Discord is told of them, and the words that each of them says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.chat.discord.acceptance import Acceptance
from bot.chat.discord.commands import GRADE, add_commands
from bot.chat.discord.proposing import matching
from bot.commands import Ask, Practise, Simple, Sure, parse
from bot.errors import NoCorpus
from bot.messages import Attachment
from tests.bot.discord_side import (
    BOT,
    CHANNEL,
    DIRECT,
    LEARNER,
    OTHER,
    SAID,
    THREAD,
    FarSide,
    Json,
    RecordingInbox,
    channel,
    client,
    far_side,
    interaction,
    interaction_data,
    message,
    message_data,
    option,
    slash,
    thread,
)
from tests.platforms.discord.schema import Judge

TOPICS = ("rag", "Monitoring", "model monitoring", "feature-stores")
FILE: Json = {"id": "31", "filename": "faq.md", "size": 12, "url": "https://cdn.example/faq.md", "proxy_url": ""}


@dataclass
class Room:
    client: discord.Client
    inbox: RecordingInbox
    side: FarSide
    acceptance: Acceptance
    tree: app_commands.CommandTree[Any]
    trouble: list[Exception]

    async def call(self, data: Json) -> None:
        """As the gateway does, whatever comes of it."""
        asked = interaction(self.client, data)
        try:
            await self.tree._call(asked)
        except app_commands.AppCommandError as error:
            await self.tree._dispatch_error(asked, error)

    async def said(self, data: Json) -> str:
        await self.call(data)
        return self.inbox.texts[-1]


@pytest.fixture
def room() -> Iterator[Room]:
    made, inbox = client(), RecordingInbox()
    trouble: list[Exception] = []

    async def parent_of(id: int) -> tuple[int, int | None]:
        return id, None

    async def topics() -> Sequence[str]:
        if trouble:
            raise trouble.pop()
        return TOPICS

    acceptance = Acceptance(inbox, lambda: BOT, parent_of, pause=0)
    tree = app_commands.CommandTree(made)
    add_commands(tree, acceptance, topics)
    with far_side(made) as side:
        side.inbox = inbox
        yield Room(made, inbox, side, acceptance, tree, trouble)


def test_discord_takes_the_list_of_commands(room: Room) -> None:
    judge = Judge()
    if judge.silent_because:
        pytest.skip(judge.silent_because)
    told = [command.to_dict(room.tree) for command in room.tree._get_all_commands()]
    assert judge.check("PUT", "/applications/{application_id}/commands", told) == []
    assert judge.validated.total() == 1


def test_admin_commands_are_shown_to_those_who_manage_a_server_and_all_work_wherever_they_may(room: Room) -> None:
    told = {command.name: command.to_dict(room.tree) for command in room.tree._get_all_commands()}
    admins = {name for name, shown in told.items() if shown["default_member_permissions"] is not None}
    assert admins == {"daily", "gaps", "ingest", "rollback"}
    for name, shown in told.items():
        assert sorted(shown["contexts"]) == ([0, 1] if name in admins else [0, 1, 2])
        assert sorted(shown["integration_types"]) == [0, 1]
    assert {told[name]["default_member_permissions"] for name in admins} == {
        discord.Permissions(manage_guild=True).value
    }


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (slash("practice"), "/practice"),
        (
            slash("practice", option("topic", "rag"), option("level", "senior"), option("count", 3, 4)),
            "/practice rag senior 3",
        ),
        (slash("mock", option("count", 7, 4)), "/mock 7"),
        (slash("ask", option("question", "what does <@2> mean?")), "/ask what does discord:2 mean?"),
        (slash("sure", option("percent", 0, 4)), "/sure 0"),
        (slash("progress"), "/progress"),
        (slash("home"), "/home"),
        (slash("topics"), "/topics"),
        (slash("help"), "/help"),
        (slash("hint"), "/hint"),
        (slash("skip"), "/skip"),
        (slash("reveal"), "/reveal"),
        (slash("why"), "/why"),
        (slash("next"), "/next"),
        (slash("stop"), "/stop"),
        (slash("daily"), "/daily"),
        (slash("daily", option("off", True, 5)), "/daily off"),
        (
            slash("daily", option("time", "09:30"), option("timezone", "Europe/Berlin"), option("topic", "rag")),
            "/daily 09:30 Europe/Berlin rag",
        ),
        (slash("gaps"), "/gaps"),
        (slash("ingest", option("link", "https://a.example/faq")), "/ingest https://a.example/faq"),
        (slash("rollback"), "/rollback"),
        (slash("rollback", option("generation", "2026-1")), "/rollback 2026-1"),
        (slash("link"), "/link"),
        (slash("link", option("code", "ABCD")), "/link ABCD"),
        (slash("coach", option("words", "name-me yes")), "/name-me yes"),
        (slash("coach", option("words", " / admin add <@2>")), "/admin add discord:2"),
        (slash("coach", option("words", " / ")), "/help"),
        (slash("coach", option("words", "daily <#5> off"), at=channel()), "/daily discord:70:5 off"),
    ],
)
async def test_each_says_the_words_that_a_person_would_type(room: Room, data: Json, words: str) -> None:
    assert await room.said(data) == words
    assert room.side.types == [5]


async def test_the_coach_reads_what_the_commands_say(room: Room) -> None:
    """While a question is open, where the least is taken for a command."""
    options = [option("topic", "model monitoring"), option("level", "mid"), option("count", 3, 4)]
    for data, read in (
        (slash("practice", *options), Practise("model monitoring", "mid", 3)),
        (slash("mock"), Practise(mock=True)),
        (slash("ask", option("question", "what is drift")), Ask("what is drift")),
        (slash("sure", option("percent", 70, 4)), Sure(0.7)),
        *((slash(word), Simple(word)) for word in ("hint", "skip", "reveal", "why", "next", "stop", "help", "home")),
    ):
        data["id"] = str(int(data["id"]) + len(room.inbox.events))
        assert parse(await room.said(data), question_open=True, topics=TOPICS) == read


async def test_documents_come_with_a_command(room: Room) -> None:
    chosen = [option("file", "31", 11), option("file3", "32", 11)]
    data = slash("ingest", *chosen, at=thread())
    data["data"]["resolved"] = {"attachments": {"31": FILE, "32": FILE | {"id": "32", "filename": "more.md"}}}
    await room.call(data)
    (event,) = room.inbox.events
    assert event.message.text == "/ingest"
    assert event.message.files == (
        Attachment("31", "faq.md", "https://cdn.example/faq.md", 12),
        Attachment("32", "more.md", "https://cdn.example/faq.md", 12),
    )


async def test_nothing_is_forgotten_before_a_form_was_sent(room: Room) -> None:
    await room.call(slash("forget-me"))
    (form,) = room.side.responses
    assert form["type"] == 9
    assert room.inbox.events == []
    box = {"type": 22, "id": 2, "custom_id": "confirmed", "values": ["yes"]}
    sent = {"custom_id": form["data"]["custom_id"], "components": [{"type": 18, "id": 1, "component": box}]}
    await room.acceptance.form(interaction(room.client, interaction_data(5, sent)))
    assert room.inbox.texts == ["/forget-me yes"]


async def proposed(room: Room, data: Json) -> list[str]:
    await room.call(data | {"type": 4})
    choices = room.side.responses[-1]["data"]["choices"]
    assert all(choice["name"] == choice["value"] for choice in choices)
    return [choice["value"] for choice in choices]


async def test_topics_and_time_zones_are_proposed_while_somebody_types(room: Room) -> None:
    assert await proposed(room, slash("practice", option("topic", "MON", focused=True))) == [
        "Monitoring",
        "model monitoring",
    ]
    assert await proposed(room, slash("mock", option("topic", "", focused=True))) == list(TOPICS)
    assert await proposed(room, slash("mock", option("topic", "x", focused=True))) == []
    assert await proposed(room, slash("daily", option("topic", "rag", focused=True))) == ["rag"]
    zones = await proposed(room, slash("daily", option("timezone", "berlin", focused=True)))
    assert zones == ["Europe/Berlin"]
    room.trouble.append(NoCorpus("There is none."))
    assert await proposed(room, slash("practice", option("topic", "r", focused=True))) == []


def test_no_more_is_proposed_than_discord_shows() -> None:
    many = [f"a topic {number}" for number in range(40)]
    found = matching(["x" * 101, "", *many, "topic"], "topic")
    assert found == ["topic", *many[:24]]


def graded(text: str, *, author: int = LEARNER, at: int = THREAD, **more: Any) -> Json:
    """The context menu on a message that stands at `at`."""
    target = message_data(text, at=at, author=author)
    data = {"id": "7", "name": GRADE, "type": 3, "target_id": str(SAID)}
    return interaction_data(2, data | {"resolved": {"messages": {str(SAID): target}}}, **{"at": thread()} | more)


async def test_somebody_has_their_own_message_graded_once(room: Room) -> None:
    await room.call(graded("Because <:drift:1> the features <@2> changed."))
    (event,) = room.inbox.events
    assert event.message.text == "Because :drift: the features discord:2 changed."
    assert (event.post, event.address.thread) == (f"{THREAD}:{SAID}", str(THREAD))
    await room.call(graded("Because the features changed.", id=str(SAID + 1)))
    assert len(room.inbox.events) == 1
    assert room.side.sentences == ["I have read that message already."]


async def test_what_was_read_as_a_message_is_not_graded_again(room: Room) -> None:
    await room.acceptance.message(message(room.client, message_data("lineage")))
    await room.call(graded("lineage", at=DIRECT) | {"id": str(SAID + 1)})
    assert room.inbox.texts == ["lineage"]
    assert room.side.sentences == ["I have read that message already."]


async def test_nobody_has_the_words_of_others_graded_nor_a_message_without_words(room: Room) -> None:
    await room.call(graded("lineage", author=OTHER))
    await room.call(graded("", id=str(SAID + 1)))
    assert room.inbox.events == []
    assert room.side.sentences == [
        "You can have only what you wrote yourself graded.",
        "There are no words in that message that could be graded.",
    ]


async def test_where_the_bot_is_no_member_a_command_is_said_in_private(room: Room) -> None:
    await room.call(graded("lineage", at=CHANNEL, member=False))
    (event,) = room.inbox.events
    assert (event.address.workspace, event.address.channel) == ("@me", str(LEARNER))
    assert event.ticket.startswith("away/")


async def test_a_command_of_an_earlier_version_gets_a_sentence_and_nothing_is_kept(room: Room) -> None:
    changed = "This command has changed since Discord showed it to you. Please type it again, or write /help."
    await room.call(slash("quiz"))
    await room.call(slash("ask"))
    await room.call(slash("quiz", option("topic", "r", focused=True)) | {"type": 4})
    assert room.inbox.events == []
    assert room.side.sentences == [changed, changed]
    assert len(room.side.responses) == 2


async def test_an_error_of_ours_is_logged(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    room.acceptance.take = None  # type: ignore[assignment, method-assign]
    await room.call(slash("help"))
    assert [record.levelname for record in caplog.records if record.name.startswith("bot.")] == ["ERROR"]
