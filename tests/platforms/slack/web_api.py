"""The Web API's front: decoding a request, tokens, scopes, rate limits and faults; the methods live beside it."""

import asyncio
import json
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from .faults import Fault, Faults, RateLimits
from .markup import shouts, unescaped
from .platform import Platform
from .records import ApiError, Call, Json

Handler = Callable[[Platform, Json], Json | Awaitable[Json]]

NESTED = {"blocks", "attachments", "metadata", "view", "chunks", "files", "prompts", "loading_messages"}
FLAGS = {"include_all_metadata", "inclusive", "reply_broadcast", "unfurl_links", "unfurl_media", "return_im", "mrkdwn"}


@dataclass(frozen=True)
class Method:
    """`scopes`: any one of them is enough, none are needed when empty; `tier` as in Slack's rate limits."""

    name: str
    handler: Handler
    scopes: tuple[str, ...] = ()
    tier: int = 3
    app_token: bool = False


METHODS: dict[str, Method] = {}


def method(name: str, *scopes: str, tier: int = 3, app_token: bool = False) -> Callable[[Handler], Handler]:
    """Registers a Web API method under its Slack name."""

    def register(handler: Handler) -> Handler:
        METHODS[name] = Method(name, handler, scopes, tier, app_token)
        return handler

    return register


def need(platform: Platform, *scopes: str) -> None:
    """Refuses as Slack does when none of the scopes is granted."""
    if scopes and not set(scopes) & platform.settings.scopes:
        provided = ",".join(sorted(platform.settings.scopes))
        raise ApiError("missing_scope", needed=",".join(scopes), provided=provided)


async def arguments(request: web.Request) -> Json:
    """Query and body as one dict; values that the SDK sends as JSON text are decoded, flags become bool."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args |= json.loads(await request.text() or "{}")
    elif request.method == "POST":
        args |= dict(await request.post())
    for name in NESTED & set(args):
        if isinstance(args[name], str):
            try:
                args[name] = json.loads(args[name])
            except json.JSONDecodeError:
                raise ApiError("invalid_blocks_format" if name == "blocks" else "invalid_arguments") from None
    for name in FLAGS & set(args):
        args[name] = args[name] in (True, "1", "true", 1)
    return args


def cut(request: web.Request) -> None:
    """A TCP reset, as a load balancer or a cable does it: the peer sees ECONNRESET, no answer."""
    transport = request.transport
    if transport is None:
        return
    raw = transport.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


class WebApi:
    """Answers /api/METHOD."""

    def __init__(self, platform: Platform, faults: Faults, limits: RateLimits) -> None:
        self.platform = platform
        self.faults = faults
        self.limits = limits
        self.methods = dict(METHODS)
        self.released = asyncio.Event()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        fault = self.faults.next(name)
        try:
            args = await arguments(request)
        except ApiError as refusal:
            return self._refuse(name, {}, refusal)
        if fault is not None and (early := await self._before(request, name, args, fault)) is not None:
            return early
        try:
            answer = await self._answer(request, name, args)
        except ApiError as refusal:
            return self._refuse(name, args, refusal)
        self._record(name, args, fault.kind if fault is not None else "")
        if fault is not None and fault.kind == "reset_after":
            cut(request)
            return web.Response()
        if fault is not None and fault.kind == "malformed":
            return web.Response(text='{"ok": tru', content_type="application/json")
        return web.json_response({"ok": True} | answer, headers=self._headers())

    async def _before(self, request: web.Request, name: str, args: Json, fault: Fault) -> web.StreamResponse | None:
        """The faults that strike before the request is applied."""
        if fault.kind == "delay":
            await asyncio.sleep(fault.value)
            return None
        if fault.kind in ("reset_after", "malformed"):
            return None
        self._record(name, args, fault.code or fault.kind, applied=False)
        if fault.kind == "status":
            return web.Response(status=int(fault.value or 503), text="upstream error")
        if fault.kind == "ratelimited":
            return self._limited(int(fault.value or 1))
        if fault.kind == "error":
            return web.json_response({"ok": False, "error": fault.code}, headers=self._headers())
        if fault.kind == "hang":
            await self.released.wait()
        cut(request)
        return web.Response()

    async def _answer(self, request: web.Request, name: str, args: Json) -> Json:
        found = self.methods.get(name)
        if found is None:
            raise ApiError("unknown_method", req_method=name)
        self._check_token(request, args, found)
        need(self.platform, *found.scopes)
        wait = self.limits.retry_after(name, found.tier, str(args.get("channel", "")))
        if wait:
            raise ApiError("ratelimited", retry_after=wait)
        answer = found.handler(self.platform, args)
        return answer if isinstance(answer, dict) else await answer

    def _check_token(self, request: web.Request, args: Json, found: Method) -> None:
        header = request.headers.get("Authorization", "")
        token = header.removeprefix("Bearer ") or args.pop("token", "")
        args.pop("token", None)
        settings = self.platform.settings
        if not token:
            raise ApiError("not_authed")
        if token not in (settings.bot_token, settings.app_token):
            raise ApiError("invalid_auth")
        if (token == settings.app_token) != found.app_token:
            raise ApiError("not_allowed_token_type")

    def _refuse(self, name: str, args: Json, refusal: ApiError) -> web.Response:
        self._record(name, args, refusal.code, applied=False)
        if refusal.code == "ratelimited":
            return self._limited(int(refusal.extra["retry_after"]))
        self.platform.violate(name, refusal.code, str(refusal.extra or ""))
        body = {"ok": False, "error": refusal.code} | refusal.extra
        return web.json_response(body, headers=self._headers())

    def _limited(self, seconds: int) -> web.Response:
        return web.json_response(
            {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(max(1, seconds))}
        )

    def _record(self, name: str, args: Json, error: str, *, applied: bool = True) -> None:
        if applied and shouts(args):
            self.platform.violate(name, "broadcast", "this would notify everyone in the channel")
        for text in unescaped(args) if applied else ():
            self.platform.violate(name, "unescaped", text[:200])
        self.platform.calls.append(Call(name, args, time.time(), error, applied))

    def _headers(self) -> dict[str, str]:
        return {"X-OAuth-Scopes": ",".join(sorted(self.platform.settings.scopes))}
