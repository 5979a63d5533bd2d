"""A grade: the score, each key point with the learner's words beside the reference's, and what to do next."""

from bot.chat import wording
from bot.chat.plain_text import says_alike
from bot.chat.slack.citation_blocks import citation_notes
from bot.chat.slack.parts import buttons, note, paragraph, quote, rating, say_button
from bot.chat.slack.rendered import Part, Rendered, packed
from bot.messages import CitedPoint, ShowGrade


def grade(reply: ShowGrade) -> Rendered:
    parts = [*paragraph(wording.grade_head(reply), strong=True), *note(wording.circumstances(reply))]
    for point in reply.points:
        parts += _point(point)
    if reply.held:
        parts += note(wording.held_back(reply), stays=True)
    if reply.grade.advice:
        parts += paragraph(reply.grade.advice, wording.ADVICE)
    parts += [*citation_notes(reply.citations), *note(reply.note)]
    parts += [_next_steps(reply), rating(f"grade:{reply.attempt_id}")]
    return packed(parts)


def _point(point: CitedPoint) -> tuple[Part, ...]:
    """The verdict and the point, the learner's words behind a bar, the reference's in grey. The point's own wording is
    left out where the reference says it alike, and a quote where nothing came near it. While others still answer there
    is only the quote."""
    reference = f"“{point.evidence}” [{point.citation}]"
    said = wording.said_of(point)
    verdict = f"{wording.VERDICTS[point.verdict]}:"
    held = not point.text and not point.evidence
    mine = quote(said, f"{verdict} you said" if held else wording.YOU_SAID) if said else ()
    if held:
        return mine
    if says_alike(point.text, point.evidence):
        return (*paragraph(reference, verdict), *mine)
    return (*paragraph(point.text, verdict), *mine, *note(f"The reference says {reference}"))


def _next_steps(reply: ShowGrade) -> Part:
    """A follow-up that is asked next may be passed over."""
    about = f"grade:{reply.attempt_id}"
    why = say_button("Why?", "/why", about, spoken_label="Why? Show what the reference is taken from")
    if not reply.probed:
        return buttons(why)
    return buttons(
        say_button("Next question", "/next", about),
        say_button("Reveal the reference", "/reveal", about),
        why,
    )
