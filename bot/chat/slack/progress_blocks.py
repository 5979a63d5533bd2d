"""A learner's progress: the picture with its words, or bars in text where there is no picture."""

from slack_sdk.models.blocks import ImageBlock

from bot.chat import wording
from bot.chat.progress_text import progress_text
from bot.chat.slack.parts import buttons, preformatted, say_button, spoken
from bot.chat.slack.rendered import Part, Rendered, packed
from bot.chat.text import clean, shortened
from bot.practice.progress import Progress
from bot.progress_picture import progress_alt_text

# Screen readers read an alternative text in one breath; the whole of it is the message's own text.
_LONGEST_ALT = 250


def progress(shown: Progress, picture: str | None) -> Rendered:
    if not shown.attempts:
        return packed([*spoken(wording.NOTHING_PRACTISED), buttons(say_button("Start", "/practice", style="primary"))])
    start = buttons(say_button(wording.practise(shown), "/practice", style="primary"))
    if picture is not None:
        return packed([progress_picture(shown, picture), start])
    return packed([*bars(shown), start], summary=clean(progress_alt_text(shown)))


def progress_picture(shown: Progress, picture: str) -> Part:
    """`picture` is Slack's id of the uploaded file."""
    words = clean(progress_alt_text(shown))
    block = ImageBlock(alt_text=shortened(words, _LONGEST_ALT), slack_file={"id": picture})
    return Part(block.to_dict(), words)


def bars(shown: Progress) -> tuple[Part, ...]:
    """Bars are for the eye; a screen reader is better served by the summary that goes before them."""
    return tuple(Part(part.block, "", size=len(part.text)) for part in preformatted(progress_text(shown)))
