"""Several people in one thread: who sees what, what is never told, and what survives a repeat."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.admin_messages import AdminGlance
from bot.chat.json_reply import reply_to_dict
from bot.messages import AskQuestion, OpenThread, Reply, Say, ShowGrade, ShowHome, ShowProgress, ShowRound
from tests.bot.room import Room, TwiceMemory, open_room, public, seen_by

LATENCY = "Latency, errors and throughput of the service."
GLANCE = AdminGlance("g1", 1, 1, 0, 0, 0, 0)
OF_THE_DAY = "/daily-open monitoring-after-deployment"


class OnlyEve:
    """Eve is the only admin."""

    async def is_admin(self, learner: str) -> bool:
        return learner == "eve"

    async def __call__(self, learner: str) -> AdminGlance | None:
        return GLANCE if learner == "eve" else None


@pytest.fixture
async def room(starter_home: Path, tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(starter_home, tmp_path, admins=OnlyEve(), glance=OnlyEve()) as opened:
        yield opened


async def played(room: Room) -> list[Reply]:
    """Two questions, two people, one of them with a hint; everything that came back."""
    script = [
        ("sam", "practice monitoring junior 2"),
        ("sam", LATENCY),
        ("ada", "hint"),
        ("ada", "Drift of the inputs.\nsure 40"),
        ("ada", "hard, that one"),
        ("sam", "reveal"),
        ("sam", "The distribution of the inputs changes."),
        ("ada", "No idea."),
    ]
    return [reply for learner, text in script for reply in await room.say(learner, text)]


async def test_grades_are_for_the_one_who_answered(room: Room) -> None:
    replies = await played(room)
    assert [type(reply) for reply in public(replies)] == [AskQuestion, ShowRound, AskQuestion, ShowRound, Say]
    assert [isinstance(reply, ShowGrade) for reply in seen_by("sam", replies)] == [True, True]
    _hint, *grades = seen_by("ada", replies)
    assert [isinstance(reply, ShowGrade) for reply in grades] == [True, True]
    assert isinstance(grades[0], ShowGrade)
    assert (grades[0].hint_cost, grades[0].confidence) == (0.05, 0.4)
    sams = await room.store.attempts("sam")
    assert [attempt.hints for attempt in sams] == [0, 0]
    assert all(reply.named == () for reply in public(replies) if isinstance(reply, ShowRound))


async def test_turns_that_are_kept_twice_change_nothing(starter_home: Path, tmp_path: Path) -> None:
    async with open_room(starter_home, tmp_path / "once") as once:
        heard = await played(once)
        kept = [await once.store.attempts(learner) for learner in ("sam", "ada")]
        cards = [await once.store.cards(learner) for learner in ("sam", "ada")]
    async with open_room(starter_home, tmp_path / "twice", memory=TwiceMemory) as twice:
        assert await played(twice) == heard
        assert [await twice.store.attempts(learner) for learner in ("sam", "ada")] == kept
        assert [await twice.store.cards(learner) for learner in ("sam", "ada")] == cards


async def test_what_was_practised_in_private_chooses_nothing_in_a_place(room: Room) -> None:
    (before,) = await room.say("sam", "practice monitoring 1")
    assert isinstance(before, AskQuestion)
    for text in ("practice monitoring 2", "skip", "No idea.", "next"):
        await room.say("sam", text, thread="")
    room._minutes += 60 * 24 * 30
    await room.say("sam", "stop")
    (again,) = await room.say("sam", "practice monitoring 1")
    assert again == before
    (private,) = await room.say("sam", "practice monitoring 1", thread="")
    assert isinstance(private, AskQuestion)
    assert private.due


async def test_a_grade_in_the_thread_gives_nothing_away(room: Room) -> None:
    await room.store.set_place("mlops", "thread")
    (question,) = await room.say("sam", "practice monitoring junior 1")
    assert isinstance(question, AskQuestion)
    await room.say("sam", "sure 90")
    (grade,) = await room.say("sam", "Drift of the inputs, latency and errors of the service, values and ranges.")
    assert isinstance(grade, ShowGrade)
    reference = room._house._library.serving().question(question.question_id)
    assert reference is not None
    assert reference.answer is not None
    assert len(grade.points) + grade.held == len(reference.answer.key_points)
    told = str(reply_to_dict(grade))
    shown = {point.key_point.id for point in grade.grade.points}
    assert not [point.text for point in reference.answer.key_points if point.id not in shown and point.text in told]
    assert (grade.citations, grade.grade.advice, grade.confidence) == ((), "", None)


async def test_the_thread_of_the_day_is_opened_and_closed_by_the_clock_alone(room: Room) -> None:
    (refused,) = seen_by("sam", await room.say("sam", OF_THE_DAY))
    assert isinstance(refused, Say)
    (question,) = await room.say("", OF_THE_DAY, name="p1:then")
    assert isinstance(question, AskQuestion)
    for learner in ("sam", "ada"):
        await room.say(learner, "join")
        await room.say(learner, LATENCY)
    await room.say("ada", "name-me yes", thread="")
    assert public(await room.say("sam", "reveal")) == []
    assert public(await room.say("sam", "/daily-close")) == []
    (over,) = await room.say("", "/daily-close", name="c1:then")
    assert isinstance(over, ShowRound)
    assert (over.answered, over.named) == (2, ("ada",))
    assert await room.say("", "/daily-close", name="c2:then") == []


async def test_an_admin_may_reveal_what_nobody_leads(room: Room) -> None:
    await room.say("", OF_THE_DAY, name="p1:then")
    (over,) = await room.say("eve", "reveal")
    assert isinstance(over, ShowRound)
    assert over.answered == 0


async def test_only_an_admin_announces_a_question_of_the_day(room: Room) -> None:
    said = "/daily monitoring-after-deployment"
    (opened,) = await room.say("eve", said, thread="-")
    assert isinstance(opened, OpenThread)
    assert opened.then == OF_THE_DAY
    (refused,) = seen_by("sam", await room.say("sam", said, thread="-"))
    assert isinstance(refused, Say)


async def test_what_is_personal_is_shown_to_one(room: Room) -> None:
    for learner, glance in (("eve", GLANCE), ("sam", None)):
        replies = await room.say(learner, "home")
        (home,) = seen_by(learner, replies)
        assert public(replies) == []
        assert isinstance(home, ShowHome)
        assert home.glance == glance
    replies = await room.say("sam", "progress", thread="-")
    assert public(replies) == []
    assert isinstance(seen_by("sam", replies)[0], ShowProgress)


async def test_a_question_asked_beside_an_open_one_is_answered_to_one(room: Room) -> None:
    await room.say("sam", "practice testing junior 1")
    replies = await room.say("ada", "/ask what is shadow deployment?")
    assert public(replies) == []
    assert len(seen_by("ada", replies)) == 1


async def test_a_button_on_a_question_that_is_over_changes_nothing(room: Room) -> None:
    (first,) = await room.say("sam", "practice monitoring junior 2")
    assert isinstance(first, AskQuestion)
    await room.say("sam", "skip")
    before = await room.store.load_session("thread")
    for text in ("hint", "reveal", "sure 50", LATENCY):
        assert seen_by("sam", await room.say("sam", text, about=f"question:{first.question_id}")) == [
            Say("That question is over.")
        ]
    assert await room.store.load_session("thread") == before
    assert await room.store.attempts("sam") == ()


async def test_an_answer_that_a_crash_left_is_graded_once_when_it_comes_again(room: Room) -> None:
    await room.say("sam", "practice monitoring junior 1")
    await room.say("ada", "join")
    await room.say("sam", LATENCY)
    await room.dies("ada", LATENCY, name="adas")
    replies = await room.say("ada", LATENCY, name="adas")
    assert [type(reply) for reply in seen_by("ada", replies)] == [ShowGrade]
    assert [type(reply) for reply in public(replies)] == [ShowRound, Say]
    assert await room.say("ada", LATENCY, name="adas") == []
    (attempt,) = await room.store.attempts("ada")
    assert attempt.score is not None


async def test_a_learner_who_is_forgotten_is_named_nowhere(room: Room) -> None:
    await played(room)
    await room.say("sam", "practice cost 1", thread="other")
    await room.say("ada", "practice cost 1", thread="")
    (asked,) = seen_by("ada", await room.say("ada", "forget-me"))
    assert isinstance(asked, Say)
    assert await room.store.attempts("ada") != ()
    await room.say("ada", "forget-me yes")
    assert await room.store.attempts("ada") == ()
    assert await room.store.cards("ada") == ()
    assert [await room.store.load_session(name) for name in ("thread", "private:ada")] == [None, None]
    assert await room.store.load_session("other") is not None
    assert len(await room.store.attempts("sam")) == 2


async def test_who_speaks_last_in_a_thread_does_not_take_it_along(room: Room) -> None:
    await room.say("sam", "practice cost 1")
    await room.say("ada", "progress")
    await room.say("ada", "forget-me yes", thread="")
    assert await room.store.load_session("thread") is not None
