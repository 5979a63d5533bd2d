"""Practice in Discord, as learners see it: in private, and in a thread with others, who do without the message-content
intent."""

import pytest

from bot.chat.discord.commands import GRADE
from tests.platforms.discord_room import DiscordRoom, only, text_of
from tests.platforms.discord_server import ADA, BEN, EVE, GENERAL, PRACTICE, Message

WISH = "practice monitoring junior 3"
LOGS = "Logs write single events in detail; monitoring follows measurements over time and raises alerts."
OVER = "That question is over."
SHARED = "Practice: monitoring, junior, 3 questions. Answer in the thread; everybody may."


async def opened(room: DiscordRoom) -> tuple[int, Message]:
    """(the thread, its first question) of a practice that Ada has opened."""
    root, question = await room.slash(ADA, PRACTICE, "practice", topic="monitoring", level="junior", count=3)
    return room.thread(root).id, question


async def sent(room: DiscordRoom, user: int, on: Message, words: str, **more: str) -> list[Message]:
    """What comes after an answer in the form."""
    await room.form(user, on, "Write an answer")
    return await room.submit(user, words=words, **more)


@pytest.mark.parametrize("way", ["a message", "a command"])
async def test_practice_in_private(discord_room: DiscordRoom, way: str) -> None:
    room = discord_room
    options = {"topic": "monitoring", "level": "junior", "count": 3}
    start = room.say(ADA, "dm", WISH) if way == "a message" else room.slash(ADA, "dm", "practice", **options)
    question = only(await start)
    assert text_of(question).startswith("-# Question 1 of 3 · monitoring · junior\n### How is monitoring different")
    assert question.labels == ["Write an answer", "Hint", "Reveal", "Skip", "Why?"]
    grade, followed = await room.say(ADA, "dm", LOGS)
    said = text_of(grade)
    assert said.startswith("### 67 % · partially correct · 4 of 5 points covered")
    assert "> **You said:** “Logs write single events in detail”" in said
    assert "**Missed:** “Aggregated metrics" in said
    assert r"-# \[1\] Monitoring and observability · starter:`monitoring.md:" in said
    assert grade.labels == ["Next question", "Reveal", "Why?", "Good", "Not good"]
    assert text_of(followed).startswith("**Follow-up:**\n### ")
    assert {one.channel for one in room.screens()} == {room.discord.state.dm(ADA).id}


async def test_the_buttons_of_a_question_say_what_they_name(discord_room: DiscordRoom) -> None:
    room = discord_room
    question = only(await room.say(ADA, "dm", WISH))
    assert "`reveal` shows them now" in text_of(only(await room.press(ADA, question, "Why?")))
    assert text_of(only(await room.press(ADA, question, "Hint"))).endswith("It takes 5 % of the score.")
    reference, second = await room.press(ADA, question, "Reveal")
    assert text_of(reference).startswith("**Reference answer:** Logging writes down single events")
    assert "Question 2 of 3" in text_of(second)
    skipped, third = await room.press(ADA, second, "Skip")
    assert text_of(skipped) == "Skipped."
    assert "Question 3 of 3" in text_of(third)


async def test_the_buttons_of_an_old_question_say_one_sentence(discord_room: DiscordRoom) -> None:
    room = discord_room
    question = only(await room.say(ADA, "dm", WISH))
    await room.form(ADA, question, "Write an answer")
    _, second = await room.press(ADA, question, "Skip")
    assert text_of(only(await room.submit(ADA, words=LOGS))) == OVER
    for label in ("Hint", "Reveal", "Skip"):
        assert text_of(only(await room.press(ADA, question, label))) == OVER
    assert text_of(only(await sent(room, ADA, question, LOGS))) == OVER
    assert await room.rows("SELECT count(*) FROM attempts") == [(0,)]
    await room.restart()
    assert text_of(only(await room.press(ADA, question, "Hint"))) == OVER
    assert "Hint 1 of 3" in text_of(only(await room.press(ADA, second, "Hint")))


