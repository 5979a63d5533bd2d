"""The Home tab: what is due, where a learner stands, and for admins the state of the corpus."""

from collections.abc import Iterable

from bot.admin_messages import AdminGlance
from bot.chat import admin_wording, wording
from bot.chat.slack.parts import ask_confirm, buttons, heading, line_between, note, paragraph, say_button
from bot.chat.slack.progress_blocks import bars, progress_picture
from bot.chat.slack.rendered import Block, Part, Rendered, packed
from bot.messages import ShowHome
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
    yield heading(wording.due(reply))
    if reply.in_session:
        yield from paragraph(wording.WAITING)
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
    yield from note(wording.habits(progress))
    if named := wording.strengths(progress):
        yield from paragraph(named, wording.STRENGTHS)
    if progress.calibration is not None:
        yield from paragraph(wording.confidence(progress.calibration), wording.CONFIDENCE)
    yield progress_picture(progress, picture)


def _glance(glance: AdminGlance) -> Iterable[Part]:
    yield line_between()
    yield heading(admin_wording.FOR_ADMINS)
    for label, said in admin_wording.corpus(glance):
        yield from paragraph(said, label)
    back = ask_confirm(wording.ROLLBACK_TITLE, wording.ROLLBACK_TEXT, "Roll back")
    yield buttons(
        say_button(f"Gaps ({glance.gaps})", "/gaps", "", spoken_label=f"Show {wording.count(glance.gaps, 'open gap')}"),
        say_button("Roll back", "/rollback", f"generation:{glance.generation}", confirm=back),
    )
