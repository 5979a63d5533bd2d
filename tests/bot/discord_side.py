"""Objects of discord.py as its gateway makes them, and a far side of HTTP that writes down what it is sent."""

from collections.abc import Sequence
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import discord
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from bot.delivery.accepting import Seen
from bot.delivery.event import Address, Event
from bot.errors import StorageError

Json = dict[str, Any]
BOT, LEARNER, OTHER, SERVER, CHANNEL, THREAD, DIRECT, APP = 900, 1, 2, 70, 50, 55, 40, 901
# Made by Discord on 1 June 2026, 12:00 UTC.
SAID = (int(datetime.fromisoformat("2026-06-01T12:00:00+00:00").timestamp() * 1000) - 1_420_070_400_000) << 22


def user(id: int, **more: Any) -> Json:
    return {"id": str(id), "username": f"user{id}", "discriminator": "0", "avatar": None} | more


def client() -> discord.Client:
    """One that is logged in and knows one server with a channel and a thread in it."""
    made = discord.Client(intents=discord.Intents.none(), max_messages=None)
    state = made._connection
    state.user = discord.ClientUser(state=state, data=user(BOT, bot=True))  # type: ignore[arg-type]
    guild = {"id": str(SERVER), "name": "A server", "channels": [channel()], "threads": [thread()], "members": []}
    state._add_guild_from_data(guild)  # type: ignore[arg-type]
    return made


def channel(id: int = CHANNEL, **more: Any) -> Json:
    return {"id": str(id), "type": 0, "name": "general", "position": 0, "permission_overwrites": []} | more


