"""Run as a process of its own, to be watched and to be killed: what `coach ingest PAGES` does, without our own corpus.

python -m tests.benchmarks.one_ingest HOME PAGES

Prints JSON lines: each step of the progress, with the texts that the encoder has begun, and at the end the outcome.
"""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.assemble import open_library
from bot.settings import Settings
from ingest.build import ingest
from knowledge.encoder import Encoder, Vectors
from knowledge.index import Generations


class Counting:
    """Counts the texts that an encoder was given, also those that a killed process never got back."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.begun = 0

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.begun += len(texts)
        say(begun=self.begun)
        return self._encoder.encode(texts)


def say(**told: object) -> None:
    print(json.dumps(told), flush=True)


def main(home: Path, pages: Path) -> None:
    settings = Settings(home=home)
    library = open_library(settings)
    generations = Generations(settings.generations_folder, Counting(library.encoder))
    with library.workers() as readers:
        report = ingest(
            [pages],
            generations,
            now=lambda: datetime.now(UTC),
            starter=False,
            limits=library.limits(),
            readers=readers,
            progress=lambda step, done, total: say(step=step, done=done, total=total),
        )
    assert not report.errors
    generation = generations.current()
    assert generation is not None
    say(embedded=report.embedded, passages=generation.manifest.counts.passages, added=report.tally.added)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
