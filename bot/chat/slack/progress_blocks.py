"""A learner's progress: the picture with its words, or bars in text where there is no picture."""

from slack_sdk.models.blocks import ImageBlock

from bot.chat.progress_text import progress_text
from bot.chat.slack.escape import clean, shortened
from bot.chat.slack.parts import buttons, preformatted, say_button, spoken
from bot.chat.slack.rendered import Part, Rendered, packed
from bot.practice.progress import Progress
from bot.progress_picture import progress_alt_text

_LONGEST_ALT = 1900


def progress(shown: Progress, picture: str | None) -> Rendered:
    if not shown.attempts:
        return packed([*spoken("Nothing practised yet."), buttons(say_button("Start", "/practice", style="primary"))])
    label = f"Practise {shown.due_now} due" if shown.due_now else "Practise"
    start = buttons(say_button(label, "/practice", style="primary"))
    if picture is not None:
        return packed([progress_picture(shown, picture), start])
    return packed([*bars(shown), start], summary=clean(progress_alt_text(shown)))


def progress_picture(shown: Progress, picture: str) -> Part:
    """`picture` is Slack's id of the uploaded file."""
    words = shortened(clean(progress_alt_text(shown)), _LONGEST_ALT)
    return Part(ImageBlock(alt_text=words, slack_file={"id": picture}).to_dict(), words)


def bars(shown: Progress) -> tuple[Part, ...]:
    """Bars are for the eye; a screen reader is better served by the summary that goes before them."""
    return tuple(Part(part.block, "", size=len(part.text)) for part in preformatted(progress_text(shown)))
