"""A grade: the score, each key point with the learner's words beside the reference's, and what to do next."""

from bot.chat.plain_text import NOTES, percent, says_alike
from bot.chat.slack.citation_blocks import citation_notes
from bot.chat.slack.parts import buttons, note, paragraph, quote, rating, say_button
from bot.chat.slack.rendered import Part, Rendered, packed
from bot.messages import CitedPoint, ShowGrade
from bot.practice.grading import PointVerdict

WORDS = {
    PointVerdict.COVERED: "Covered",
    PointVerdict.PARTLY: "Partly covered",
    PointVerdict.MISSED: "Missed",
    PointVerdict.CONTRADICTED: "Contradicted",
}


def grade(reply: ShowGrade) -> Rendered:
    covered = sum(point.verdict is PointVerdict.COVERED for point in reply.points)
    score = f"{percent(reply.score)} · {reply.grade.verdict}"
    parts = [*paragraph(f"{score} · {covered} of {len(reply.points) + reply.held} points covered", strong=True)]
    parts += note(*_circumstances(reply))
    for point in reply.points:
        parts += _point(point)
    if reply.held:
        more = f"{reply.held} more point{'s' if reply.held > 1 else ''} in the reference answer"
        parts += note(f"{more}, which is shown once the question is over.", stays=True)
    if reply.grade.advice:
        parts += paragraph(reply.grade.advice, "Advice:")
    parts += citation_notes(reply.citations)
    parts += [_next_steps(reply), rating(f"grade:{reply.attempt_id}")]
    return packed(parts)


def _circumstances(reply: ShowGrade) -> list[str]:
    said = [f"Your answer {NOTES[flag]}." for flag in reply.grade.flags]
    if reply.hint_cost:
        said.append(
            f"It was {percent(reply.grade.score)} before the hints, which take {percent(reply.hint_cost)} of it."
        )
    if reply.confidence is not None:
        said.append(f"You were {percent(reply.confidence)} sure.")
    return [" ".join(said)] if said else []


def _point(point: CitedPoint) -> tuple[Part, ...]:
    """The verdict and the point, the learner's words behind a bar, the reference's in grey. The point's own wording is
    left out where the reference says it alike, and a quote where nothing came near it. While others still answer there
    is only the quote."""
    reference = f"“{point.evidence}” [{point.citation}]"
    said = point.quote if point.verdict is not PointVerdict.MISSED else None
    verdict = f"{WORDS[point.verdict]}:"
    held = not point.text and not point.evidence
    mine = quote(f"“{' '.join(said.split())}”", f"{verdict} you said" if held else "You said:") if said else ()
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
