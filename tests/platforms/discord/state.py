"""Everything that a client can read back: people, servers, channels, threads, messages and commands."""

import time
from collections.abc import Callable, Iterator

from . import payloads
from .records import ApiError, Json, missing_access, missing_permissions, unknown_channel, unknown_message
from .snowflakes import Snowflakes
from .things import BITS, DM, GRANTED, Channel, Guild, Message, Permission, User


class State:
    """A bot, two servers (one without the bot), and a few people; more by `World`. Ids are Discord's integers."""

    application = 900000000000000001
    bot = 900000000000000001

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.snowflakes = Snowflakes(clock)
        self.base_url = ""
        self.users: dict[int, User] = {self.bot: User(self.bot, "coach", bot=True)}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.commands: dict[int, Json] = {}
        self._direct: dict[int, Channel] = {}
        self.files: dict[int, tuple[str, bytes]] = {}

    def new_id(self) -> int:
        return self.snowflakes.new()

    def channel(self, channel: int) -> Channel:
        found = self.channels.get(channel)
        if found is None:
            raise unknown_channel()
        return found

    def opened(self, channel: int, *needed: Permission) -> Channel:
        """The channel if the bot sees it and may do all that is needed; a thread has its channel's permissions."""
        found = self.channel(channel)
        if found.is_direct:
            if not self.is_dm(found):
                raise missing_access()
            return found
        granted = self.granted(found)
        if "view" not in granted:
            raise missing_access()
        if not set(needed) <= granted:
            raise missing_permissions()
        return found

    def granted(self, channel: Channel) -> set[str]:
        if channel.guild is None:
            return set(GRANTED)
        if not self.guilds[channel.guild].bot_is_member:
            return set()
        return self.channel(channel.parent).granted if channel.parent is not None else channel.granted

    def permissions(self, channel: Channel) -> int:
        return sum(BITS[name] for name in self.granted(channel))

    def message(self, channel: int, message: int) -> Message:
        """One that is there, ephemeral or not."""
        found = self.channel(channel).messages.get(message)
        if found is None or found.deleted:
            raise unknown_message()
        return found

    def public_message(self, channel: int, message: int) -> Message:
        """One that the channel's own routes know: ephemeral ones are reached by their interaction's token only."""
        found = self.message(channel, message)
        if found.is_ephemeral:
            raise unknown_message()
        return found

    def history(self, channel: int) -> list[Message]:
        """Visible to all, oldest first."""
        return [m for _, m in sorted(self.channel(channel).messages.items()) if not m.deleted and not m.is_ephemeral]

    def dm(self, user: int) -> Channel:
        """The direct conversation of this person with the bot; made when first needed."""
        if user not in self.users or self.users[user].bot:
            raise ApiError(400, 50033, "Invalid Recipient(s)")
        if user not in self._direct:
            self._direct[user] = self.add_channel(Channel(self.new_id(), DM, people=(user,)))
        return self._direct[user]

    def is_dm(self, channel: Channel) -> bool:
        """Whether it is a conversation with the bot; groups and other people's conversations are none."""
        return channel.type == DM and self.bot not in channel.people and len(channel.people) == 1

    def add_channel(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        return channel

    def channels_of(self, guild: int, *, threads: bool = False) -> list[Channel]:
        return [c for c in self.channels.values() if c.guild == guild and c.is_thread == threads]

    def has_access(self, user: int, channel: Channel) -> bool:
        return user in (self.guilds[channel.guild].members if channel.guild is not None else channel.people)

    def by_bot(self) -> Iterator[Message]:
        for channel in self.channels.values():
            yield from (m for m in channel.messages.values() if m.author == self.bot and not m.deleted)

    def keep_file(self, name: str, content: bytes) -> int:
        identity = self.new_id()
        self.files[identity] = (name, content)
        return identity

    # -- what a client hears when it begins a session -----------------------------------------------------------

    def ready_payload(self, shard: tuple[int, int]) -> Json:
        guilds = [{"id": str(guild.id), "unavailable": True} for guild in self.bot_guilds(shard)]
        me = payloads.user_json(self.users[self.bot]) | {"verified": True, "mfa_enabled": True, "email": None}
        application = {"id": str(self.application), "flags": 0}
        return {"user": me, "guilds": guilds, "private_channels": [], "application": application}

    def guild_payloads(self, shard: tuple[int, int]) -> list[Json]:
        return [payloads.guild_json(self, guild) for guild in self.bot_guilds(shard)]

    def bot_guilds(self, shard: tuple[int, int] = (0, 1)) -> list[Guild]:
        """Those of one shard, given as (id, count): https://discord.com/developers/docs/topics/gateway#sharding"""
        return [g for g in self.guilds.values() if g.bot_is_member and (g.id >> 22) % shard[1] == shard[0]]
