"""The forms, and what was put into them as the words that a person would have typed.

A form carries what it is on in its own id, so that one from before a restart still counts. Discord itself keeps what is
required from being sent empty.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import discord
from discord import ui

from bot.chat import wording
from bot.chat.discord.custom_ids import Verb, custom_id, read_custom_id
from bot.chat.discord.escape import label, markdown, room
from bot.chat.text import clean, cut, units
from bot.records import Reason

Json = Mapping[str, Any]
LONGEST_TITLE = LONGEST_LABEL = 45
LONGEST_ANSWER, LONGEST_COMMENT, LONGEST_TEXT = 4000, 1000, 3900
_WORDS, _SURE, _REASON, _COMMENT, _CONFIRMED = "words", "sure", "reason", "comment", "confirmed"
_YES = "yes"
_FORGET = "/forget-me yes"


@dataclass(frozen=True, slots=True)
class Said:
    """Words, and what they are on as a button's `about`; empty for nothing."""

    text: str
    about: str = ""


class Form(ui.Modal):
    """A form that waits for nothing: what is put into it is read from the interaction."""

    def __init__(self, title: str, id: str, *items: ui.Item[Any] | None) -> None:
        super().__init__(title=label(title, LONGEST_TITLE), custom_id=id, timeout=None)
        for item in items:
            if item is not None:
                self.add_item(item)
        self.stop()


def answer_form(about: str, question_markdown: str) -> Form:
    """For an answer about `question:ID` or nothing; the question is shown again as its message has it."""
    options = [discord.SelectOption(label=named, value=str(share)) for share, named in wording.SURE]
    sure: ui.Select[Any] = ui.Select(
        custom_id=_SURE, placeholder=wording.NOT_SURE, min_values=0, max_values=1, required=False, options=options
    )
    return Form(
        wording.ANSWER_TITLE,
        _carried("answer", about),
        _shown(question_markdown),
        ui.Label(text=wording.ANSWER_TITLE, component=_paragraph(_WORDS, LONGEST_ANSWER)),
        ui.Label(text=wording.ASKED_SURE, component=sure),
    )


def reason_form(about: str) -> Form:
    """Asked after a thumbs-down; `about` is `answer:ID` or `grade:ID`."""
    options = [discord.RadioGroupOption(label=wording.REASON_LABELS[one], value=one) for one in get_args(Reason)]
    return Form(
        wording.REASON_TITLE,
        _carried("reason", about),
        ui.Label(text=wording.ASKED_REASON, component=ui.RadioGroup(custom_id=_REASON, options=options)),
        ui.Label(text=wording.OWN_WORDS, component=_paragraph(_COMMENT, LONGEST_COMMENT, required=False)),
    )


def gap_form(gap_id: str, question_markdown: str) -> Form:
    """For an admin's answer to a gap."""
    words = _paragraph(_WORDS, LONGEST_ANSWER)
    answer = ui.Label(text=wording.ASKED_REFERENCE, description=wording.REFERENCE_HINT, component=words)
    return Form(wording.GAP_TITLE, _carried("gapped", gap_id), _shown(question_markdown), answer)


def confirm_form(words: str, about: str, title: str, text: str) -> Form:
    """Asks whether somebody is sure of `words`, with a box to tick: Discord documents no form without a field."""
    yes = [discord.CheckboxGroupOption(label=wording.SURELY, value=_YES)]
    box: ui.CheckboxGroup[Any] = ui.CheckboxGroup(custom_id=_CONFIRMED, min_values=1, max_values=1, options=yes)
    shown = _shown(markdown("".join(cut(clean(text), LONGEST_TEXT, room)[:1])))
    return Form(title, _carried("sured", words, about), shown, ui.Label(text=wording.ARE_YOU_SURE, component=box))


def forget_form() -> Form:
    return confirm_form(_FORGET, "", wording.FORGET_TITLE, wording.FORGET_TEXT)


def words_of(data: Json) -> Said | None:
    """What a sent form says (`data` of a MODAL_SUBMIT interaction); None for a form that is none of ours, or that was
    sent without what it needs."""
    carried = read_custom_id(str(data.get("custom_id") or ""))
    if carried is None:
        return None
    given = dict(_fields(data.get("components") or ()))
    match carried:
        case "answer", (about,):
            return _answer(given, about)
        case "reason", (about,):
            return _reason(given, about)
        case "gapped", (gap,):
            words = _text(given, _WORDS)
            return Said(f"/gaps answer {gap} {words}", f"gap:{gap}") if words else None
        case "sured", (words, about):
            return Said(words, about) if _text(given, _CONFIRMED) == _YES else None
    return None


def _answer(given: Json, about: str) -> Said | None:
    """With a last line `sure 70` where it was said how sure."""
    words, sure = _text(given, _WORDS), _text(given, _SURE)
    if not words:
        return None
    return Said(f"{words}\nsure {sure}" if sure else words, about)


def _reason(given: Json, about: str) -> Said | None:
    """`/- unclear: words`. With the slash it is a vote even while a question waits for an answer."""
    reason, comment = _text(given, _REASON), " ".join(clean(_text(given, _COMMENT)).split())
    if reason not in get_args(Reason):
        return None
    return Said(f"/- {reason}: {comment}" if comment else f"/- {reason}", about)


def _fields(components: Iterable[Json]) -> Iterable[tuple[str, str]]:
    """What was put into each field, by its custom id; of several choices the first."""
    for component in components:
        inner = component.get("component")
        yield from _fields([inner] if inner else component.get("components") or ())
        if name := component.get("custom_id"):
            value = component.get("value")
            yield str(name), str(next(iter(component.get("values") or ()), "") if value is None else value)


def _text(given: Json, name: str) -> str:
    return str(given.get(name, "")).strip()


def _carried(verb: Verb, *fields: str) -> str:
    """Without what it is on where that would be too long."""
    return custom_id(verb, *fields) or custom_id(verb, *fields[:-1], "") or verb


def _shown(written: str) -> ui.TextDisplay[Any] | None:
    fits = written.strip() and units(written) <= LONGEST_TEXT
    return ui.TextDisplay(written) if fits else None


def _paragraph(name: str, longest: int, *, required: bool = True) -> ui.TextInput[Any]:
    style = discord.TextStyle.paragraph
    return ui.TextInput(custom_id=name, style=style, max_length=longest, required=required)
