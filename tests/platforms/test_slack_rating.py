"""Ratings in Slack: thumbs under an answer or a grade, reactions, the reason, and what counts in the end."""

import pytest

from tests.platforms.slack_room import ADA, BEN, EVE, GENERAL, PRACTICE, Seen, SlackRoom, only, text_of

SHADOW = "what is shadow deployment?"


async def votes(room: SlackRoom, user: str) -> list[tuple[int, str | None, str]]:
    """All that this learner ever voted, as (vote, reason, comment); the last one counts."""
    rows = await room.rows(f"SELECT vote, reason, comment FROM ratings WHERE learner LIKE '%{user}' ORDER BY at")
    return [(vote, reason, comment) for vote, reason, comment in rows]


async def counted(room: SlackRoom) -> str:
    """What an admin sees of all votes."""
    lines = text_of(await room.home(ADA)).splitlines()
    return next(line for line in lines if line.startswith("Ratings:"))


@pytest.fixture
async def answer(room: SlackRoom) -> Seen:
    return only(await room.mention(ADA, GENERAL, SHADOW))


async def test_a_thumbs_up_under_an_answer_counts_and_says_nothing(room: SlackRoom, answer: Seen) -> None:
    assert await room.choose(BEN, answer, "positive") == []
    assert await votes(room, BEN) == [(1, None, "")]
    assert room.slack.world.modal(BEN) is None


async def test_a_thumbs_down_counts_at_once_and_asks_for_the_reason(room: SlackRoom, answer: Seen) -> None:
    assert await room.choose(BEN, answer, "negative") == []
    assert await votes(room, BEN) == [(-1, None, "")]
    assert "What was wrong with it?" in text_of(await room.slack.world.sees_modal(BEN))
    sent, seen = await room.submit(BEN, choice="unclear", words="two\nlines <!channel>")
    assert (sent.errors, seen) == ({}, [])
    assert await votes(room, BEN) == [(-1, None, ""), (-1, "unclear", "two lines <!channel>")]
    assert await counted(room) == "Ratings: 0 up, 1 down"


async def test_the_reason_may_be_given_while_a_question_is_open(room: SlackRoom) -> None:
    await room.say(BEN, "dm", "practice monitoring junior 2")
    grade, _ = await room.say(BEN, "dm", "Logs write single events in detail.")
    await room.press(BEN, grade, "Next question")
    await room.choose(BEN, grade, "negative")
    _, seen = await room.submit(BEN, choice="unfair grade")
    assert seen == []
    assert (await votes(room, BEN))[-1] == (-1, "unfair grade", "")
    assert await room.rows("SELECT count(*) FROM attempts") == [(1,)]


async def test_a_grade_that_only_one_person_sees_can_be_rated(room: SlackRoom) -> None:
    root, _ = await room.slash(ADA, PRACTICE, "practice monitoring junior 1")
    grade = only(await room.say(BEN, PRACTICE, "Logs write single events in detail.", root.ts))
    await room.choose(BEN, grade, "negative")
    _, seen = await room.submit(BEN, choice="other", words="I said more")
    assert seen == []
    assert (await votes(room, BEN))[-1] == (-1, "other", "I said more")
    assert await room.rows("SELECT DISTINCT target FROM ratings") == [("grade",)]


async def test_a_reaction_counts_and_taking_it_back_undoes_it(room: SlackRoom, answer: Seen) -> None:
    names = ("+1", "thumbsup", "+1::skin-tone-3")
    for name in names:
        assert await room.react(EVE, answer, name) == []
        assert await counted(room) == "Ratings: 1 up, 0 down"
        assert await room.unreact(EVE, answer, name) == []
        assert await counted(room) == "Ratings: 0 up, 0 down"
    assert await votes(room, EVE) == [(1, None, ""), (0, None, "")] * len(names)


async def test_one_vote_of_a_learner_counts_and_all_are_kept(room: SlackRoom, answer: Seen) -> None:
    await room.choose(BEN, answer, "positive")
    await room.react(BEN, answer, "-1")
    # The other direction was taken back by the later vote already.
    await room.react(BEN, answer, "heart")
    assert await counted(room) == "Ratings: 0 up, 1 down"
    await room.choose(BEN, answer, "positive")
    await room.unreact(BEN, answer, "-1")
    assert await counted(room) == "Ratings: 1 up, 0 down"
    assert [vote for vote, _, _ in await votes(room, BEN)] == [1, -1, 1]
    await room.choose(EVE, answer, "positive")
    assert await counted(room) == "Ratings: 2 up, 0 down"


async def test_what_was_shown_before_a_restart_can_be_rated(room: SlackRoom, answer: Seen) -> None:
    await room.restart()
    await room.choose(BEN, answer, "positive")
    await room.react(EVE, answer, "-1")
    assert await counted(room) == "Ratings: 1 up, 1 down"
    target = await room.rows("SELECT DISTINCT target_id FROM ratings")
    assert target == await room.rows("SELECT id FROM asked")


async def test_reactions_on_anything_else_are_no_votes(room: SlackRoom) -> None:
    question = only(await room.say(BEN, "dm", "practice monitoring junior 1"))
    said = await room.slack.world.say(BEN, GENERAL, "lunch?")
    for message in (question, said):
        assert await room.react(BEN, message, "+1") == []
    assert await votes(room, BEN) == []
