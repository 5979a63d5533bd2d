"""Where a conversation stands. A frozen value: every move returns the next one, and the store keeps it as JSON."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from bot.practice.group import GroupSession
from knowledge.questions import Level


class Phase(StrEnum):
    IDLE = "idle"
    QUESTION = "question"  # an answer is awaited
    GRADING = "grading"  # an answer was accepted; its grade is not stored yet
    PROBE = "probe"  # the answer to a follow-up is awaited


# An interviewer gives a harder question more time.
MINUTES = {"junior": 3, "mid": 4, "senior": 5}


@dataclass(frozen=True, slots=True)
class Answered:
    """One finished question; `score` is after hints, None where it was skipped; `missed` are key point ids."""

    question_id: str
    attempt_id: str | None
    score: float | None
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """One run through `queue`. `position` is the index of the open question, `probe` the words of an open
    follow-up; times are aware (UTC)."""

    id: str
    queue: tuple[str, ...]
    due: tuple[str, ...]
    mock: bool
    started: datetime
    allowed_minutes: int
    topic: str | None = None
    level: Level | None = None
    position: int = 0
    phase: Phase = Phase.QUESTION
    hints: int = 0
    confidence: float | None = None
    attempt_id: str | None = None
    probe_point: str | None = None
    probe: str = ""
    answered: tuple[Answered, ...] = ()

    @property
    def question_id(self) -> str | None:
        return self.queue[self.position] if self.position < len(self.queue) else None

    @property
    def finished(self) -> bool:
        return self.position >= len(self.queue)

    def out_of_time(self, now: datetime) -> bool:
        return self.mock and now - self.started > timedelta(minutes=self.allowed_minutes)

    def hinted(self) -> "Session":
        return replace(self, hints=self.hints + 1)

    def accepted(self, attempt_id: str) -> "Session":
        return replace(self, phase=Phase.GRADING, attempt_id=attempt_id)

    def graded(
        self, score: float | None, probe_point: str | None = None, missed: tuple[str, ...] = (), probe: str = ""
    ) -> "Session":
        """The open question is done. With a probe at a point the learner stays at it for one more exchange."""
        done = Answered(self.queue[self.position], self.attempt_id, score, missed)
        phase = Phase.PROBE if probe_point else Phase.IDLE
        return replace(self, phase=phase, probe_point=probe_point, probe=probe, answered=(*self.answered, done))

    def moved_on(self) -> "Session":
        return replace(
            self,
            position=self.position + 1,
            phase=Phase.QUESTION,
            hints=0,
            confidence=None,
            attempt_id=None,
            probe_point=None,
            probe="",
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer or a grade that a vote can be about; `template` names the way in which it was made."""

    target: Literal["answer", "grade"]
    id: str
    generation: str
    template: str
    passages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is kept of one conversation: the running session, and what the next vote would be about.

    `session` is of one learner alone, `group` of the several in a thread; a conversation never has both. `asked` is the
    last concept question, as it stands alone: what a follow-up follows. Of a place it is empty.
    """

    session: Session | None = None
    rateable: Shown | None = None
    reason_awaited: bool = False
    group: GroupSession | None = None
    asked: str = ""
