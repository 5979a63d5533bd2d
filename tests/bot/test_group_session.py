"""Who sits where, who leads, and when nobody is left to wait for."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.practice.group import GroupSession, Seat

OPEN = GroupSession("m1", "sam", ("q1", "q2", "q3"), datetime(2026, 3, 2, 9, tzinfo=UTC))
DAILY = replace(OPEN, opener=None, queue=("q1",))


def test_whoever_opened_it_waits_for_nobody_while_alone() -> None:
    assert not OPEN.accepted("sam", "a1").all_answered


def test_an_answer_without_joining_makes_nobody_wait_for_it() -> None:
    assert OPEN.accepted("ada", "a1").taking_part == ("sam",)


def test_who_joined_is_waited_for() -> None:
    joined = OPEN.with_joined("ada").accepted("sam", "a1")
    assert not joined.all_answered
    assert joined.accepted("ada", "a2").all_answered


def test_who_answered_an_earlier_question_is_waited_for() -> None:
    second = OPEN.accepted("ada", "a1").moved_on()
    assert second.taking_part == ("sam", "ada")
    assert not second.accepted("ada", "a2").all_answered
    assert second.accepted("ada", "a2").accepted("sam", "a3").all_answered


def test_a_question_that_nobody_leads_is_never_over_by_itself() -> None:
    joined = DAILY.with_joined("ada").with_joined("eve").accepted("ada", "a1").accepted("eve", "a2")
    assert not joined.all_answered


def test_only_who_opened_it_leads_and_only_an_admin_where_nobody_did() -> None:
    assert OPEN.led_by("sam", admin=False)
    assert not OPEN.led_by("ada", admin=True)
    assert not DAILY.led_by("sam", admin=False)
    assert DAILY.led_by("ada", admin=True)


def test_answers_stand_in_their_order_whoever_took_a_seat_first() -> None:
    hinted = OPEN.seated(Seat("ada", hints=1)).seated(Seat("ada", hints=2))
    answered = hinted.accepted("sam", "a1").accepted("ada", "a2")
    assert answered.answered == ("sam", "ada")
    assert answered.seat("ada") == Seat("ada", hints=2, attempt_id="a2")


def test_a_grade_goes_to_the_seat_that_waits_for_it() -> None:
    graded = OPEN.accepted("sam", "a1").accepted("ada", "a2").graded("a2", 0.5)
    assert (graded.seat("sam").score, graded.seat("ada").score) == (None, 0.5)
    assert graded.waits_for("a1")
    assert not graded.moved_on().waits_for("a1")


def test_only_what_was_asked_counts_as_shown() -> None:
    second = OPEN.moved_on()
    assert second.shown == ("q1",)
    assert second.stopped().shown == ("q1", "q2")
    assert second.stopped().finished


def test_everybody_is_counted_once() -> None:
    session = OPEN.accepted("sam", "a1").accepted("ada", "a2").moved_on().accepted("ada", "a3")
    assert session.everybody == ("sam", "ada")


def test_a_session_knows_whom_it_names() -> None:
    session = OPEN.seated(Seat("ada")).with_joined("eve")
    assert [session.knows(name) for name in ("sam", "ada", "eve", "kim")] == [True, True, True, False]
