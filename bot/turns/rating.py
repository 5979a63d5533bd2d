"""Thumbs up or down on what was shown last, with a reason for the thumbs-down."""

from dataclasses import replace
from typing import Literal, get_args

from bot.messages import AskReason, Message, Say
from bot.practice.session import Conversation
from bot.records import Rating, Reason
from bot.turns.turn import Turn

REASONS: tuple[Reason, ...] = get_args(Reason)
_LONGEST_COMMENT = 2000


def vote(message: Message, up: bool, reason: str, state: Conversation) -> Turn:
    if state.rateable is None:
        return Turn(state, (Say("There is nothing to rate yet: rate an answer or a grade, after it was shown."),))
    if up or reason:
        named, comment = _reason(reason) if reason else (None, "")
        rating = _rating(message, state, 1 if up else -1, named, comment)
        return Turn(replace(state, reason_awaited=False), (Say("Thank you, noted."),), rating=rating)
    # The vote counts at once: whoever leaves without a reason has still voted.
    rating = _rating(message, state, -1, None, "")
    return Turn(replace(state, reason_awaited=True), (AskReason(REASONS),), rating=rating)


def give_reason(message: Message, text: str, state: Conversation) -> Turn:
    named, comment = _reason(text)
    rating = _rating(message, state, -1, named, comment)
    said = Say("Thank you. That goes to the people who look after the questions.")
    return Turn(replace(state, reason_awaited=False), (said,), rating=rating)


def _reason(text: str) -> tuple[Reason, str]:
    """A reason by number or name, with anything after it as the comment; other words are the comment of `other`."""
    said = text.strip()[:_LONGEST_COMMENT]
    head, _, rest = said.partition(" ")
    if head.rstrip(".:)").isdigit() and 1 <= int(head.rstrip(".:)")) <= len(REASONS):
        return REASONS[int(head.rstrip(".:)")) - 1], rest.strip()
    for reason in REASONS:
        if said.lower().startswith(reason):
            return reason, said[len(reason) :].strip(" :,.-")
    return "other", said


def _rating(
    message: Message, state: Conversation, value: Literal[1, -1], reason: Reason | None, comment: str
) -> Rating:
    assert state.rateable is not None
    about = state.rateable
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
