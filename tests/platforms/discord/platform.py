"""What every part of the loopback Discord shares: settings, state, clock, records, and how events go out."""

import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from . import payloads
from .forms import Modal
from .records import Invocation, Json, Request, Violation
from .settings import Settings
from .state import State
from .things import HAS_THREAD, THREAD, Channel, Message


class Dispatcher(Protocol):
    def dispatch(self, name: str, data: Json, *, guild: int | None) -> Any: ...


class Platform:
    """One app with its bot. `clock` gives seconds since 1970; a test that plays weeks in seconds sets its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock: Callable[[], float] = time.time
        self.state = State(lambda: self.clock())
        self.gateway: Dispatcher | None = None
        self.requests: list[Request] = []
        self.violations: list[Violation] = []
        self.invocations: list[Invocation] = []
        self.modals: dict[int, Modal] = {}
        self._by_token: dict[str, Invocation] = {}

    def violate(self, method: str, path: str, errors: Sequence[str]) -> None:
        self.violations.append(Violation(method, path, tuple(errors)))

    # -- events -------------------------------------------------------------------------------------------------

    def emit(self, name: str, data: Json, channel: Channel | None = None) -> None:
        """Sends an event about a channel, unless the bot does not see that channel."""
        if self.gateway is None or (channel is not None and not self._sees(channel)):
            return
        self.gateway.dispatch(name, data, guild=channel.guild if channel is not None else None)

    def _sees(self, channel: Channel) -> bool:
        if channel.guild is None:
            return self.state.is_dm(channel)
        return "view" in self.state.granted(channel)

    def interact(self, invocation: Invocation) -> None:
        """An interaction goes to its server's shard; one from where the bot is no member to the first."""
        self.invocations.append(invocation)
        self._by_token[invocation.token] = invocation
        channel = self.state.channel(invocation.channel)
        guild = None if invocation.without_bot else channel.guild
        if self.gateway is not None:
            self.gateway.dispatch("INTERACTION_CREATE", invocation.payload, guild=guild)

    def add(self, message: Message, *, quiet: bool = False) -> Message:
        """Puts a message into its channel and tells of it; an ephemeral one (or a `quiet` one) is told to nobody."""
        channel = self.state.channel(message.channel)
        channel.messages[message.id] = message
        if message.is_ephemeral or quiet:
            return message
        if channel.is_thread and message.type != 21:
            channel.sent += 1
            self.unarchive(channel)
        nonce = {"nonce": message.nonce} if message.nonce is not None else {}
        self.emit("MESSAGE_CREATE", payloads.event_json(self.state, message) | nonce, channel)
        return message

    def changed(self, message: Message) -> None:
        if not message.is_ephemeral:
            channel = self.state.channel(message.channel)
            self.emit("MESSAGE_UPDATE", payloads.event_json(self.state, message), channel)

    def remove(self, message: Message) -> None:
        message.deleted = True
        channel = self.state.channel(message.channel)
        gone = {"id": str(message.id), "channel_id": str(channel.id)}
        if channel.guild is not None:
            gone["guild_id"] = str(channel.guild)
        if not message.is_ephemeral:
            self.emit("MESSAGE_DELETE", gone, channel)

    def unarchive(self, thread: Channel) -> None:
        """Speaking in an archived thread opens it again."""
        if thread.archived:
            thread.archived = False
            self.emit("THREAD_UPDATE", payloads.channel_json(self.state, thread), thread)

    def start_thread(self, message: Message, user: int, name: str, auto_archive: int = 4320) -> Channel:
        """A thread has the id of the message that it was started from, and begins with a message of type 21."""
        parent = self.state.channel(message.channel)
        thread = Channel(message.id, THREAD, name, parent.guild, parent.id, user, auto_archive=auto_archive)
        self.state.add_channel(thread)
        message.thread = thread.id
        message.flags |= HAS_THREAD
        shown = payloads.channel_json(self.state, thread) | {"newly_created": True}
        self.emit("THREAD_CREATE", shown, thread)
        self.changed(message)
        self.add(Message(self.state.new_id(), thread.id, user, type=21, reference=message.id))
        return thread

    # -- interactions -------------------------------------------------------------------------------------------

    def invocation(self, *, id: int | None = None, token: str) -> Invocation | None:
        found = self._by_token.get(token)
        return found if found is not None and id in (None, found.id) else None

    def acknowledge(self, invocation: Invocation, response_type: int) -> None:
        invocation.acked_at, invocation.response_type = time.monotonic(), response_type
        invocation.done.set()

    def is_expired(self, invocation: Invocation) -> bool:
        return self.clock() - invocation.created >= self.settings.token_life
