"""Written down first, acknowledged then: what Discord shows meanwhile, and what happens where either fails."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import discord
import pytest

from bot.chat.discord.acceptance import Acceptance
from bot.chat.discord.admin_cards import GAP_TEXT
from bot.chat.discord.custom_ids import QUESTION_CODE, QUESTION_OPTIONS, QUESTION_TEXT, custom_id
from bot.chat.discord.ids import Ticket
from bot.chat.discord.items import ITEMS
from bot.delivery.event import Address
from tests.bot.discord_side import (
    BOT,
    CHANNEL,
    DIRECT,
    LEARNER,
    SAID,
    SERVER,
    THREAD,
    FarSide,
    Json,
    RecordingInbox,
    Refusal,
    channel,
    client,
    direct,
    far_side,
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
TRY_AGAIN = "I could not take that just now. Please try again in a moment."
READ_BEFORE = "I have read that message already."
MENTION: Json = {"mentions": [user(BOT, bot=True)]}


@dataclass
class Room:
    client: discord.Client
    inbox: RecordingInbox
    side: FarSide
    acceptance: Acceptance
    asked: list[int]
    lookups: list[Exception]

    async def press(self, data: Json) -> None:
        """As the gateway's INTERACTION_CREATE does, until nothing is left to do."""
        self.client._connection.parse_interaction_create(data)  # type: ignore[arg-type]
        await self.quiet()

    async def quiet(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)


@pytest.fixture
def room() -> Iterator[Room]:
    made, inbox = client(), RecordingInbox()
    asked: list[int] = []
    lookups: list[Exception] = []

    async def parent_of(id: int) -> tuple[int, int | None]:
        asked.append(id)
        if lookups:
            raise lookups.pop(0)
        return (CHANNEL, id) if id in (THREAD, 56) else (id, None)

    acceptance = Acceptance(inbox, lambda: BOT, parent_of, message_content=True, now=lambda: NOW, pause=0)
    made.acceptance = acceptance  # type: ignore[attr-defined]
    made.add_dynamic_items(*ITEMS)
    with far_side(made) as side:
        side.inbox = inbox
        yield Room(made, inbox, side, acceptance, asked, lookups)


@pytest.mark.parametrize(
    ("data", "kind", "response"),
    [
        (slash("help"), "waiting", {"type": 5}),
        (slash("help", at=thread()), "private", {"type": 5, "data": {"flags": 64}}),
        (slash("help", at=channel(), member=False), "away", {"type": 5, "data": {"flags": 64}}),
        (slash("help", at=direct(3)), "away", {"type": 5, "data": {"flags": 64}}),
        (pressed("say|/x|", at=thread()), "private", {"type": 5, "data": {"flags": 64}}),
        (pressed("say|/x|"), "", {"type": 6}),
    ],
)
async def test_it_is_kept_before_it_is_acknowledged_as_the_place_allows(
    room: Room, data: Json, kind: str, response: Json
) -> None:
    await room.acceptance.take(interaction(room.client, data), "/help", about="question:q-1")
    (event,) = room.inbox.events
    ticket = Ticket.read(event.ticket)
    assert (ticket.kind if ticket else "") == kind
    assert (event.message.text, event.message.about) == ("/help", "question:q-1")
    assert room.side.responses == [response]
    assert room.side.kept == [1]


async def test_what_is_sent_again_is_acknowledged_again_and_kept_once(room: Room) -> None:
    for _ in range(2):
        await room.acceptance.take(interaction(room.client, slash("help")), "/help")
    assert room.inbox.texts == ["/help"]
    assert room.side.types == [5, 5]


@pytest.mark.parametrize(
    "trouble",
    [Refusal(404, 10062), Refusal(400, 40060), Refusal(500, 0), ConnectionError("gone"), TimeoutError()],
    ids=str,
)
async def test_what_was_kept_stays_though_discord_takes_no_acknowledgement(room: Room, trouble: Exception) -> None:
    room.side.trouble = trouble
    await room.acceptance.take(interaction(room.client, slash("help")), "/help")
    await room.press(pressed("rate|+|grade:a-1"))
    await room.press(pressed("rate|-|grade:a-1", id=str(SAID + 1)))
    await room.acceptance.message(message(room.client, message_data("hello")))
    await room.quiet()
    assert room.inbox.texts == ["/help", "-", "hello"]
    assert len(room.side.responses) == 3
    assert room.side.typing == [DIRECT]


