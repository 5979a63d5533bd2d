"""A card of the coach as Discord receives it, and what can be read and pressed there."""

from collections.abc import Sequence
from typing import Any

from bot.chat.discord.card import Card
from tests.platforms.discord.reading import buttons_of, walk

MARK = 123_456_789
TEXT, CONTAINER, GALLERY, SECTION = 10, 17, 12, 9

Json = dict[str, Any]


def sent(card: Card, mark: int = MARK) -> list[Json]:
    made: list[Json] = card.view(mark).to_components()  # type: ignore[no-untyped-call]
    return made


def all_texts(components: Sequence[Json]) -> list[str]:
    return [str(one["content"]) for one in walk(components) if one["type"] == TEXT]


def pressed(shown: Card) -> dict[str, str]:
    """What each button carries, by its label."""
    return {str(one["label"]): str(one["custom_id"]) for one in buttons_of(sent(shown))}
