"""From files to what they hold: the one way in which `coach ingest` and `coach eval ingest` read documents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from ingest.content import Extracted, extract
from ingest.errors import UnreadableSource
from ingest.files.sources import Limits, Located, Problem, read
from knowledge.questions import SourceContent


@dataclass(frozen=True, slots=True)
class Job:
    """A document to be read; items that were in `before` keep their ids. `digest` is that of the bytes which need not
    be read again, empty where any are."""

    located: Located
    before: SourceContent | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job: what the document holds, None where its bytes are those that need not be read again, or why
    it stays out."""

    located: Located
    outcome: Extracted | Problem | None


class Readers(Protocol):
    """Whoever reads documents, in whatever processes."""

    def read(self, jobs: Iterable[Job]) -> Iterator[Done]:
        """In the order of the jobs, of which no more are taken than can be worked on soon."""
        ...


class Here:
    """Reads in this process, one after another: for documents of our own, and for tests."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def read(self, jobs: Iterable[Job]) -> Iterator[Done]:
        """In the order of the jobs."""
        for job in jobs:
            yield Done(job.located, read_job(job, self._limits))


def read_job(job: Job, limits: Limits) -> Extracted | Problem | None:
    """What any reader of jobs does with one, in whatever process it runs."""
    try:
        document = read(job.located, limits)
        if document.digest == job.digest:
            return None
        return extract(document, job.before)
    except UnreadableSource as problem:
        return Problem(job.located.path, str(problem))
