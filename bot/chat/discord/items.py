"""Buttons, found by what they carry: one from before a restart works like any other."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, cast

import discord
from discord.ui import Button, DynamicItem, Item

from bot.chat.discord.acceptance import Acceptance
from bot.chat.discord.custom_ids import QUESTION_TEXT, read_custom_id
from bot.chat.discord.forms import answer_form, confirm_form, gap_form, reason_form
from bot.chat.discord.responding import show, tell

_THANKS = "Thank you, noted."
_CONFIRMED = {
    "/ingest publish": (
        "Publish this generation?",
        "Everybody is asked from it from now on. /rollback brings back the one before.",
    ),
    "/gaps approve": ("Approve this draft?", "Learners are graded against it from now on."),
    "/rollback": ("Roll back?", "The generation before this one serves everybody again."),
}


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
        if await _acceptance(interaction).keep(interaction, vote, about=about, with_ticket=False) is None:
            return
        if vote == "-":
            await show(interaction, reason_form(about))
        else:
            await tell(interaction, _THANKS)


class SureButton(_Pressed, template=r"sure\|[^|]*\|[\s\S]*"):
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        words, about = self.fields
        first = (title for start, title in _CONFIRMED.items() if words.startswith(start))
        title, text = next(first, ("Are you sure?", f"This does {words}."))
        await show(interaction, confirm_form(words, about, title, text))


class WriteButton(_Pressed, template=r"write\|[\s\S]*"):
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await show(interaction, answer_form(self.fields[0], _question_in(interaction.message)))


class GapButton(_Pressed, template=r"gap\|[\s\S]+"):
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await show(interaction, gap_form(self.fields[0], _words_beside(interaction.message, self.custom_id)))


ITEMS = (SayButton, VoteButton, SureButton, WriteButton, GapButton)


def _acceptance(interaction: discord.Interaction[Any]) -> Acceptance:
    return cast(_Client, interaction.client).acceptance


def _question_in(message: discord.Message | None) -> str:
    texts = (part for part in _parts(message) if isinstance(part, discord.TextDisplay))
    return next((text.content for text in texts if text.id == QUESTION_TEXT), "")


def _words_beside(message: discord.Message | None, custom_id: str) -> str:
    """The first words since the line above the button: a list of gaps has a line between each two."""
    words = ""
    for part in _parts(message):
        if isinstance(part, discord.SeparatorComponent):
            words = ""
        elif isinstance(part, discord.TextDisplay):
            words = words or part.content
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