async def test_a_command_says_the_same_as_a_button(discord_room: DiscordRoom) -> None:
    room = discord_room
    await room.slash(ADA, "dm", "practice", topic="monitoring", level="junior", count=2)
    assert "Hint 1 of 3" in text_of(only(await room.slash(ADA, "dm", "hint")))
    await room.slash(ADA, "dm", "sure", percent=70)
    grade, _ = await room.say(ADA, "dm", LOGS)
    assert "-# It was 67 % before the hints, which take 5 % of it. You were 70 % sure." in text_of(grade)
    cited = text_of(only(await room.slash(ADA, "dm", "why")))
    assert "> Logging writes down single events" in cited
    assert "Question 2 of 2" in text_of(only(await room.slash(ADA, "dm", "next")))
    assert text_of(*await room.slash(ADA, "dm", "stop")).startswith("That was it: 1 answer graded, 64 % on average.")


async def test_an_answer_is_written_in_a_form_with_how_sure_one_is(discord_room: DiscordRoom) -> None:
    room = discord_room
    question = only(await room.say(ADA, "dm", WISH))
    form = await room.form(ADA, question, "Write an answer")
    assert form.labels == ["Your answer", "How sure are you?"]
    assert "### How is monitoring different from logging?" in text_of(form)
    grade, followed = await room.submit(ADA, words=f"{LOGS}\n" * 25, sure="70")
    assert "You were 70 % sure." in text_of(grade)
    # The follow-up has a form of its own.
    verdict, second = await sent(room, ADA, followed, "The detailed logs; sample them and keep them shorter.")
    assert text_of(verdict).startswith("**Yes, that is the point:** Aggregated metrics are cheap to keep")
    assert "Question 2 of 3" in text_of(second)
    assert await room.rows("SELECT count(*) FROM attempts") == [(1,)]


async def test_the_buttons_of_a_grade_stay_with_its_question(discord_room: DiscordRoom) -> None:
    room = discord_room
    await room.say(ADA, "dm", WISH)
    grade, _ = await room.say(ADA, "dm", "An alert has to be handled.")
    second = only(await room.press(ADA, grade, "Next question"))
    assert "Question 2 of 3" in text_of(second)
    assert text_of(only(await room.press(ADA, grade, "Next question"))) == OVER
    assert "Logging writes down single events" in text_of(only(await room.press(ADA, grade, "Reveal")))
    assert "Logging writes down single events" in text_of(only(await room.press(ADA, grade, "Why?")))
    assert "points covered" in text_of((await room.say(ADA, "dm", "A dashboard with forecast errors."))[0])


async def test_a_mock_interview_has_no_help_and_a_report_at_its_end(discord_room: DiscordRoom) -> None:
    room = discord_room
    begun, question = await room.slash(ADA, "dm", "mock", topic="monitoring", level="junior", count=2)
    assert text_of(begun).startswith("Mock interview: 2 questions, 6 minutes, no feedback until the report.")
    assert question.labels == ["Write an answer", "Skip"]
    noted, second = await sent(room, ADA, question, LOGS)
    assert text_of(noted) == "Noted."
    assert "Question 2 of 2" in text_of(second)
    *_, report = await room.press(ADA, second, "Skip")
    assert text_of(report).startswith("### Mock interview: ")
    assert report.labels == ["Practise again", "My progress"]
    assert "Question 1 of 5" in text_of(only(await room.press(ADA, report, "Practise again")))


async def test_a_command_in_a_channel_opens_a_thread(discord_room: DiscordRoom) -> None:
    room = discord_room
    root, question = await room.slash(ADA, GENERAL, "practice", topic="monitoring", level="junior", count=3)
    assert (root.channel, text_of(root)) == (GENERAL, SHARED)
    thread = room.thread(root)
    assert thread.name == SHARED
    assert question.channel == thread.id
    for user in (BEN, EVE):
        assert room.screens(user) == [root, question]


