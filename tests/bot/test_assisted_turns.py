"""What a conversation makes of a language model's help: where it is asked, what is kept of it, and when nobody asks."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.messages import Aside, AskProbe, AskQuestion, Live, Reply, Say, ShowAnswer, ShowGrade, ShowHint, ShowSummary
from tests.bot.room import Killed, Room, open_room, seen_by
from tests.bot.scripted_assistance import Helper

SHADOW = "what is shadow deployment?"


@pytest.fixture
def helper() -> Helper:
    return Helper()


@pytest.fixture
async def room(starter_home: Path, tmp_path: Path, helper: Helper) -> AsyncIterator[Room]:
    async with open_room(starter_home, tmp_path, assistance=helper) as opened:
        yield opened


def answers(replies: list[Reply]) -> list[ShowAnswer]:
    """Of one message that lives on; nothing else may be among them."""
    found = []
    for reply in replies:
        assert isinstance(reply, Live)
        assert reply.key == "answer"
        assert isinstance(reply.reply, ShowAnswer)
        found.append(reply.reply)
    return found


async def test_an_answer_grows_in_one_message_and_is_kept_when_it_is_whole(room: Room, helper: Helper) -> None:
    helper.note = "This took a while."
    *parts, whole = answers(await room.say("sam", SHADOW, thread=""))
    # More often than once a second nobody could read it.
    assert [len(part.answer.sentences) for part in parts] == [1]
    assert (parts[0].whole, whole.whole, parts[0].note, whole.note) == (False, True, "", "This took a while.")
    (asked,) = await room.store.asked("sam")
    assert (asked.id, asked.answer, asked.template) == (whole.asked_id, whole.answer.text, "helper/v1")
    assert await room.say("sam", "+", thread="") == [Say("Thank you, noted.")]
    (rating,) = await room.store.ratings("sam")
    assert (rating.target_id, rating.template) == (asked.id, "helper/v1")


async def test_nobody_is_asked_about_what_no_document_says(room: Room, helper: Helper) -> None:
    (shown,) = await room.say("sam", "how do I cook rice?", thread="")
    assert isinstance(shown, ShowAnswer)
    assert shown.answer.abstained
    assert helper.wanted == []
    assert [gap.question for gap in await room.store.gaps()] == ["how do I cook rice?"]


async def test_whoever_dies_in_mid_answer_has_kept_nothing_and_the_next_one_says_it_whole(
    room: Room, helper: Helper
) -> None:
    def dies(_: int) -> None:
        raise Killed

    helper.on_part = dies
    message = room.message("sam", SHADOW, thread="")
    first: list[Reply] = []

    async def listen() -> None:
        async for reply in room.coach().reply(message):
            first.append(reply)

    with pytest.raises(Killed):
        await listen()
    assert [one.whole for one in answers(first)] == [False]
    assert await room.store.asked("sam") == ()
    helper.on_part = lambda _: None
    *_, whole = answers([reply async for reply in room.coach().reply(message)])
    assert whole.whole
    assert [asked.id for asked in await room.store.asked("sam")] == [whole.asked_id]


async def test_a_follow_up_is_asked_and_kept_as_it_was_understood(room: Room, helper: Helper) -> None:
    *_, before = answers(await room.say("sam", SHADOW, thread=""))
    helper.reads = "How is shadow deployment different from a canary release?"
    *_, shown = answers(await room.say("sam", "and a canary?", thread=""))
    assert shown.read_as == helper.reads
    (name, exchange) = helper.asked[1]
    assert (name, exchange.question, exchange.answer) == ("standalone", SHADOW, before.answer.text)
    assert [asked.question for asked in await room.store.asked("sam")] == [SHADOW, helper.reads]


async def test_while_others_answer_only_who_asked_sees_the_answer_and_only_whole(room: Room) -> None:
    await room.say("sam", "practice monitoring junior 1")
    replies = await room.say("ada", f"ask {SHADOW}")
    assert [type(reply) for reply in replies] == [Aside]
    (shown,) = seen_by("ada", replies)
    assert isinstance(shown, ShowAnswer)
    assert shown.whole
    assert isinstance((await room.say("sam", "Latency of the service."))[0], Aside)


async def test_a_grade_is_shown_and_kept_with_the_words_that_it_was_given(room: Room, helper: Helper) -> None:
    helper.advice, helper.note, helper.probing = "Say what is compared with what.", "Took long.", "And the inputs?"
    await room.say("sam", "practice monitoring junior 2", thread="")
    grade, probe = await room.say("sam", "Latency of the service.", thread="")
    assert isinstance(grade, ShowGrade)
    assert (grade.grade.advice, grade.note, grade.probed) == (helper.advice, "Took long.", True)
    assert probe == AskProbe("And the inputs?")
    attempt = await room.store.attempt(grade.attempt_id)
    assert attempt is not None
    assert attempt.grader == f"{room.grader.version} + helper/v1"
    assert ("feedback", f"grade:{grade.attempt_id}") in helper.asked
    # The follow-up is the same one after a break.
    assert await room.say("sam", "practice", thread="") == [Say("You were in the middle of this."), probe]


async def test_the_written_follow_up_is_asked_where_no_better_one_is_given(room: Room, helper: Helper) -> None:
    await room.say("sam", "practice monitoring junior 2", thread="")
    _, probe = await room.say("sam", "Latency of the service.", thread="")
    assert isinstance(probe, AskProbe)
    assert probe.text
    assert "probe" in helper.wanted


async def test_in_a_mock_interview_nobody_is_asked(room: Room, helper: Helper) -> None:
    await room.say("sam", "mock monitoring junior 2", thread="")
    noted, question = await room.say("sam", "Latency of the service.", thread="")
    assert (noted, type(question)) == (Say("Noted."), AskQuestion)
    assert helper.wanted == []


async def test_hints_cost_the_same_whoever_words_them(room: Room, helper: Helper) -> None:
    helper.hinting = "Think of the morning after a run."
    await room.say("sam", "practice monitoring junior 2", thread="")
    (hint,) = await room.say("sam", "hint", thread="")
    assert hint == ShowHint(helper.hinting, 1, 0.05, 0.05)
    helper.hinting = None
    (computed,) = await room.say("sam", "hint", thread="")
    assert isinstance(computed, ShowHint)
    assert computed.text.startswith("Words that belong")


async def test_everybody_in_a_thread_gets_feedback_of_their_own_and_late_grades_do_too(
    room: Room, helper: Helper
) -> None:
    helper.advice = "Say what is compared with what."
    await room.say("sam", "practice monitoring junior 1")
    await room.dies("ada", "Latency of the service.", name="late")
    (shown,) = seen_by("sam", await room.say("sam", "Missing values and drift."))
    assert isinstance(shown, ShowGrade)
    assert shown.grade.advice == helper.advice
    await room.say("sam", "stop")
    _, late = seen_by("ada", await room.say("ada", "Latency of the service.", name="late"))
    assert isinstance(late, ShowGrade)
    assert late.grade.advice == helper.advice
    assert helper.wanted == ["feedback", "feedback"]


async def test_without_help_a_session_ends_as_it_always_did(starter_home: Path, tmp_path: Path) -> None:
    async with open_room(starter_home, tmp_path) as alone:
        (shown,) = await alone.say("sam", SHADOW, thread="")
        assert isinstance(shown, ShowAnswer)
        await alone.say("sam", "practice monitoring junior 1", thread="")
        assert isinstance((await alone.say("sam", "stop", thread=""))[-1], ShowSummary)


async def test_in_a_thread_nobodys_words_are_kept_beside_their_own_records(starter_home: Path, tmp_path: Path) -> None:
    async with open_room(starter_home, tmp_path) as alone:
        await alone.say("sam", f"ask {SHADOW}")
        (shown,) = await alone.say("ada", "and how is that different from canary?")
        assert isinstance(shown, ShowAnswer)
        assert shown.read_as == "How is shadow deployment different from canary?"
        kept = await alone.store.load_session("thread")
        assert kept is not None
        assert "different" not in kept
        assert SHADOW not in kept
        await alone.say("ada", "forget-me yes")
        (unread,) = await alone.say("sam", "and why?")
        assert isinstance(unread, ShowAnswer)
        assert unread.read_as == ""