async def test_only_trouble_that_nobody_can_mend_is_a_warning(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    for trouble, level in ((Refusal(404, 10062), "INFO"), (Refusal(400, 40060), "INFO"), (Refusal(403, 0), "WARNING")):
        caplog.clear()
        caplog.set_level("INFO", logger="bot.chat.discord")
        room.side.trouble = trouble
        await room.acceptance.take(interaction(room.client, slash("help")), "/help")
        assert [record.levelname for record in caplog.records] == [level]


async def test_where_it_cannot_be_kept_the_person_hears_so_and_may_say_it_again(room: Room) -> None:
    room.inbox.failing = 2
    await room.acceptance.take(interaction(room.client, slash("help")), "/help")
    await room.press(pressed("rate|-|grade:a-1"))
    assert room.side.sentences == [TRY_AGAIN, TRY_AGAIN]
    assert room.inbox.events == []
    await room.acceptance.take(interaction(room.client, slash("help", id="9")), "/help")
    assert room.inbox.texts == ["/help"]


async def test_one_written_message_is_treated_once_however_it_comes(room: Room) -> None:
    await room.acceptance.message(message(room.client, message_data("lineage")))
    await room.acceptance.take(interaction(room.client, slash("x")), "lineage", post=f"{DIRECT}:{SAID}")
    assert room.inbox.texts == ["lineage"]
    assert room.side.sentences == [READ_BEFORE]


async def test_a_message_waits_until_it_can_be_kept_and_stops_nobody_else(room: Room) -> None:
    room.inbox.failing = 3
    waiting = asyncio.create_task(room.acceptance.message(message(room.client, message_data("first"))))
    await asyncio.sleep(0)
    assert room.inbox.asked == 1
    room.inbox.threads.add(Address("discord", str(SERVER), str(CHANNEL), str(THREAD)))
    room.inbox.failing = 0
    await room.acceptance.message(message(room.client, message_data("elsewhere", at=THREAD, id=SAID + 1)))
    assert room.inbox.texts == ["elsewhere"]
    await waiting
    assert room.inbox.texts == ["elsewhere", "first"]


async def test_messages_of_one_place_keep_their_order_while_the_inbox_is_away(room: Room) -> None:
    room.inbox.failing = 2
    said = [message(room.client, message_data(f"{number}", id=SAID + number)) for number in range(4)]
    await asyncio.gather(*(room.acceptance.message(one) for one in said))
    assert room.inbox.texts == ["0", "1", "2", "3"]
    assert room.inbox.asked == 6


async def test_a_place_that_discord_does_not_name_yet_is_asked_for_again_and_one_it_hides_is_not(room: Room) -> None:
    room.lookups += [Refusal(502, 0), Refusal(429, 0), discord.RateLimited(1), ConnectionError("gone")]
    await room.acceptance.message(message(room.client, message_data(f"<@{BOT}> hint", at=56, **MENTION)))
    assert room.inbox.texts == ["/hint"]
    assert room.asked == [56] * 5
    for trouble in (Refusal(403, 50001), discord.InvalidData("a new kind of channel")):
        room.lookups.append(trouble)
        later = message_data(f"<@{BOT}> hint", at=56, id=SAID + 1, **MENTION)
        await room.acceptance.message(message(room.client, later))
        assert room.inbox.texts == ["/hint"]


async def test_work_shows_where_somebody_spoke_to_the_coach_and_once(room: Room) -> None:
    for _ in range(2):
        await room.acceptance.message(message(room.client, message_data("hello")))
    await room.acceptance.message(message(room.client, message_data("not for us", at=CHANNEL, id=SAID + 1)))
    await room.quiet()
    assert room.side.typing == [DIRECT]
    for _ in range(2):
        await room.press(pressed("say|/hint|question:q-1"))
    await room.press(pressed("say|/hint|question:q-1", at=thread(), id=str(SAID + 2)))
    assert room.side.typing == [DIRECT, DIRECT]


async def test_votes_by_reaction_arrive_once_each_time_they_are_set_or_taken_back(room: Room) -> None:
    room.inbox.threads.add(Address("discord", "@me", str(LEARNER)))
    room.inbox.failing = 1
    for added in (True, True, False, True):
        await room.acceptance.reaction(reaction("👍", added=added))
    await room.acceptance.reaction(reaction("🎉"))
    assert room.inbox.texts == ["+", "/unvote +", "+"]
    assert {event.message.about for event in room.inbox.events} == {f"post:{LEARNER}:{SAID}"}


async def test_a_vote_is_noted_and_a_thumbs_down_asks_why(room: Room) -> None:
    await room.press(pressed("rate|+|answer:k-1", at=thread()))
    await room.press(pressed("rate|-|answer:k-1", at=thread(), id=str(SAID + 1)))
    assert [(event.message.text, event.message.about, event.ticket) for event in room.inbox.events] == [
        ("+", "answer:k-1", ""),
        ("-", "answer:k-1", ""),
    ]
    assert room.side.sentences == ["Thank you, noted."]
    assert room.side.responses[1]["type"] == 9
    assert room.side.responses[1]["data"]["custom_id"] == custom_id("reason", "answer:k-1")


async def test_a_button_says_its_words_wherever_it_stands(room: Room) -> None:
    beside = [{"type": 9, "id": 3, "components": [{"type": 10, "id": 4, "content": "Ready?"}]}]
    button: Json = {"type": 2, "id": 6, "style": 1, "label": "Go", "custom_id": "say|/practice rag|"}
    beside[0]["accessory"] = button
    data = pressed("say|/stop|", beside) | {"data": {"component_type": 2, "custom_id": button["custom_id"], "id": 6}}
    await room.press(data)
    await room.press(pressed("say|/join|question:q-1", at=thread(), id=str(SAID + 1)))
    assert [(event.message.text, event.message.about) for event in room.inbox.events] == [
        ("/practice rag", ""),
        ("/join", "question:q-1"),
    ]
    assert room.side.types == [6, 5]


async def test_buttons_that_are_none_of_ours_are_left_alone(room: Room) -> None:
    for made in ("other|x", "say|half", "rate|?|answer:k-1", "", "gap|"):
        await room.press(pressed(made))
    assert (room.inbox.events, room.side.responses) == ([], [])


def texts(response: Json) -> str:
    """All that a form shows or has in its fields."""
    return str(response["data"]["components"])


async def test_the_form_for_an_answer_shows_the_question_of_its_message(room: Room) -> None:
    question: list[Json] = [
        {"type": 10, "id": 1, "content": "Question 1 of 5"},
        {"type": 10, "id": QUESTION_TEXT, "content": "What is *drift*?"},
    ]
    await room.press(pressed("write|question:q-1", question))
    (form,) = room.side.responses
    assert (form["type"], form["data"]["custom_id"]) == (9, "answer|question:q-1")
    assert "drift" in texts(form)
    assert "Question 1 of 5" not in texts(form)
    assert room.inbox.events == []


async def test_the_form_for_an_answer_shows_the_code_and_the_choices_as_far_as_there_is_room(room: Room) -> None:
    question: list[Json] = [
        {"type": 10, "id": QUESTION_TEXT, "content": "What is printed?"},
        {"type": 10, "id": QUESTION_CODE, "content": "```\nprint(1)\n```"},
        {"type": 10, "id": QUESTION_OPTIONS, "content": "• nothing"},
    ]
    await room.press(pressed("write|question:q-1", question))
    question[1]["content"] = "```\n" + "x" * 3890 + "\n```"
    await room.press(pressed("write|question:q-1", question))
    whole, part = (form["data"]["components"][0]["content"] for form in room.side.responses)
    assert whole == "What is printed?\n```\nprint(1)\n```\n• nothing"
    assert part == "What is printed?\n• nothing"


async def test_the_form_for_a_gap_shows_the_question_that_stands_above_its_button(room: Room) -> None:
    other: Json = {"type": 2, "id": 20, "style": 1, "label": "x", "custom_id": "gap|q-0"}
    listed: list[Json] = [
        {"type": 10, "id": 1, "content": "2 open gaps"},
        {"type": 10, "id": GAP_TEXT + 1, "content": "**1.** What is lineage?"},
        {"type": 1, "id": 12, "components": [other]},
        {"type": 14, "id": 13, "divider": True, "spacing": 1},
        {"type": 10, "id": GAP_TEXT + 2, "content": "**2.** What is drift?"},
        {"type": 10, "id": 15, "content": "Asked twice."},
    ]
    await room.press(pressed("gap|q-1", listed))
    (form,) = room.side.responses
    assert form["data"]["custom_id"] == "gapped|q-1"
    shown = texts(form)
    assert "What is drift?" in shown
    assert not any(words in shown for words in ("2.", "lineage", "Asked", "open gaps"))


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("/ingest publish 2026-1", "Publish this generation?"),
        ("/gaps approve q-1", "Approve this draft?"),
        ("/rollback", "Roll back?"),
        ("/admin remove discord:1", "Are you sure?"),
    ],
)
async def test_what_reaches_everybody_is_asked_for_twice(room: Room, words: str, title: str) -> None:
    await room.press(pressed(f"sure|{words}|generation:g"))
    (form,) = room.side.responses
    assert (form["type"], form["data"]["title"]) == (9, title)
    assert room.inbox.events == []


