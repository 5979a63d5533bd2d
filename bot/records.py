"""What is remembered of what was said: one frozen value for each thing that the store keeps.

Times are aware and in UTC; ids are made by the caller, so that a retry writes the same row again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

RatedThing = Literal["answer", "grade"]
# What became of a code that somebody typed; "own" is a code of the same person.
Linked = Literal["joined", "own", "unknown", "expired", "used", "too many"]
Reason = Literal["wrong", "unsupported", "unclear", "unfair grade", "bad question", "other"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One learner's answer to one question, and its grade. The words are kept even where grading has to wait."""

    id: str
    learner: str
    conversation: str
    question_id: str
    topic: str
    generation: str
    text: str
    at: datetime
    hints: int = 0
    confidence: float | None = None
    score: float | None = None
    verdict: str | None = None
    points: tuple["AttemptPoint", ...] = ()
    flags: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    grader: str = ""
    mock: bool = False


@dataclass(frozen=True, slots=True)
class AttemptPoint:
    key_point_id: str
    verdict: str
    credit: float
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """The memory of one key point by one learner; `state` is the scheduler's own JSON."""

    learner: str
    key_point_id: str
    question_id: str
    topic: str
    due: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One concept question and what was answered, so that a rating can be traced to it."""

    id: str
    learner: str
    conversation: str
    question: str
    answer: str
    abstained: bool
    confidence: float
    generation: str
    passages: tuple[str, ...]
    at: datetime
    template: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """A vote on an answer or a grade. The latest of a learner on a target counts; the earlier ones stay as history."""

    id: str
    learner: str
    target: RatedThing
    target_id: str
    vote: Literal[1, -1, 0]
    at: datetime
    reason: Reason | None = None
    comment: str = ""
    passages: tuple[str, ...] = ()
    generation: str = ""
    template: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something people asked that the corpus could not answer."""

    id: str
    question: str
    times: int
    first_at: datetime
    last_at: datetime
    status: Literal["open", "closed"] = "open"


@dataclass(frozen=True, slots=True)
class Approval:
    """An admin's word that this text may be graded against, for a question that came without an answer."""

    question_id: str
    answer: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """An admin's word about a piece of a document in quarantine: `released` goes in as it stands in `text`, `dropped`
    stays out for good."""

    piece_id: str
    decision: Literal["released", "dropped"]
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """A worker's hold on one inbox message; `attempts` tells this hold from an earlier one by the same worker."""

    id: str
    by: str
    attempts: int


@dataclass(frozen=True, slots=True)
class QueuedPost:
    """A reply as it goes into the outbox; `reply` is its JSON, `kind` its name. Written once per `id`.

    `about` is what a reaction on it would rate (`grade:ID`, `answer:ID`), empty for none; `live` is the key that posts
    share of which the later takes the place of the earlier. `ticket` is what the platform gave to answer with.
    """

    id: str
    platform: str
    workspace: str
    channel: str
    thread: str
    conversation: str
    learner: str
    to: str
    live: str
    about: str
    kind: str
    reply: str
    at: datetime
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class BoxRow:
    """One row of the inbox or the outbox as an operator sees it: no words, only where it stands."""

    id: str
    conversation: str
    learner: str
    state: str
    attempts: int
    at: datetime
    error: str
    kind: str = ""
    post: str = ""
