"""Practice in Slack, as learners see it: in private, in a thread with others, with buttons and with a form."""

import asyncio

import pytest

from tests.platforms.slack.workspace import Ephemeral, Message
from tests.platforms.slack_room import ADA, BEN, EVE, GENERAL, PRACTICE, Seen, SlackRoom, labels, only, text_of

WISH = "practice monitoring junior 3"
LOGS = "Logs write single events in detail; monitoring follows measurements over time and raises alerts."


async def opened(room: SlackRoom, wish: str = WISH) -> tuple[str, Seen]:
    """(the thread, its first question) of a practice that Ada has opened."""
    root, question = await room.slash(ADA, PRACTICE, wish)
    return root.ts, question


@pytest.mark.parametrize("way", ["a message", "a command"])
async def test_practice_in_private(room: SlackRoom, way: str) -> None:
    start = room.say(ADA, "dm", WISH) if way == "a message" else room.slash(ADA, "dm", WISH)
    question = only(await start)
    assert question.channel == room.slack.workspace.dm(ADA)
    assert "Question 1 of 3 · monitoring · junior" in text_of(question)
    assert labels(question) == ["Write an answer", "Hint", "Reveal", "Skip", "Why?"]
    grade, followed = await room.say(ADA, "dm", LOGS)
    assert "points covered" in text_of(grade)
    assert labels(grade) == ["Next question", "Reveal the reference", "Why?", "thumbs"]
    assert text_of(followed).startswith("Follow-up:")
    assert {one.channel for one in room.screens()} == {room.slack.workspace.dm(ADA)}


async def test_a_command_in_a_channel_opens_a_thread(room: SlackRoom) -> None:
    root, question = await room.slash(ADA, GENERAL, WISH)
    assert text_of(root) == "Practice: monitoring, junior, 3 questions. Answer in the thread; everybody may."
    assert question.thread_ts == root.ts


async def test_a_mention_in_a_channel_is_the_root_of_its_thread(room: SlackRoom) -> None:
    question = only(await room.mention(ADA, GENERAL, WISH))
    (said,) = [one for one in room.slack.messages(GENERAL) if one.user == ADA]
    assert question.thread_ts == said.ts
    (grade,) = await room.say(ADA, GENERAL, LOGS, said.ts)
    assert "points covered" in text_of(grade)


async def test_the_buttons_of_a_question_say_what_they_name(room: SlackRoom) -> None:
    question = only(await room.say(ADA, "dm", WISH))
    assert "reveal shows them now" in text_of(only(await room.press(ADA, question, "Why?")))
    assert text_of(only(await room.press(ADA, question, "Hint"))).endswith("It takes 5 % of the score.")
    reference, second = await room.press(ADA, question, "Reveal")
    assert text_of(reference).startswith("Reference answer:")
    assert "Question 2 of 3" in text_of(second)
    assert text_of(only(await room.press(ADA, question, "Skip"))) == "That question is over."
    skipped, third = await room.press(ADA, second, "Skip")
    assert text_of(skipped) == "Skipped."
    assert "Question 3 of 3" in text_of(third)


async def test_the_buttons_of_a_grade_stay_with_its_question(room: SlackRoom) -> None:
    await room.say(ADA, "dm", WISH)
    grade, _ = await room.say(ADA, "dm", "An alert has to be handled.")
    second = only(await room.press(ADA, grade, "Next question"))
    assert "Question 2 of 3" in text_of(second)
    assert text_of(only(await room.press(ADA, grade, "Next question"))) == "That question is over."
    reference = text_of(only(await room.press(ADA, grade, "Reveal the reference")))
    assert "Logging writes down single events" in reference
    assert "Logging writes down single events" in text_of(only(await room.press(ADA, grade, "Why?")))
    assert "points covered" in text_of((await room.say(ADA, "dm", "A dashboard with forecast errors."))[0])


async def test_a_long_answer_is_written_in_a_form(room: SlackRoom) -> None:
    question = only(await room.say(ADA, "dm", WISH))
    assert await room.press(ADA, question, "Write an answer") == []
    assert "How is monitoring different from logging?" in text_of(await room.slack.world.sees_modal(ADA))
    empty, seen = await room.submit(ADA, words="   ", choice="70")
    assert (empty.errors, seen) == ({"answer": "Write an answer first."}, [])
    sent, (grade, _) = await room.submit(ADA, words=f"{LOGS}\n" * 25, choice="70")
    assert (sent.errors, sent.view) == ({}, None)
    assert "You were 70 % sure." in text_of(grade)
    assert grade.thread_ts == question.thread_ts


