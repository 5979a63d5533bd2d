"""What is asked of a language model and what came of it. Its text is data: whoever shows it checks it first."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

# Why the coach goes on without the model; the sentence for a learner comes with the error.
Unavailable = Literal["off", "limit", "budget", "down", "slow", "unreadable", "stopped"]
# `shown`: the reply may be shown once checked; `shadow`: a candidate's, stored and never shown.
Role = Literal["shown", "shadow"]


@dataclass(frozen=True, slots=True)
class ModelMessage:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Parameters:
    """How a model is to write; `max_tokens` is the most that it may."""

    temperature: float = 0.0
    max_tokens: int = 400
    stop: tuple[str, ...] = ()
    seed: int | None = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written. `estimated` where the server counted none, and a quarter of the letters was taken."""

    input_tokens: int
    output_tokens: int
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that is wanted of a model.

    `about` is what it is for, as a vote would name it (`answer:ID`, `grade:ID`), so that the call can be traced.
    `variables` are those that the prompt declares. `learner` and `workspace` are whose share it is taken from.
    `measure` gives figures of a reply that nobody sees, as the share of it that would have been dropped.
    """

    prompt: str
    variables: Mapping[str, Any]
    about: str
    learner: str
    workspace: str
    measure: Callable[[str], Mapping[str, float]] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it is kept: which prompt and model, how many tokens, how long, at what price, and how it ended.

    Times are in seconds, `first_s` None where nothing came; `cost` in the currency of the price table. `outcome` is
    "done" or why not, "" while it is under way. `output` is kept for shadows alone, which nobody has seen, and for the
    shown call that a shadow stands `beside`.
    """

    id: str
    about: str
    learner: str
    prompt: str
    version: str
    digest: str
    model: str
    parameters: Mapping[str, Any]
    usage: Usage
    cost: float
    first_s: float | None
    total_s: float
    at: datetime
    outcome: str
    role: Role = "shown"
    output: str = ""
    figures: Mapping[str, float] | None = None
    beside: str = ""

    @property
    def template(self) -> str:
        """What a rating is traced by: prompt, version, the first digits of its digest, model."""
        return f"{self.prompt}/{self.version} {self.digest[:8]} {self.model}"


@dataclass(frozen=True, slots=True)
class Read:
    """A reply in the form that its prompt's schema asks for."""

    data: Mapping[str, Any]
    text: str
    call: Call


class Streamed(Protocol):
    """Pieces of text as they come. Leaving the context before the end cancels the call on the server, too."""

    def __aiter__(self) -> AsyncIterator[str]: ...

    @property
    def template(self) -> str:
        """As `Call.template`; known before the first piece."""
        ...

    @property
    def call_id(self) -> str:
        """Of the call's record, for figures that are noted beside it."""
        ...


class Models(Protocol):
    """The one gate to any model: limits, masking, prompt, call, record. Both raise ModelUnavailable."""

    def stream(self, wanted: Wanted) -> AbstractAsyncContextManager[Streamed]: ...

    async def data(self, wanted: Wanted) -> Read: ...


class CallLog(Protocol):
    """Where calls are kept. What a call may cost at most is kept before it is made, so that a crash spends nothing
    unseen."""

    async def begin(self, call: Call) -> None: ...

    async def end(self, call: Call) -> None: ...

    async def note(self, call_id: str, figures: Mapping[str, float]) -> None:
        """What was measured of a call's reply, kept beside it."""
        ...

    async def person(self, learner: str) -> str:
        """One id for all identities of a learner."""
        ...

    async def spent(self, since: datetime) -> float:
        """What was spent since then, calls under way at their most."""
        ...
