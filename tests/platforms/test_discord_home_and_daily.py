"""A learner's own page and picture, and the question of the day."""

from datetime import UTC, datetime

from tests.platforms.discord_room import PICTURE, DiscordRoom, only, text_of
from tests.platforms.discord_server import ADA, BEN, EVE, GENERAL, PRACTICE, Message

AT_NINE_THIRTY_IN_BERLIN = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
DAILY = {"time": "09:30", "timezone": "Europe/Berlin", "topic": "monitoring"}
SET = "A question on monitoring every day at 09:30 \\(Europe/Berlin\\), first on Tuesday, 03 March at 09:30."


async def at(room: DiscordRoom, moment: datetime) -> list[Message]:
    """What the coach says of its own accord when it comes back then."""
    before = len(room.screens())
    await room.stop()
    room.clock.move_to(moment)
    await room.start()
    await room.look_at_the_clock()
    return room.screens()[before:]


async def test_a_newcomer_is_invited_to_start(discord_room: DiscordRoom) -> None:
    room = discord_room
    for seen in (await room.say(BEN, "dm", "home"), await room.slash(BEN, "dm", "home")):
        assert text_of(only(seen)) == "### Start with a first question\n[Start]\n[Mock interview]"
    here = only(await room.slash(BEN, GENERAL, "home"))
    assert here.visible_to == BEN
    assert text_of(*await room.slash(BEN, "dm", "progress")) == "Nothing practised yet.\n[Start]"
    assert "Question 1 of 5" in text_of(only(await room.press(BEN, only(seen), "Start")))


async def test_home_knows_the_question_that_waits(discord_room: DiscordRoom) -> None:
    room = discord_room
    question = only(await room.say(BEN, "dm", "practice monitoring junior 1"))
    home = only(await room.slash(BEN, "dm", "home"))
    assert "A question is waiting for your answer." in text_of(home)
    said, again = await room.press(BEN, home, "Go on")
    assert text_of(said) == "You were in the middle of this."
    assert text_of(again) == text_of(question)
    await room.say(BEN, "dm", "stop")
    assert "waiting" not in text_of(*await room.slash(BEN, "dm", "home"))


async def test_what_begins_with_ones_own_page_in_a_channel_is_ones_own(discord_room: DiscordRoom) -> None:
    room = discord_room
    home = only(await room.slash(BEN, GENERAL, "home"))
    begun, question = await room.press(BEN, home, "Mock interview")
    assert text_of(begun).startswith("Mock interview: ")
    await room.form(BEN, question, "Write an answer")
    noted, second = await room.submit(BEN, words="I have no idea.")
    assert "Question 2 of 5" in text_of(second)
    again = only(await room.slash(BEN, GENERAL, "home"))
    said, same = await room.press(BEN, again, "Go on")
    assert text_of(said) == "You were in the middle of this."
    assert [(one.channel, one.visible_to) for one in (begun, question, noted, second, said, same)] == [
        (GENERAL, BEN)
    ] * 6
    # It goes on in private as well.
    assert "Noted." in text_of(*await room.say(BEN, "dm", "I have no idea of that either."))
    for other in (ADA, EVE):
        assert room.screens(other) == []


async def test_progress_has_a_picture_that_can_be_read_out(discord_room: DiscordRoom) -> None:
    room = discord_room
    await room.say(BEN, "dm", "practice monitoring junior 1")
    await room.say(BEN, "dm", "Logs write single events in detail.\nsure 90")
    await room.say(BEN, "dm", "stop")
    in_private = only(await room.slash(BEN, "dm", "progress"))
    in_channel = only(await room.slash(BEN, GENERAL, "progress"))
    assert in_channel.visible_to == BEN
    for shown in (in_private, in_channel):
        lines = text_of(shown).splitlines()
        assert lines[0].startswith("-# 1 answer so far · streak 1 day · ")
        assert lines[1].startswith("(Progress: 1 answer · ")
        assert "Strength by topic: monitoring" in lines[1]
        (file,) = shown.files
        assert (file["filename"], room.discord.state.files[int(file["id"])][1]) == ("progress.png", PICTURE)


