"""A model that says what it is told to, and what it costs nothing to ask it."""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any

from bot.errors import ModelUnavailable
from bot.models.values import Call, Read, Streamed, Usage, Wanted
from bot.turns.assistance import Asker

CALL = Call(
    id="call-1",
    about="grade:1",
    learner="slack:T1:U1",
    prompt="feedback",
    version="v1",
    digest="0123456789abcdef",
    model="small",
    parameters={},
    usage=Usage(1, 1),
    cost=0.0,
    first_s=None,
    total_s=0.1,
    at=datetime(2026, 11, 21, tzinfo=UTC),
    outcome="done",
)


class ScriptedModels:
    """Replies with one after the other, the last again and again; an error is raised, a number is slept for."""

    def __init__(self, *replies: Mapping[str, Any] | ModelUnavailable | float) -> None:
        self.replies = list(replies)
        self.wanted: list[Wanted] = []

    async def data(self, wanted: Wanted) -> Read:
        self.wanted.append(wanted)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, ModelUnavailable):
            raise reply
        if isinstance(reply, float):
            await asyncio.sleep(reply)
            return Read({}, "", CALL)
        return Read(reply, "", CALL)

    def stream(self, wanted: Wanted) -> AbstractAsyncContextManager[Streamed]:
        raise NotImplementedError


class Notes:
    def __init__(self) -> None:
        self.figures: dict[str, float] = {}

    async def note(self, call_id: str, figures: Mapping[str, float]) -> None:
        self.figures = dict(figures)


async def _never() -> bool:
    return False


async def _already() -> bool:
    return True


ASKER = Asker("slack:T1:U1", "grade:1", _never)
STOPPED = Asker("slack:T1:U1", "grade:1", _already)
