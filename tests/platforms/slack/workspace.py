"""A small workspace as data: people, channels, messages, files and views, and the ids and timestamps they get."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .records import ApiError, Json


@dataclass(frozen=True)
class User:
    id: str
    name: str
    is_bot: bool = False

    def to_json(self, team: str) -> Json:
        profile = {"real_name": self.name.title(), "display_name": self.name}
        return {"id": self.id, "team_id": team, "name": self.name, "is_bot": self.is_bot, "tz": "Etc/UTC"} | {
            "deleted": False,
            "real_name": self.name.title(),
            "profile": profile,
        }


@dataclass
class Message:
    """One visible message; `to_json` is what Slack shows, `past` keeps earlier texts for tests about edits."""

    channel: str
    ts: str
    user: str
    text: str = ""
    bot_id: str = ""
    thread_ts: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    subtype: str = ""
    edited: Json | None = None
    streaming_state: str = ""
    extra: Json = field(default_factory=dict)
    past: list[str] = field(default_factory=list)

    def to_json(self, *, metadata: bool = True) -> Json:
        found: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts} | self.extra
        optional = {
            "subtype": self.subtype,
            "bot_id": self.bot_id,
            "thread_ts": self.thread_ts,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "files": self.files,
            "edited": self.edited,
            "streaming_state": self.streaming_state,
            "metadata": self.metadata if metadata else None,
            "reactions": [{"name": n, "users": list(u), "count": len(u)} for n, u in self.reactions.items() if u],
        }
        return found | {name: value for name, value in optional.items() if value}


@dataclass
class Channel:
    id: str
    name: str
    members: set[str]
    is_im: bool = False
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def type(self) -> str:
        return "im" if self.is_im else "channel"


@dataclass(frozen=True)
class Ephemeral:
    """A message that one user sees; nobody can read it back, and the bot can reach it by response_url only."""

    channel: str
    user: str
    ts: str
    text: str
    blocks: list[Json]
    thread_ts: str = ""


@dataclass
class View:
    """One modal or Home tab as one user has it; the hash changes with every update."""

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    state: Json = field(default_factory=dict)
    closed: bool = False


@dataclass
class StoredFile:
    id: str
    name: str
    size: int
    user: str
    title: str = ""
    alt_text: str = ""
    content: bytes | None = None
    complete: bool = False
    channels: list[str] = field(default_factory=list)


class Workspace:
    """Holds everything that a client can read back. Timestamps are unique and increase, as Slack's do in a channel."""

    team_id = "T0LOOP"
    team_domain = "loopback"
    app_id = "A0COACH"
    bot_id = "B0COACH"
    bot_user = "U0COACH"

    def __init__(self) -> None:
        self.base_url = ""
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: list[Ephemeral] = []
        self.views: dict[str, View] = {}
        self.homes: dict[str, str] = {}
        self.modals: dict[str, list[str]] = {}
        self.files: dict[str, StoredFile] = {}
        self._last = 0
        # Nanoseconds since 1970; a test that plays weeks in seconds sets its own.
        self.clock: Callable[[], int] = time.time_ns
        self.add_user(self.bot_user, "coach", is_bot=True)
        for user, name in (("U0ADA", "ada"), ("U0BEN", "ben"), ("U0EVE", "eve")):
            self.add_user(user, name)
        self.add_channel("C0GENERAL", "general")
        self.add_channel("C0PRACTICE", "practice")
        self.add_channel("C0ELSEWHERE", "elsewhere", bot_is_member=False)

    def add_user(self, user: str, name: str, *, is_bot: bool = False) -> User:
        self.users[user] = User(user, name, is_bot)
        if not is_bot:
            self.channels[f"D{user[1:]}"] = Channel(f"D{user[1:]}", name, {user, self.bot_user}, is_im=True)
        for channel in self.channels.values():
            if not channel.is_im:
                channel.members.add(user)
        return self.users[user]

    def add_channel(self, channel: str, name: str, *, bot_is_member: bool = True) -> Channel:
        members = {user for user in self.users if bot_is_member or user != self.bot_user}
        self.channels[channel] = Channel(channel, name, members)
        return self.channels[channel]

    def dm(self, user: str) -> str:
        """The id of the direct conversation between this user and the bot."""
        return f"D{user[1:]}"

    def new_ts(self) -> str:
        self._last = max(self.clock() // 1000, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def new_id(self, letter: str) -> str:
        return letter + secrets.token_hex(5).upper()

    def channel(self, channel: Any) -> Channel:
        if not channel or channel not in self.channels:
            raise ApiError("channel_not_found")
        return self.channels[channel]

    def joined(self, channel: Any, error: str = "not_in_channel") -> Channel:
        """The channel if the bot is a member; in a real workspace too, posting elsewhere is refused."""
        found = self.channel(channel)
        if self.bot_user not in found.members:
            raise ApiError(error)
        return found

    def message(self, channel: str, ts: Any) -> Message:
        found = self.channel(channel).messages.get(str(ts))
        if found is None or found.subtype == "tombstone":
            raise ApiError("message_not_found")
        return found

    def add(self, message: Message) -> Message:
        """Stores a message; a reply also moves the parent's counters, and a parent has its own ts as thread_ts."""
        channel = self.channel(message.channel)
        channel.messages[message.ts] = message
        parent = channel.messages.get(message.thread_ts) if message.thread_ts != message.ts else None
        if parent is not None:
            parent.thread_ts = parent.ts
            users = list(dict.fromkeys([*parent.extra.get("reply_users", []), message.user]))
            count = parent.extra.get("reply_count", 0) + 1
            parent.extra |= {"reply_count": count, "reply_users": users, "latest_reply": message.ts}
        return message

    def thread(self, channel: str, root: str) -> list[Message]:
        """The root (if it still exists) and its replies, oldest first."""
        return [m for ts, m in sorted(self.channel(channel).messages.items()) if root in (ts, m.thread_ts)]

    def view_json(self, view: View) -> Json:
        body = {"private_metadata": "", "callback_id": "", "external_id": "", "clear_on_close": False} | {
            "notify_on_close": False,
            "title": None,
            "close": None,
            "submit": None,
        }
        known = {
            "id": view.id,
            "team_id": self.team_id,
            "app_id": self.app_id,
            "bot_id": self.bot_id,
            "hash": view.hash,
            "root_view_id": view.root,
            "previous_view_id": view.previous,
            "state": {"values": view.state},
        }
        return body | view.body | known

    def file_json(self, file: StoredFile) -> Json:
        url = f"{self.base_url}/files-pri/{self.team_id}-{file.id}/{quote(file.name)}"
        kind = file.name.rsplit(".", 1)[-1].lower() if "." in file.name else "binary"
        return {"id": file.id, "name": file.name, "title": file.title or file.name, "size": file.size} | {
            "user": file.user,
            "filetype": kind,
            "mimetype": {"pdf": "application/pdf", "png": "image/png", "md": "text/markdown", "txt": "text/plain"}.get(
                kind, "application/octet-stream"
            ),
            "mode": "hosted",
            "url_private": url,
            "url_private_download": url,
            "channels": [c for c in file.channels if not self.channels[c].is_im],
            "ims": [c for c in file.channels if self.channels[c].is_im],
            "alt_txt": file.alt_text,
        }
