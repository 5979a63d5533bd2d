"""Practice: a question, what helps with it, what was meant, and how a session went."""

import re

from slack_sdk.models.blocks import ButtonElement, RichTextBlock, RichTextElementParts, RichTextSectionElement

from bot.chat import wording
from bot.chat.plain_text import unwrapped
from bot.chat.slack.citation_blocks import citation_notes
from bot.chat.slack.parts import (
    WRITE_ANSWER,
    Style,
    Text,
    buttons,
    listed,
    note,
    paragraph,
    plain,
    preformatted,
    press_value,
    quote,
    say_button,
)
from bot.chat.slack.rendered import Part, Rendered, packed
from bot.chat.text import clean, units
from bot.help import HELP
from bot.messages import AskQuestion, AskReason, ShowHint, ShowProbeResult, ShowReference, ShowRound, ShowSummary
from knowledge.questions import Citation

_PERSON = re.compile(r"[UW][A-Z0-9]+")
_LONGEST_STRONG = 300


def question(reply: AskQuestion) -> Rendered:
    parts = [*note(wording.question_head(reply))]
    parts += paragraph(reply.text, strong=units(clean(reply.text)) <= _LONGEST_STRONG)
    parts += [*preformatted(reply.code), *listed(reply.options)]
    return packed([*parts, _ways_on(reply)])


def _ways_on(reply: AskQuestion) -> Part:
    about = f"question:{reply.question_id}"
    write = ButtonElement(
        text=plain("Write an answer"),
        action_id=WRITE_ANSWER,
        value=press_value("", about, question=clean(reply.text), **_material(reply)),
        style="primary",
    )
    skip = say_button("Skip", "/skip", about, spoken_label="Skip this question")
    if reply.time_allowed is not None:
        # A mock interview gives no help before its report.
        return buttons(write, skip)
    return buttons(
        write,
        say_button("Hint", "/hint", about, spoken_label="Hint, takes a part of the score"),
        say_button("Reveal", "/reveal", about, spoken_label="Reveal the reference answer"),
        skip,
        say_button("Why?", "/why", about, spoken_label="Why? Show what the last grade rests on"),
    )


def _material(reply: AskQuestion) -> dict[str, str]:
    """What the dialog for an answer shows again beside the question."""
    texts = {"code": clean(reply.code), "options": "\n".join(map(clean, reply.options))}
    return {name: text for name, text in texts.items() if text}


def help_words() -> Rendered:
    """A line for each command, which is set off from what it does."""
    runs: list[RichTextElementParts.Text] = []
    for number, line in enumerate(HELP.splitlines()):
        command, dash, does = line.strip().partition(" - ")
        if number:
            runs.append(Text(text="\n"))
        dash = "" if set(command) & set(":(,") else dash
        if dash:
            runs.append(Text(text=command, style=Style(code=True)))
        runs.append(Text(text=f" {does}" if dash else line.strip()))
    return packed([Part(RichTextBlock(elements=[RichTextSectionElement(elements=runs)]).to_dict(), HELP)])


def hint(reply: ShowHint) -> Rendered:
    return packed([*paragraph(reply.text, wording.hint_label(reply)), *note(wording.hint_cost(reply), stays=True)])


def probe(text: str) -> Rendered:
    return packed([*paragraph(text, wording.FOLLOW_UP), *note(wording.ANSWER_PROBE, stays=True)])


def probe_result(reply: ShowProbeResult) -> Rendered:
    label = wording.probe_verdict(reply.covered)
    return packed([*paragraph(reply.point, label), *quote(f"“{reply.evidence}”", wording.REFERENCE_SAYS)])


def reference(reply: ShowReference) -> Rendered:
    return packed(_reference(reply.text, reply.misconception, reply.citations))


def round_over(reply: ShowRound) -> Rendered:
    who = _who(wording.answered(reply), reply.named)
    return packed([*who, *_reference(reply.text, reply.misconception, reply.citations)])


def _who(answered: str, named: tuple[str, ...]) -> list[Part]:
    """Those who agreed to be named, as Slack names people; the only mentions that the coach ever makes."""
    people = [learner.rpartition(":")[2] for learner in named]
    known = list(dict.fromkeys(person for person in people if _PERSON.fullmatch(person)))
    if not known:
        return [*paragraph(f"{answered}.", strong=True)]
    runs: list[RichTextElementParts.Text | RichTextElementParts.User] = [Text(text=f"{answered}, among them ")]
    for number, person in enumerate(known):
        if number:
            runs.append(Text(text=", "))
        runs.append(RichTextElementParts.User(user_id=person))
    block = RichTextBlock(elements=[RichTextSectionElement(elements=runs)]).to_dict()
    return [Part(block, f"{answered}.", size=40 * len(known))]


def _reference(text: str, misconception: str, citations: tuple[Citation, ...]) -> list[Part]:
    beware = paragraph(misconception, wording.MISCONCEPTION) if misconception else ()
    return [*paragraph(unwrapped(text), wording.REFERENCE), *beware, *citation_notes(citations)]


def summary(reply: ShowSummary) -> Rendered:
    again = say_button("Practise again", "/practice", style="primary")
    return packed([*paragraph(wording.summary(reply)), buttons(again, say_button("My progress", "/progress"))])


def reasons(reply: AskReason) -> Rendered:
    presses = [
        say_button(reason.capitalize(), f"/- {reason}", action=f"reason-{number}")
        for number, reason in enumerate(reply.reasons, 1)
    ]
    asked = paragraph(wording.ASK_REASON)
    return packed([*asked, buttons(*presses)] if presses else asked)
