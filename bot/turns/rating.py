"""Thumbs up or down, with a reason for the thumbs-down: on what was shown last, or on exactly the thing under a button.

A vote by button or reaction is answered by nothing, because the platform shows it; a typed one gets words back.
"""

from dataclasses import replace
from typing import Literal, Protocol, get_args

from bot.commands import Unvote, Vote
from bot.messages import AskReason, Message, Say
from bot.practice.session import Conversation, Shown
from bot.records import Asked, Attempt, RatedThing, Rating, Reason
from bot.turns.grading import rateable_grade
from bot.turns.turn import Turn

REASONS: tuple[Reason, ...] = get_args(Reason)
_LONGEST_COMMENT = 2000
_NOTHING_YET = "There is nothing to rate yet: rate an answer or a grade, after it was shown."


class Rateable(Protocol):
    """What was shown, by its id, and what the learner thinks of it so far."""

    async def attempt(self, attempt_id: str) -> Attempt | None: ...

    async def asked_one(self, asked_id: str) -> Asked | None: ...

    async def current_vote(self, learner: str, target: RatedThing, target_id: str) -> int:
        """1, -1, or 0 where there is none or it was taken back."""
        ...


def is_rateable(about: str) -> bool:
    return about.startswith(("grade:", "answer:"))


async def shown_under(about: str, things: Rateable) -> Shown | None:
    """The grade or answer that a button or a reaction is on; None where it is not kept any more."""
    kind, _, name = about.partition(":")
    if kind == "grade":
        attempt = await things.attempt(name)
        return rateable_grade(attempt) if attempt is not None and attempt.score is not None else None
    asked = await things.asked_one(name)
    return None if asked is None else Shown("answer", asked.id, asked.generation, asked.template, asked.passages)


async def rate(message: Message, command: Vote | Unvote, state: Conversation, things: Rateable) -> Turn:
    """A vote or its withdrawal, typed or pressed."""
    pressed = is_rateable(message.about)
    shown = await shown_under(message.about, things) if pressed else state.rateable
    if shown is None:
        return Turn(state, (Say("That is not kept any more, so it cannot be rated." if pressed else _NOTHING_YET),))
    if isinstance(command, Unvote):
        return await _take_back(message, command, state, shown, things)
    turn = _vote(message, command.up, command.reason, replace(state, rateable=shown))
    return replace(turn, state=state, replies=()) if pressed else turn


def give_reason(message: Message, text: str, state: Conversation) -> Turn:
    assert state.rateable is not None
    named, comment = _reason(text)
    rating = _rating(message, state.rateable, -1, named, comment)
    said = Say("Thank you. That goes to the people who look after the questions.")
    return Turn(replace(state, reason_awaited=False), (said,), rating=rating)


def _vote(message: Message, up: bool, reason: str, state: Conversation) -> Turn:
    assert state.rateable is not None
    if up or reason:
        named, comment = _reason(reason) if reason else (None, "")
        rating = _rating(message, state.rateable, 1 if up else -1, named, comment)
        return Turn(replace(state, reason_awaited=False), (Say("Thank you, noted."),), rating=rating)
    # The vote counts at once: whoever leaves without a reason has still voted.
    rating = _rating(message, state.rateable, -1, None, "")
    return Turn(replace(state, reason_awaited=True), (AskReason(REASONS),), rating=rating)


async def _take_back(message: Message, command: Unvote, state: Conversation, shown: Shown, things: Rateable) -> Turn:
    """Only a vote of that direction: a thumbs-up removed after a thumbs-down says nothing about the thumbs-down."""
    stands = await things.current_vote(message.learner, shown.target, shown.id)
    taken = stands == (1 if command.up else -1)
    said = "Taken back." if taken else "There is no such vote of yours to take back."
    replies = () if message.about else (Say(said),)
    rating = _rating(message, shown, 0, None, "") if taken else None
    return Turn(replace(state, reason_awaited=False) if not message.about else state, replies, rating=rating)


def _reason(text: str) -> tuple[Reason, str]:
    """A reason by number or name, with anything after it as the comment; other words are the comment of `other`."""
    said = text.strip()[:_LONGEST_COMMENT]
    head, _, rest = said.partition(" ")
    if head.rstrip(".:)").isdigit() and 1 <= int(head.rstrip(".:)")) <= len(REASONS):
        return REASONS[int(head.rstrip(".:)")) - 1], rest.strip()
    for reason in REASONS:
        if said.lower().startswith(reason):
            return reason, said[len(reason) :].lstrip(" :,.-").rstrip()
    return "other", said


def _rating(message: Message, about: Shown, value: Literal[1, -1, 0], reason: Reason | None, comment: str) -> Rating:
    return Rating(
        id=f"{message.id}:rating",
        learner=message.learner,
        target=about.target,
        target_id=about.id,
        vote=value,
        at=message.at,
        reason=reason,
        comment=comment,
        passages=about.passages,
        generation=about.generation,
        template=about.template,
    )
