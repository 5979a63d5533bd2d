"""What a test asks a loopback Slack afterwards: what is on the screens, what was called, what went wrong."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from .http_mode import HttpMode
from .platform import Platform
from .records import Ack, Call, Delivery, StreamUpdate, ThreadNote, Violation
from .socket_mode import SocketMode
from .waiting import until
from .workspace import Ephemeral, Message, Workspace


class Evidence:
    """Reads the records of one server; changes nothing."""

    platform: Platform
    socket: SocketMode
    http: HttpMode | None

    @property
    def workspace(self) -> Workspace:
        return self.platform.workspace

    def messages(self, channel: str, thread_ts: str | None = None, *, by_bot: bool = False) -> list[Message]:
        """Visible messages, oldest first; with `thread_ts` the root and its replies."""
        if thread_ts is not None:
            found = self.workspace.thread(channel, thread_ts)
        else:
            found = sorted(self.workspace.channel(channel).messages.values(), key=lambda m: m.ts)
        return [m for m in found if not by_bot or m.user == self.workspace.bot_user]

    def ephemerals(self, user: str) -> list[Ephemeral]:
        return [e for e in self.workspace.ephemerals if e.user == user]

    def calls(self, method: str = "") -> list[Call]:
        """Web API calls in order of arrival; refused and failed ones too, with their error."""
        return [call for call in self.platform.calls if method in ("", call.method)]

    def duplicates(self) -> dict[str, int]:
        """`metadata.event_payload.id` of the bot's visible messages that is there more than once, with the count."""
        ids = Counter(
            str(m.metadata["event_payload"]["id"])
            for channel in self.workspace.channels
            for m in self.messages(channel, by_bot=True)
            if m.metadata and "id" in m.metadata["event_payload"]
        )
        return {name: count for name, count in ids.items() if count > 1}

    @property
    def acks(self) -> list[Ack]:
        return self.socket.acks + (self.http.acks if self.http else [])

    @property
    def deliveries(self) -> list[Delivery]:
        return self.platform.deliveries

    @property
    def lost(self) -> list[Delivery]:
        """Payloads that were given up: nobody acknowledged them."""
        return self.socket.lost + (self.http.lost if self.http else [])

    @property
    def violations(self) -> list[Violation]:
        return self.platform.violations

    @property
    def stream_updates(self) -> list[StreamUpdate]:
        return self.platform.stream_updates

    @property
    def thread_notes(self) -> list[ThreadNote]:
        return self.platform.thread_notes

    async def until(self, condition: Callable[[], Any], within: float = 15.0) -> Any:
        """Waits until `condition()` is true and returns its value."""
        return await until(condition, within)
