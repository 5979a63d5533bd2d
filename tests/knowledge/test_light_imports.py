"""What a process pays for that only asks: no torch, no LlamaIndex, no Qdrant client."""

import subprocess
import sys
from pathlib import Path

from knowledge.index import Generations
from tests.knowledge.samples import make_source

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "llama_index", "qdrant_client", "sklearn", "transformers")
# The engine itself is loaded by the first search, not by listing questions.
SCRIPT = """
import sys
from pathlib import Path
from knowledge.index import Generations
from tests.knowledge.samples import WordEncoder

current = Generations(Path(sys.argv[1]), WordEncoder()).current()
assert len(current.questions()) == 1
print("qdrant_edge" in sys.modules)
assert len(current.search("shadow")) == 1
print([name for name in {heavy} if name in sys.modules])
"""


def test_listing_and_searching_load_nothing_heavy(generations: Generations) -> None:
    with generations.build(None) as building:
        building.replace(make_source("a.md", "Shadow deployment copies live traffic."))
        building.commit()

    command = [sys.executable, "-c", SCRIPT.format(heavy=HEAVY), str(generations.folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.split("\n")[:2] == ["False", "[]"]
