"""The REST API: which handler answers a route, and what stands before it (faults, token, limits, the judge)."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.platforms.slack.faults import Fault, Faults
from tests.platforms.slack.web_api import cut

from .platform import Platform
from .rate_limits import RateLimits
from .records import ApiError, FormError, Json, Request, invalid
from .schema import Judge
from .wire import json_answer, limited, read_body


@dataclass
class Asked:
    """One request as a handler gets it: `ids` from the path, `files` by their number in a multipart body."""

    platform: Platform
    method: str
    template: str
    path: str
    ids: dict[str, str]
    query: dict[str, str]
    body: Any = None
    files: dict[int, tuple[str, bytes]] = field(default_factory=dict)

    def id(self, name: str) -> int:
        """A snowflake of the path."""
        return self.snowflake(self.ids[name], name)

    def snowflake(self, value: Any, name: str) -> int:
        if not str(value).isdecimal():
            raise invalid(FormError((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.'))
        return int(value)

    @property
    def form(self) -> Json:
        return self.body if isinstance(self.body, dict) else {}

    def flag(self, name: str) -> bool:
        return self.query.get(name, "").lower() in ("1", "true")


# What a handler gives back: a status and JSON, or None for an empty answer.
Answer = tuple[int, Any]
Handler = Callable[[Asked], Answer]


@dataclass(frozen=True)
class Route:
    method: str
    template: str
    handler: Handler
    needs_token: bool = True


ROUTES: list[Route] = []


def route(method: str, template: str, *, needs_token: bool = True) -> Callable[[Handler], Handler]:
    """Declares who answers a route; the template is Discord's, as in its OpenAPI document."""

    def register(handler: Handler) -> Handler:
        ROUTES.append(Route(method, template, handler, needs_token))
        return handler

    return register


class RestApi:
    """Answers everything under /api/v10/."""

    def __init__(self, platform: Platform, faults: Faults, limits: RateLimits, judge: Judge) -> None:
        self.platform, self.faults, self.limits, self.judge = platform, faults, limits, judge
        self.released = asyncio.Event()

    def add_to(self, app: web.Application) -> None:
        for known in ROUTES:
            app.router.add_route(known.method, f"/api/v10{known.template}", self._handle(known))
        app.router.add_route("*", "/api/{rest:.*}", self._unknown)

    async def _unknown(self, request: web.Request) -> web.StreamResponse:
        refusal = ApiError(404, 0, "404: Not Found")
        self.platform.violate(request.method, request.path, ["no such route here"])
        return self._answer(Asked(self.platform, request.method, request.path, request.path, {}, {}), refusal)

    def _handle(self, known: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            asked = Asked(
                self.platform,
                known.method,
                known.template,
                request.path,
                dict(request.match_info),
                dict(request.query),
            )
            try:
                asked.body, asked.files = await read_body(request)
            except json.JSONDecodeError:
                return self._answer(asked, ApiError(400, 50109, "The request body contains invalid JSON."))
            fault = self.faults.next(f"{known.method} {known.template}")
            if fault is not None and (early := await self._before(request, asked, fault)) is not None:
                return early
            return await self._respond(request, asked, known, fault)

        return handle

    async def _before(self, request: web.Request, asked: Asked, fault: Fault) -> web.StreamResponse | None:
        """The faults that strike before the request is applied."""
        if fault.kind == "delay":
            await asyncio.sleep(fault.value)
        if fault.kind in ("delay", "reset_after", "malformed"):
            return None
        if fault.kind == "ratelimited":
            self._record(asked, 429, 0, fault.kind)
            self.limits.invalid(429, now=time.time())
            return limited(fault.value)
        if fault.kind in ("status", "error"):
            status = int(fault.value or 502)
            self._record(asked, status, 0, fault.kind)
            return web.Response(status=status, text="upstream connect error", content_type="text/html")
        self._record(asked, 0, 0, fault.kind)
        if fault.kind == "hang":
            await self.released.wait()
        cut(request)
        return web.Response()

    async def _respond(
        self, request: web.Request, asked: Asked, known: Route, fault: Fault | None
    ) -> web.StreamResponse:
        headers, refused = self._limit(asked)
        if refused is not None:
            status, body = refused
            self._record(asked, status, int(body.get("code", 0)))
            return json_answer(status, body, headers)
        try:
            self._check(request, asked, known)
            status, body = known.handler(asked)
        except ApiError as refusal:
            return self._answer(asked, refusal, headers)
        self._record(asked, status, 0, fault.kind if fault is not None else "")
        if fault is not None and fault.kind == "reset_after":
            cut(request)
            return web.Response()
        if fault is not None and fault.kind == "malformed":
            return web.Response(body=b'{"id": "1', headers={"Content-Type": "application/json"})
        return json_answer(status, body, headers)

    def _limit(self, asked: Asked) -> tuple[dict[str, str], tuple[int, Json] | None]:
        names = ("channel_id", "guild_id", "webhook_id", "interaction_id")
        major = "/".join(asked.ids[name] for name in (*names, "webhook_token") if name in asked.ids)
        immune = asked.template.startswith(("/interactions/", "/webhooks/"))
        now = time.time()
        return self.limits.check(asked.method, asked.template, major, now=now, interaction=immune)

    def _check(self, request: web.Request, asked: Asked, known: Route) -> None:
        expected = f"Bot {self.platform.settings.bot_token}"
        if known.needs_token and request.headers.get("Authorization") != expected:
            raise ApiError(401, 0, "401: Unauthorized")
        if asked.method in ("GET", "DELETE"):
            return
        errors = self.judge.check(asked.method, asked.template, asked.body)
        if errors:
            raise invalid(*(FormError(("body",), "SCHEMA", error) for error in errors))

    def _answer(self, asked: Asked, refusal: ApiError, headers: dict[str, str] | None = None) -> web.StreamResponse:
        self._record(asked, refusal.status, refusal.code)
        self.limits.invalid(refusal.status, now=time.time())
        if refusal.code in (50035, 50006, 40060):
            errors = [str(error) for error in refusal.errors] or [str(refusal)]
            self.platform.violate(asked.method, asked.path, errors)
        return json_answer(refusal.status, refusal.to_json(), headers or {})

    def _record(self, asked: Asked, status: int, code: int, fault: str = "") -> None:
        self.platform.requests.append(
            Request(asked.method, asked.template, asked.path, status, code, asked.body, fault)
        )
