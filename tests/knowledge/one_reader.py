"""Run as a process of its own: opens the current generation afresh, searches, closes, over and over.

python -m tests.knowledge.one_reader FOLDER ROUNDS      prints `ready`, then one line of found texts a round
"""

import sys
from pathlib import Path

from knowledge.index import Generations
from tests.knowledge.samples import WordEncoder


def main(folder: Path, rounds: int) -> None:
    for turn in range(rounds):
        current = Generations(folder, WordEncoder()).current()
        assert current is not None
        print(current.manifest.counts.passages, len(current.search("shadow traffic", 3)), flush=True)
        if turn % 2:
            current.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
