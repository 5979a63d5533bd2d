"""Several people at the same questions in one place: who sits where, who may lead, when all have answered."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class PlaceSettings:
    """Whether a grade is for its learner alone, or for everybody in the thread."""

    grades: Literal["private", "thread"] = "private"


@dataclass(frozen=True, slots=True)
class Seat:
    """One learner at the open question. `confidence` and `score` (after hints) are 0..1, None where not known."""

    learner: str
    hints: int = 0
    confidence: float | None = None
    attempt_id: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class GroupSession:
    """One run through `queue` in a thread. A frozen value: every move returns the next one.

    `opener` leads it; None where the clock opened it, as for the question of the day. `seats` are of the open question,
    those who answered it last, in the order of their answers. `people` answered an earlier question, `joined` said that
    they will. A finished session is kept, so that it is known which questions were shown.
    """

    id: str
    opener: str | None
    queue: tuple[str, ...]
    started: datetime
    position: int = 0
    seats: tuple[Seat, ...] = ()
    people: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()

    @property
    def finished(self) -> bool:
        return self.position >= len(self.queue)

    @property
    def question_id(self) -> str | None:
        """The open question; None after the last."""
        return None if self.finished else self.queue[self.position]

    @property
    def shown(self) -> tuple[str, ...]:
        """The questions that are over: what is known about them need not be held back any more."""
        return self.queue[: self.position]

    @property
    def answered(self) -> tuple[str, ...]:
        """Who answered the open question, first answer first."""
        return tuple(seat.learner for seat in self.seats if seat.attempt_id is not None)

    @property
    def everybody(self) -> tuple[str, ...]:
        """Who answered any question so far."""
        return _once(*self.people, *self.answered)

    @property
    def taking_part(self) -> tuple[str, ...]:
        """Whose answers the group waits for."""
        return _once(*((self.opener,) if self.opener else ()), *self.people, *self.joined)

    @property
    def all_answered(self) -> bool:
        """Whether nobody is left to wait for; never for one alone, nor where nobody leads and the clock ends it."""
        waited_for = self.taking_part
        return self.opener is not None and len(waited_for) > 1 and set(waited_for) <= set(self.answered)

    def led_by(self, learner: str, *, admin: bool) -> bool:
        """Whether this learner may reveal, skip and stop."""
        return admin if self.opener is None else learner == self.opener

    def waits_for(self, attempt_id: str) -> bool:
        """Whether this answer is to the open question."""
        return any(seat.attempt_id == attempt_id for seat in self.seats)

    def seat(self, learner: str) -> Seat:
        return next((seat for seat in self.seats if seat.learner == learner), Seat(learner))

    def seated(self, seat: Seat) -> "GroupSession":
        """In the place of the learner's former seat, or behind the others."""
        if any(one.learner == seat.learner for one in self.seats):
            return replace(self, seats=tuple(seat if one.learner == seat.learner else one for one in self.seats))
        return replace(self, seats=(*self.seats, seat))

    def accepted(self, learner: str, attempt_id: str) -> "GroupSession":
        """The seat goes behind the others, so that seats stand in the order of the answers."""
        seat = replace(self.seat(learner), attempt_id=attempt_id)
        others = tuple(one for one in self.seats if one.learner != learner)
        return replace(self, seats=(*others, seat))

    def graded(self, attempt_id: str, score: float) -> "GroupSession":
        seats = tuple(replace(seat, score=score) if seat.attempt_id == attempt_id else seat for seat in self.seats)
        return replace(self, seats=seats)

    def with_joined(self, learner: str) -> "GroupSession":
        return replace(self, joined=_once(*self.joined, learner))

    def moved_on(self) -> "GroupSession":
        return replace(self, position=self.position + 1, seats=(), people=self.everybody)

    def stopped(self) -> "GroupSession":
        """Over after the open question; the ones that were never asked are taken out."""
        return replace(self, queue=self.queue[: self.position + 1]).moved_on()

    def knows(self, learner: str) -> bool:
        """Whether the learner is named anywhere in here."""
        return learner in (self.opener, *self.people, *self.joined, *(seat.learner for seat in self.seats))


def _once(*learners: str) -> tuple[str, ...]:
    """Everybody once, in the order in which they came."""
    return tuple(dict.fromkeys(learners))
