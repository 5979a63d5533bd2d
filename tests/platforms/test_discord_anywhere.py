"""The coach that somebody installed for themselves: used where the bot is no member, and seen by nobody else there."""

import pytest

from bot.chat.discord.commands import GRADE
from tests.platforms.discord_room import DiscordRoom, only, text_of
from tests.platforms.discord_server import ADA, BEN, GROUP, LOBBY, Message

WISH = {"topic": "monitoring", "level": "junior", "count": 3}
LOGS = "Logs write single events in detail; monitoring follows measurements over time and raises alerts."
SHADOW = "what is shadow deployment?"

anywhere = pytest.mark.parametrize("place", [LOBBY, GROUP], ids=["a server without the bot", "a group"])


def alone(room: DiscordRoom, place: int, *seen: Message) -> bool:
    """Whether it stands there, for Ben and nobody else."""
    assert seen
    return all((one.channel, one.visible_to) == (place, BEN) for one in seen) and room.screens(ADA) == []


@anywhere
async def test_a_session_with_buttons_and_forms_stays_with_its_learner(discord_room: DiscordRoom, place: int) -> None:
    room = discord_room
    question = only(await room.slash(BEN, place, "practice", **WISH))
    assert text_of(question).startswith("-# Question 1 of 3 · monitoring · junior\n")
    hint = only(await room.press(BEN, question, "Hint"))
    assert text_of(hint).startswith("**Hint 1 of 3:**")
    form = await room.form(BEN, question, "Write an answer")
    assert "How is monitoring different from logging?" in form.text
    grade, followed = await room.submit(BEN, words=LOGS, sure="70")
    assert "4 of 5 points covered" in text_of(grade)
    assert text_of(followed).startswith("**Follow-up:**")
    thanks = only(await room.press(BEN, grade, "Good"))
    second = only(await room.press(BEN, grade, "Next question"))
    assert "Question 2 of 3" in text_of(second)
    over = only(await room.press(BEN, question, "Reveal"))
    assert text_of(over) == "That question is over."
    assert alone(room, place, question, hint, grade, followed, thanks, second, over)
    assert [one.channel for one in room.screens(BEN)] == [place] * 7


@anywhere
async def test_it_is_the_same_conversation_as_in_private(discord_room: DiscordRoom, place: int) -> None:
    room = discord_room
    question = only(await room.say(BEN, "dm", "practice monitoring junior 3"))
    hint = only(await room.slash(BEN, place, "hint"))
    assert "-# It takes 5 % of the score." in text_of(hint)
    said = await room.discord.world.say(BEN, place, LOGS)
    grade, followed = await room.menu(BEN, said, GRADE)
    assert "-# It was 67 % before the hints" in text_of(grade)
    assert alone(room, place, hint, grade, followed)
    assert text_of(only(await room.menu(BEN, said, GRADE))) == "I have read that message already."
    second = only(await room.say(BEN, "dm", "next"))
    assert "Question 2 of 3" in text_of(second)
    assert second.channel == question.channel == room.discord.state.dm(BEN).id
    assert text_of(only(await room.slash(BEN, place, "stop"))).startswith("That was it: 1 answer graded")


@anywhere
async def test_a_question_asked_there_is_answered_there(discord_room: DiscordRoom, place: int) -> None:
    room = discord_room
    answer = only(await room.slash(BEN, place, "ask", question=SHADOW))
    assert text_of(answer).startswith("Shadow deployment runs a new model")
    assert "starter:`testing.md:" in text_of(answer)
    unknown = only(await room.slash(BEN, place, "ask", question="how do I cook rice?"))
    nearest = only(await room.press(BEN, unknown, "Ask this"))
    assert "student model learns" in text_of(nearest)
    assert alone(room, place, answer, unknown, nearest)
    await room.form(BEN, answer, "Not good")
    await room.submit(BEN, reason="unclear")
    assert await room.rows("SELECT vote, reason FROM ratings ORDER BY at") == [(-1, None), (-1, "unclear")]


@anywhere
async def test_everything_personal_may_be_done_there(discord_room: DiscordRoom, place: int) -> None:
    room = discord_room
    home = only(await room.slash(BEN, place, "home"))
    assert home.labels == ["Start", "Mock interview"]
    question = only(await room.press(BEN, home, "Start"))
    assert "Question 1 of 5" in text_of(question)
    await room.slash(BEN, place, "sure", percent=90)
    await room.form(BEN, question, "Write an answer")
    await room.submit(BEN, words=LOGS)
    progress = only(await room.slash(BEN, place, "progress"))
    assert progress.files
    assert "1 answer so far" in text_of(progress)
    await room.slash(BEN, place, "forget-me")
    told = only(await room.submit(BEN, confirmed="yes"))
    assert text_of(told).startswith("Everything that was kept about you here is erased.")
    assert await room.rows("SELECT count(*) FROM attempts") == [(0,)]
    assert alone(room, place, home, question, progress, told)


async def test_what_discord_takes_no_more_of_there_comes_in_private(discord_room: DiscordRoom) -> None:
    """Discord takes five messages after the first response there, and fewer here."""
    room = discord_room
    room.discord.settings.followups_elsewhere = 0
    await room.slash(BEN, LOBBY, "practice", **WISH)
    said = await room.discord.world.say(BEN, LOBBY, LOGS)
    grade, followed = await room.menu(BEN, said, GRADE)
    assert "points covered" in text_of(grade)
    assert (grade.channel, grade.visible_to) == (LOBBY, BEN)
    assert text_of(followed).startswith("**Follow-up:**")
    assert followed.channel == room.discord.state.dm(BEN).id
    assert [one.code for one in room.discord.refusals] == [40094]


async def test_a_session_goes_on_after_a_restart(discord_room: DiscordRoom) -> None:
    room = discord_room
    question = only(await room.slash(BEN, GROUP, "practice", **WISH))
    await room.form(BEN, question, "Write an answer")
    await room.restart()
    grade, _ = await room.submit(BEN, words=LOGS)
    assert "4 of 5 points covered" in text_of(grade)
    assert alone(room, GROUP, grade)
