"""One look at some sources of a generation: all that an admin should see there."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from knowledge.generation import Generation
from knowledge.quality.contradictions import Comparison, Contradiction
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
    """What was seen, in the order of sources. `not_compared` counts passages that were left out of the comparison with
    other sources."""

    contradictions: tuple[Contradiction, ...] = ()
    stale: tuple[Stale, ...] = ()
    thin: tuple[Thin, ...] = ()
    not_compared: int = 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def look_over(
    generation: Generation,
    paths: Collection[str],
    now: datetime,
    stale_after: timedelta | None = None,
    most: int | None = None,
) -> Quality:
    """The sources at these paths. Without `stale_after` nothing is old; a source without a date never is.

    No more than `most` passages are compared with other sources, where that is given: it takes a millisecond each.
    """
    thin: list[Thin] = []
    found: list[Contradiction] = []
    comparison = Comparison(generation)
    left = 0
    room = most
    for path in sorted(paths):
        content = generation.content(path)
        if content is None:
            continue
        for question in content.questions:
            if reason := why_thin(question):
                thin.append(Thin(question.id, question.text, question.locator.where, reason))
        passages = [passage for passage in content.passages if passage.kind != "question"]
        compared = passages if room is None else passages[:room]
        room = None if room is None else room - len(compared)
        left += len(passages) - len(compared)
        found += comparison.of(compared)
    return Quality(tuple(found), stale(generation, paths, now, stale_after), tuple(thin), left)


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
