"""Ratings in Discord: buttons under an answer or a grade, reactions, the reason, and what counts in the end."""

from typing import Any

import pytest

from tests.platforms.discord_room import DiscordRoom, only, text_of
from tests.platforms.discord_server import ADA, BEN, EVE, GENERAL, PRACTICE, Message

SHADOW = "what is shadow deployment?"
THANKS = "Thank you, noted."
UP, DOWN, LIGHT_UP, DARK_DOWN = "\N{THUMBS UP SIGN}", "\N{THUMBS DOWN SIGN}", "👍🏻", "👎🏿"


async def votes(room: DiscordRoom, user: int) -> list[tuple[Any, ...]]:
    """All that this learner ever voted, as (vote, reason, comment); the last one counts."""
    return await room.rows(f"SELECT vote, reason, comment FROM ratings WHERE learner = 'discord:{user}' ORDER BY at")


async def counted(room: DiscordRoom) -> str:
    """What an admin sees of all votes."""
    lines = text_of(*await room.slash(ADA, "dm", "home")).splitlines()
    return next(line.replace("*", "") for line in lines if "Ratings:" in line)


@pytest.fixture
async def answer(discord_room: DiscordRoom) -> Message:
    """In a thread under Ada's question, where all see it."""
    return only(await discord_room.mention(ADA, GENERAL, SHADOW))


async def test_a_good_answer_is_thanked_for_in_private(discord_room: DiscordRoom, answer: Message) -> None:
    room = discord_room
    thanks = only(await room.press(BEN, answer, "Good"))
    assert (thanks.visible_to, text_of(thanks)) == (BEN, THANKS)
    assert await votes(room, BEN) == [(1, None, "")]
    assert room.discord.world.open_modal(BEN) is None


async def test_a_bad_answer_counts_at_once_and_a_form_asks_for_the_reason(
    discord_room: DiscordRoom, answer: Message
) -> None:
    room = discord_room
    form = await room.form(BEN, answer, "Not good")
    assert form.labels == ["What was wrong with it?", "In your own words"]
    assert await votes(room, BEN) == [(-1, None, "")]
    thanks = only(await room.submit(BEN, reason="unclear", comment="two\nlines @everyone"))
    assert (thanks.visible_to, text_of(thanks)) == (BEN, THANKS)
    assert await votes(room, BEN) == [(-1, None, ""), (-1, "unclear", "two lines @everyone")]
    assert "0 up, 1 down" in await counted(room)


async def test_the_reason_may_be_withheld(discord_room: DiscordRoom, answer: Message) -> None:
    room = discord_room
    await room.form(BEN, answer, "Not good")
    await room.discord.world.dismiss(BEN)
    await room.settle()
    assert await votes(room, BEN) == [(-1, None, "")]


async def test_the_reason_may_be_given_while_a_question_is_open(discord_room: DiscordRoom) -> None:
    room = discord_room
    await room.say(BEN, "dm", "practice monitoring junior 2")
    grade, _ = await room.say(BEN, "dm", "Logs write single events in detail.")
    await room.press(BEN, grade, "Next question")
    await room.form(BEN, grade, "Not good")
    await room.submit(BEN, reason="unfair grade")
    assert (await votes(room, BEN))[-1] == (-1, "unfair grade", "")
    assert await room.rows("SELECT count(*) FROM attempts") == [(1,)]


async def test_a_grade_that_only_one_person_sees_can_be_rated(discord_room: DiscordRoom) -> None:
    room = discord_room
    _, question = await room.slash(ADA, PRACTICE, "practice", topic="monitoring", level="junior", count=1)
    await room.form(BEN, question, "Write an answer")
    grade = only(await room.submit(BEN, words="Logs write single events in detail."))
    assert grade.visible_to == BEN
    await room.form(BEN, grade, "Not good")
    await room.submit(BEN, reason="other", comment="I said more")
    assert (await votes(room, BEN))[-1] == (-1, "other", "I said more")
    assert await room.rows("SELECT DISTINCT target FROM ratings") == [("grade",)]


