"""Buttons, found by what they carry: one from before a restart works like any other."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, cast

import discord
from discord.ui import Button, DynamicItem, Item

from bot.chat import wording
from bot.chat.discord.acceptance import Acceptance
from bot.chat.discord.admin_cards import GAP_TEXT
from bot.chat.discord.custom_ids import QUESTION_CODE, QUESTION_OPTIONS, QUESTION_TEXT, read_custom_id
from bot.chat.discord.forms import LONGEST_TEXT, answer_form, confirm_form, gap_form, reason_form
from bot.chat.discord.responding import show
from bot.chat.text import units

# In bold before each of several gaps.
_NUMBER = re.compile(r"^\*\*\d+\.\*\* *")


class _Client(Protocol):
    acceptance: Acceptance


class _Pressed(DynamicItem[Button[Any]], template=r"(?!)"):
    """A button of the message that was pressed, with the fields of its custom id (see custom_ids)."""

    def __init__(self, button: Button[Any], fields: tuple[str, ...]) -> None:
        super().__init__(button)
        self.fields = fields

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: Item[Any], match: re.Match[str], /
    ) -> "_Pressed":
        found = read_custom_id(match.string)
        return cls(cast(Button[Any], item), found[1] if found else ())


class SayButton(_Pressed, template=r"say\|[^|]*\|[\s\S]*"):
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        words, about = self.fields
        await _acceptance(interaction).take(interaction, words, about=about)


class VoteButton(_Pressed, template=r"rate\|[+-]\|[\s\S]*"):
    """The vote counts at once; the reason, which may be withheld, comes after it."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        vote, about = self.fields
        acceptance = _acceptance(interaction)
        if vote == "+":
            await acceptance.thank(interaction, vote, about=about)
        elif await acceptance.keep(interaction, vote, about=about, with_ticket=False) is not None:
            await show(interaction, reason_form(about))


class SureButton(_Pressed, template=r"sure\|[^|]*\|[\s\S]*"):
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        words, about = self.fields
        await show(interaction, confirm_form(words, about, *_meaning(words)))


class WriteButton(_Pressed, template=r"write\|[\s\S]*"):
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await show(interaction, answer_form(self.fields[0], _question_in(interaction.message)))


class GapButton(_Pressed, template=r"gap\|[\s\S]+"):
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await show(interaction, gap_form(self.fields[0], _gap_above(interaction.message, self.custom_id)))


ITEMS = (SayButton, VoteButton, SureButton, WriteButton, GapButton)


def _acceptance(interaction: discord.Interaction[Any]) -> Acceptance:
    return cast(_Client, interaction.client).acceptance


def _meaning(words: str) -> tuple[str, str]:
    """The title and the text with which somebody is asked whether they are sure of words."""
    if words.startswith("/ingest publish "):
        return wording.PUBLISH_TITLE, wording.publish_text(words.rpartition(" ")[2], "/rollback")
    if words.startswith("/gaps approve "):
        return wording.APPROVE_TITLE, wording.APPROVE_TEXT
    if words == "/rollback":
        return wording.ROLLBACK_TITLE, wording.ROLLBACK_TEXT
    return wording.ARE_YOU_SURE, f"This is the same as writing {words}"


def _question_in(message: discord.Message | None) -> str:
    """Its words, and its code and its choices as far as a form has room for them."""
    texts = {part.id: part.content for part in _parts(message) if isinstance(part, discord.TextDisplay)}
    shown = texts.get(QUESTION_TEXT, "")
    for number in (QUESTION_CODE, QUESTION_OPTIONS):
        more = f"{shown}\n{texts[number]}" if number in texts else shown
        shown = more if units(more) <= LONGEST_TEXT else shown
    return shown


def _gap_above(message: discord.Message | None, custom_id: str) -> str:
    """The question that was shown last above this button; a list of gaps is long, and may fill several messages."""
    words = ""
    for part in _parts(message):
        if isinstance(part, discord.TextDisplay) and (part.id or 0) > GAP_TEXT:
            words = _NUMBER.sub("", part.content)
        elif isinstance(part, discord.Button) and part.custom_id == custom_id:
            return words
    return ""


def _parts(message: discord.Message | None) -> Iterator[discord.Component]:
    """All components of a message in the order in which they are read."""
    return _inside(message.components) if message is not None else iter(())


def _inside(components: Iterable[discord.Component]) -> Iterator[discord.Component]:
    for component in components:
        yield component
        if isinstance(component, discord.Container | discord.ActionRow | discord.SectionComponent):
            yield from _inside(component.children)
        if isinstance(component, discord.SectionComponent):
            yield from _inside((component.accessory,))
