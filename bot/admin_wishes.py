"""What an admin may ask for in chat, once it is read."""

from dataclasses import dataclass
from datetime import time
from typing import Literal


@dataclass(frozen=True, slots=True)
class Ingest:
    """`links` are what was typed; the files are the message's."""

    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishIngest:
    generation: str


@dataclass(frozen=True, slots=True)
class DiscardIngest:
    generation: str


@dataclass(frozen=True, slots=True)
class ListGaps:
    pass


@dataclass(frozen=True, slots=True)
class ApproveGap:
    gap: str


@dataclass(frozen=True, slots=True)
class AnswerGap:
    gap: str
    words: str


@dataclass(frozen=True, slots=True)
class CloseGap:
    gap: str


@dataclass(frozen=True, slots=True)
class GoBack:
    """To this generation, or to the one before."""

    generation: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeAdmins:
    change: Literal["add", "remove"]
    learner: str


@dataclass(frozen=True, slots=True)
class ListAdmins:
    pass


@dataclass(frozen=True, slots=True)
class SetGrades:
    """Who sees the grades in the place where it is said."""

    grades: Literal["private", "thread"]


@dataclass(frozen=True, slots=True)
class SetDaily:
    """`place` is empty where the one is meant in which it is said; `topic` is empty for any."""

    place: str
    at: time
    timezone: str
    topic: str


@dataclass(frozen=True, slots=True)
class EndDaily:
    place: str = ""


@dataclass(frozen=True, slots=True)
class ListDailies:
    pass


@dataclass(frozen=True, slots=True)
class Unclear:
    """An admin's verb with something that cannot be read: one sentence with an example."""

    sentence: str


Wish = (
    Ingest
    | PublishIngest
    | DiscardIngest
    | ListGaps
    | ApproveGap
    | AnswerGap
    | CloseGap
    | GoBack
    | ChangeAdmins
    | ListAdmins
    | SetGrades
    | SetDaily
    | EndDaily
    | ListDailies
    | Unclear
)


@dataclass(frozen=True, slots=True)
class AdminCommand:
    """`verb` is what the audit calls it: `ingest publish`."""

    verb: str
    wish: Wish
