"""The one way to a language model: limits, masking, prompt, budget, call, record; and the candidates beside it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.errors import ModelUnavailable, StorageError
from bot.models.asking import Asked, Asking
from bot.models.background import Background
from bot.models.client import ChatClient
from bot.models.failures import SENTENCES
from bot.models.leaks import Leaks, WithoutCanary, leaked
from bot.models.limits import Held, Shares, ShareUsed
from bot.models.prices import Budget, Prices
from bot.models.records import Ending, first_record, not_made
from bot.models.refusing import budget_spent, share_used
from bot.models.trials import Arm, Trials
from bot.models.values import Call, CallLog, Read, Wanted

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Begun:
    call: Call
    held: Held
    shadow: Arm | None = None


@dataclass(eq=False)
class Gate:
    """Implements `bot.models.values.Models`.

    `unseen` is a client of its own for shadows, so that neither their failures nor their number are felt by others.
    `places` are the calls at the same time that the endpoint takes. `draw` gives numbers from 0 to below 1, `now` is
    aware; `patience` is the client's, in seconds. Close it at the end: what runs in the background is cancelled, what
    is being recorded is recorded.
    """

    client: ChatClient
    unseen: ChatClient
    asking: Asking
    log: CallLog
    shares: Shares
    prices: Prices
    budget: Budget
    trials: Trials
    places: int
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    draw: Callable[[], float]
    patience: float = 20.0
    _background: Background = field(init=False)
    _writing: set[asyncio.Task[None]] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self._background = Background(self.places)

    @asynccontextmanager
    async def stream(self, wanted: Wanted) -> AsyncIterator[WithoutCanary]:
        asked, begun = await self._begin(wanted)
        async with self._under_way(wanted, asked, begun, self._background.waited_for()) as ending:
            parameters = asked.prompt.parameters
            # Whoever listens waits for the first words; once there are some, they have as long again for the rest.
            whole = 2 * self.patience
            async with self.client.stream(asked.messages, parameters, asked.arm.model, patience=whole) as reply:
                ending.model = reply.model
                template = replace(begun.call, model=reply.model).template
                pieces = WithoutCanary(reply, asked.canary, template, begun.call.id)
                try:
                    yield pieces
                finally:
                    ending.usage, ending.first_s, ending.total_s = reply.usage, reply.first_s, reply.total_s
                    ending.text, ending.whole = pieces.text, pieces.whole
                    if pieces.failure is not None:  # Whoever listens may have caught it.
                        ending.failed(pieces.failure)

    async def data(self, wanted: Wanted) -> Read:
        asked, begun = await self._begin(wanted)
        async with self._under_way(wanted, asked, begun, self._background.waited_for()) as ending:
            data = await self._complete(self.client, asked, ending)
        return Read(data or {}, ending.text, ending.record(begun.call, self.prices))

    async def note(self, call_id: str, figures: Mapping[str, float]) -> None:
        """Keeps what was measured of a reply beside its call. `coach model usage` makes a share of `sentences` and
        `sentences_dropped` (counts) or of `written` (a count) and `dropped` (a share); all else is averaged."""
        try:
            await self.log.note(call_id, figures)
        except StorageError:
            log.exception("What was measured of a reply of the language model could not be kept.")

    async def aclose(self) -> None:
        await self._background.aclose()
        await asyncio.gather(*self._writing)
        await self.client.aclose()
        await self.unseen.aclose()

    async def _begin(self, wanted: Wanted) -> tuple[Asked, _Begun]:
        try:
            person = await self.log.person(wanted.learner)
        except StorageError:
            log.exception("The language model was not asked, for its calls cannot be kept.")
            raise ModelUnavailable(SENTENCES["down"], "down") from None
        arm = self.trials.shown(wanted.prompt, person)
        asked = await self.asking.ready(wanted, arm)
        begun = await self._allowed(wanted, asked, person)
        return asked, replace(begun, shadow=self.trials.shadow(wanted.prompt, arm, self.draw()))

    async def _allowed(self, wanted: Wanted, asked: Asked, person: str, beside: str = "") -> _Begun:
        """Raises ModelUnavailable where a share or the budget is used up; what the call may cost is kept first."""
        now = self.now()
        call = first_record(wanted, asked, self.prices, self.new_id(), now, beside)
        most = call.usage.input_tokens + call.usage.output_tokens
        try:
            # Nobody pays with their own share for what they do not see.
            held = self.shares.hold("" if beside else person, wanted.workspace, most)
        except ShareUsed as used:
            await self._keep(self.log.begin(not_made(call, "limit")))
            raise share_used(used, now, self.budget.timezone) from None
        try:
            await self.log.begin(call)
            if self.budget.cap and await self.log.spent(self.budget.today(now)) > self.budget.cap:
                await self._keep(self.log.end(not_made(call, "budget")))
                raise budget_spent(self.budget.tomorrow(now))
        except StorageError:
            self.shares.settle(held, 0)
            log.exception("The language model was not asked, for its calls cannot be kept.")
            raise ModelUnavailable(SENTENCES["down"], "down") from None
        except ModelUnavailable:
            self.shares.settle(held, 0)
            raise
        except asyncio.CancelledError:
            self.shares.settle(held, 0)
            await self._keep(self.log.end(not_made(call, "stopped")))
            raise
        return _Begun(call, held)

    @asynccontextmanager
    async def _under_way(
        self, wanted: Wanted, asked: Asked, begun: _Begun, place: AbstractContextManager[None]
    ) -> AsyncIterator[Ending]:
        """Around a call. However it ends, its end is recorded, and its share settled."""
        ending = Ending(_seconds(), begun.call.model)
        try:
            with place:
                yield ending
        except ModelUnavailable as failure:
            ending.failed(failure)
            raise
        finally:
            ending.over(asked, _seconds(), self.patience)
            call = ending.record(begun.call, self.prices)
            self.shares.settle(begun.held, call.usage.input_tokens + call.usage.output_tokens)
            if begun.shadow is not None and ending.outcome == "done":
                call = replace(call, output=ending.text)
                self._beside(wanted, begun.shadow, call)
            await self._keep(self.log.end(call))

    async def _complete(self, client: ChatClient, asked: Asked, ending: Ending) -> Mapping[str, Any] | None:
        prompt = asked.prompt
        done = await client.complete(asked.messages, prompt.parameters, asked.arm.model, prompt.schema)
        ending.model, ending.usage, ending.text = done.model, done.usage, done.text
        ending.first_s, ending.total_s, ending.parameters = done.first_s, done.total_s, done.parameters
        leaks = Leaks(asked.canary)
        if leaks.found(done.text) or leaks.found_in(done.data):
            raise leaked()
        ending.whole = True
        return done.data

    def _beside(self, wanted: Wanted, arm: Arm, shown: Call) -> None:
        self._background.add(lambda: self._shadow(wanted, arm, shown))

    async def _shadow(self, wanted: Wanted, arm: Arm, shown: Call) -> None:
        try:
            asked = await self.asking.ready(wanted, arm)
            begun = await self._allowed(wanted, asked, "", beside=shown.id)
            async with self._under_way(wanted, asked, begun, nullcontext()) as ending:
                await self._complete(self.unseen, asked, ending)
        except ModelUnavailable:
            return  # It is recorded, and nobody waits for it.
        if wanted.measure is not None:
            for call_id, text in ((shown.id, shown.output), (begun.call.id, ending.text)):
                await self.note(call_id, await asyncio.to_thread(wanted.measure, text))

    async def _keep(self, writing: Coroutine[Any, Any, None]) -> None:
        """Goes on when the caller is cancelled. What cannot be kept spoils no reply: it counts with its most."""

        async def keep() -> None:
            try:
                await writing
            except StorageError:
                log.exception("The end of a call to the language model could not be kept.")

        task = asyncio.create_task(keep())
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        await asyncio.shield(task)


def _seconds() -> float:
    return asyncio.get_running_loop().time()
