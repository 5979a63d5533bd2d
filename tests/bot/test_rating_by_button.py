"""A vote by button or reaction is on exactly the thing under it, whoever gives it and wherever."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.messages import Say, ShowAnswer, ShowGrade
from bot.records import Rating
from tests.bot.room import Room, TwiceMemory, open_room


@pytest.fixture
async def room(starter_home: Path, tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(starter_home, tmp_path, memory=TwiceMemory) as opened:
        yield opened


@pytest.fixture
async def grade(room: Room) -> str:
    await room.say("sam", "practice monitoring junior 2", thread="")
    shown, *_ = await room.say("sam", "Latency of the service.", thread="")
    assert isinstance(shown, ShowGrade)
    return shown.attempt_id


async def votes(room: Room, learner: str) -> list[tuple[str, str, int, str | None, str]]:
    found = await room.store.ratings(learner)
    return [(one.target, one.target_id, one.vote, one.reason, one.comment) for one in found]


async def test_any_learner_rates_a_grade_from_anywhere_with_what_it_rests_on(room: Room, grade: str) -> None:
    assert await room.say("ada", "+", about=f"grade:{grade}") == []
    (rating,) = await room.store.ratings("ada")
    attempt = await room.store.attempt(grade)
    assert attempt is not None
    assert (rating.target_id, rating.vote) == (grade, 1)
    assert rating.passages == attempt.passages != ()
    assert (rating.generation, rating.template) == (attempt.generation, attempt.grader)
    assert await room.store.ratings("sam") == ()


async def test_an_answer_is_rated_while_a_grade_was_shown_last(room: Room, grade: str) -> None:
    (shown,) = await room.say("ada", "what is shadow deployment?", thread="")
    assert isinstance(shown, ShowAnswer)
    assert await room.say("sam", "-", about=f"answer:{shown.asked_id}", thread="") == []
    assert await votes(room, "sam") == [("answer", shown.asked_id, -1, None, "")]


async def test_a_reason_is_the_current_vote_and_the_earlier_one_stays_as_history(room: Room, grade: str) -> None:
    for text in ("-", "- unclear: which one?\nBoth cost the same."):
        assert await room.say("sam", text, about=f"grade:{grade}", thread="") == []
    assert await votes(room, "sam") == [("grade", grade, -1, "unclear", "which one?\nBoth cost the same.")]
    assert len(await room.store.ratings("sam", history=True)) == 2


async def test_a_reaction_taken_away_takes_back_only_a_vote_of_its_direction(room: Room, grade: str) -> None:
    about = f"grade:{grade}"
    counted = []
    for text in ("+", "-", "/unvote +", "/unvote -", "/unvote -"):
        assert await room.say("sam", text, about=about) == []
        counted.append(await room.store.current_vote("sam", "grade", grade))
    assert counted == [1, -1, -1, 0, 0]
    assert len(await room.store.ratings("sam", history=True)) == 3


async def test_what_is_not_kept_any_more_cannot_be_rated(room: Room, grade: str) -> None:
    await room.say("sam", "forget-me yes", thread="")
    (said,) = await room.say("ada", "+", about=f"grade:{grade}", thread="")
    assert isinstance(said, Say)
    assert await room.store.ratings("ada") == ()


async def test_a_vote_by_button_leaves_the_conversation_as_it_was(room: Room, grade: str) -> None:
    before = await room.store.load_session("private:sam")
    await room.say("sam", "-", about=f"grade:{grade}", thread="")
    assert await room.store.load_session("private:sam") == before


async def test_a_typed_vote_in_a_thread_is_on_the_learners_own_grade(room: Room) -> None:
    await room.say("sam", "practice monitoring junior 1")
    for learner in ("sam", "ada"):
        await room.say(learner, "Latency of the service.")
    await room.say("sam", "-")
    (rating,) = await room.store.ratings("sam")
    assert isinstance(rating, Rating)
    (own,) = await room.store.attempts("sam")
    assert rating.target_id == own.id
