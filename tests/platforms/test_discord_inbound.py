"""What people do in Discord, over a real gateway, until it is written down and acknowledged."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import discord
import pytest
import yarl
from discord import ui
from discord.gateway import DiscordWebSocket

from bot.chat.discord.bot import CoachBot
from bot.chat.discord.commands import GRADE
from bot.chat.discord.custom_ids import QUESTION_TEXT
from bot.chat.discord.ids import Ticket
from bot.delivery.event import Address, Event
from tests.bot.discord_side import RecordingInbox
from tests.platforms.discord_server import ADA, BEN, GENERAL, GROUP, LOBBY, PRACTICE, SCHOOL, DiscordServer, Message

CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
TRY_AGAIN = "I could not take that just now. Please try again in a moment."


class SlowInbox(RecordingInbox):
    """Takes a while where `seconds` says so, and notes what had been acknowledged when it was done."""

    def __init__(self, server: DiscordServer) -> None:
        super().__init__()
        self.seconds = 0.0
        self.acknowledged: list[bool] = []
        self._server = server

    async def accept(self, event: Event) -> bool:
        await asyncio.sleep(self.seconds)
        new = await super().accept(event)
        self.acknowledged += [invocation.is_acked for invocation in self._server.invocations[-1:]]
        return new


@dataclass
class Room:
    server: DiscordServer
    inbox: SlowInbox
    bots: list[CoachBot] = field(default_factory=list)

    @property
    def bot(self) -> CoachBot:
        return self.bots[-1]

    async def heard(self, count: int = 1) -> list[Event]:
        """Once that many events have arrived."""
        await self.server.until(lambda: len(self.inbox.events) >= count)
        return self.inbox.events

    async def posted(self, where: int | discord.DMChannel, *buttons: tuple[str, str]) -> Message:
        """A message of the bot with a question and buttons: their labels and custom ids."""
        channel = self.bot.get_partial_messageable(where) if isinstance(where, int) else where
        view = ui.LayoutView(timeout=None)
        row: ui.ActionRow[Any] = ui.ActionRow(*(ui.Button(label=label, custom_id=id) for label, id in buttons))
        question: ui.TextDisplay[Any] = ui.TextDisplay("What is *drift*?", id=QUESTION_TEXT)
        view.add_item(ui.Container(ui.TextDisplay("Question 1 of 5"), question, row))
        view.stop()
        sent = await channel.send(view=view)
        return self.server.state.channel(sent.channel.id).messages[sent.id]

    async def dm(self, user: int) -> discord.DMChannel:
        return await self.bot.create_dm(discord.Object(user))


@asynccontextmanager
async def running(room: Room, *, message_content: bool = False) -> AsyncIterator[CoachBot]:
    async def topics() -> Sequence[str]:
        return ("rag", "monitoring")

    def now() -> datetime:
        return datetime.now(UTC)

    bot = CoachBot(
        room.inbox,
        topics,
        now,
        lambda user, channel: None,
        message_content=message_content,
        shards=(),
        shard_count=0,
    )
    # How long discord.py waits for more servers before it is ready.
    bot._connection.guild_ready_timeout = 0.05
    room.bots.append(bot)
    task = asyncio.create_task(bot.start(room.server.settings.bot_token))
    try:
        await room.server.gateway.connected()
        async with asyncio.timeout(10):
            await bot.connected.wait()
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def silent(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Room]:
    """A Discord without the bot."""
    async with DiscordServer() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
        yield Room(server, SlowInbox(server))
        assert server.violations == []


@pytest.fixture
async def room(silent: Room) -> AsyncIterator[Room]:
    async with running(silent):
        yield silent


def kind(event: Event) -> str:
    ticket = Ticket.read(event.ticket)
    return ticket.kind if ticket else ""


async def test_people_are_heard_where_they_speak_to_the_coach(room: Room) -> None:
    world = room.server.world
    await world.say(ADA, GENERAL, "good morning everybody")
    said = await world.say(ADA, GENERAL, world.mention("what is drift?"))
    await room.heard(1)
    await world.say(BEN, "dm", "practice rag", [("faq.md", b"# A question\n")])
    called, direct = await room.heard(2)
    assert (called.message.text, called.address) == (
        "/what is drift?",
        Address("discord", str(SCHOOL), str(GENERAL), str(said.id)),
    )
    assert (direct.message.text, direct.address) == ("practice rag", Address("discord", "@me", str(BEN)))
    assert [file.name for file in direct.message.files] == ["faq.md"]
    typing = "POST /channels/{channel_id}/typing"
    await room.server.until(lambda: len(room.server.asked(typing)) == 2)


async def test_in_a_thread_a_reply_with_a_ping_answers_and_a_thread_that_nobody_told_of_is_looked_up(
    room: Room,
) -> None:
    world = room.server.world
    root = await room.posted(PRACTICE, ("Go", "say|/next|"))
    thread = await world.start_thread(ADA, root, "A session")
    question = await room.posted(thread.id, ("Go", "say|/next|"))
    await world.say(ADA, thread, "hidden from the bot")
    await world.say(ADA, thread, "the features change", reply_to=question)
    (answer,) = await room.heard(1)
    here = Address("discord", str(SCHOOL), str(PRACTICE), str(thread.id))
    assert (answer.message.text, answer.address) == ("the features change", here)
    guild = room.bot.get_guild(SCHOOL)
    assert guild is not None
    guild._threads.clear()
    await world.say(ADA, thread, world.mention("why"))
    assert (await room.heard(2))[1].address == here
    assert room.server.asked("GET /channels/{channel_id}")


@pytest.mark.parametrize("trouble", ["malformed", "status", "reset_before"])
async def test_where_a_message_is_is_asked_until_discord_says(room: Room, trouble: Any) -> None:
    root = await room.posted(PRACTICE, ("Go", "say|/next|"))
    thread = await room.server.world.start_thread(ADA, root, "A session")
    await room.server.world.say(ADA, GENERAL, room.server.world.mention("the thread is known now"))
    await room.heard(1)
    guild = room.bot.get_guild(SCHOOL)
    assert guild is not None
    guild._threads.clear()
    room.server.inject("GET /channels/{channel_id}", trouble, value=503)
    await room.server.world.say(ADA, thread, room.server.world.mention("why"))
    assert (await room.heard(2))[1].address.thread == str(thread.id)


async def test_with_the_intent_all_is_heard_in_threads_of_ours_and_only_there(silent: Room) -> None:
    silent.server.settings.message_content_allowed = True
    world = silent.server.world
    async with running(silent, message_content=True):
        threads = []
        for name in ("ours", "theirs"):
            said = await world.say(ADA, GENERAL, name)
            threads.append(await world.start_thread(ADA, said, name))
        ours, theirs = threads
        silent.inbox.threads.add(Address("discord", str(SCHOOL), str(GENERAL), str(ours.id)))
        await world.say(ADA, theirs, "not for the coach")
        await world.say(ADA, ours, "lineage")
        await world.say(ADA, "dm", "the end")
        assert {event.message.text for event in await silent.heard(2)} == {"lineage", "the end"}


@pytest.mark.parametrize(
    ("who", "where", "wanted", "ephemeral"),
    [
        (ADA, "dm", "waiting", False),
        (ADA, GENERAL, "private", True),
        (BEN, LOBBY, "away", True),
        (BEN, GROUP, "away", True),
    ],
)
async def test_a_command_is_kept_and_then_acknowledged_as_its_place_allows(
    room: Room, who: int, where: str | int, wanted: str, ephemeral: bool
) -> None:
    invocation = await (await room.server.world.slash(who, where, "practice", topic="rag", level="senior")).acked()
    (event,) = room.inbox.events
    assert event.message.text == "/practice rag senior"
    assert (kind(event), invocation.response_type) == (wanted, 5)
    assert room.inbox.acknowledged == [False]
    original = room.server.state.channel(invocation.channel).messages[invocation.original or 0]
    assert original.is_ephemeral == ephemeral


async def test_everything_that_can_be_typed_is_offered_and_topics_while_they_are_typed(room: Room) -> None:
    world = room.server.world
    assert [choice["value"] for choice in await world.autocomplete(ADA, GENERAL, "practice", "topic", "MO")] == [
        "monitoring"
    ]
    await (await world.slash(ADA, GENERAL, "ingest", file=("faq.md", b"# Q"), link="https://a.example/faq")).acked()
    await (await world.slash(ADA, "dm", "coach", words="name-me yes")).acked()
    ingest, named = room.inbox.events
    assert (ingest.message.text, ingest.message.files[0].name) == ("/ingest https://a.example/faq", "faq.md")
    assert named.message.text == "/name-me yes"


async def test_buttons_of_messages_from_before_a_restart_still_work(silent: Room) -> None:
    async with running(silent):
        in_channel = await silent.posted(PRACTICE, ("Hint", "say|/hint|question:q-1"))
        in_private = await silent.posted(await silent.dm(ADA), ("Skip", "say|/skip|question:q-1"))
    world = silent.server.world
    async with running(silent):
        assert (await (await world.click(ADA, in_channel, "Hint")).acked()).response_type == 5
        assert (await (await world.click(ADA, in_private, "Skip")).acked()).response_type == 6
    hint, skip = silent.inbox.events
    assert (hint.message.text, hint.message.about, kind(hint)) == ("/hint", "question:q-1", "private")
    assert (skip.message.text, skip.address.channel, kind(skip)) == ("/skip", str(ADA), "")


async def test_a_button_on_a_message_that_roots_a_thread_is_in_that_thread(room: Room) -> None:
    root = await room.posted(PRACTICE, ("Join", "say|/join|question:q-1"))
    await (await room.server.world.click(ADA, root, "Join")).acked()
    await room.server.world.start_thread(BEN, root, "A session")
    await (await room.server.world.click(BEN, root, "Join")).acked()
    assert [event.address.thread for event in room.inbox.events] == ["", str(root.id)]


async def test_votes_count_at_once_and_a_thumbs_down_asks_for_the_reason(room: Room) -> None:
    world = room.server.world
    answer = await room.posted(GENERAL, ("Good", "rate|+|answer:k-1"), ("Not good", "rate|-|answer:k-1"))
    await (await world.click(BEN, answer, "Good")).acked()
    await (await world.click(ADA, answer, "Not good")).acked()
    assert [shown.text for shown in room.server.ephemerals(BEN)] == ["Thank you, noted."]
    assert [event.message.text for event in room.inbox.events] == ["+", "-"]
    form = await world.modal(ADA)
    chosen = {"What was wrong with it?": "It is unclear", "In your own words": "Too short."}
    assert form.custom_id == "reason|answer:k-1"
    assert (await (await world.submit(ADA, **chosen)).acked()).response_type == 4
    reason = room.inbox.events[2]
    assert (reason.message.text, reason.message.about) == ("/- unclear: Too short.", "answer:k-1")


async def test_a_form_that_was_opened_before_a_restart_is_read_after_it(silent: Room) -> None:
    world = silent.server.world
    async with running(silent):
        question = await silent.posted(await silent.dm(ADA), ("Write an answer", "write|question:q-1"))
        await (await world.click(ADA, question, "Write an answer")).acked()
        await world.modal(ADA)
    async with running(silent):
        sent = await world.submit(ADA, **{"Your answer": "The features change.\nSlowly."})
        assert (await sent.acked()).response_type == 6
    (event,) = silent.inbox.events
    assert (event.message.text, event.message.about) == ("The features change.\nSlowly.", "question:q-1")


async def test_what_is_asked_for_twice_counts_once_the_form_was_sent(room: Room) -> None:
    world = room.server.world
    await (await world.slash(ADA, "dm", "forget-me")).acked()
    await world.modal(ADA)
    assert room.inbox.events == []
    assert (await (await world.submit(ADA, confirmed=["yes"])).acked()).response_type == 5
    assert room.inbox.texts == ["/forget-me yes"]


async def test_only_ones_own_message_is_graded_and_that_once(room: Room) -> None:
    world = room.server.world
    said = await world.say(ADA, GENERAL, "Because the features change.")
    await (await world.context_menu(BEN, said, GRADE)).acked()
    for _ in range(2):
        await (await world.context_menu(ADA, said, GRADE)).acked()
    assert room.inbox.texts == ["Because the features change."]
    assert [shown.text for shown in room.server.ephemerals(BEN)] == [
        "You can have only what you wrote yourself graded."
    ]
    assert room.server.ephemerals(ADA)[-1].text == "I have read that message already."


async def test_votes_by_reaction_are_told_apart_from_reactions_that_are_dispatched_again(room: Room) -> None:
    world = room.server.world
    answer = await room.posted(await room.dm(ADA), ("Go", "say|/next|"))
    room.inbox.threads.add(Address("discord", "@me", str(ADA)))
    for count in (1, 2):
        await world.react(ADA, answer, "👍🏽")
        await room.heard(2 * count - 1)
        assert room.server.gateway.redeliver(1) == 1
        await world.unreact(ADA, answer, "👍🏽")
        await room.heard(2 * count)
    assert room.inbox.texts == ["+", "/unvote +"] * 2
    assert {event.message.about for event in room.inbox.events} == {f"post:{ADA}:{answer.id}"}


async def test_what_the_gateway_repeats_after_a_broken_connection_is_kept_once(room: Room) -> None:
    world = room.server.world
    await world.say(ADA, "dm", "practice")
    await room.heard(1)
    await (await world.slash(ADA, "dm", "hint")).acked()
    assert room.server.gateway.redeliver(2) == 2
    room.server.gateway.reconnect()
    await world.say(ADA, "dm", "the end")
    await room.heard(3)
    assert room.inbox.texts == ["practice", "/hint", "the end"]
    await room.server.until(lambda: len(room.server.asked(CALLBACK)) == 2)
    # It cannot know that the first acknowledgement got through, and tries again.
    assert [request.code for request in room.server.asked(CALLBACK)] == [0, 40060]
    room.server.violations.clear()


async def test_while_the_inbox_is_away_people_are_told_and_messages_wait(room: Room) -> None:
    world = room.server.world
    room.inbox.failing = 1
    await (await world.slash(ADA, GENERAL, "hint")).acked()
    assert [shown.text for shown in room.server.ephemerals(ADA)] == [TRY_AGAIN]
    room.inbox.failing = 1
    await world.say(ADA, "dm", "practice rag")
    await room.heard(1)
    assert room.inbox.texts == ["practice rag"]


@pytest.mark.parametrize("trouble", ["late", "status", "reset_after"])
async def test_what_was_kept_stays_though_its_acknowledgement_did_not_get_through(room: Room, trouble: str) -> None:
    world = room.server.world
    if trouble == "late":
        room.server.settings.ack_timeout = 0.1
        room.inbox.seconds = 0.3
    elif trouble == "status":
        room.server.inject(CALLBACK, "status", 1, 403)
    else:
        room.server.inject(CALLBACK, "reset_after")
    await world.slash(ADA, "dm", "hint")
    await room.heard(1)
    room.inbox.seconds, room.server.settings.ack_timeout = 0.0, 3.0
    await (await world.slash(ADA, "dm", "skip")).acked()
    assert room.inbox.texts == ["/hint", "/skip"]
