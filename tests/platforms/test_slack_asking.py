"""A question asked in Slack: streamed, cited, whole in the end, and an honest sentence where nothing is known."""

from tests.platforms.slack.workspace import Message
from tests.platforms.slack_room import ADA, BEN, GENERAL, PRACTICE, Seen, SlackRoom, labels, only, text_of

SHADOW = "what is shadow deployment?"
FIRST = "Shadow deployment runs a new model next to the live model"
LAST = "Shadow mode costs extra compute"
SOURCE = "Testing and safe release · starter:testing.md"


def is_whole(answer: Seen) -> bool:
    said = text_of(answer)
    return FIRST in said and LAST in said and SOURCE in said and "thumbs" in labels(answer)


async def test_an_answer_is_streamed_with_a_sign_that_it_is_worked_on(room: SlackRoom) -> None:
    answer = only(await room.mention(ADA, GENERAL, SHADOW))
    assert is_whole(answer)
    assert isinstance(answer, Message)
    assert answer.streaming_state == "completed"
    steps = [update.step for update in room.slack.stream_updates if update.ts == answer.ts]
    assert steps[0] == "start"
    assert steps[-1] == "stop"
    assert steps.count("append") >= 2
    assert "is thinking..." in [note.value for note in room.slack.thread_notes if note.kind == "status"]


async def test_a_question_may_be_asked_in_four_ways(room: SlackRoom) -> None:
    assert is_whole(only(await room.say(ADA, "dm", SHADOW)))
    assert is_whole(only(await room.slash(ADA, "dm", f"ask {SHADOW}")))
    opened, answer = await room.slash(ADA, PRACTICE, f"ask {SHADOW}")
    assert text_of(opened) == f"Question: {SHADOW}"
    assert answer.thread_ts == opened.ts
    assert is_whole(answer)
    followed = only(await room.say(BEN, PRACTICE, "does it cost extra compute?", opened.ts))
    assert is_whole(followed)
    assert "Read as: Does shadow deployment cost extra compute?" in text_of(followed)
    assert await room.say(BEN, PRACTICE, "good to know, thanks", opened.ts) == []


async def test_a_mention_in_a_thread_of_others_is_answered_there(room: SlackRoom) -> None:
    lunch = await room.slack.world.say(BEN, GENERAL, "who comes along for lunch?")
    assert await room.say(ADA, GENERAL, "me, when?", lunch.ts) == []
    answer = only(await room.mention(ADA, GENERAL, SHADOW, lunch.ts))
    assert answer.thread_ts == lunch.ts
    assert is_whole(answer)


async def test_what_is_not_known_is_said_with_the_nearest_questions_to_press(room: SlackRoom) -> None:
    unknown = only(await room.mention(ADA, GENERAL, "how do I cook rice?"))
    assert text_of(unknown).startswith("I do not know: nothing I have read answers that. I noted the gap.")
    assert labels(unknown) == ["Ask this"] * 3 + ["thumbs"]
    answer = only(await room.press(BEN, unknown, "Ask this"))
    assert answer.thread_ts == unknown.thread_ts
    assert "student model learns" in text_of(answer)
    gaps = only(await room.slash(ADA, "dm", "gaps"))
    assert "how do I cook rice?\nAsked once, with no answer found." in text_of(gaps)


async def test_a_stream_that_slack_ends_is_made_whole(room: SlackRoom) -> None:
    room.refused = [("chat.appendStream", "message_not_in_streaming_state")]
    room.slack.inject("chat.appendStream", "delay", value=0.3)
    await room.slack.world.say(ADA, GENERAL, room.slack.world.mention(SHADOW))
    started = await room.slack.until(lambda: [one for one in room.slack.stream_updates if one.step == "start"])
    room.slack.end_stream(started[0].ts)
    await room.settle()
    answer = only(room.screens())
    assert is_whole(answer)
    assert answer.ts == started[0].ts


async def test_an_answer_whose_process_ends_midway_is_finished_by_the_next(room: SlackRoom) -> None:
    room.slack.inject("chat.appendStream", "hang")
    await room.slack.world.say(ADA, GENERAL, room.slack.world.mention(SHADOW))
    started = await room.slack.until(lambda: [one for one in room.slack.stream_updates if one.step == "start"])
    await room.abandon()
    assert not is_whole(only(room.screens()))
    await room.start()
    answer = only(room.screens())
    assert is_whole(answer)
    assert answer.ts == started[0].ts
