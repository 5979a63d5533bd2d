"""Run as a process of its own: builds a generation and stops for ever at the named moment, to be killed there.

python -m tests.knowledge.killed_build FOLDER MOMENT
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from knowledge.edge_engine import EdgeDraft, EdgeEngine
from knowledge.encoder import Vectors
from knowledge.index import Generations
from tests.knowledge.samples import WordEncoder, make_source

MOMENTS = ("said", "copied", "encoding", "written", "vectors durable", "renamed", "flipped")


@dataclass
class Stop:
    moment: str

    def at(self, moment: str) -> None:
        if moment == self.moment:
            print("reached", flush=True)
            time.sleep(600)


class StoppingEncoder(WordEncoder):
    stop: Stop

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.stop.at("encoding")
        return super().encode(texts)


class StoppingEngine(EdgeEngine):
    def __init__(self, stop: Stop) -> None:
        self.stop = stop

    def draft(self, folder: Path, name: str, dimensions: int, base: Path | None) -> EdgeDraft:
        draft = super().draft(folder, name, dimensions, base)
        self.stop.at("copied")
        return draft

    def publish(self, name: str) -> None:
        self.stop.at("renamed")


def main(folder: Path, stop: Stop) -> None:
    encoder = StoppingEncoder()
    encoder.stop = stop

    def now() -> datetime:
        stop.at("said")
        return datetime.now(UTC)

    generations = Generations(folder, encoder, StoppingEngine(stop), now=now, code_version="0")
    building = generations.build(generations.current())
    building.replace(make_source("a.md", *(f"New sentence number {i} about releases." for i in range(600))))
    building.commit(progress=lambda done, total: stop.at("vectors durable" if done == total else "written"))
    stop.at("flipped")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Stop(sys.argv[2]))
