"""One endpoint: what it was found to take, which model it has, and a reply of it opened up to its first piece."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import stamina

from bot.models.connection import Bearer, base_url, http_client
from bot.models.dialect import Dialect
from bot.models.failures import CallFailed, FieldRefused, translated
from bot.models.refusals import refused
from bot.models.text_stream import TextStream
from bot.models.values import ModelMessage, Parameters
from bot.models.wire import deltas, estimated, parsed


@dataclass(frozen=True, slots=True)
class Phases:
    """Seconds. The whole call, waiting for a place included, has the client's `patience`; no phase may exceed what is
    left of it. A small machine reads a long prompt for many seconds, so the first word has no limit of its own; where
    it serves several calls it reads one while it writes another, so `between` is to grow with the patience."""

    connect: float = 3.0
    write: float = 5.0
    first: float = float("inf")
    between: float = 10.0


@dataclass(frozen=True, slots=True)
class Retries:
    """Tries of one call before its first piece, and the pauses between them in seconds, with jitter."""

    tries: int = 3
    first_wait: float = 0.25
    longest_wait: float = 2.0
    jitter: float = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """`at` and `deadline` in the loop's seconds; `model` empty for the endpoint's first."""

    messages: tuple[ModelMessage, ...]
    parameters: Parameters
    model: str
    schema: Mapping[str, Any] | None
    at: float
    deadline: float

    @property
    def letters(self) -> int:
        return sum(len(message.content) for message in self.messages)


class Endpoint:
    """`largest_reply` in bytes on the wire. Raises SettingsError for an address or a key that cannot be one."""

    def __init__(self, url: str, key: str, phases: Phases, retries: Retries, largest_reply: int) -> None:
        self.url = base_url(url)
        self._bearer = Bearer(key)
        self._phases = phases
        self._retries = retries
        self._http = http_client(largest_reply, phases.connect, phases.write)
        self._dialects: dict[str, Dialect] = {}
        self._first_model = ""

    def without_key(self, text: str) -> str:
        return self._bearer.taken_out_of(text)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def begin(self, asked: Asked) -> TextStream:
        """A reply whose first piece is there. Tries again only what may pass, and only while time is left for it."""
        pause = self._retries.longest_wait

        def again(problem: Exception) -> bool | float:
            if not isinstance(problem, CallFailed) or not problem.again:
                return False
            left = asked.deadline - _now()
            if problem.after is None:
                return left > pause
            return problem.after if problem.after < left else False

        attempts = stamina.retry_context(
            on=again,
            attempts=self._retries.tries,
            timeout=None,
            wait_initial=self._retries.first_wait,
            wait_max=pause,
            wait_jitter=self._retries.jitter,
        )
        async for attempt in attempts:
            with attempt:
                return await self._understood(asked, asked.model or await self._listed(asked.deadline))
        raise AssertionError("the last attempt returns or raises")

    async def _understood(self, asked: Asked, model: str) -> TextStream:
        """Asks in simpler and simpler forms until the endpoint takes one, and remembers that one."""
        dialect = self._dialects.get(model, Dialect())
        while True:
            body = dialect.body(model, asked.messages, asked.parameters, asked.schema)
            try:
                reply = await self._opened(asked, model, body)
            except FieldRefused as refusal:
                simpler = dialect.simpler(body, refusal.words)
                if simpler is None:
                    raise refusal.failure from None
                dialect = simpler
            else:
                self._dialects[model] = dialect
                return reply

    async def _opened(self, asked: Asked, model: str, body: Mapping[str, Any]) -> TextStream:
        first_by = min(_now() + self._phases.first, asked.deadline)
        async with AsyncExitStack() as connection:
            try:
                with translated("its first word"):
                    async with asyncio.timeout_at(first_by):
                        response = await connection.enter_async_context(
                            self._http.stream("POST", f"{self.url}/chat/completions", json=body, auth=self._bearer)
                        )
                        await self._taken(response)
            except CallFailed as failure:
                if failure.reason == "slow":
                    # It was reading the prompt, and may charge for that.
                    failure.spent = estimated(asked.letters, 0)
                raise
            reply = TextStream(
                model=model,
                asked_at=asked.at,
                deadline=asked.deadline,
                between=self._phases.between,
                letters_in=asked.letters,
                deltas=deltas(response),
                close=connection.aclose,
            )
            await reply.read(first_by, "its first word")
            await reply.fill()
            if reply.first_s is None:
                empty = CallFailed("unreadable", "its reply was empty", blames_endpoint=False)
                empty.spent = reply.usage
                raise empty
            reply.close = connection.pop_all().aclose
            return reply

    async def _taken(self, response: httpx.Response) -> None:
        if response.status_code == 404:
            # It may have been started anew with another model.
            self._first_model = ""
        if response.status_code != 200:
            raise await refused(response)

    async def _listed(self, deadline: float) -> str:
        """The name of the first model that the endpoint lists."""
        if self._first_model:
            return self._first_model
        with translated("its list of models"):
            async with asyncio.timeout_at(deadline):
                response = await self._http.get(f"{self.url}/models", auth=self._bearer)
                try:
                    await self._taken(response)
                except FieldRefused as refusal:
                    raise refusal.failure from None
                listed = parsed(response.content)
        models = listed.get("data") if isinstance(listed, dict) else None
        first = models[0] if isinstance(models, list) and models else None
        name = first.get("id") if isinstance(first, dict) else None
        if not isinstance(name, str) or not name:
            raise CallFailed("down", "it lists no model; set COACH_MODEL_NAME", blames_endpoint=False)
        self._first_model = name
        return name


def _now() -> float:
    return asyncio.get_running_loop().time()