def sent(custom_id: str, name: str, **given: Any) -> Json:
    """A form that was sent with one field."""
    label = {"type": 18, "id": 1, "component": {"id": 2, "custom_id": name} | given}
    return {"custom_id": custom_id, "components": [label]}


async def test_a_form_counts_though_nobody_here_opened_it(room: Room) -> None:
    data = sent("sured|/ingest publish g|generation:g", "confirmed", type=22, values=["yes"])
    from_button = message_data("", author=BOT)
    await room.acceptance.form(interaction(room.client, interaction_data(5, data, message=from_button)))
    await room.acceptance.form(interaction(room.client, interaction_data(5, data, id="9")))
    await room.acceptance.form(interaction(room.client, interaction_data(5, data, id="10", at=thread())))
    await room.acceptance.form(interaction(room.client, interaction_data(5, data | {"custom_id": "other"}, id="11")))
    await room.acceptance.form(interaction(room.client, slash("help", id="12")))
    assert room.inbox.texts == ["/ingest publish g"] * 3
    assert room.inbox.events[0].message.about == "generation:g"
    assert room.side.types == [6, 5, 5]


async def test_an_answer_that_was_only_blanks_is_not_left_without_a_word(room: Room) -> None:
    data = sent("answer|question:q-1", "words", type=4, value=" \n ")
    await room.acceptance.form(interaction(room.client, interaction_data(5, data)))
    assert room.inbox.events == []
    assert room.side.sentences == ["There was nothing in that form that I could take. Please open it again."]
