"""Chat completions of any OpenAI-compatible endpoint over HTTP, in pieces, in time, and cancelled when left.

    client = ChatClient("http://localhost:8000/v1", key="...", name="", patience=20.0, calls_at_once=2)
    async with client.stream(messages, parameters) as reply:   # entered when the first piece is there
        async for piece in reply: ...                          # leaving early closes the connection
    reply.usage, reply.first_s, reply.total_s, reply.model, reply.finish
    done = await client.complete(messages, parameters, schema=schema)   # done.text, done.data, done.usage, ...
    await client.aclose()

`model` is that of the call, else the configured one, else the first that the endpoint lists. Whatever fails raises
`CallFailed`, a ModelUnavailable with reason "down", "slow" or "unreadable" and one sentence for the learner; it has
`spent`, `first_s` and `total_s`, too. Leaving a stream early, or cancelling the task, is no failure. One client serves
one event loop. The log tells an operator what failed and the mend; keys, prompts and replies are in no log and no
error.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from bot.models.breaker import Breaker
from bot.models.endpoint import Asked, Endpoint, Phases, Retries
from bot.models.failures import CallFailed
from bot.models.structured import Unreadable, read
from bot.models.text_stream import TextStream
from bot.models.values import ModelMessage, Parameters, Usage
from bot.models.wire import added

log = logging.getLogger(__name__)

# What a second try is written with at least: at temperature 0 a server would write the same words again.
_WARMER = 0.3


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole reply. `data` fits the schema that was given, if one was; `parameters` are those that led to it, and
    `usage` counts every try that was answered. Times are in seconds since the call was asked for."""

    text: str
    data: Mapping[str, Any] | None
    usage: Usage
    first_s: float | None
    total_s: float
    model: str
    finish: str
    parameters: Parameters


class ChatClient:
    """`patience` in seconds is for a whole call: waiting for a place among `calls_at_once`, tries again, and reading.
    `largest_reply` in bytes on the wire. Raises SettingsError for an address or a key that cannot be one."""

    def __init__(
        self,
        url: str,
        *,
        key: str = "",
        name: str = "",
        patience: float = 20.0,
        calls_at_once: int = 2,
        phases: Phases | None = None,
        retries: Retries | None = None,
        largest_reply: int = 2_000_000,
        breaker: Breaker | None = None,
    ) -> None:
        self._endpoint = Endpoint(url, key, phases or Phases(), retries or Retries(), largest_reply)
        self._name = name
        self._patience = patience
        self._breaker = breaker or Breaker(self._endpoint.url)
        self._places = asyncio.Semaphore(calls_at_once)

    def __repr__(self) -> str:
        return f"ChatClient({self._endpoint.url!r}, name={self._name!r})"

    async def aclose(self) -> None:
        await self._endpoint.aclose()

    @asynccontextmanager
    async def stream(
        self,
        messages: Sequence[ModelMessage],
        parameters: Parameters,
        model: str = "",
        *,
        patience: float | None = None,
    ) -> AsyncIterator[TextStream]:
        async with self._called(self._asked(messages, parameters, model, None, patience)) as reply:
            yield reply

    async def complete(
        self,
        messages: Sequence[ModelMessage],
        parameters: Parameters,
        model: str = "",
        schema: Mapping[str, Any] | None = None,
        *,
        patience: float | None = None,
    ) -> Completion:
        """A reply that does not fit the schema is asked for once more, a little warmer, if there is time for it."""
        asked = self._asked(messages, parameters, model, schema, patience)
        reply = await self._whole(asked)
        if schema is None:
            return reply
        try:
            return _fitting(reply, schema)
        except Unreadable as problem:
            trouble = str(problem)
        if reply.total_s < asked.deadline - _now():
            try:
                second = await self._whole(replace(asked, parameters=_warmer(parameters)))
            except CallFailed as failure:
                failure.spent = added(reply.usage, failure.spent)
                raise
            reply = replace(second, usage=added(reply.usage, second.usage), first_s=reply.first_s)
            try:
                return _fitting(reply, schema)
            except Unreadable as problem:
                trouble = str(problem)
        unfit = CallFailed("unreadable", trouble, blames_endpoint=False)
        unfit.spent, unfit.first_s, unfit.total_s = reply.usage, reply.first_s, _now() - asked.at
        self._tell(unfit)
        raise unfit

    async def _whole(self, asked: Asked) -> Completion:
        async with self._called(asked) as reply:
            text = "".join([piece async for piece in reply])
        return Completion(
            text, None, reply.usage, reply.first_s, reply.total_s, reply.model, reply.finish, asked.parameters
        )

    def _asked(
        self,
        messages: Sequence[ModelMessage],
        parameters: Parameters,
        model: str,
        schema: Mapping[str, Any] | None,
        patience: float | None,
    ) -> Asked:
        now = _now()
        until = now + (self._patience if patience is None else patience)
        return Asked(tuple(messages), parameters, model or self._name, schema, now, until)

    @asynccontextmanager
    async def _called(self, asked: Asked) -> AsyncIterator[TextStream]:
        # Whoever would be refused need not wait for a place first, nor fill the log.
        await self._breaker.check()
        try:
            async with self._place(asked.deadline), self._breaker.watching():
                reply = await self._endpoint.begin(asked)
                try:
                    yield reply
                finally:
                    await reply.aclose()
        except CallFailed as failure:
            failure.total_s = failure.total_s or _now() - asked.at
            failure.detail = self._endpoint.without_key(failure.detail)
            self._tell(failure)
            raise

    @asynccontextmanager
    async def _place(self, deadline: float) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout_at(deadline):
                await self._places.acquire()
        except TimeoutError:
            raise CallFailed("slow", "too many calls are under way", blames_endpoint=False) from None
        try:
            yield
        finally:
            self._places.release()

    def _tell(self, failure: CallFailed) -> None:
        url = self._endpoint.url
        log.warning("The language model at %s was not used: %s (%s).", url, failure.detail, failure.reason)


def _fitting(reply: Completion, schema: Mapping[str, Any]) -> Completion:
    return replace(reply, data=read(reply.text, schema, whole=reply.finish != "length"))


def _warmer(parameters: Parameters) -> Parameters:
    seed = None if parameters.seed is None else parameters.seed + 1
    return replace(parameters, temperature=max(parameters.temperature, _WARMER), seed=seed)


def _now() -> float:
    return asyncio.get_running_loop().time()
