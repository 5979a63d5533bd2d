"""What people do in Discord, and exactly the events that Discord sends for it; `World` is their hands."""

from collections.abc import Sequence

from . import payloads
from .drafts import MENTIONED, MOST_CONTENT
from .presses import Presses, Where, Who, id_of
from .records import HumanCannot, Json
from .state import State
from .things import GROUP_DM, TEXT, Channel, Guild, Message, Permission, User

File = tuple[str, bytes]


class World(Presses):
    """People, servers and conversations. Who is given by id or as `User`; where is "dm", a channel's or thread's id."""

    @property
    def state(self) -> State:
        return self.platform.state

    # -- who and where there is ---------------------------------------------------------------------------------

    def add_user(self, name: str, id: int | None = None, *, installed: bool = False) -> User:
        """A person, in every server; `installed` for one who has the app installed for themselves."""
        user = User(id or self.state.new_id(), name, has_installed=installed)
        self.state.users[user.id] = user
        for guild in self.state.guilds.values():
            guild.members.add(user.id)
        return user

    def add_guild(self, name: str, bot_is_member: bool = True, *, id: int | None = None) -> Guild:
        """A server with everybody in it."""
        people = {user.id for user in self.state.users.values() if not user.bot}
        guild = Guild(id or self.state.new_id(), name, min(people, default=1), False, people)
        self.state.guilds[guild.id] = guild
        if bot_is_member:
            self.add_bot(guild)
        return guild

    def add_bot(self, guild: Guild | int) -> None:
        """Installs the app in a server."""
        found = self.state.guilds[guild if isinstance(guild, int) else guild.id]
        found.bot_is_member = True
        self._tell("GUILD_CREATE", payloads.guild_json(self.state, found), found.id)

    def remove_bot(self, guild: Guild | int) -> None:
        found = self.state.guilds[guild if isinstance(guild, int) else guild.id]
        found.bot_is_member = False
        self._tell("GUILD_DELETE", {"id": str(found.id)}, found.id)

    def add_channel(self, guild: Guild | int, name: str, *, id: int | None = None) -> Channel:
        owner = guild if isinstance(guild, int) else guild.id
        channel = self.state.add_channel(Channel(id or self.state.new_id(), TEXT, name, owner))
        self.platform.emit("CHANNEL_CREATE", payloads.channel_json(self.state, channel), channel)
        return channel

    def add_group(self, *users: Who, id: int | None = None) -> Channel:
        """A group conversation; the bot cannot be part of one."""
        people = tuple(id_of(user) for user in users)
        return self.state.add_channel(Channel(id or self.state.new_id(), GROUP_DM, people=people))

    def deny(self, channel: Channel | int, *permissions: Permission) -> None:
        """Takes permissions from the bot in a channel and its threads."""
        found = self.state.channel(channel if isinstance(channel, int) else channel.id)
        found.granted -= set(permissions)

    def _tell(self, name: str, data: Json, guild: int) -> None:
        if self.platform.gateway is not None:
            self.platform.gateway.dispatch(name, data, guild=guild)

    # -- what people say ----------------------------------------------------------------------------------------

    async def say(
        self, user: Who, where: Where, text: str, files: Sequence[File] = (), reply_to: Message | None = None
    ) -> Message:
        """A message; `mention` makes text that names the bot. Files as (name, bytes)."""
        person, channel = self.stand(user, where)
        if not (text or files) or len(text) > MOST_CONTENT:
            raise HumanCannot(f"Discord takes 1 to {MOST_CONTENT} characters, not {len(text)}")
        if channel.locked:
            raise HumanCannot(f"thread {channel.id} is locked")
        message = Message(self.state.new_id(), channel.id, person, text)
        message.nonce = str(message.id)
        message.mentions = self._named(text)
        message.attachments = [self._attached(*file) for file in files]
        if reply_to is not None:
            message.type, message.reference = 19, reply_to.id
            message.mentions = sorted({*message.mentions, reply_to.author} - {person})
        return self.platform.add(message)

    def mention(self, text: str = "") -> str:
        """Text that begins with a mention of the bot."""
        return f"<@{self.state.bot}> {text}".strip()

    async def edit(self, user: Who, message: Message, text: str) -> None:
        self._own(user, message)
        message.past.append(message.text)
        message.content, message.mentions, message.edited = text, self._named(text), payloads.now_text(self.state)
        message.edits += 1
        self.platform.changed(message)

    async def delete(self, user: Who, message: Message) -> None:
        self._own(user, message)
        self.platform.remove(message)

    async def start_thread(self, user: Who, message: Message, name: str) -> Channel:
        """A person starts a thread from a message."""
        person, channel = self.stand(user, message.channel)
        if channel.type != TEXT or message.thread is not None:
            raise HumanCannot(f"no thread can be started from message {message.id}")
        return self.platform.start_thread(message, person, name)

    async def archive(self, thread: Channel | int, *, locked: bool = False) -> None:
        """As by hand or after days of silence; a message opens it again unless it is locked."""
        found = self.state.channel(thread if isinstance(thread, int) else thread.id)
        found.archived, found.locked = True, locked
        self.platform.emit("THREAD_UPDATE", payloads.channel_json(self.state, found), found)

    async def react(self, user: Who, message: Message, emoji: str) -> None:
        person = self._who_sees(user, message)
        users = message.reactions.setdefault(emoji, [])
        if person in users:
            raise HumanCannot(f"{person} already reacted with {emoji}")
        users.append(person)
        self._reaction("MESSAGE_REACTION_ADD", person, message, emoji)

    async def unreact(self, user: Who, message: Message, emoji: str) -> None:
        person = self._who_sees(user, message)
        if person not in message.reactions.get(emoji, []):
            raise HumanCannot(f"{person} has no {emoji} to take back")
        message.reactions[emoji].remove(person)
        self._reaction("MESSAGE_REACTION_REMOVE", person, message, emoji)

    def _who_sees(self, user: Who, message: Message) -> int:
        person, _ = self.stand(user, message.channel)
        self._sees(person, message)
        return person

    def _reaction(self, name: str, person: int, message: Message, emoji: str) -> None:
        channel = self.state.channel(message.channel)
        event: Json = {"user_id": str(person), "channel_id": str(channel.id), "message_id": str(message.id)}
        event |= {"emoji": {"id": None, "name": emoji}, "burst": False, "type": 0}
        if channel.guild is not None:
            event["guild_id"] = str(channel.guild)
        if name.endswith("ADD"):
            event["message_author_id"] = str(message.author)
            if channel.guild is not None:
                event["member"] = payloads.member_json(self.state.users[person])
        self.platform.emit(name, event, channel)

    def _named(self, text: str) -> list[int]:
        return sorted({int(user) for user in MENTIONED.findall(text)} & set(self.state.users))

    def _attached(self, name: str, content: bytes) -> Json:
        expires = self.platform.clock() + self.platform.settings.attachment_life
        return payloads.attachment_json(self.state, self.state.keep_file(name, content), expires)

    def _own(self, user: Who, message: Message) -> None:
        if message.author != id_of(user):
            raise HumanCannot(f"{id_of(user)} did not write message {message.id}")
