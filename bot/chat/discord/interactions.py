"""Where a command, a button or a form was used, and with what it can be answered."""

from typing import Literal

import discord

from bot.chat.discord.ids import Ticket, direct_address, event_at, server_address, time_of
from bot.delivery.event import Address, Event
from bot.messages import Attachment

Kind = Literal["waiting", "private", "away"]


def where(interaction: discord.Interaction) -> tuple[Address, Kind]:
    """The conversation, and the kind of ticket (see Ticket).

    A button in a plain channel is where the thread is that its message roots, if any. Where the bot is no member, the
    person's own conversation is meant.
    """
    channel, server = interaction.channel, interaction.guild_id
    if server is None:
        elsewhere = interaction.context.private_channel
        return direct_address(interaction.user.id), "away" if elsewhere else "waiting"
    if channel is None or not interaction.is_guild_integration():
        return direct_address(interaction.user.id), "away"
    if isinstance(channel, discord.Thread):
        return server_address(server, channel.parent_id, channel.id), "private"
    message = interaction.message
    if message is not None and message.flags.ephemeral:
        # What one person was shown outside of all threads, such as their own progress: what begins there is theirs.
        return direct_address(interaction.user.id), "away"
    rooted = message is not None and (message.flags.has_thread or message.thread is not None)
    return server_address(server, channel.id, message.id if message and rooted else None), "private"


def leaves_it(interaction: discord.Interaction, kind: Kind) -> bool:
    """Whether it is acknowledged without a sign of work: a button, or a form that one opened, in a conversation that
    nobody else sees, where the next message follows by itself."""
    from_message = interaction.type is discord.InteractionType.component or interaction.message is not None
    return kind == "waiting" and from_message


def interaction_event(
    interaction: discord.Interaction,
    words: str,
    *,
    about: str = "",
    files: tuple[Attachment, ...] = (),
    post: str = "",
    with_ticket: bool = True,
) -> Event:
    """What somebody said with an interaction; `with_ticket` where its answer is still to come."""
    address, kind = where(interaction)
    ticket = Ticket(kind, interaction.application_id, interaction.id, interaction.token)
    return event_at(
        address,
        id=f"i/{interaction.id}",
        user=interaction.user.id,
        text=words,
        at=time_of(interaction.id),
        about=about,
        post=post,
        ticket=str(ticket) if with_ticket and not leaves_it(interaction, kind) else "",
        files=files,
    )
