"""A gate to a scripted server, with a clock that stands still, counted ids and prompts of its own."""

import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import StorageError
from bot.models.asking import Asking
from bot.models.client import ChatClient
from bot.models.endpoint import Retries
from bot.models.gate import Gate
from bot.models.limits import Shares
from bot.models.prices import Budget, Prices
from bot.models.trials import Arm, Trials
from bot.models.values import Call, CallLog, Wanted
from bot.prompts import Prompts
from bot.settings import Candidate

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
_FILE = """---
purpose: To try the gate.
variables: {{question: trusted, answer: untrusted}}
parameters: {{temperature: 0.2, max_tokens: 50, seed: 1}}
{schema}changelog: {version}.
---
# system
You are version {version}.
# user
{{{{ question }}}}
{{{{ answer }}}}
"""
_SCHEMA = "schema: {type: object, properties: {said: {type: string}}, required: [said]}\n"


@dataclass
class Log:
    """What `bot.storage.calls.ModelCalls` keeps, in memory; `broken` names what fails."""

    calls: dict[str, Call] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    persons: dict[str, str] = field(default_factory=dict)

    async def begin(self, call: Call) -> None:
        self._check("begin")
        self.calls[call.id] = call

    async def end(self, call: Call) -> None:
        self._check("end")
        self.calls[call.id] = replace(call, figures=self.calls[call.id].figures)

    async def note(self, call_id: str, figures: Mapping[str, float]) -> None:
        self.calls[call_id] = replace(self.calls[call_id], figures=figures)

    async def person(self, learner: str) -> str:
        self._check("person")
        return self.persons.get(learner, learner)

    async def spent(self, since: datetime) -> float:
        return sum(call.cost for call in self.calls.values() if call.at >= since)

    def _check(self, what: str) -> None:
        if what in self.broken:
            raise StorageError("The database cannot be used.")

    @property
    def last(self) -> Call:
        return list(self.calls.values())[-1]

    @property
    def outcomes(self) -> list[str]:
        return [f"{call.role} {call.outcome}" for call in self.calls.values()]


def prompts_in(folder: Path) -> Prompts:
    """`talk` in two versions, of which the second is the usual one, and `fill` with a schema."""
    for name, version, schema in (("talk", "v1", ""), ("talk", "v2", ""), ("fill", "v1", _SCHEMA)):
        file = folder / name / f"{version}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_FILE.format(version=version, schema=schema))
    return Prompts(folder)


def asks(answer: Any = "A cache.", *, prompt: str = "talk", learner: str = "ana", **more: Any) -> Wanted:
    variables = {"question": "Why?", "answer": answer}
    return Wanted(prompt, variables, f"answer:of {learner}", learner, **{"workspace": "T1", **more})


@dataclass
class Opener:
    """Opens gates; `now` may be set to a later time at any moment."""

    folder: Path
    now: datetime = NOON

    def __call__(self, url: str, log: CallLog, **given: Any) -> AbstractAsyncContextManager[Gate]:
        return self._open(url, log, **given)

    @asynccontextmanager
    async def _open(
        self,
        url: str,
        log: CallLog,
        *,
        learner: int = 0,
        workspace: int = 0,
        prices: Mapping[str, tuple[float, float]] | None = None,
        cap: float = 0.0,
        timezone: str = "UTC",
        places: int = 2,
        draw: Callable[[], float] = lambda: 0.5,
        ids: str = "c",
        unseen: str = "",
        model: str = "",
        patience: float = 20.0,
        **candidates: Candidate,
    ) -> AsyncIterator[Gate]:
        numbers = itertools.count(1)
        quick = Retries(first_wait=0.01, longest_wait=0.02, jitter=0.01)
        gate = Gate(
            client=ChatClient(url, name=model, calls_at_once=places, retries=quick),
            unseen=ChatClient(unseen or url, name=model, calls_at_once=1, retries=quick),
            asking=Asking(prompts_in(self.folder), lambda: f"nonce{next(numbers):06}"),
            log=log,
            shares=Shares(learner, workspace),
            prices=Prices(prices or {}),
            budget=Budget(cap, ZoneInfo(timezone)),
            trials=Trials(candidates, Arm(model=model)),
            places=places,
            now=lambda: self.now,
            new_id=lambda: f"{ids}{next(numbers)}",
            draw=draw,
            patience=patience,
        )
        try:
            yield gate
        finally:
            await gate.aclose()
