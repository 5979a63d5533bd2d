"""One look at some sources of a generation: all that an admin should see there."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from knowledge.generation import Generation
from knowledge.quality.contradictions import Contradiction, contradictions
from knowledge.quality.thin import why_thin


@dataclass(frozen=True, slots=True)
class Stale:
    """A source that was last changed longer ago than the limit."""

    path: str
    modified: datetime
    days: int


@dataclass(frozen=True, slots=True)
class Thin:
    """A question with a reference answer that is too thin to grade by, and why."""

    question_id: str
    question: str
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Quality:
    """What was seen, in the order of sources."""

    contradictions: tuple[Contradiction, ...] = ()
    stale: tuple[Stale, ...] = ()
    thin: tuple[Thin, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def look_over(
    generation: Generation, paths: Collection[str], now: datetime, stale_after: timedelta | None = None
) -> Quality:
    """The sources at these paths. Without `stale_after` nothing is old; a source without a date never is."""
    found: list[Thin] = []
    for path in sorted(paths):
        content = generation.content(path)
        for question in content.questions if content else ():
            if reason := why_thin(question):
                found.append(Thin(question.id, question.text, question.locator.where, reason))
    return Quality(tuple(contradictions(generation, paths)), stale(generation, paths, now, stale_after), tuple(found))


def stale(
    generation: Generation, paths: Collection[str], now: datetime, stale_after: timedelta | None
) -> tuple[Stale, ...]:
    """Those of the sources that are older than the limit, the oldest first."""
    dated = [
        Stale(source.path, source.modified, (now - source.modified).days)
        for source in generation.manifest.sources
        if source.path in paths and source.modified is not None
    ]
    old = [one for one in dated if stale_after is not None and now - one.modified > stale_after]
    return tuple(sorted(old, key=lambda one: (one.modified, one.path)))
