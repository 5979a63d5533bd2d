"""The few kinds of block that replies are made of. Other people's text goes in as plain or rich text, which Slack shows
as it stands: no block of ours is Markdown."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ConfirmObject,
    ContextActionsBlock,
    ContextBlock,
    DividerBlock,
    FeedbackButtonObject,
    FeedbackButtonsElement,
    HeaderBlock,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextListElement,
    RichTextPreformattedElement,
    RichTextQuoteElement,
    RichTextSectionElement,
    SectionBlock,
)

from bot.chat.slack.rendered import Part
from bot.chat.text import clean, cut, shortened, units

SAY, WRITE_ANSWER, ANSWER_GAP, RATE = "say:", "write_answer", "answer_gap", "rate"
LONGEST_BUTTON = 75
LONGEST_VALUE = 2000
_LONGEST_PIECE = 2800
_LONGEST_NOTE = 1900
_COMMAND = re.compile(r"`([^`\n]{1,60})`")

Text = RichTextElementParts.Text
Style = RichTextElementParts.TextStyle


def heading(text: str) -> Part:
    """A large line, at most 150 characters."""
    said = shortened(clean(text), 150) or "–"
    return Part(HeaderBlock(text=plain(said)).to_dict(), said)


def paragraph(text: str, label: str = "", *, strong: bool = False) -> tuple[Part, ...]:
    """Text in full, in as many blocks as it takes, after a label in bold where one is given."""
    return _rich(text, label, strong=strong, quoted=False)


def quote(text: str, label: str = "") -> tuple[Part, ...]:
    """Text in full behind a bar, as other people's words are shown."""
    return _rich(text, label, strong=False, quoted=True)


def preformatted(text: str) -> tuple[Part, ...]:
    """Lines in a fixed width, for small tables and bars."""
    pieces = cut(clean(text), _LONGEST_PIECE)
    blocks = (RichTextBlock(elements=[RichTextPreformattedElement(elements=[Text(text=piece)])]) for piece in pieces)
    return tuple(Part(block.to_dict(), piece) for block, piece in zip(blocks, pieces, strict=True))


def listed(texts: Sequence[str]) -> tuple[Part, ...]:
    """Each text in full behind a bullet, in as many blocks as it takes."""
    batches: list[list[str]] = []
    room = 0
    for item in (piece for text in texts for piece in cut(clean(text), _LONGEST_PIECE)):
        room -= units(item)
        if room < 0:
            batches.append([])
            room = _LONGEST_PIECE - units(item)
        batches[-1].append(item)
    return tuple(Part(_bullets(batch), "\n".join(f"- {item}" for item in batch)) for batch in batches)


def spoken(text: str) -> tuple[Part, ...]:
    """The coach's own words, in which commands stand between backticks. Those with a slash are typed after /coach."""
    said = clean(text).replace("`/", "`/coach ") or "(no text)"
    return tuple(
        Part(
            RichTextBlock(elements=[RichTextSectionElement(elements=_with_commands(piece))]).to_dict(),
            _COMMAND.sub(r"\1", piece),
        )
        for piece in cut(said, _LONGEST_PIECE)
    )


def note(*texts: str, stays: bool = False) -> tuple[Part, ...]:
    """Small grey lines, each in full."""
    pieces = [piece for text in texts for piece in cut(clean(text), _LONGEST_NOTE) if piece.strip()]
    return tuple(Part(ContextBlock(elements=[plain(piece)]).to_dict(), piece, stays=stays) for piece in pieces)


def line_with_button(text: str, button: ButtonElement) -> Part:
    """One line, with a button beside it."""
    said = shortened(clean(text), _LONGEST_PIECE) or "–"
    return Part(SectionBlock(text=plain(said), accessory=button).to_dict(), said)


def line_between() -> Part:
    return Part(DividerBlock().to_dict())


def buttons(*elements: ButtonElement) -> Part:
    return Part(ActionsBlock(elements=list(elements)).to_dict(), stays=True)