async def test_a_mention_in_a_channel_is_the_root_of_its_thread(discord_room: DiscordRoom) -> None:
    room = discord_room
    question = only(await room.mention(ADA, GENERAL, WISH))
    (said,) = [one for one in room.discord.messages(GENERAL) if one.author == ADA]
    assert question.channel == room.thread(said).id
    assert room.thread(said).name == WISH


async def test_everybody_answers_in_another_way_and_alone_sees_the_grade(discord_room: DiscordRoom) -> None:
    room = discord_room
    thread, question = await opened(room)
    bens = only(await sent(room, BEN, question, LOGS, sure="90"))
    eves = only(await room.mention(EVE, thread, LOGS))
    # What Ada writes plainly is hidden from the coach, until she has it graded.
    assert await room.say(ADA, thread, LOGS) == []
    (plain,) = [one for one in room.discord.messages(thread) if one.author == ADA]
    adas = only(await room.menu(ADA, plain, GRADE))
    for grade, user in ((bens, BEN), (eves, EVE), (adas, ADA)):
        assert "4 of 5 points covered" in text_of(grade)
        # What leads on is the opener's, and stands under the question.
        assert grade.labels == ["Why?", "Good", "Not good"]
        assert [grade in room.screens(one) for one in (ADA, BEN, EVE)] == [one == user for one in (ADA, BEN, EVE)]
    # A mention leaves no way to whisper in the thread.
    assert eves.channel == room.discord.state.dm(EVE).id
    assert text_of(eves).endswith(f"-# About <#{thread}>")
    over, second = await room.press(ADA, question, "Reveal")
    assert text_of(over).startswith("### 3 people answered.\n**Reference answer:** ")
    assert "Question 2 of 3" in text_of(second)
    assert room.screens(BEN)[-2:] == [over, second]


async def test_only_ones_own_words_are_graded_and_only_once(discord_room: DiscordRoom) -> None:
    room = discord_room
    thread, question = await opened(room)
    await room.say(EVE, thread, LOGS)
    await room.mention(BEN, thread, LOGS)
    eves, bens = [one for one in room.discord.messages(thread) if one.author in (BEN, EVE)]
    refused = only(await room.menu(BEN, eves, GRADE))
    assert text_of(refused) == "You can have only what you wrote yourself graded."
    assert text_of(only(await room.menu(BEN, bens, GRADE))) == "I have read that message already."
    assert "points covered" in text_of(only(await room.menu(EVE, eves, GRADE)))
    assert text_of(only(await room.menu(EVE, eves, GRADE))) == "I have read that message already."
    assert await room.rows("SELECT count(*) FROM attempts") == [(2,)]
    assert question.edits == 0


async def test_what_was_handed_over_too_late_is_said_so(discord_room: DiscordRoom) -> None:
    room = discord_room
    thread, question = await opened(room)
    await sent(room, BEN, question, LOGS)
    again = await room.discord.world.say(BEN, thread, "And they are cheap.")
    told = only(await room.menu(BEN, again, GRADE))
    assert (told.visible_to, text_of(told)) == (BEN, "Your answer to this question is in already.")
    await room.slash(ADA, thread, "stop")
    late = await room.discord.world.say(BEN, thread, "I know more now.")
    told = only(await room.menu(BEN, late, GRADE))
    assert (told.visible_to, text_of(told)) == (BEN, "No question is open here. `practice` starts one.")


async def test_no_reference_is_shown_before_the_question_is_over(discord_room: DiscordRoom) -> None:
    room = discord_room
    thread, question = await opened(room)
    bens = only(await sent(room, BEN, question, LOGS))
    await room.slash(EVE, thread, "coach", words="join")
    for seen in (await room.press(BEN, bens, "Why?"), await room.slash(EVE, thread, "why")):
        assert text_of(only(seen)) == "The citations come with the reference answer."
    assert not [one for one in room.screens() if "Reference answer" in text_of(one)]
    await room.press(ADA, question, "Reveal")
    assert "> Logging writes down" in text_of(only(await room.press(BEN, bens, "Why?")))


