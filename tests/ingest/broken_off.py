"""Run as a process of its own: an ingest that says what it does, to be killed at any moment.

python -m tests.ingest.broken_off GENERATIONS DOCS
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ingest.build import ingest
from ingest.files.sources import Limits
from ingest.reading import Done, Here, Job
from knowledge.encoder import Vectors
from knowledge.index import Generations
from tests.knowledge.samples import WordEncoder


class SayingEncoder(WordEncoder):
    def encode(self, texts: Sequence[str]) -> Vectors:
        say("encoding", len(texts))
        return super().encode(texts)


class SayingReaders(Here):
    def read(self, jobs: Iterable[Job]) -> Iterator[Done]:
        return super().read(self._said(jobs))

    def _said(self, jobs: Iterable[Job]) -> Iterator[Job]:
        for job in jobs:
            say("opening", job.located.path)
            yield job


def say(*what: object) -> None:
    print(*what, flush=True)


def main(folder: Path, docs: Path) -> None:
    report = ingest(
        [docs],
        Generations(folder, SayingEncoder(), code_version="0"),
        now=lambda: datetime.now(UTC),
        starter=False,
        readers=SayingReaders(Limits()),
        progress=lambda step, done, total: say(step, done, total),
    )
    say("done", report.generation)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