def say_button(
    label: str,
    said: str,
    about: str = "",
    *,
    action: str = "",
    style: Literal["primary", "danger"] | None = None,
    confirm: ConfirmObject | None = None,
    spoken_label: str = "",
) -> ButtonElement:
    """Pressing it means that the learner said `said` about `about`. `action` keeps ids apart where words are alike;
    `spoken_label` is what a screen reader says instead of the label."""
    return ButtonElement(
        text=plain(shortened(clean(label), LONGEST_BUTTON) or "–"),
        action_id=SAY + (action or said.split()[0].strip("/")),
        value=press_value(said, about),
        style=style,
        confirm=confirm,
        accessibility_label=shortened(clean(spoken_label), LONGEST_BUTTON) or None,
    )


def press_value(said: str, about: str, **more: str) -> str:
    """JSON for a button's value, at most 2,000 bytes: the longest of its texts is cut until it fits, at a line where it
    has several.

    Slack hands values back with `&`, `<` and `>` as entities, so these are written as JSON escapes.
    """
    fields = {"text": said, "about": about, **more}
    while len(value := _json(fields)) > LONGEST_VALUE:
        name = max((name for name in fields if name != "about"), key=lambda name: len(_json(fields[name])))
        fields[name] = _shorter(fields[name])
    return value


def ask_confirm(title: str, text: str, yes: str) -> ConfirmObject:
    return ConfirmObject(
        title=plain(shortened(title, 100)),
        text=plain(shortened(clean(text), 300)),
        confirm=plain(shortened(yes, 30)),
        deny=plain("Cancel"),
    )


def rating(target: str) -> Part:
    """Slack's own thumbs; `target` is `answer:ID` or `grade:ID`."""
    element = FeedbackButtonsElement(
        action_id=RATE,
        positive_button=FeedbackButtonObject(text=plain("Good"), value=f"+|{target}", accessibility_label="Good"),
        negative_button=FeedbackButtonObject(
            text=plain("Not good"), value=f"-|{target}", accessibility_label="Not good, say why"
        ),
    )
    return Part(ContextActionsBlock(elements=[element]).to_dict(), stays=True)


def plain(text: str) -> PlainTextObject:
    """Shown as it stands; `:names:` of emoji stay words."""
    return PlainTextObject(text=text, emoji=False)


def _json(value: Any) -> str:
    written = json.dumps(value)
    return written.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _shorter(text: str) -> str:
    lines = text.removesuffix("\n…").split("\n")
    if len(lines) > 1:
        return "\n".join([*lines[: len(lines) * 3 // 4], "…"])
    keep = units(text) * 3 // 4
    return shortened(text, keep) if keep > 1 else ""


def _rich(text: str, label: str, *, strong: bool, quoted: bool) -> tuple[Part, ...]:
    kind = RichTextQuoteElement if quoted else RichTextSectionElement
    parts = []
    for number, piece in enumerate(cut(clean(text), _LONGEST_PIECE)):
        runs = [Text(text=piece, style=Style(bold=True) if strong else None)]
        named = label if number == 0 else ""
        if named:
            runs.insert(0, Text(text=f"{named} ", style=Style(bold=True)))
        parts.append(Part(RichTextBlock(elements=[kind(elements=runs)]).to_dict(), f"{named} {piece}".strip()))
    return tuple(parts)


def _bullets(items: Sequence[str]) -> dict[str, Any]:
    sections = [RichTextSectionElement(elements=[Text(text=item)]) for item in items]
    return RichTextBlock(elements=[RichTextListElement(elements=sections, style="bullet")]).to_dict()


def _with_commands(text: str) -> Sequence[Text]:
    return list(_runs(text))


def _runs(text: str) -> Iterator[Text]:
    for number, run in enumerate(_COMMAND.split(text)):
        if run:
            yield Text(text=run, style=Style(code=True) if number % 2 else None)
