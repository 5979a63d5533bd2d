"""/control/: what a test in another process may do with a server that runs by itself; JSON in, JSON out."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from . import payloads
from .records import HumanCannot, Invocation, Json
from .things import Message

if TYPE_CHECKING:
    from tests.platforms.discord_server import DiscordServer

Action = Callable[["DiscordServer", Json], Awaitable[Any]]


def _message(server: "DiscordServer", message: Message) -> Json:
    more = {"text": message.text, "labels": message.labels, "marks": message.marks, "edits": message.edits}
    return payloads.message_json(server.state, message) | more | {"visible_to": message.visible_to}


async def _say(server: "DiscordServer", args: Json) -> Json:
    return _message(server, await server.world.say(**args))


async def _slash(server: "DiscordServer", args: Json) -> Json:
    """`options` beside `user`, `where` and `command`; `wait` for the response."""
    invocation = await server.world.slash(args["user"], args["where"], args["command"], **args.get("options", {}))
    return await _waited(invocation, args)


async def _click(server: "DiscordServer", args: Json) -> Json:
    message = server.state.message(args["channel"], args["message"])
    return await _waited(await server.world.click(args["user"], message, args["button"], args.get("values", ())), args)


async def _submit(server: "DiscordServer", args: Json) -> Json:
    await server.world.modal(args["user"])
    return await _waited(await server.world.submit(args["user"], **args["values"]), args)


async def _waited(invocation: Invocation, args: Json) -> Json:
    return (await invocation.acked() if args.get("wait") else invocation).to_json()


async def _screen(server: "DiscordServer", args: Json) -> list[Json]:
    return [_message(server, message) for message in server.screen(args["user"], args["where"])]


async def _messages(server: "DiscordServer", args: Json) -> list[Json]:
    found = server.messages(args["channel"], by_bot=args.get("by_bot", False))
    return [_message(server, message) for message in found]


async def _requests(server: "DiscordServer", args: Json) -> list[Json]:
    return [request.to_json() for request in server.requests if args.get("route") in (None, request.route)]


async def _invocations(server: "DiscordServer", args: Json) -> list[Json]:
    return [invocation.to_json() for invocation in server.invocations]


async def _duplicates(server: "DiscordServer", args: Json) -> list[Json]:
    return [{"channel": place[0], "mark": place[1], "count": n} for place, n in server.duplicates().items()]


async def _violations(server: "DiscordServer", args: Json) -> list[Json]:
    return [violation._asdict() for violation in server.violations]


async def _inject(server: "DiscordServer", args: Json) -> Json:
    server.inject(**args)
    return {}


async def _settings(server: "DiscordServer", args: Json) -> Json:
    """Sets any of `Settings`; `rate_limits` (true or false) switches those of routes."""
    if "rate_limits" in args:
        server.limits.enabled = bool(args.pop("rate_limits"))
    for name, value in args.items():
        kept = getattr(server.settings, name)
        setattr(server.settings, name, type(kept)(value))
    return {"api_url": server.api_url, "gateway_url": server.gateway_url, "bot_token": server.settings.bot_token}


async def _gateway(server: "DiscordServer", args: Json) -> Json:
    """`do` is count, reconnect, reset, stall, invalidate (`resumable`), close (`code`) or refuse (`seconds`)."""
    gateway = server.gateway
    match args["do"]:
        case "reconnect":
            gateway.reconnect(args.get("shard"))
        case "reset":
            gateway.reset(args.get("shard"))
        case "stall":
            gateway.stall(args.get("shard"))
        case "invalidate":
            gateway.invalidate(args["resumable"], args.get("shard"))
        case "close":
            gateway.close(args["code"], args.get("shard"))
        case "refuse":
            gateway.refuse(args["seconds"])
    return {"connections": len(gateway.alive())}


async def _outage(server: "DiscordServer", args: Json) -> Json:
    """Answers first, then goes down; control itself is away for so many seconds too."""
    server.background(asyncio.sleep(0.05), server.outage(args["seconds"]))
    return {}


ACTIONS: dict[str, Action] = {
    "say": _say,
    "slash": _slash,
    "click": _click,
    "submit": _submit,
    "screen": _screen,
    "messages": _messages,
    "requests": _requests,
    "invocations": _invocations,
    "duplicates": _duplicates,
    "violations": _violations,
    "inject": _inject,
    "settings": _settings,
    "gateway": _gateway,
    "outage": _outage,
}


def add_control(app: web.Application, server: "DiscordServer") -> None:
    async def handle(request: web.Request) -> web.Response:
        action = ACTIONS.get(request.match_info["action"])
        if action is None:
            return web.json_response({"error": "no such action", "known": sorted(ACTIONS)}, status=404)
        args = await request.json() if request.can_read_body else {}
        try:
            return web.json_response(await action(server, args))
        except HumanCannot as refusal:
            return web.json_response({"error": str(refusal)}, status=409)

    app.router.add_post("/control/{action}", handle)
