"""Linking as learners do it, and what a coach says to somebody whose history began on another platform."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.link_codes import is_code, new_code, read_code
from bot.messages import Aside, AskQuestion, OpenThread, Reply, Say, ShowAnswer, ShowGrade
from tests.bot.room import Room, TwiceMemory, open_room, seen_by

LATENCY = "Latency, errors and throughput of the service."
QUESTION, WORDS = "monitoring-after-deployment", "Describe how model performance is monitored post-deployment."


@pytest.fixture
async def room(starter_home: Path, tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(starter_home, tmp_path, memory=TwiceMemory) as opened:
        yield opened


def said(replies: list[Reply]) -> str:
    (reply,) = replies
    assert isinstance(reply, Say)
    return reply.text


async def link(room: Room, learner: str, other: str, *, name: str = "") -> str:
    """What `other` is told."""
    code = said(await room.say(learner, "link", thread="")).splitlines()[0].removeprefix("Your code: ")
    return said(await room.say(other, f"/link {code.lower()}", thread="", name=name))


def test_a_code_is_eight_signs_that_nobody_takes_for_another_in_any_spelling() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert not set("".join(codes)) & set("IO01")
    for code in codes:
        for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), code.replace("-", "\u2013")):
            assert read_code(f" {typed} ") == code
            assert is_code(typed, dashed=False)


@pytest.mark.parametrize(
    "typed", ["", "ABCD", "ABCD-234", "ABCD-23456", "ABCD--2345", "ABCD-234O", "ABC1-2345", "my ABCD-2345"]
)
def test_what_is_no_code_is_not_read_as_one(typed: str) -> None:
    assert read_code(typed) is None


def test_a_code_that_slack_took_for_a_telephone_number_is_read() -> None:
    assert read_code("2345-6789 (tel:23456789)") == "2345-6789"


async def test_a_message_with_a_code_that_comes_again_after_a_crash_is_answered_the_same(room: Room) -> None:
    code = said(await room.say("sam", "link", thread="")).splitlines()[0].removeprefix("Your code: ")
    message = room.message("ada", f"link {code}", thread="", name="m-ada")
    heard = [said([reply async for reply in room.coach().reply(message)]) for _ in range(2)]
    assert heard[0].startswith("Joined")
    assert heard[0] == heard[1]


async def test_a_vote_of_either_identity_is_the_persons(room: Room) -> None:
    await link(room, "sam", "ada")
    (shown,) = await room.say("sam", "ask what is shadow deployment?", thread="")
    assert isinstance(shown, ShowAnswer)
    await room.say("sam", "+", thread="", about=f"answer:{shown.asked_id}")
    await room.say("ada", "/unvote +", thread="", about=f"answer:{shown.asked_id}")
    assert [vote.vote for vote in await room.store.ratings("ada")] == [0]


async def test_a_card_met_on_one_platform_is_known_on_the_other(room: Room) -> None:
    for text in ("practice monitoring junior 1", LATENCY, "next"):
        await room.say("sam", text, thread="")
    assert (await link(room, "sam", "ada")).startswith("Joined")
    (asked,) = await room.say("ada", "practice monitoring junior 1", thread="")
    (before,) = await room.store.attempts("ada")
    assert isinstance(asked, AskQuestion)
    assert asked.question_id != before.question_id
    await room.say("ada", LATENCY, thread="")
    assert {one.learner for one in await room.store.attempts("sam")} == {"sam"}
    assert len(await room.store.attempts("sam")) == 2


async def test_a_late_grade_in_a_thread_goes_to_who_answered_not_to_the_persons_other_name(room: Room) -> None:
    await link(room, "sam", "ada")
    await room.say("ben", "practice monitoring junior 1")
    await room.dies("ada", LATENCY, name="answer")
    (kept,) = await room.store.attempts("sam")
    assert kept.learner == "sam"
    replies = await room.say("ada", LATENCY, name="answer")
    assert [type(reply) for reply in seen_by("ada", replies)] == [ShowGrade]
    assert seen_by("sam", replies) == []


async def test_a_code_is_shown_to_one_alone_and_commands_leave_the_question_open(room: Room) -> None:
    await room.say("sam", "practice monitoring junior 1")
    (shown,) = await room.say("ada", "link")
    assert isinstance(shown, Aside)
    assert shown.to == "ada"
    assert await room.say("ada", "link pathways") != []
    (answer,) = await room.store.attempts("ada")
    assert answer.text == "link pathways"


async def test_a_question_is_asked_by_its_id_and_shown_in_words(room: Room) -> None:
    (by_id,) = await room.say("sam", f"/ask {QUESTION}", thread="")
    (by_words,) = await room.say("sam", f"/ask {WORDS}", thread="")
    assert isinstance(by_id, ShowAnswer)
    assert isinstance(by_words, ShowAnswer)
    assert by_id.answer == by_words.answer
    assert {one.question for one in await room.store.asked("sam")} == {WORDS}
    (opened,) = await room.say("sam", f"/ask {QUESTION}", thread="-")
    assert opened == OpenThread(f"Question: {WORDS}", f"/ask {WORDS}")
    (in_thread,) = await room.say("sam", f"/ask {QUESTION}", thread="another")
    assert isinstance(in_thread, ShowAnswer)
    assert in_thread.answer == by_words.answer


async def test_an_id_that_names_no_question_is_asked_as_the_words_that_it_is(room: Room) -> None:
    (answered,) = await room.say("sam", "/ask q-3fa2b81c90de", thread="")
    assert isinstance(answered, ShowAnswer)
    assert answered.answer.abstained