@pytest.mark.parametrize("where", ["in a thread", "in private", "as the response to a command"])
async def test_a_reaction_counts_and_taking_it_back_undoes_it(discord_room: DiscordRoom, where: str) -> None:
    room = discord_room
    match where:
        case "in a thread":
            answer = only(await room.mention(ADA, GENERAL, SHADOW))
        case "in private":
            answer = only(await room.say(EVE, "dm", SHADOW))
        case _:
            answer = only(await room.slash(EVE, "dm", "ask", question=SHADOW))
    for emoji in (UP, LIGHT_UP):
        assert await room.react(EVE, answer, emoji) == []
        assert "1 up, 0 down" in await counted(room)
        assert await room.unreact(EVE, answer, emoji) == []
        assert "0 up, 0 down" in await counted(room)
    assert await room.react(EVE, answer, DARK_DOWN) == []
    assert await votes(room, EVE) == [(1, None, ""), (0, None, "")] * 2 + [(-1, None, "")]
    assert await room.rows("SELECT DISTINCT target_id FROM ratings") == await room.rows("SELECT id FROM asked")


async def test_one_vote_of_a_learner_counts_and_all_are_kept(discord_room: DiscordRoom, answer: Message) -> None:
    room = discord_room
    await room.press(BEN, answer, "Good")
    await room.react(BEN, answer, DOWN)
    await room.react(BEN, answer, "❤️")
    assert "0 up, 1 down" in await counted(room)
    await room.press(BEN, answer, "Good")
    # The other direction was taken back by the later vote already.
    await room.unreact(BEN, answer, DOWN)
    assert "1 up, 0 down" in await counted(room)
    assert [vote for vote, _, _ in await votes(room, BEN)] == [1, -1, 1]
    await room.press(EVE, answer, "Good")
    assert "2 up, 0 down" in await counted(room)


async def test_what_was_shown_before_a_restart_can_be_rated(discord_room: DiscordRoom, answer: Message) -> None:
    room = discord_room
    form = await room.form(ADA, answer, "Not good")
    await room.restart()
    assert form.custom_id.startswith("reason|answer:")
    await room.submit(ADA, reason="wrong")
    assert text_of(only(await room.press(BEN, answer, "Good"))) == THANKS
    await room.react(EVE, answer, DOWN)
    assert "1 up, 2 down" in await counted(room)
    assert await room.rows("SELECT DISTINCT target_id FROM ratings") == await room.rows("SELECT id FROM asked")


async def test_reactions_on_anything_else_are_no_votes(discord_room: DiscordRoom) -> None:
    room = discord_room
    question = only(await room.say(BEN, "dm", "practice monitoring junior 1"))
    root, _ = await room.slash(ADA, PRACTICE, "practice")
    lunch = await room.discord.world.say(BEN, GENERAL, "lunch?")
    in_thread = await room.discord.world.say(EVE, room.thread(root).id, "good luck")
    for message in (question, root, lunch, in_thread):
        assert await room.react(BEN, message, UP) == []
        assert await room.unreact(BEN, message, UP) == []
    assert await votes(room, BEN) == []


async def test_a_vote_may_be_typed(discord_room: DiscordRoom) -> None:
    room = discord_room
    await room.say(BEN, "dm", SHADOW)
    assert text_of(*await room.say(BEN, "dm", "+")).startswith(THANKS[:5])
    asked = only(await room.say(BEN, "dm", "-"))
    assert len(asked.labels) == 6
    await room.press(BEN, asked, asked.labels[0])
    assert [vote for vote, _, _ in await votes(room, BEN)] == [1, -1, -1]
    assert (await votes(room, BEN))[-1][1] == "wrong"
    await room.slash(BEN, "dm", "coach", words="unvote -")
    assert "0 up, 0 down" in await counted(room)