async def test_only_the_opener_goes_on(discord_room: DiscordRoom) -> None:
    room = discord_room
    thread, question = await opened(room)
    for label in ("Reveal", "Skip"):
        refused = only(await room.press(BEN, question, label))
        assert refused.visible_to == BEN
        assert text_of(refused).startswith("Only whoever opened this practice may do that")
    assert only(await room.slash(BEN, thread, "reveal")).visible_to == BEN
    skipped, second = await room.slash(ADA, thread, "skip")
    assert not skipped.is_ephemeral
    assert "Question 2 of 3" in text_of(second)
    assert text_of(only(await room.press(BEN, question, "Hint"))) == OVER


async def test_the_reference_comes_when_all_have_answered(discord_room: DiscordRoom) -> None:
    room = discord_room
    thread, question = await opened(room)
    assert only(await room.slash(BEN, thread, "coach", words="join")).visible_to == BEN
    assert len(await sent(room, ADA, question, LOGS)) == 1
    over, second, grade = sorted(await sent(room, BEN, question, "I have no idea."), key=lambda one: one.is_ephemeral)
    assert grade.visible_to == BEN
    assert text_of(over).startswith("### 2 people answered.")
    assert "Question 2 of 3" in text_of(second)


async def test_grades_may_be_shown_in_the_thread(discord_room: DiscordRoom) -> None:
    room = discord_room
    said = await room.slash(ADA, PRACTICE, "coach", words="channel grades thread")
    assert "in the thread here from now on" in text_of(*said)
    thread, _ = await opened(room)
    grade = only(await room.mention(BEN, thread, LOGS))
    assert grade.channel == thread
    assert grade in room.screens(EVE)
    assert r"\[1\]" not in text_of(grade)


async def test_the_coach_is_silent_where_it_has_no_part(discord_room: DiscordRoom) -> None:
    room = discord_room
    first = await room.discord.world.say(ADA, GENERAL, "what is shadow deployment?")
    others = await room.discord.world.start_thread(BEN, first, "shadow")
    assert await room.say(BEN, others.id, "practice") == []
    thread, _ = await opened(room)
    before = room.screens()
    await room.mention(EVE, thread, LOGS)
    (answer,) = [one for one in room.discord.messages(thread) if one.author == EVE]
    await room.discord.world.edit(EVE, answer, room.discord.world.mention("reveal"))
    await room.discord.world.delete(EVE, answer)
    await room.settle()
    assert len(room.screens()) == len(before) + 1


@pytest.fixture
async def reading_room(discord_room: DiscordRoom) -> DiscordRoom:
    """Where the bot has the message-content intent."""
    await discord_room.stop()
    discord_room.discord.settings.message_content_allowed = True
    discord_room.settings = discord_room.settings.model_copy(update={"discord_message_content": True})
    await discord_room.start()
    return discord_room


async def test_with_the_intent_plain_messages_in_its_threads_count(reading_room: DiscordRoom) -> None:
    room = reading_room
    thread, _ = await opened(room)
    grade = only(await room.say(BEN, thread, LOGS))
    assert "4 of 5 points covered" in text_of(grade)
    assert grade.channel == room.discord.state.dm(BEN).id
    assert await room.say(BEN, thread, "that was hard, wasn't it?") == []
    over, second = await room.say(ADA, thread, "reveal")
    assert text_of(over).startswith("### 1 person answered.")
    assert "Question 2 of 3" in text_of(second)
    assert await room.say(BEN, GENERAL, "practice") == []


async def test_what_was_said_before_the_coach_was_there_is_answered_when_it_comes(discord_room: DiscordRoom) -> None:
    room = discord_room
    question = only(await room.say(ADA, "dm", WISH))
    await room.stop()
    await room.discord.world.say(ADA, "dm", LOGS)
    await room.start()
    _, grade, followed = room.screens(ADA)
    assert "points covered" in text_of(grade)
    assert text_of(followed).startswith("**Follow-up:**")
    assert room.screens(ADA)[0] == question
