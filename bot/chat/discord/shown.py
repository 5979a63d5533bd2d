"""One message as Discord's API takes it: a card with what travels beside it."""

import io
from typing import Any

import discord
from discord.http import MultipartParameters, handle_message_parameters

from bot.chat.discord.cards import Card
from bot.chat.discord.ids import mark_of
from bot.delivery.event import Outgoing

_NOBODY = discord.AllowedMentions.none()


def shown(
    outgoing: Outgoing,
    number: int,
    card: Card,
    picture: bytes | None,
    *,
    nonce: str | None = None,
    note: str = "",
    below: int | None = None,
    hidden: bool = False,
) -> MultipartParameters:
    """Piece `number` of a reply. `picture` is a PNG; `note` is Markdown of our own that stands under the card; `below`
    is the message that it answers; `hidden` where only the person of an interaction may see it."""
    view = card.view(mark_of(outgoing.id, number))
    if note:
        view.add_item(discord.ui.TextDisplay(note))
    more: dict[str, Any] = {}
    if below is not None:
        more["message_reference"] = {"message_id": str(below), "fail_if_not_exists": False}
    if picture is not None:
        more["file"] = discord.File(io.BytesIO(picture), filename="progress.png")
    flags = discord.MessageFlags(suppress_embeds=True)
    flags.ephemeral = hidden
    return handle_message_parameters(view=view, nonce=nonce, allowed_mentions=_NOBODY, flags=flags, **more)
