"""A question asked in Discord: it grows, is cited and whole in the end; an honest sentence where nothing is known."""

from tests.platforms.discord_room import DiscordRoom, only, text_of
from tests.platforms.discord_server import ADA, BEN, EVE, GENERAL, PRACTICE, Message

SHADOW = "what is shadow deployment?"
FIRST = "Shadow deployment runs a new model next to the live model"
LAST = "Shadow mode costs extra compute"
SOURCE = r"-# \[1\] Testing and safe release · starter:`testing.md:"
MOST_EDITS = 4


def is_whole(answer: Message) -> bool:
    said = text_of(answer)
    return FIRST in said and LAST in said and SOURCE in said and answer.labels == ["Good", "Not good"]


async def test_an_answer_grows_by_sentences_in_one_message(discord_room: DiscordRoom) -> None:
    room = discord_room
    answer = only(await room.mention(ADA, GENERAL, SHADOW))
    assert is_whole(answer)
    assert 0 < answer.edits <= MOST_EDITS
    assert answer.past[0].startswith(FIRST)
    assert LAST not in answer.past[0]
    for earlier, later in zip(answer.past, [*answer.past[1:], answer.text], strict=True):
        assert later.startswith(earlier)
    assert room.discord.asked("POST /channels/{channel_id}/typing")


async def test_a_command_in_private_fills_the_place_of_thinking(discord_room: DiscordRoom) -> None:
    room = discord_room
    answer = only(await room.slash(ADA, "dm", "ask", question=SHADOW))
    assert is_whole(answer)
    assert 0 < answer.edits <= MOST_EDITS + 1
    assert [one.id for one in room.screens()] == [answer.id]


async def test_a_command_in_a_channel_opens_a_thread_with_the_answer(discord_room: DiscordRoom) -> None:
    room = discord_room
    root, answer = await room.slash(ADA, PRACTICE, "ask", question=SHADOW)
    assert (root.channel, text_of(root)) == (PRACTICE, f"Question: {SHADOW}")
    thread = room.thread(root)
    assert (thread.name, answer.channel) == (f"Question: {SHADOW}", thread.id)
    assert is_whole(answer)
    # It stays a conversation for everybody, and what does not name the coach is not for it.
    followed = only(await room.mention(BEN, thread.id, "does it cost extra compute?"))
    assert is_whole(followed)
    assert "Read as: Does shadow deployment cost extra compute?" in text_of(followed)
    assert await room.say(EVE, thread.id, "good to know, thanks") == []
    assert room.screens(EVE) == [root, answer, followed]


async def test_a_mention_in_a_channel_is_answered_in_a_thread_under_it(discord_room: DiscordRoom) -> None:
    room = discord_room
    answer = only(await room.mention(BEN, GENERAL, SHADOW))
    (said,) = room.discord.messages(GENERAL)
    assert (said.author, answer.channel) == (BEN, said.thread)
    assert room.thread(said).name == SHADOW
    assert is_whole(answer)
    # A reply to that message is no new thread.
    again = only(await room.say(EVE, answer.channel, "does it cost extra compute?", reply_to=answer))
    assert again.channel == answer.channel
    assert is_whole(again)


async def test_a_mention_in_a_thread_of_others_is_answered_there(discord_room: DiscordRoom) -> None:
    room = discord_room
    lunch = await room.discord.world.say(BEN, GENERAL, "who comes along for lunch?")
    thread = await room.discord.world.start_thread(BEN, lunch, "lunch")
    assert await room.say(ADA, thread.id, "me, when?") == []
    answer = only(await room.mention(ADA, thread.id, SHADOW))
    assert answer.channel == thread.id
    assert is_whole(answer)


async def test_a_question_in_private_is_answered_there(discord_room: DiscordRoom) -> None:
    room = discord_room
    answer = only(await room.say(ADA, "dm", SHADOW))
    assert is_whole(answer)
    assert answer.edits <= MOST_EDITS
    assert room.screens(BEN) == []


async def test_what_is_not_known_is_said_with_the_nearest_questions_to_press(discord_room: DiscordRoom) -> None:
    room = discord_room
    unknown = only(await room.mention(ADA, GENERAL, "how do I cook rice?"))
    said = text_of(unknown)
    assert said.startswith("I do not know: nothing I have read answers that. I noted the gap.\n-# The nearest")
    assert unknown.labels == ["Ask this"] * 3 + ["Good", "Not good"]
    assert unknown.edits == 0
    answer = only(await room.press(BEN, unknown, "Ask this"))
    assert answer.channel == unknown.channel
    assert "student model learns" in text_of(answer)
    gaps = only(await room.slash(ADA, "dm", "gaps"))
    assert "how do I cook rice?" in text_of(gaps)


async def test_topics_are_proposed_while_somebody_types(discord_room: DiscordRoom) -> None:
    world = discord_room.discord.world
    for command in ("practice", "mock"):
        assert await world.autocomplete(ADA, "dm", command, "topic", "MONI") == [
            {"name": "monitoring", "value": "monitoring"}
        ]
    some = await world.autocomplete(BEN, GENERAL, "practice", "topic", "")
    assert {"monitoring", "rag"} <= {one["value"] for one in some}
    assert await world.autocomplete(BEN, GENERAL, "practice", "topic", "cooking") == []
    zones = await world.autocomplete(ADA, GENERAL, "daily", "timezone", "berl")
    assert [one["value"] for one in zones] == ["Europe/Berlin"]


async def test_a_mention_without_words_is_a_call_for_help(discord_room: DiscordRoom) -> None:
    room = discord_room
    told = only(await room.mention(ADA, GENERAL))
    assert told.channel == room.discord.state.dm(ADA).id
    assert text_of(told).startswith("### What I understand")
    assert text_of(told).endswith(f"-# About <#{GENERAL}>")
    assert room.screens(BEN) == []