def thread(id: int = THREAD, parent: int = CHANNEL) -> Json:
    metadata = {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": "2026-06-01T12:00:00+00:00"}
    counts = {"message_count": 1, "member_count": 2, "owner_id": str(BOT), "guild_id": str(SERVER)}
    return {"id": str(id), "type": 11, "name": "a", "parent_id": str(parent), "thread_metadata": metadata} | counts


def direct(kind: int = 1) -> Json:
    return {"id": str(DIRECT), "type": kind, "recipients": [], "owner_id": str(LEARNER), "name": None, "icon": None}


def message_data(text: str, *, at: int = DIRECT, author: int = LEARNER, id: int = SAID, **more: Any) -> Json:
    empty: Json = {"attachments": [], "embeds": [], "mentions": [], "mention_roles": [], "type": 0, "tts": False}
    where: Json = {"channel_id": str(at), "timestamp": "2026-06-01T12:00:00+00:00", "edited_timestamp": None}
    where |= {} if at == DIRECT else {"guild_id": str(SERVER)}
    who = {"author": user(author), "pinned": False, "mention_everyone": False}
    return {"id": str(id), "content": text} | empty | where | who | more


def message(made: discord.Client, data: Json) -> discord.Message:
    """As the gateway's MESSAGE_CREATE makes it."""
    state = made._connection
    found, _ = state._get_guild_channel(data)  # type: ignore[arg-type]
    return discord.Message(state=state, channel=found, data=data)  # type: ignore[arg-type]


def reaction(emoji: str, *, added: bool = True, at: int = DIRECT, **more: Any) -> discord.RawReactionActionEvent:
    data: Json = {"message_id": str(SAID), "channel_id": str(at), "user_id": str(LEARNER), "type": 0, "burst": False}
    data |= {} if at == DIRECT else {"guild_id": str(SERVER)}
    data |= {"message_author_id": str(BOT)} if added else {}
    name = discord.PartialEmoji.from_str(emoji)
    kind = "REACTION_ADD" if added else "REACTION_REMOVE"
    return discord.RawReactionActionEvent(data | more, name, kind)  # type: ignore[arg-type]


def interaction_data(kind: int, data: Json, *, at: Json | None = None, member: bool = True, **more: Any) -> Json:
    """In a server where `at` is one of its channels; `member` says whether the bot is there too."""
    where = direct() if at is None else at
    shown: Json = {"id": str(SAID), "application_id": str(APP), "type": kind, "token": "tok", "version": 1}
    shown |= {"data": data, "channel": where, "channel_id": where["id"], "attachment_size_limit": 10_000_000}
    shown |= {"locale": "en-US", "app_permissions": "0", "entitlements": []}
    if where["type"] in (1, 3):
        shown |= {"user": user(LEARNER), "context": 1 if where["type"] == 1 else 2}
        shown["authorizing_integration_owners"] = {"0": "0"} if where["type"] == 1 else {"1": str(LEARNER)}
    else:
        person = {"user": user(LEARNER), "roles": [], "joined_at": "2026-06-01T12:00:00+00:00", "flags": 0}
        shown |= {"guild_id": str(SERVER), "member": person | {"permissions": "0"}, "context": 0}
        shown["guild"] = {"id": str(SERVER), "locale": "en-US", "features": []}
        shown["authorizing_integration_owners"] = {"0": str(SERVER)} if member else {"1": str(LEARNER)}
    return shown | more


def interaction(made: discord.Client, data: Json) -> discord.Interaction:
    return discord.Interaction(data=data, state=made._connection)  # type: ignore[arg-type]


def slash(name: str, *options: Json, **more: Any) -> Json:
    return interaction_data(2, {"id": "7", "name": name, "type": 1, "options": list(options)}, **more)


def option(name: str, value: Any, kind: int = 3, **more: Any) -> Json:
    return {"name": name, "type": kind, "value": value} | more


def pressed(custom_id: str, components: Sequence[Json] = (), **more: Any) -> Json:
    """A button in a message of the coach; beside it stand `components`."""
    at = more.pop("at", None)
    row = {"type": 1, "id": 90, "components": [{"type": 2, "id": 91, "style": 1, "label": "x", "custom_id": custom_id}]}
    box = {"type": 17, "id": 5, "components": [*components, row]}
    where = DIRECT if at is None else int(at["id"])
    shown = message_data("", at=where, author=BOT, flags=1 << 15, components=[box]) | more.pop("message", {})
    data = {"component_type": 2, "custom_id": custom_id, "id": 91}
    return interaction_data(3, data, at=at, message=shown, **more)


class Refusal(discord.HTTPException):
    """What discord.py raises where Discord answers with an error."""

    def __init__(self, status: int, code: int) -> None:
        response = SimpleNamespace(status=status, reason="", headers={})
        super().__init__(response, {"code": code, "message": "refused"})  # type: ignore[arg-type]


class FarSide(AsyncWebhookAdapter):
    """`responses` are the bodies of first responses, `typing` the channels in which it was shown. `trouble` is raised
    once they are written down. `kept` counts the events of `inbox` at each response."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.responses: list[Json] = []
        self.typing: list[int] = []
        self.trouble: Exception | None = None
        self.kept: list[int] = []
        self.inbox: RecordingInbox | None = None

    async def request(self, route: Any, session: Any, **asked: Any) -> Any:
        self.responses.append(asked["payload"])
        self.kept.append(len(self.inbox.events) if self.inbox else 0)
        if self.trouble is not None:
            raise self.trouble
        return {"interaction": {"id": str(SAID), "type": 2}}

    async def send_typing(self, channel_id: int) -> None:
        self.typing.append(channel_id)
        if self.trouble is not None:
            raise self.trouble

    @property
    def types(self) -> list[int]:
        return [response["type"] for response in self.responses]

    @property
    def sentences(self) -> list[str]:
        """What was said to one person alone."""
        private = [response["data"] for response in self.responses if response.get("data", {}).get("flags") == 64]
        return [data["content"] for data in private if "content" in data]


@contextmanager
def far_side(made: discord.Client) -> Any:
    """In the place of Discord's API for one client, and for all that is begun meanwhile."""
    side = FarSide()
    made.http.send_typing = side.send_typing  # type: ignore[method-assign, assignment]
    token = async_context.set(side)
    try:
        yield side
    finally:
        async_context.reset(token)


class RecordingInbox:
    """Keeps events in memory; `failing` is how many of the next writes fail, as while a database is away."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.threads: set[Address] = set()
        self.failing = 0
        self.asked = 0

    async def accept(self, event: Event) -> bool:
        self.asked += 1
        if self.failing:
            self.failing -= 1
            raise StorageError("the database is away")
        known = [kept for kept in self.events if kept.message.id == event.message.id]
        known += [kept for kept in self.events if event.post and kept.post == event.post]
        if known:
            return False
        self.events.append(event)
        return True

    async def is_ours(self, address: Address) -> bool:
        return address in self.threads

    async def last_seen(self, platform: str, since: datetime) -> Sequence[Seen]:
        return ()

    @property
    def texts(self) -> list[str]:
        return [event.message.text for event in self.events]
