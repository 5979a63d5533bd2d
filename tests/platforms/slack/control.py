"""/control/: what a test in another process may do with a server that runs by itself; JSON in, JSON out."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .records import HumanCannot, Json
from .workspace import Message

if TYPE_CHECKING:
    from tests.platforms.slack_server import SlackServer

Action = Callable[["SlackServer", Json], Awaitable[Any]]


async def _say(server: "SlackServer", args: Json) -> Json:
    before = len(server.deliveries)
    message = await server.world.say(**args)
    ids = [delivery.event_id for delivery in server.deliveries[before:]]
    return {"ts": message.ts, "channel": message.channel, "event_ids": ids}


async def _slash(server: "SlackServer", args: Json) -> Json:
    delivery = await server.world.slash(**args)
    return {"failed": delivery.failed}


async def _click(server: "SlackServer", args: Json) -> Json:
    message = server.workspace.message(args.pop("channel"), args.pop("ts"))
    delivery = await server.world.click(args["user"], message, args["action_id"], args.get("value"))
    return {"failed": delivery.failed}


async def _emit(server: "SlackServer", args: Json) -> Json:
    delivery = server.emit(args["event"])
    return {"event_id": delivery.event_id if delivery is not None else None}


async def _redeliver(server: "SlackServer", args: Json) -> Json:
    wanted = set(args.get("event_ids") or [d.event_id for d in server.deliveries])
    chosen = [d for d in server.deliveries if d.event_id and d.event_id in wanted]
    return {"sent": await server.redeliver(chosen, args.get("times", 1), seed=args.get("seed"))}


async def _messages(server: "SlackServer", args: Json) -> list[Json]:
    found: list[Message] = server.messages(args["channel"], args.get("thread_ts"), by_bot=args.get("by_bot", False))
    return [message.to_json() for message in found]


async def _calls(server: "SlackServer", args: Json) -> list[Json]:
    return [call.to_json() for call in server.calls(args.get("method", ""))]


async def _acks(server: "SlackServer", args: Json) -> list[Json]:
    return [ack.to_json() for ack in server.acks]


async def _deliveries(server: "SlackServer", args: Json) -> list[Json]:
    return [
        {"event_id": d.event_id, "kind": d.kind, "attempts": d.attempts, "acks": len(d.acks), "failed": d.failed}
        for d in server.deliveries
    ]


async def _duplicates(server: "SlackServer", args: Json) -> dict[str, int]:
    return server.duplicates()


async def _violations(server: "SlackServer", args: Json) -> list[Json]:
    return [dict(vars(violation)) for violation in server.violations]


async def _inject(server: "SlackServer", args: Json) -> Json:
    server.inject(**args)
    return {}


async def _socket(server: "SlackServer", args: Json) -> Json:
    """`do` is count, stall, reset, disconnect (with `reason`) or refuse_tickets (with `seconds`)."""
    match args["do"]:
        case "stall":
            server.socket.stall()
        case "reset":
            server.socket.reset()
        case "disconnect":
            await server.socket.disconnect(args["reason"])
        case "refuse_tickets":
            server.socket.refuse_tickets(args["seconds"])
    return {"connections": len(server.socket.connections)}


async def _settings(server: "SlackServer", args: Json) -> Json:
    """Sets any of `Settings` (times, mostly), and the limits with `rate_limits`."""
    if "rate_limits" in args:
        server.limits.enable(**args.pop("rate_limits"))
    for name, value in args.items():
        kept = getattr(server.settings, name)
        setattr(server.settings, name, type(kept)(value))
    return {"api_url": server.api_url, "bot_token": server.settings.bot_token, "app_token": server.settings.app_token}


async def _outage(server: "SlackServer", args: Json) -> Json:
    """Answers first, then goes down; control itself is away for so many seconds too."""
    server.background(asyncio.sleep(0.05), server.outage(args["seconds"]))
    return {}


ACTIONS: dict[str, Action] = {
    "say": _say,
    "slash": _slash,
    "click": _click,
    "emit": _emit,
    "redeliver": _redeliver,
    "messages": _messages,
    "calls": _calls,
    "acks": _acks,
    "deliveries": _deliveries,
    "duplicates": _duplicates,
    "violations": _violations,
    "inject": _inject,
    "socket": _socket,
    "outage": _outage,
    "settings": _settings,
}


def add_control(app: web.Application, server: "SlackServer") -> None:
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
