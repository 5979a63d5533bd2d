"""A grade: the score, each key point with the learner's words beside the reference's, and what to do next."""

from bot.chat import wording
from bot.chat.discord.card import Card, Part, Row, Words, cards
from bot.chat.discord.parts import (
    GREEN,
    MAIN,
    ORANGE,
    RED,
    headline,
    note,
    notes_of,
    paragraph,
    press,
    quote,
    rating,
    row,
)
from bot.chat.plain_text import says_alike
from bot.messages import CitedPoint, ShowGrade
from bot.practice.grading import Verdict

_EDGES = {Verdict.CORRECT: GREEN, Verdict.PARTIALLY_CORRECT: ORANGE, Verdict.INCORRECT: RED}


def grade(reply: ShowGrade) -> tuple[Card, ...]:
    parts: list[Part] = [*headline(wording.grade_head(reply)), *note(wording.circumstances(reply))]
    for point in reply.points:
        parts += _point(point)
    if reply.held:
        parts += note(wording.held_back(reply), stays=False)
    if reply.grade.advice:
        parts += paragraph(reply.grade.advice, wording.ADVICE)
    parts += [*notes_of(reply.citations), *note(reply.note)]
    about = f"grade:{reply.attempt_id}"
    return cards([*parts, *_next_steps(reply, about), *rating(about)], _EDGES[reply.grade.verdict])


def _point(point: CitedPoint) -> tuple[Words, ...]:
    """The verdict and the point, the learner's words behind a bar, the reference's in grey. The point's own wording is
    left out where the reference says it alike, and a quote where nothing came near it. While others still answer there
    is only the quote."""
    reference = f"“{point.evidence}” [{point.citation}]"
    verdict, said = f"{wording.VERDICTS[point.verdict]}:", wording.said_of(point)
    if not point.text and not point.evidence:
        first, *others = quote(said, f"{verdict} you said") or (None,)
        return () if first is None else (Words(first.markdown, first.text), *(one for one in others if one))
    mine = quote(said, wording.YOU_SAID)
    if says_alike(point.text, point.evidence):
        return (*paragraph(reference, verdict), *mine)
    return (*paragraph(point.text, verdict), *mine, *note(f"The reference says {reference}"))


def _next_steps(reply: ShowGrade, about: str) -> tuple[Row, ...]:
    """A follow-up that is asked next may be passed over."""
    why = press("Why?", "say", "/why", about)
    if not reply.probed:
        return row(why)
    on = press("Next question", "say", "/next", about, style=MAIN)
    return row(on, press("Reveal", "say", "/reveal", about), why)
