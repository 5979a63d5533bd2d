"""Discord's messages and reactions to events: what concerns the coach, and None for all the rest. No network."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count

import discord

from bot.chat.discord.ids import direct_address, event_at, server_address, time_of
from bot.chat.discord.words import names, plain_words
from bot.delivery.event import Address, Event
from bot.messages import Attachment

_SPOKEN = (discord.MessageType.default, discord.MessageType.reply)
_VOTES = {"👍": "+", "👎": "-"}
# The five skin tones, and the sign that asks for a coloured picture.
_SHADES = dict.fromkeys((*range(0x1F3FB, 0x1F400), 0xFE0F))
_REMEMBERED = 5000

ParentOf = Callable[[int], Awaitable[tuple[int, int | None]]]


@dataclass(frozen=True, slots=True)
class Hearing:
    """What has to be known to tell who is spoken to. `bot` is the user id of the coach.

    `is_ours` says whether the coach has a part in a thread. `parent_of` says for the id of any channel or thread of a
    server which channel and which thread it is. `message_content` says whether Discord shows what is written in a
    server where nobody mentions the coach.
    """

    bot: int
    is_ours: Callable[[Address], Awaitable[bool]]
    parent_of: ParentOf
    message_content: bool = False


async def message_event(message: discord.Message, hearing: Hearing) -> Event | None:
    """The event in a message that somebody wrote; None where it is nothing for us.

    Raises what `is_ours` and `parent_of` raise.
    """
    if not _by_a_person(message, hearing.bot) or message.type not in _SPOKEN:
        return None
    if not message.content and not message.attachments:
        # A sticker, a forward, or words that are hidden from us: nothing to answer, and no call for help.
        return None
    server = _server_of(message)
    if server is None:
        return _event(message, direct_address(message.author.id), _words(message, None, hearing.bot, ""))
    mentioned = any(person.id == hearing.bot for person in message.mentions)
    if not mentioned and not hearing.message_content:
        return None
    named = mentioned and names(message.content, hearing.bot)
    address, in_thread = await _place(message, server, hearing, mentioned=mentioned, named=named)
    if address is None:
        return None
    # Whoever names the coach speaks to it, as with a command: also in a thread where others answer a question. One who
    # replies to what it said there answers.
    slash = "/" if named or (mentioned and not in_thread) else ""
    return _event(message, address, _words(message, server, hearing.bot, slash))


async def _place(
    message: discord.Message, server: int, hearing: Hearing, *, mentioned: bool, named: bool
) -> tuple[Address | None, bool]:
    """Where it was said, None where that is none of ours; and whether that is in a thread already."""
    channel, thread = await _channel_of(message, hearing.parent_of)
    address = server_address(server, channel, thread)
    if thread is not None:
        return (address if mentioned or await hearing.is_ours(address) else None), True
    if not mentioned:
        return None, False
    replied = message.reference.message_id if message.reference and not named else None
    if replied is not None and await hearing.is_ours(root := server_address(server, channel, replied)):
        # To the message that a thread of ours was started from: what is said to it belongs there.
        return root, True
    return server_address(server, channel, message.id), False


async def _channel_of(message: discord.Message, parent_of: ParentOf) -> tuple[int, int | None]:
    channel = message.channel
    if isinstance(channel, discord.Thread):
        return channel.parent_id, channel.id
    if isinstance(channel, discord.PartialMessageable):
        return await parent_of(channel.id)
    return channel.id, None


def _event(message: discord.Message, address: Address, text: str) -> Event:
    return event_at(
        address,
        id=str(message.id),
        user=message.author.id,
        text=text,
        at=time_of(message.id),
        post=post_of(message),
        files=attachments(message.attachments),
    )


def _words(message: discord.Message, server: int | None, bot: int, slash: str) -> str:
    text = plain_words(message.content, server=server, bot=bot)
    if not text and not message.attachments:
        return "/help"
    return f"{slash}{text}" if text and not text.startswith("/") else text


def post_of(message: discord.Message) -> str:
    return f"{message.channel.id}:{message.id}"


def attachments(files: Iterable[discord.Attachment]) -> tuple[Attachment, ...]:
    return tuple(Attachment(str(file.id), file.filename, file.url, file.size) for file in files)


def _by_a_person(message: discord.Message, bot: int) -> bool:
    author = message.author
    return not (author.bot or author.system or author.id == bot or message.webhook_id is not None)


def _server_of(message: discord.Message) -> int | None:
    if message.guild is not None:
        return message.guild.id
    channel = message.channel
    return channel.guild_id if isinstance(channel, discord.PartialMessageable) else None


async def reaction_event(
    payload: discord.RawReactionActionEvent, hearing: Hearing, id: str, at: datetime
) -> Event | None:
    """A vote on one of the coach's messages; `id` and `at` are ours (see Reactions), for Discord gives neither.

    Raises what `is_ours` and `parent_of` raise.
    """
    vote = vote_of(payload, hearing.bot)
    if vote is None:
        return None
    if payload.guild_id is None:
        address = direct_address(payload.user_id)
    else:
        channel, thread = await hearing.parent_of(payload.channel_id)
        address = server_address(payload.guild_id, channel, thread)
    added = payload.event_type == "REACTION_ADD"
    # Whose message it was is not said of a reaction that is taken back.
    if not added and not await hearing.is_ours(address):
        return None
    return event_at(
        address,
        id=id,
        user=payload.user_id,
        text=vote if added else f"/unvote {vote}",
        at=at,
        about=f"post:{address.channel}:{payload.message_id}",
    )


def vote_of(payload: discord.RawReactionActionEvent, bot: int) -> str | None:
    """`+` or `-`; None for what is no vote on a message of the coach, as far as the payload says."""
    if payload.user_id == bot or payload.emoji.id is not None or (payload.member is not None and payload.member.bot):
        return None
    if payload.event_type == "REACTION_ADD" and payload.message_author_id != bot:
        return None
    return _VOTES.get((payload.emoji.name or "").translate(_SHADES))


class Reactions:
    """Tells a reaction that Discord dispatches again, as after a broken connection, from one that is set again.

    Remembers the last direction for each person, message and emoji, for as many as fit.
    """

    def __init__(self, begun: datetime) -> None:
        self._begun = int(begun.timestamp())
        self._number = count(1)
        self._last: OrderedDict[tuple[int, int, str], str] = OrderedDict()

    def id_of(self, payload: discord.RawReactionActionEvent) -> str | None:
        """An id for the event; None where it repeats the last one."""
        key = (payload.message_id, payload.user_id, str(payload.emoji))
        if self._last.get(key) == payload.event_type:
            return None
        self._last[key] = payload.event_type
        self._last.move_to_end(key)
        while len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)
        return f"reaction/{payload.message_id}/{payload.user_id}/{self._begun}.{next(self._number)}"
