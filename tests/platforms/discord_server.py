"""A Discord on 127.0.0.1 for tests: gateway, REST API and CDN, as strict as the real one where it counts.

    async with DiscordServer() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
        ...                                     # log in with server.settings.bot_token
        await server.gateway.connected()
        said = await server.world.say(ADA, "dm", "practice mlops")
        invocation = await (await server.world.slash(BEN, GENERAL, "practice", topic="rag")).acked()
        await server.until(lambda: server.direct_messages(ADA, by_bot=True))

Every server begins with the people ADA, BEN (who has the app installed for himself) and EVE, the server SCHOOL with the
channels GENERAL and PRACTICE, the server ELSEWHERE with LOBBY, of which the bot is no member, and GROUP, a conversation
of Ada and Ben. All ids are integers; `where` is "dm" or the id of a channel or thread.

world    say(user, where, text, files=((name, bytes), ...), reply_to=None), mention(text), edit, delete, react, unreact,
         start_thread(user, message, name), archive(thread, locked=False)
         slash(user, where, "command" or "command sub", **options), autocomplete(user, where, command, option, typed),
         click(user, message, label or custom id, values=()), context_menu(user, message, name),
         modal(user), open_modal(user), submit(user, **values by label or custom id), dismiss(user)
         add_user, add_guild, add_channel, add_group, add_bot, remove_bot, deny(channel, *permissions)
         What Discord would not let a person do raises HumanCannot.
looking  screen(user, where), messages(channel, by_bot=False), direct_messages(user), ephemerals(user),
         threads(channel); of a Message text, labels, buttons, marks, edits, past, is_ephemeral, is_loading;
         more in `reading`
evidence requests, asked("POST /channels/{channel_id}/messages"), refusals, violations, invocations, invoked(kind),
         duplicates(), edits(), gateway (its sessions, identifies, resumes), judge, limits
trouble  inject(route, kind, times, value), outage(seconds), go_down(), come_back(), the faults of `gateway`,
         limits.storm(seconds), state.users[ADA].accepts_direct = False
time     settings (seconds), clock: ids, tokens and nonces live by it; the three seconds for a first response by the
         machine's own

As a process of its own (fault tests kill the client and keep the server): `python -m tests.platforms.discord_server
--port 8766`, controlled over HTTP under /control/.
"""

import argparse
import asyncio
from collections.abc import Callable
from types import TracebackType

from aiohttp import web

from tests.platforms.slack.faults import Fault, FaultKind, Faults

from .discord import applications, channels, interactions, messages, reading, webhooks
from .discord.cdn import download
from .discord.control import add_control
from .discord.evidence import Evidence
from .discord.forms import Modal
from .discord.gateway import Gateway
from .discord.people import World
from .discord.places import ADA, BEN, ELSEWHERE, EVE, GENERAL, GROUP, LOBBY, PRACTICE, SCHOOL, furnish
from .discord.platform import Platform
from .discord.rate_limits import RateLimits
from .discord.records import HumanCannot, Invocation, NotAcknowledged, Request, Violation
from .discord.rest import ROUTES, RestApi
from .discord.schema import Judge
from .discord.settings import Settings
from .discord.things import Channel, Guild, Message, User
from .site import Site

__all__ = [
    "ADA",
    "BEN",
    "ELSEWHERE",
    "EVE",
    "GENERAL",
    "GROUP",
    "LOBBY",
    "PRACTICE",
    "SCHOOL",
    "Channel",
    "DiscordServer",
    "Fault",
    "Guild",
    "HumanCannot",
    "Invocation",
    "Message",
    "Modal",
    "NotAcknowledged",
    "Request",
    "Settings",
    "User",
    "Violation",
    "World",
    "reading",
]

# Importing them declares their routes.
ROUTE_MODULES = (applications, channels, interactions, messages, webhooks)


class DiscordServer(Site, Evidence):
    """One app with its bot. Start it with `async with`, then point the unmodified library at it."""

    def __init__(self, settings: Settings | None = None, *, port: int = 0) -> None:
        super().__init__(port)
        self.settings = settings or Settings()
        self.platform = Platform(self.settings)
        self.world = World(self.platform)
        furnish(self.world)
        self.gateway = Gateway(self.platform)
        self.platform.gateway = self.gateway
        self.faults = Faults()
        self.limits = RateLimits(self.settings)
        self.judge = Judge()
        self._api = RestApi(self.platform, self.faults, self.limits, self.judge)

    # -- life ---------------------------------------------------------------------------------------------------

    @property
    def api_url(self) -> str:
        """What `discord.http.Route.BASE` takes."""
        return f"{self.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        """What `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY` takes, as a yarl.URL."""
        return f"ws://127.0.0.1:{self.port}/gateway/"

    @property
    def clock(self) -> Callable[[], float]:
        """Seconds since 1970, for ids, the life of tokens and nonces; a test may set its own."""
        return self.platform.clock

    @clock.setter
    def clock(self, clock: Callable[[], float]) -> None:
        self.platform.clock = clock

    async def start(self) -> "DiscordServer":
        app = web.Application(client_max_size=128 * 1024 * 1024)
        self._api.add_to(app)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/gateway/", self.gateway.handle)
        app.router.add_get("/attachments/{place}/{attachment}/{name}", self._download)
        add_control(app, self)
        await self.open(app)
        return self

    async def _download(self, request: web.Request) -> web.Response:
        return await download(self.platform, request)

    async def stop(self) -> None:
        self._api.released.set()
        await self.gateway.shut()
        await self.shut()

    async def __aenter__(self) -> "DiscordServer":
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def moved(self) -> None:
        self.state.base_url = self.url

    # -- trouble ------------------------------------------------------------------------------------------------

    def inject(self, route: str, kind: FaultKind, times: int = 1, value: float = 0.0) -> None:
        """A fault for the next requests of a route, such as "POST /channels/{channel_id}/messages", or "*" for any.

        status: an HTTP error `value` (502) before anything is applied. reset_before, reset_after: a TCP reset before
        or after the request took effect. delay: `value` seconds, then as usual. hang: never applied, never answered.
        malformed: applied, and the answer is no JSON. ratelimited: 429 with `value` seconds to wait.
        """
        if route != "*" and route not in {f"{known.method} {known.template}" for known in ROUTES}:
            raise ValueError(f"no route {route!r}")
        self.faults.inject(route, Fault(kind, times, value))


async def _serve(port: int) -> None:
    server = await DiscordServer(port=port).start()
    print(f"listening on {server.url}", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="A loopback Discord for tests.")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one and prints it")
    asyncio.run(_serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
