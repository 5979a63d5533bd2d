"""Discord's messages, reactions and interactions as events: what concerns the coach, and what is ignored."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.chat.discord.events import Hearing, Reactions, message_event, reaction_event
from bot.chat.discord.ids import Ticket
from bot.chat.discord.interactions import interaction_event, where
from bot.chat.discord.words import plain_words
from bot.delivery.event import Address, Event
from bot.messages import Attachment
from tests.bot.discord_side import (
    APP,
    BOT,
    CHANNEL,
    DIRECT,
    LEARNER,
    OTHER,
    SAID,
    SERVER,
    THREAD,
    channel,
    client,
    direct,
    interaction,
    interaction_data,
    message,
    message_data,
    pressed,
    reaction,
    slash,
    thread,
    user,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[3] / "shared" / "data" / "platform" / "discord_examples"
PRIVATE = Address("discord", "@me", str(LEARNER))
IN_THREAD = Address("discord", str(SERVER), str(CHANNEL), str(THREAD))
Json = dict[str, Any]
MENTION: Json = {"mentions": [user(BOT, bot=True)]}


async def looked_up(id: int) -> tuple[int, int | None]:
    return (CHANNEL, id) if id in (THREAD, 56) else (id, None)


def hearing(*ours: Address, message_content: bool = False) -> Hearing:
    async def is_ours(address: Address) -> bool:
        return address in ours

    return Hearing(BOT, is_ours, looked_up, message_content)


async def read(data: Json, known: Hearing | None = None) -> Event | None:
    return await message_event(message(client(), data), known or hearing())


async def event_in(data: Json, known: Hearing | None = None) -> Event:
    event = await read(data, known)
    assert event is not None
    return event


async def test_a_direct_message_is_said_in_the_persons_own_conversation() -> None:
    event = await event_in(message_data("practice rag"))
    assert event.address == PRIVATE
    assert event.id == str(SAID)
    assert event.post == f"{DIRECT}:{SAID}"
    said = event.message
    assert (said.text, said.learner, said.place, said.in_thread) == ("practice rag", "discord:1", "", True)
    assert said.conversation == "discord:@me:1"
    assert said.at == NOW


async def test_a_mention_in_a_channel_opens_a_thread_under_itself_and_speaks_to_the_coach() -> None:
    event = await event_in(message_data(f"<@{BOT}> what is drift?", at=CHANNEL, **MENTION))
    assert event.address == Address("discord", str(SERVER), str(CHANNEL), str(SAID))
    assert event.message.text == "/what is drift?"
    assert event.message.place == f"discord:{SERVER}:{CHANNEL}"
    assert event.message.conversation == f"discord:{SERVER}:{CHANNEL}:{SAID}"


@pytest.mark.parametrize("text", [f"<@{BOT}>", f"<@!{BOT}> "])
async def test_a_mention_alone_asks_for_help(text: str) -> None:
    assert (await event_in(message_data(text, at=CHANNEL, **MENTION))).message.text == "/help"
    assert (await event_in(message_data(text))).message.text == "/help"


async def test_a_mention_in_any_thread_is_said_there_also_where_the_thread_is_not_cached() -> None:
    assert (await event_in(message_data(f"<@{BOT}> /hint", at=THREAD, **MENTION))).address == IN_THREAD
    elsewhere = await event_in(message_data(f"<@{BOT}> hint", at=56, **MENTION))
    assert elsewhere.address == Address("discord", str(SERVER), str(CHANNEL), "56")
    unknown_channel = await event_in(message_data(f"<@{BOT}> hint", at=57, **MENTION))
    assert unknown_channel.address == Address("discord", str(SERVER), "57", str(SAID))


async def test_in_a_server_that_is_not_cached_a_message_is_no_direct_one() -> None:
    event = await event_in(message_data(f"<@{BOT}> hint", at=56, guild_id="71", **MENTION))
    assert event.address == Address("discord", "71", str(CHANNEL), "56")


async def test_a_reply_to_the_coach_in_a_thread_is_an_answer_and_no_command() -> None:
    answered: Json = {"message_reference": {"channel_id": str(THREAD), "message_id": "8"}, "type": 19} | MENTION
    assert (await event_in(message_data("the features drift", at=THREAD, **answered))).message.text == (
        "the features drift"
    )


async def test_a_reply_to_what_a_thread_of_ours_was_started_from_belongs_to_that_thread() -> None:
    answered: Json = {
        "message_reference": {"channel_id": str(CHANNEL), "message_id": str(THREAD)},
        "type": 19,
    } | MENTION
    data = message_data("the features drift", at=CHANNEL, **answered)
    event = await event_in(data, hearing(IN_THREAD))
    assert (event.address, event.message.text) == (IN_THREAD, "the features drift")
    event = await event_in(data)
    assert (event.address.thread, event.message.text) == (str(SAID), "/the features drift")


async def test_without_a_mention_only_threads_of_ours_are_heard_and_only_with_the_intent() -> None:
    data = message_data("lineage", at=THREAD)
    assert await read(data, hearing(IN_THREAD)) is None
    assert await read(data, hearing(message_content=True)) is None
    event = await event_in(data, hearing(IN_THREAD, message_content=True))
    assert (event.address, event.message.text) == (IN_THREAD, "lineage")
    plain = Address("discord", str(SERVER), str(CHANNEL), str(SAID))
    assert await read(message_data("lineage", at=CHANNEL), hearing(plain, message_content=True)) is None


@pytest.mark.parametrize("at", [DIRECT, CHANNEL, THREAD, 56])
async def test_words_that_are_hidden_are_not_taken_for_none(at: int) -> None:
    assert await read(message_data("", at=at, **MENTION), hearing(IN_THREAD, message_content=True)) is None
    assert await read(message_data("", at=at), hearing(IN_THREAD)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"author": user(BOT, bot=True)},
        {"author": user(OTHER, bot=True)},
        {"author": user(OTHER, system=True)},
        {"webhook_id": "77"},
        {"type": 7},
        {"type": 18},
        {"type": 21},
        {"type": 20},
        {"type": 999},
    ],
)
async def test_what_no_person_wrote_is_ignored(change: Json) -> None:
    assert await read(message_data("hello") | change) is None


async def test_files_come_along_with_and_without_words() -> None:
    file = {"id": "31", "filename": "notes.md", "size": 12, "url": "https://cdn.example/notes.md", "proxy_url": ""}
    event = await event_in(message_data("", attachments=[file]))
    assert event.message.text == ""
    assert event.message.files == (Attachment("31", "notes.md", "https://cdn.example/notes.md", 12),)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"<@{BOT}> practice rag", "practice rag"),
        (f"<@!{BOT}>: why?", "why?"),
        ("/admin add <@1>", "/admin add discord:1"),
        ("/daily <#5> 09:30", "/daily discord:70:5 09:30"),
        ("good <:name:1> <a:dance:2>", "good :name: :dance:"),
        ("at <t:1700000000:R>", "at 2023-11-14 22:13 UTC"),
        ("at <t:99999999999999999:f>", "at <t:99999999999999999:f>"),
        ("try </practice:1> and </daily set:2>", "try /practice and /daily set"),
        ("hello <@&7>", "hello @role"),
        ("see <https://a.example/x>", "see https://a.example/x"),
        ("a vector<int> <b> x < y > z <@x>", "a vector<int> <b> x < y > z <@x>"),
    ],
)
def test_marks_become_readable(written: str, read: str) -> None:
    assert plain_words(written, server=SERVER, bot=BOT) == read


def test_a_channel_that_is_named_outside_of_a_server_is_no_place() -> None:
    assert plain_words("/daily <#5> 09:30", server=None) == "/daily #5 09:30"


async def voted(payload: discord.RawReactionActionEvent, *ours: Address) -> Event | None:
    return await reaction_event(payload, hearing(*ours), "r1", NOW)


@pytest.mark.parametrize(("emoji", "vote"), [("👍", "+"), ("👍🏽", "+"), ("👎", "-"), ("👎🏿", "-"), ("👍\ufe0f", "+")])
async def test_thumbs_in_any_colour_are_votes(emoji: str, vote: str) -> None:
    event = await voted(reaction(emoji))
    assert event is not None
    assert (event.message.text, event.message.about) == (vote, f"post:{LEARNER}:{SAID}")
    assert (event.address, event.id, event.post) == (PRIVATE, "r1", "")
    taken_back = await voted(reaction(emoji, added=False), PRIVATE)
    assert taken_back is not None
    assert taken_back.message.text == f"/unvote {vote}"


async def test_a_vote_in_a_thread_is_about_a_message_of_its_channel() -> None:
    event = await voted(reaction("👍", at=THREAD))
    assert event is not None
    assert (event.address, event.message.about) == (IN_THREAD, f"post:{CHANNEL}:{SAID}")


@pytest.mark.parametrize(
    "payload",
    [
        reaction("👍", message_author_id=str(OTHER)),
        reaction("👍", message_author_id=None),
        reaction("👍", user_id=str(BOT)),
        reaction("🎉"),
        reaction("<:thumbsup:5>"),
        reaction("👎", added=False),
    ],
)
async def test_no_other_reaction_is_a_vote(payload: discord.RawReactionActionEvent) -> None:
    assert await voted(payload) is None


def test_a_reaction_that_is_dispatched_again_is_known_again_and_one_set_again_is_not() -> None:
    reactions = Reactions(NOW)
    steps = [True, True, False, False, True, True]
    ids = [reactions.id_of(reaction("👍", added=added)) for added in steps]
    assert [id is None for id in ids] == [False, True, False, True, False, True]
    assert len({id for id in ids if id}) == 3
    assert reactions.id_of(reaction("👎")) is not None
    assert reactions.id_of(reaction("👍", message_id="9")) is not None


@pytest.mark.parametrize(
    ("data", "place", "kind"),
    [
        (slash("help"), PRIVATE, "waiting"),
        (slash("help", at=direct(3)), PRIVATE, "away"),
        (slash("help", at=direct(), context=2), PRIVATE, "away"),
        (slash("help", at=channel(), member=False), PRIVATE, "away"),
        (slash("help", at=channel()), Address("discord", str(SERVER), str(CHANNEL)), "private"),
        (slash("help", at=thread()), IN_THREAD, "private"),
        (slash("help", at=thread(57, 51)), Address("discord", str(SERVER), "51", "57"), "private"),
        (slash("help", at=channel(99, type=999)), PRIVATE, "away"),
        (pressed("say|/x|", at=channel()), Address("discord", str(SERVER), str(CHANNEL)), "private"),
        (
            pressed("say|/x|", at=channel(), message={"flags": (1 << 15) | (1 << 5)}),
            Address("discord", str(SERVER), str(CHANNEL), str(SAID)),
            "private",
        ),
        (pressed("say|/x|", at=thread()), IN_THREAD, "private"),
        (pressed("say|/x|"), PRIVATE, "waiting"),
    ],
)
def test_where_an_interaction_is_and_with_what_it_is_answered(data: Json, place: Address, kind: str) -> None:
    made = interaction(client(), data)
    assert where(made) == (place, kind)


def test_an_interaction_is_known_by_its_id_and_carries_its_ticket_unless_it_was_a_button_in_private() -> None:
    event = interaction_event(interaction(client(), slash("help", at=thread())), "/help", about="question:q-1")
    assert Ticket.read(event.ticket) == Ticket("private", APP, SAID, "tok")
    assert (event.id, event.message.about, event.message.at) == (f"i/{SAID}", "question:q-1", NOW)
    assert interaction_event(interaction(client(), slash("help")), "/help").ticket.startswith("waiting/")
    assert interaction_event(interaction(client(), pressed("say|/x|")), "/x").ticket == ""
    form: Json = {"custom_id": "answer|", "components": []}
    from_button = interaction(client(), interaction_data(5, form, message=message_data("", author=BOT)))
    assert interaction_event(from_button, "words").ticket == ""
    assert interaction_event(interaction(client(), interaction_data(5, form)), "words").ticket.startswith("waiting/")
    aside = interaction_event(interaction(client(), slash("help", at=thread())), "+", with_ticket=False)
    assert aside.ticket == ""


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the examples are no part of the repository")
async def test_no_example_of_discords_own_is_fatal() -> None:
    """Messages as they stand in its reference; interactions with the fields that have become required since."""
    made, messages, places = client(), [], []
    for path in sorted(EXAMPLES.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if {"author", "content", "channel_id"} <= data.keys():
            messages.append(await message_event(message(made, data), hearing(message_content=True)))
        elif {"token", "member"} <= data.keys() and data.get("type") == 2:
            newer = interaction_data(2, data["data"], at=channel(int(data["channel_id"]))) | data
            newer["member"] = {"flags": 0} | data["member"]
            places.append(interaction_event(interaction(made, newer), "/help").address.workspace)
    assert [event.message.text if event else None for event in messages] == [
        "Supa Hot",
        "Big news! In this #278325129692446722 channel!",
    ]
    # They do not say who installed the app, so that nothing is said in their servers.
    assert places == ["@me"] * 3
