"""A language model's endpoint on 127.0.0.1 that does what a script says, over real HTTP.

    async with scripted(Refuses(429, retry_after="0"), Says("Hello.")) as server:
        client = ChatClient(server.url)
        ...
        server.requests[-1].body["messages"], server.requests[-1].headers

Each request for a completion takes the next step of the script, and `always` (which may be changed at any time) once
none is left; `server.then(step, ...)` adds more. Steps are in `tests.models.steps`:

    Says(text)      a reply, streamed in pieces or whole, with pauses, reasoning, without usage or [DONE]
    Refuses(429)    an error, with Retry-After where given
    Stalls(text)    some text (or none), then nothing
    Cuts(text)      some text, then the connection is gone; politely=True: the stream just ends
    Sends(bytes)    invalid JSON, invalid events
    Floods(size)    10 MB
    Made(function)  what a function makes of the request's body
    Hostile()       echoes every text it was given, also inside JSON of the asked schema

`refuses` names fields that this server answers with 400: "json_schema" or "json_object" (forms of `response_format`),
"response_format", "stream_options", "max_tokens", "temperature", "seed", "stop", "stream". `models` are what it lists;
`key`, where given, must come as a bearer. A Request has `body`, `headers`, `path`, `sent` (pieces so far) and
`gone` (an event: the client closed the connection before the end; `await request.gone.wait()`). `connections` counts
those opened so far, `most_at_once` the completions that were under way at the same time; `asked` is set by the first.

As a process of its own: `python -m tests.models.scripted_server --port 8099 --hostile` or `--say "Some text."`
"""

import argparse
import asyncio
from collections import deque
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.models.playing import play
from tests.models.steps import Hostile, Refuses, Says, Step


@dataclass(eq=False)
class Request:
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    step: Step | None = None
    sent: int = 0
    finished: bool = False
    gone: asyncio.Event = field(default_factory=asyncio.Event)


class ScriptedServer:
    def __init__(
        self,
        steps: Sequence[Step] = (),
        *,
        always: Step | None = None,
        refuses: Collection[str] = (),
        models: Sequence[str] = ("scripted",),
        key: str = "",
    ) -> None:
        self.steps = deque(steps)
        self.always: Step = always or Says("Fine.")
        self.refuses = set(refuses)
        self.models = list(models)
        self.key = key
        self.requests: list[Request] = []
        self.lists = 0
        self.asked = asyncio.Event()
        self.connections = 0
        self._known: set[object] = set()
        self.at_once = 0
        self.most_at_once = 0
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def then(self, *steps: Step) -> None:
        self.steps.extend(steps)

    async def start(self, port: int = 0) -> None:
        """Takes the port it had before, if it is started again after `stop`."""
        app = web.Application(client_max_size=32_000_000)
        app.router.add_get("/v1/models", self._list)
        app.router.add_post("/v1/chat/completions", self._complete)
        # The handler ends when its client goes away, which is how a stop is seen.
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port or self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _list(self, request: web.Request) -> web.Response:
        self.lists += 1
        self._count(request)
        if refusal := self._unknown_key(request):
            return refusal
        return web.json_response({"object": "list", "data": [{"id": name, "object": "model"} for name in self.models]})

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        self._count(request)
        seen = Request(request.path, dict(request.headers), await request.json())
        self.requests.append(seen)
        self.asked.set()
        if refusal := self._unknown_key(request) or self._unknown_field(seen.body):
            return refusal
        seen.step = self.steps.popleft() if self.steps else self.always
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            response = await play(seen.step, request, seen)
            seen.finished = True
            return response
        finally:
            self.at_once -= 1
            if not seen.finished:
                seen.gone.set()

    def _count(self, request: web.Request) -> None:
        if request.transport not in self._known:
            self._known.add(request.transport)
            self.connections += 1

    def _unknown_key(self, request: web.Request) -> web.Response | None:
        if not self.key or request.headers.get("Authorization") == f"Bearer {self.key}":
            return None
        given = request.headers.get("Authorization", "")
        return _error(401, f"Incorrect API key provided: {given}", "invalid_api_key")

    def _unknown_field(self, body: Mapping[str, Any]) -> web.Response | None:
        form = body.get("response_format", {}).get("type", "")
        for field_name in [name for name in self.refuses if name in body or name == form]:
            if field_name == "max_tokens":
                hint = "Unsupported parameter: 'max_tokens' is not supported; use 'max_completion_tokens' instead."
                return _error(400, hint, "unsupported_parameter")
            return _error(400, f"Unsupported parameter: '{field_name}'.", "unsupported_parameter")
        return None


def _error(status: int, message: str, code: str) -> web.Response:
    error = {"message": message, "type": "invalid_request_error", "code": code}
    return web.json_response({"error": error}, status=status)


@asynccontextmanager
async def scripted(
    *steps: Step,
    always: Step | None = None,
    refuses: Collection[str] = (),
    models: Sequence[str] = ("scripted",),
    key: str = "",
) -> AsyncIterator[ScriptedServer]:
    server = ScriptedServer(steps, always=always, refuses=refuses, models=models, key=key)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def _serve(port: int, always: Step) -> None:
    server = ScriptedServer(always=always)
    await server.start(port)
    print(server.url, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--hostile", action="store_true")
    parser.add_argument("--say", default="Fine.")
    parser.add_argument("--status", type=int, default=0)
    given = parser.parse_args()
    step: Step = Hostile() if given.hostile else Refuses(given.status) if given.status else Says(given.say)
    asyncio.run(_serve(given.port, step))
