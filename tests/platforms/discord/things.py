"""People, servers, channels and messages as data, and Discord's numbers for them."""

from dataclasses import dataclass, field
from typing import Literal

from . import reading
from .records import Json

TEXT, DM, GROUP_DM, THREAD = 0, 1, 3, 11
SUPPRESS_EMBEDS, HAS_THREAD, EPHEMERAL, LOADING, V2 = 1 << 2, 1 << 5, 1 << 6, 1 << 7, 1 << 15

Permission = Literal["view", "send", "embed", "attach", "history", "threads", "send_in_threads", "manage_messages"]
# https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags
BITS: dict[str, int] = {
    "view": 1 << 10,
    "send": 1 << 11,
    "manage_messages": 1 << 13,
    "embed": 1 << 14,
    "attach": 1 << 15,
    "history": 1 << 16,
    "commands": 1 << 31,
    "threads": 1 << 35,
    "send_in_threads": 1 << 38,
}
GRANTED = ("view", "send", "embed", "attach", "history", "threads", "send_in_threads", "commands")


@dataclass
class User:
    """`accepts_direct` is off for one who blocked the app or takes no messages from servers."""

    id: int
    name: str
    bot: bool = False
    has_installed: bool = False
    accepts_direct: bool = True


@dataclass
class Guild:
    id: int
    name: str
    owner: int
    bot_is_member: bool = True
    members: set[int] = field(default_factory=set)


@dataclass
class Message:
    """One message as it stands now. `visible_to` is the one person who sees an ephemeral one; `edits` counts changes
    after it was first seen, `past` keeps the earlier texts; `marks` are the ids that the app itself gave to top-level
    components; `files` are all attachments, those shown by a component too, which `attachments` leaves out."""

    id: int
    channel: int
    author: int
    content: str = ""
    type: int = 0
    flags: int = 0
    components: list[Json] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    mentions: list[int] = field(default_factory=list)
    reactions: dict[str, list[int]] = field(default_factory=dict)
    nonce: str | int | None = None
    reference: int | None = None
    edited: str | None = None
    interaction: Json | None = None
    thread: int | None = None
    visible_to: int | None = None
    marks: tuple[int, ...] = ()
    edits: int = 0
    past: list[str] = field(default_factory=list)
    deleted: bool = False

    @property
    def is_ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def is_loading(self) -> bool:
        """A deferred answer that shows "thinking"."""
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """Everything that can be read in it: content, then the text displays in order, a line between two."""
        return reading.text_of(self.content, self.components)

    @property
    def labels(self) -> list[str]:
        return [reading.label_of(button) for button in self.buttons]

    @property
    def buttons(self) -> list[Json]:
        return reading.buttons_of(self.components)

    def seen_by(self, user: int) -> bool:
        return not self.deleted and self.visible_to in (None, user)


@dataclass
class Channel:
    """`people` are those of a (group) direct conversation; `granted` is what the bot may do in a server's channel;
    `nonces` has the last message of the bot with each."""

    id: int
    type: int
    name: str = ""
    guild: int | None = None
    parent: int | None = None
    owner: int | None = None
    people: tuple[int, ...] = ()
    granted: set[str] = field(default_factory=lambda: set(GRANTED))
    messages: dict[int, Message] = field(default_factory=dict)
    nonces: dict[str, int] = field(default_factory=dict)
    archived: bool = False
    locked: bool = False
    auto_archive: int = 4320
    sent: int = 0

    @property
    def is_thread(self) -> bool:
        return self.type == THREAD

    @property
    def is_direct(self) -> bool:
        return self.guild is None
