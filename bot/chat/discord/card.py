"""One message in Discord: words, buttons and a picture in a frame with a coloured edge."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord
from discord import ui

from bot.chat.packing import packed_in_order
from bot.chat.text import units as _length

PICTURE = "progress.png"
# Discord takes 40 components and 4,000 characters; the rest is for what is put below a card.
MOST_COMPONENTS = 38
MOST_UNITS = 3900
LONGEST_LABEL = 80
LONGEST_ALT = 1024
BUTTONS_IN_A_ROW = 5

View = ui.LayoutView
Button = ui.Button[View]
_NOTHING = "(no text)"


@dataclass(frozen=True, slots=True)
class Words:
    """Text as `markdown` and as it is read. What `stays` is shown right below the words before it, in the same block;
    `id` is the number of the component, where it has to be found again."""

    markdown: str
    text: str
    stays: bool = False
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """A button; `custom_id` says what it means."""

    label: str
    custom_id: str
    style: discord.ButtonStyle = discord.ButtonStyle.secondary

    def item(self) -> Button:
        return ui.Button(label=self.label, custom_id=self.custom_id, style=self.style)


@dataclass(frozen=True, slots=True)
class Beside:
    """Words with a button beside them."""

    words: Words
    press: Press
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """At most five buttons."""

    presses: tuple[Press, ...]
    stays: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """Between parts; left out where a message starts or ends."""

    stays: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """The attached file, and what it shows in words."""

    alt: str
    stays: bool = False


Part = Words | Beside | Row | Line | Picture


@dataclass(frozen=True, slots=True)
class Card:
    """A message, which Discord takes as it is: at most 38 components and 3,900 characters."""

    parts: tuple[Part, ...]
    accent: int | None = field(default=None)

    @property
    def text(self) -> str:
        """The words alone, as a person would read them."""
        return "\n".join(said for part in self.parts if (said := _said(part)))

    def view(self, mark: int) -> View:
        """A fresh view with everything in one container, whose id is `mark`. Made where an event loop runs it is
        stopped: discord.py keeps none of its buttons."""
        container: ui.Container[View] = ui.Container(*_items(self.parts), accent_colour=self.accent, id=mark)
        view = View(timeout=None)
        view.add_item(container)
        view.stop()
        return view


def cards(parts: Iterable[Part], accent: int | None = None) -> tuple[Card, ...]:
    """The messages of these parts, at least one."""
    messages = [_tidy(message) for message in packed_in_order(_known_once(parts), _fits)]
    return tuple(Card(message, accent) for message in messages if message) or (
        Card((Words(_NOTHING, _NOTHING),), accent),
    )


def _known_once(parts: Iterable[Part]) -> Iterable[Part]:
    """Discord refuses two buttons that are the same."""
    seen: set[str] = set()
    for part in parts:
        match part:
            case Row(presses, stays):
                fresh = [press for press in presses if press.custom_id not in seen]
                seen.update(press.custom_id for press in fresh)
                # Rows about as long as each other.
                rows = math.ceil(len(fresh) / BUTTONS_IN_A_ROW)
                width = math.ceil(len(fresh) / rows) if rows else 1
                for start in range(0, len(fresh), width):
                    yield Row(tuple(fresh[start : start + width]), stays or start > 0)
            case Beside(words, press):
                yield words if press.custom_id in seen else part
                seen.add(press.custom_id)
            case _:
                yield part


def _tidy(message: Sequence[Part]) -> tuple[Part, ...]:
    shown = list(message)
    while shown and isinstance(shown[0], Line):
        del shown[0]
    while shown and isinstance(shown[-1], Line):
        del shown[-1]
    return tuple(shown)


def _fits(parts: Sequence[Part]) -> bool:
    # The container counts as well.
    return 1 + sum(map(_components, parts)) <= MOST_COMPONENTS and sum(map(_units, parts)) <= MOST_UNITS


def _components(part: Part) -> int:
    match part:
        case Row(presses):
            return 1 + len(presses)
        case Beside():
            return 3
        case _:
            return 1


def _units(part: Part) -> int:
    """A line break may come before words that stay."""
    match part:
        case Words(markdown):
            return _length(markdown) + 1
        case Beside(words, press):
            return _length(words.markdown) + _length(press.label)
        case Row(presses):
            return sum(_length(press.label) for press in presses)
        case Picture(alt):
            return _length(alt)
        case Line():
            return 0


def _items(parts: Sequence[Part]) -> list[ui.Item[Any]]:
    items: list[ui.Item[Any]] = []
    held: ui.TextDisplay[View] | None = None
    for part in parts:
        if isinstance(part, Words) and part.stays and part.id is None and held is not None:
            held.content += f"\n{part.markdown}"
            continue
        item = _item(part)
        items.append(item)
        held = item if isinstance(part, Words) and part.id is None and isinstance(item, ui.TextDisplay) else None
    return items


def _item(part: Part) -> ui.Item[Any]:
    match part:
        case Words(markdown, id=number):
            return ui.TextDisplay(markdown, id=number)
        case Beside(words, press):
            return ui.Section(words.markdown, accessory=press.item())
        case Row(presses):
            return ui.ActionRow(*(press.item() for press in presses))
        case Line():
            return ui.Separator()
        case Picture(alt):
            return ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{PICTURE}", description=alt))


def _said(part: Part) -> str:
    match part:
        case Words(text=text) | Beside(words=Words(text=text)):
            return text
        case Picture(alt):
            return alt
        case _:
            return ""