async def test_a_form_that_is_sent_too_late_changes_nothing(room: SlackRoom) -> None:
    question = only(await room.say(ADA, "dm", WISH))
    await room.press(ADA, question, "Write an answer")
    await room.press(ADA, question, "Skip")
    _, (said,) = await room.submit(ADA, words=LOGS)
    assert text_of(said) == "That question is over."


async def test_everybody_gets_an_own_grade_that_nobody_else_sees(room: SlackRoom) -> None:
    thread, question = await opened(room)
    await room.press(BEN, question, "Write an answer")
    _, (bens,) = await room.submit(BEN, words=f"{LOGS} <!channel> <@{ADA}>", choice="90")
    (adas,) = await room.say(ADA, PRACTICE, "Monitoring aggregates metrics; logging keeps detailed events.", thread)
    for grade, user in ((bens, BEN), (adas, ADA)):
        assert isinstance(grade, Ephemeral)
        assert (grade.user, grade.thread_ts) == (user, thread)
        # What leads on is the opener's, and stands under the question.
        assert labels(grade) == ["Why?", "thumbs"]
    assert await room.say(BEN, PRACTICE, "that was hard, wasn't it?", thread) == []
    why = only(await room.press(BEN, bens, "Why?"))
    assert text_of(why) == "The citations come with the reference answer."


async def test_only_the_opener_reveals(room: SlackRoom) -> None:
    thread, question = await opened(room)
    await room.say(BEN, PRACTICE, LOGS, thread)
    for label in ("Reveal", "Skip"):
        refused = only(await room.press(BEN, question, label))
        assert isinstance(refused, Ephemeral)
        assert "Only whoever opened this practice may do that" in text_of(refused)
    over, second = await room.press(ADA, question, "Reveal")
    assert isinstance(over, Message)
    assert text_of(over).startswith("1 person answered.\nReference answer:")
    assert "Question 2 of 3" in text_of(second)


async def test_the_reference_comes_when_all_have_answered(room: SlackRoom) -> None:
    thread, _ = await opened(room)
    assert isinstance(only(await room.say(BEN, PRACTICE, "join", thread)), Ephemeral)
    assert len(await room.say(ADA, PRACTICE, LOGS, thread)) == 1
    grade, over, second = await room.say(BEN, PRACTICE, "I have no idea.", thread)
    assert isinstance(grade, Ephemeral)
    assert text_of(over).startswith("2 people answered.")
    assert "Question 2 of 3" in text_of(second)
    await room.say(ADA, PRACTICE, "A dashboard with forecast errors.", thread)
    # A button on the first grade shows the first question's evidence, whatever is open.
    assert "Logging writes down" in text_of(only(await room.press(BEN, grade, "Why?")))


async def test_grades_may_be_shown_in_the_thread(room: SlackRoom) -> None:
    assert "in the thread here from now on" in text_of(*await room.slash(ADA, PRACTICE, "channel grades thread"))
    thread, _ = await opened(room)
    grade = only(await room.say(BEN, PRACTICE, LOGS, thread))
    assert isinstance(grade, Message)
    first, *others = text_of(grade).splitlines()
    assert first.endswith("4 of 5 points covered")
    assert "Covered: you said “Logs write single events in detail”" in others
    assert "1 more point in the reference answer, which is shown once the question is over." in others
    assert "[1]" not in text_of(grade)


async def test_the_coach_is_silent_where_it_has_no_part(room: SlackRoom) -> None:
    first = await room.slack.world.say(ADA, GENERAL, "what is shadow deployment?")
    await room.settle()
    assert await room.say(BEN, GENERAL, "practice", first.ts) == []
    await room.slack.world.edit(ADA, first, "what is a canary release?")
    await room.settle()
    assert room.screens() == []
    thread, _ = await opened(room)
    await room.say(EVE, PRACTICE, LOGS, thread)
    before = len(room.screens())
    (answer,) = [one for one in room.slack.messages(PRACTICE, thread) if one.user == EVE]
    await room.slack.world.edit(EVE, answer, "reveal")
    await room.slack.world.delete(EVE, answer)
    await room.settle()
    assert len(room.screens()) == before


async def test_what_was_said_before_the_coach_was_there_is_answered_when_it_comes(room: SlackRoom) -> None:
    await room.stop()
    room.slack.settings.retry_delays = (0.0, *[0.5] * 20)
    await room.slack.world.say(ADA, "dm", WISH)
    await asyncio.sleep(0.6)
    await room.start()
    assert "Question 1 of 3" in text_of(only(room.screens()))
