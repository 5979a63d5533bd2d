"""The record of a call: as it is kept before, and as it is completed when the call ends, however it does."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from bot.errors import ModelUnavailable
from bot.models.asking import Asked
from bot.models.failures import CallFailed
from bot.models.prices import Prices, at_most
from bot.models.values import Call, Parameters, Usage, Wanted

# A reply that does not fit its schema is asked for once more.
_TRIES = 2
# Of the patience: who leaves after it leaves because it is over, and may do so a moment before the client does.
_NEARLY = 0.9


def first_record(wanted: Wanted, asked: Asked, prices: Prices, call_id: str, now: datetime, beside: str = "") -> Call:
    """With the tokens and the cost that the call may have at most."""
    prompt = asked.prompt
    most = at_most(asked.messages, prompt.parameters.max_tokens, _TRIES if prompt.schema else 1)
    return Call(
        id=call_id,
        about=wanted.about,
        learner=wanted.learner,
        prompt=prompt.name,
        version=prompt.version,
        digest=prompt.digest,
        model=asked.arm.model,
        parameters=asdict(prompt.parameters),
        usage=most,
        cost=prices.cost(asked.arm.model, most),
        first_s=None,
        total_s=0.0,
        at=now,
        outcome="",
        role="shadow" if beside else "shown",
        beside=beside,
    )


def not_made(call: Call, outcome: str) -> Call:
    return replace(call, usage=Usage(0, 0), cost=0.0, outcome=outcome)


@dataclass(slots=True)
class Ending:
    """What is known of a call when it ends; `begun` in the loop's seconds."""

    begun: float
    model: str
    usage: Usage | None = None
    first_s: float | None = None
    total_s: float | None = None
    parameters: Parameters | None = None
    text: str = ""
    whole: bool = False
    failure: ModelUnavailable | None = None
    given_up: bool = False

    def failed(self, failure: ModelUnavailable) -> None:
        self.failure = failure
        if isinstance(failure, CallFailed):
            self.usage, self.first_s, self.total_s = failure.spent, failure.first_s, failure.total_s

    def over(self, asked: Asked, now: float, patience: float) -> None:
        """Whatever nobody has told until now."""
        self.given_up = now - self.begun > _NEARLY * patience
        if self.usage is None:  # It was sent perhaps, and perhaps read.
            self.usage = Usage(sum(len(message.content) for message in asked.messages) // 4, 0, estimated=True)
        if self.total_s is None:
            self.total_s = now - self.begun

    @property
    def outcome(self) -> str:
        if self.failure is not None:
            return self.failure.reason
        return "done" if self.whole else "slow" if self.given_up else "stopped"

    def record(self, call: Call, prices: Prices) -> Call:
        """`call` completed; a shadow with its words."""
        usage = self.usage or Usage(0, 0, estimated=True)
        return replace(
            call,
            model=self.model,
            parameters=asdict(self.parameters) if self.parameters else call.parameters,
            usage=usage,
            cost=prices.cost(self.model, usage),
            first_s=self.first_s,
            total_s=self.total_s or 0.0,
            outcome=self.outcome,
            output=self.text if call.role == "shadow" else "",
        )
