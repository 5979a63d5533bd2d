"""What of a reply stands in Discord already, after an attempt of which nobody knows how it ended."""

from collections.abc import Iterator
from datetime import timedelta

import discord

from bot.chat.discord.ids import Ticket, time_of
from bot.chat.discord.rest import Json, Refused, Rest
from bot.delivery.event import Outgoing

# Discord's clock and ours need not agree.
_MARGIN = timedelta(minutes=5)
_MOST_PAGES = 20


async def standing(rest: Rest, channel: int, outgoing: Outgoing) -> dict[int, int]:
    """The ids of the coach's messages since the first attempt, by the numbers of their components; nothing where the
    channel's history is not shown to the coach, or where there is no such channel yet. Raises RetryLater, Ambiguous."""
    found: dict[int, int] = {}
    assert outgoing.first_tried is not None, "what was never tried cannot stand there"
    ticket = Ticket.read(outgoing.ticket)
    # What fills the first response to an interaction is as old as that response.
    begun = min(outgoing.first_tried, time_of(ticket.interaction)) if ticket else outgoing.first_tried
    after = discord.utils.time_snowflake(begun - _MARGIN)
    for _ in range(_MOST_PAGES):
        try:
            page = await rest.history(channel, after)
        except Refused:
            return found
        for message in page:
            if int(message["author"]["id"]) == rest.me:
                found.update(dict.fromkeys(marks_of(message), int(message["id"])))
        if len(page) < 100:
            break
        after = max(int(message["id"]) for message in page)
    return found


def marks_of(message: Json) -> Iterator[int]:
    """The numbers of the components on the top level, which say what piece of which reply the message is."""
    for component in message.get("components") or ():
        if isinstance(component.get("id"), int):
            yield component["id"]