async def test_home_shows_what_is_due_and_where_a_learner_stands(discord_room: DiscordRoom) -> None:
    room = discord_room
    await room.say(BEN, "dm", "practice monitoring junior 1")
    await room.say(BEN, "dm", "Logs write single events in detail.\nsure 90")
    await room.say(BEN, "dm", "next")
    await at(room, datetime(2026, 3, 24, 9, tzinfo=UTC))
    home = only(await room.slash(BEN, "dm", "home"))
    lines = text_of(home).splitlines()
    assert lines[0] == "### 1 review due now"
    assert any(line.startswith("**Strength by topic, weakest first:** monitoring") for line in lines)
    assert any(line.startswith("-# 1 answer so far · streak 0 days") for line in lines)
    assert home.files
    assert "· review" in text_of(only(await room.press(BEN, home, "Start")))


async def test_only_admins_see_the_corpus_on_their_home(discord_room: DiscordRoom) -> None:
    room = discord_room
    assert "For admins" not in text_of(*await room.slash(BEN, "dm", "home"))
    await room.say(BEN, "dm", "how do I cook rice?")
    home = only(await room.slash(ADA, GENERAL, "home"))
    assert home.visible_to == ADA
    assert "207 questions from 20 sources" in text_of(home)
    assert home.labels[-2:] == ["Gaps (1)", "Roll back"]
    gaps = only(await room.press(ADA, home, "Gaps (1)"))
    assert gaps.visible_to == ADA
    assert "how do I cook rice?" in text_of(gaps)


async def test_only_admins_set_the_question_of_the_day(discord_room: DiscordRoom) -> None:
    room = discord_room
    refused = only(await room.slash(BEN, PRACTICE, "daily", **DAILY))
    assert (refused.visible_to, text_of(refused)) == (BEN, "Only the coach's admins may do that.")
    said = text_of(*await room.slash(ADA, "dm", "daily", **DAILY))
    assert said.startswith("Say it in the channel that it is for: `/daily 09:30 Europe/Berlin rag`.")
    named = await room.slash(ADA, GENERAL, "coach", words=f"daily <#{PRACTICE}> 09:30 Europe/Berlin monitoring")
    assert (only(named).visible_to, text_of(*named)) == (ADA, SET)
    wrong = await room.slash(ADA, GENERAL, "daily", time="09:30", timezone="Mars")
    assert "`/daily 09:30 Europe/Berlin rag`" in text_of(*wrong)
    assert "09:30" in text_of(*await room.slash(ADA, PRACTICE, "daily"))


async def test_the_question_of_the_day_from_its_post_to_its_end(discord_room: DiscordRoom) -> None:
    room = discord_room
    assert text_of(*await room.slash(ADA, PRACTICE, "daily", **DAILY)) == SET
    root, question = await at(room, AT_NINE_THIRTY_IN_BERLIN)
    assert root.channel == PRACTICE
    assert text_of(root).startswith("Question of the day: ")
    assert room.thread(root).name.startswith("Question of the day: ")
    assert "Question 1 of 1 · monitoring" in text_of(question)
    assert question.channel == room.thread(root).id
    await room.say(BEN, "dm", "name-me yes")
    for user in (EVE, BEN):
        await room.form(user, question, "Write an answer")
        assert only(await room.submit(user, words="Latency, drift and error rates.")).visible_to == user
    assert "Only an admin may do that" in text_of(*await room.press(BEN, question, "Reveal"))
    assert await at(room, AT_NINE_THIRTY_IN_BERLIN.replace(hour=15)) == []
    seen = await at(room, AT_NINE_THIRTY_IN_BERLIN.replace(day=4))
    (over,) = [one for one in seen if one.channel == question.channel]
    assert text_of(over).startswith(f"### 2 people answered\nAmong them <@{BEN}>\n**Reference answer:** ")
    assert str(EVE) not in text_of(over)
    (tomorrow,) = [one for one in seen if text_of(one).startswith("Question of the day:")]
    assert text_of(tomorrow) != text_of(root)
    # Named, and not called.
    assert over.mentions == []


async def test_no_question_comes_after_the_daily_was_ended(discord_room: DiscordRoom) -> None:
    room = discord_room
    await room.slash(ADA, PRACTICE, "daily", **DAILY)
    assert text_of(*await room.slash(ADA, PRACTICE, "daily", off=True)) == "No daily question from now on."
    assert await at(room, AT_NINE_THIRTY_IN_BERLIN) == []
