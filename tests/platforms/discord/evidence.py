"""What a test asks a loopback Discord afterwards: what is on the screens, what was asked for, what went wrong."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.platforms.slack.waiting import until

from .people import World
from .platform import Platform
from .presses import Where, Who
from .records import Invocation, Kind, Request, Violation
from .state import State
from .things import Channel, Message


class Evidence:
    """Reads the records of one server; changes nothing."""

    platform: Platform
    world: World

    @property
    def state(self) -> State:
        return self.platform.state

    def screen(self, user: Who, where: Where) -> list[Message]:
        """What this person sees there, oldest first: with the ephemeral messages that are for them."""
        person, channel = self.world.stand(user, where)
        return [m for _, m in sorted(channel.messages.items()) if m.seen_by(person) and m.type != 21]

    def messages(self, channel: Channel | int, *, by_bot: bool = False) -> list[Message]:
        """Messages that everybody there sees, oldest first."""
        found = self.state.history(channel if isinstance(channel, int) else channel.id)
        return [m for m in found if m.type != 21 and (not by_bot or m.author == self.state.bot)]

    def direct_messages(self, user: Who, *, by_bot: bool = False) -> list[Message]:
        return self.messages(self.world.stand(user, "dm")[1], by_bot=by_bot)

    def ephemerals(self, user: Who) -> list[Message]:
        """All that only this person sees, wherever it is, oldest first."""
        person = user if isinstance(user, int) else user.id
        return sorted((m for m in self.state.by_bot() if m.visible_to == person), key=lambda m: m.id)

    def threads(self, channel: Channel | int) -> list[Channel]:
        parent = channel if isinstance(channel, int) else channel.id
        return [c for c in self.state.channels.values() if c.parent == parent]

    def duplicates(self) -> dict[tuple[int, int], int]:
        """(channel, number) of top-level components that the app numbered alike in several visible messages of a
        channel, with the count. Ephemeral messages do not count: nobody can look those up."""
        found = Counter((m.channel, mark) for m in self.state.by_bot() if not m.is_ephemeral for mark in set(m.marks))
        return {place: count for place, count in found.items() if count > 1}

    def edits(self) -> dict[int, int]:
        """How often each message of the bot was changed after it was first seen; those never changed are left out."""
        return {message.id: message.edits for message in self.state.by_bot() if message.edits}

    @property
    def requests(self) -> list[Request]:
        """REST requests in order of arrival; refused and failed ones too."""
        return self.platform.requests

    def asked(self, route: str) -> list[Request]:
        """Requests of one route, such as "POST /channels/{channel_id}/messages"."""
        return [request for request in self.requests if request.route == route]

    @property
    def refusals(self) -> list[Request]:
        """Requests that Discord answered with an error of its own."""
        return [request for request in self.requests if request.status >= 400 and not request.fault]

    @property
    def invocations(self) -> list[Invocation]:
        return self.platform.invocations

    def invoked(self, kind: Kind) -> list[Invocation]:
        return [invocation for invocation in self.invocations if invocation.kind == kind]

    @property
    def violations(self) -> list[Violation]:
        return self.platform.violations

    async def settled(self, within: float = 15.0) -> None:
        """Waits until every interaction so far has been responded to or has failed."""
        await until(lambda: all(i.is_acked or i.failed for i in self.invocations), within)

    async def until(self, condition: Callable[[], Any], within: float = 15.0) -> Any:
        """Waits until `condition()` is true and returns its value."""
        return await until(condition, within)
