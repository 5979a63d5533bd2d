"""The Home tab: what is due, where a learner stands, and for admins the state of the corpus."""

from collections.abc import Iterable

from bot.admin_messages import AdminGlance
from bot.chat.plain_text import percent
from bot.chat.slack.parts import ask_confirm, buttons, heading, line_between, note, paragraph, say_button
from bot.chat.slack.progress_blocks import bars, progress_picture
from bot.chat.slack.rendered import Block, Part, Rendered, packed
from bot.messages import ShowHome
from bot.practice.calibration import Calibration
from bot.practice.progress import Progress

# What Slack takes is 100.
_MOST_BLOCKS = 90


def home_view(reply: ShowHome, picture: str | None) -> Block:
    """The body for `views.publish`; `picture` is Slack's id of the uploaded file."""
    blocks = [part.block for part in _parts(reply, picture)]
    return {"type": "home", "blocks": blocks[:_MOST_BLOCKS]}


def home_message(reply: ShowHome, picture: str | None) -> Rendered:
    """The same page as a message."""
    return packed(_parts(reply, picture))


def _parts(reply: ShowHome, picture: str | None) -> Iterable[Part]:
    yield heading(_due(reply))
    if reply.in_session:
        yield from paragraph("A question is waiting for your answer.")
    label = "Go on" if reply.in_session else "Start"
    yield buttons(
        say_button(label, "/practice", style="primary", spoken_label=f"{label} practising"),
        say_button("Mock interview", "/mock"),
    )
    if reply.progress.attempts:
        yield from _standing(reply.progress, picture) if picture is not None else bars(reply.progress)
    if reply.glance is not None:
        yield from _glance(reply.glance)


def _standing(progress: Progress, picture: str) -> Iterable[Part]:
    """In words first, for the picture is small on a phone and says nothing to a screen reader beyond its first line."""
    yield from note(_habits(progress))
    met = [topic for topic in progress.topics if topic.met]
    if met:
        named = ", ".join(f"{topic.topic or 'no topic'} {percent(topic.strength)}" for topic in met)
        yield from paragraph(named, "Strength by topic, weakest first:")
    if progress.calibration is not None:
        yield from paragraph(_confidence(progress.calibration), "Confidence:")
    yield progress_picture(progress, picture)


def _due(reply: ShowHome) -> str:
    progress = reply.progress
    if not progress.attempts:
        return "Start with a first question"
    if progress.due_now:
        return f"{_count(progress.due_now, 'review')} due now"
    return f"Nothing due now, {_count(progress.due_this_week, 'review')} within a week"


def _habits(progress: Progress) -> str:
    said = [f"{_count(progress.attempts, 'answer')} so far", f"streak {_count(progress.streak, 'day')}"]
    if progress.mean_score is not None:
        said.append(f"{percent(progress.mean_score)} on average")
    said.append(f"{percent(progress.strength)} of everything expected to be known")
    return " · ".join(said)


def _confidence(calibration: Calibration) -> str:
    points = round(100 * abs(calibration.bias))
    answers = f"({_count(calibration.answers, 'answer')})"
    if points <= 5:
        return f"you judge yourself well {answers}"
    return f"{points} points {'over' if calibration.bias > 0 else 'under'}-confident {answers}"


def _glance(glance: AdminGlance) -> Iterable[Part]:
    yield line_between()
    yield heading("For admins")
    yield from paragraph(
        f"{_count(glance.questions, 'question')} from {_count(glance.sources, 'source')}",
        f"Corpus {glance.generation}:",
    )
    yield from paragraph(f"{glance.up} up, {glance.down} down", "Ratings:")
    if glance.failed:
        yield from paragraph(f"{_count(glance.failed, 'message')} given up on", "Failed:")
    back = ask_confirm("Roll back?", "The generation before this one serves everybody again.", "Roll back")
    yield buttons(
        say_button(f"Gaps ({glance.gaps})", "/gaps", "", spoken_label=f"Show {_count(glance.gaps, 'open gap')}"),
        say_button("Roll back", "/rollback", f"generation:{glance.generation}", confirm=back),
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
