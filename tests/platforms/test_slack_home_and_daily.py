"""The Home tab, and the question of the day."""

from datetime import UTC, datetime

from tests.platforms.slack.workspace import Ephemeral
from tests.platforms.slack_room import ADA, BEN, EVE, GENERAL, PRACTICE, Seen, SlackRoom, labels, only, text_of

AT_NINE_THIRTY_IN_BERLIN = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
DAILY = f"daily <#{PRACTICE}|practice> 09:30 Europe/Berlin monitoring"


async def at(room: SlackRoom, moment: datetime) -> list[Seen]:
    """What the coach says of its own accord when it comes back then."""
    before = len(room.screens())
    await room.stop()
    room.clock.move_to(moment)
    await room.start()
    await room.look_at_the_clock()
    return room.screens()[before:]


async def test_a_newcomer_is_invited_to_start(room: SlackRoom) -> None:
    home = await room.home(BEN)
    assert text_of(home).splitlines() == ["Start with a first question", "[Start][Mock interview]"]
    question = only(await room.press(BEN, home, "Start"))
    assert question.channel == room.slack.workspace.dm(BEN)
    assert "Question 1 of 5" in text_of(question)


async def test_home_knows_the_question_that_waits(room: SlackRoom) -> None:
    question = only(await room.say(BEN, "dm", "practice monitoring junior 1"))
    home = await room.home(BEN)
    assert "A question is waiting for your answer." in text_of(home)
    said, again = await room.press(BEN, home, "Go on")
    assert text_of(said) == "You were in the middle of this."
    assert text_of(again) == text_of(question)
    await room.say(BEN, "dm", "stop")
    assert "waiting" not in text_of(await room.home(BEN))


async def test_home_may_be_asked_for_in_a_conversation(room: SlackRoom) -> None:
    for seen in (await room.say(BEN, "dm", "home"), await room.slash(BEN, "dm", "home")):
        assert text_of(only(seen)).startswith("Start with a first question")
    here = only(await room.slash(BEN, GENERAL, "home"))
    assert isinstance(here, Ephemeral)
    assert labels(here) == ["Start", "Mock interview"]
    assert BEN not in room.slack.workspace.homes


async def test_home_shows_what_is_due_where_a_learner_stands_and_a_picture(room: SlackRoom) -> None:
    await room.say(BEN, "dm", "practice monitoring junior 1")
    await room.say(BEN, "dm", "Logs write single events in detail.\nsure 90")
    await room.say(BEN, "dm", "next")
    await at(room, datetime(2026, 3, 24, 9, tzinfo=UTC))
    home = await room.home(BEN)
    lines = text_of(home).splitlines()
    assert lines[0] == "1 review due now"
    assert any(line.startswith("Strength by topic, weakest first: monitoring") for line in lines)
    assert any(line.startswith("1 answer so far · streak 0 days") for line in lines)
    picture = next(block for block in home.body["blocks"] if block["type"] == "image")
    assert picture["alt_text"].startswith("Progress: 1 answer")
    assert room.slack.workspace.files[picture["slack_file"]["id"]].content is not None
    assert "· review" in text_of(only(await room.press(BEN, home, "Start")))


async def test_only_admins_see_the_corpus_on_their_home(room: SlackRoom) -> None:
    assert "For admins" not in text_of(await room.home(BEN))
    await room.say(BEN, "dm", "how do I cook rice?")
    home = await room.home(ADA)
    assert "207 questions from 20 sources" in text_of(home)
    assert labels(home)[-2:] == ["Gaps (1)", "Roll back"]
    assert "how do I cook rice?" in text_of(only(await room.press(ADA, home, "Gaps (1)")))


async def test_only_admins_set_the_question_of_the_day(room: SlackRoom) -> None:
    refused = only(await room.slash(BEN, PRACTICE, "daily 09:30 Europe/Berlin monitoring"))
    assert isinstance(refused, Ephemeral)
    assert text_of(refused) == "Only the coach's admins may do that."
    said = text_of(only(await room.slash(ADA, "dm", DAILY)))
    assert said == "A question on monitoring every day at 09:30 (Europe/Berlin), first on Tuesday, 03 March at 09:30."
    assert "/coach daily 09:30 Europe/Berlin rag" in text_of(only(await room.slash(ADA, GENERAL, "daily 09:30 Mars")))
    assert f"{PRACTICE} at 09:30" in text_of(only(await room.slash(ADA, GENERAL, "daily")))


async def test_the_question_of_the_day_from_its_post_to_its_end(room: SlackRoom) -> None:
    await room.slash(ADA, "dm", DAILY)
    root, question = await at(room, AT_NINE_THIRTY_IN_BERLIN)
    assert root.channel == PRACTICE
    assert text_of(root).startswith("Question of the day: ")
    assert "Question 1 of 1 · monitoring" in text_of(question)
    assert question.thread_ts == root.ts
    await room.say(BEN, "dm", "name-me yes")
    for user in (EVE, BEN):
        grade = only(await room.say(user, PRACTICE, "Latency, drift and error rates.", root.ts))
        assert isinstance(grade, Ephemeral)
    assert "Only an admin may do that" in text_of(only(await room.press(BEN, question, "Reveal")))
    assert await at(room, AT_NINE_THIRTY_IN_BERLIN.replace(hour=15)) == []
    seen = await at(room, AT_NINE_THIRTY_IN_BERLIN.replace(day=4))
    (over,) = [one for one in seen if one.thread_ts == root.ts]
    assert text_of(over).startswith(f"2 people answered, among them @{BEN}\nReference answer:")
    assert EVE not in text_of(over)
    (tomorrow,) = [one for one in seen if text_of(one).startswith("Question of the day:")]
    assert text_of(tomorrow) != text_of(root)


async def test_no_question_comes_after_the_daily_was_ended(room: SlackRoom) -> None:
    await room.slash(ADA, PRACTICE, "daily 09:30 Europe/Berlin monitoring")
    assert text_of(only(await room.slash(ADA, PRACTICE, "daily off"))) == "No daily question from now on."
    assert await at(room, AT_NINE_THIRTY_IN_BERLIN) == []
